"""The first screen: what the firm can have, what it nearly has, and how much it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from tidu.domain.corrections import queries as corrections
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.operations import note_opened
from tidu.domain.rulebook.queries import Benefit, Benefits
from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.interfaces.desk.firm import code_of
from tidu.interfaces.kit import homes

BY_DAY = "deadline"
WANTED_SHOWN = 5


def first_screen(view: homes.Home) -> dict[str, Any]:
    """Return the firm's benefits in their groups, by money or by the day they end."""
    request, as_of = view.request, view.as_of
    code = code_of(request)
    scope = enterprises.in_scope(view.actor, as_of).filter(credit_code__in=view.actor.credit_codes)
    firms = enterprises.Population(as_of.known_at, scope)
    own = {one.credit_code: one for one in firms.firms.values()}
    firm = own.pop(code, None)
    others = sorted((other, one.name_on(as_of.on)) for other, one in own.items())
    if firm is None:
        return {"firm": None, "code": code, "others": others}
    known = {
        "firm": firm,
        "name": firm.name_on(as_of.on),
        "code": code,
        "others": others,
        "requests": len(corrections.open_for(view.actor, code)),
    }
    facts = rulebook.facts_for([firm.enterprise_id], as_of, firms)[firm.enterprise_id]
    try:
        found = rulebook.benefits(facts, as_of)
    except rulebook.FirmClosed as closed:
        return {**known, "closed": str(closed)}
    unread = rulebook.unread(firm.enterprise_id)
    if unread:
        note_opened(enterprise_id=firm.enterprise_id, credit_code=code, by=view.actor, now=clock.now())
    order = BY_DAY if request.GET.get("by") == BY_DAY else "money"
    return {
        **known,
        "titles": [title for title in firms.titles.get(firm.enterprise_id, ()) if title.holds(as_of.on)],
        "found": found,
        "groups": groups(found, order),
        "refused": refused(found),
        "by": order,
        "supplied": [one for one in found.wanted if one.key is not None][:WANTED_SHOWN],
        "elsewhere": sum(one.key is None for one in found.wanted),
        "news": news(found, unread),
    }


def news(found: Benefits, unread: set[tuple[str, date]]) -> list[Benefit]:
    """Return the policies that the firm was told of and has not opened."""
    return [one for one in found.lines if (one.offer.rule.code, one.offer.rule.law.valid_from_on) in unread]


def groups(found: Benefits, order: str) -> list[tuple[str, str, list[Benefit]]]:
    """Return the lines by how they stand: the group's word, its colour, and its lines in order."""
    lines = sorted(found.lines, key=_by_day) if order == BY_DAY else list(found.lines)
    sorted_out = (
        ("可享受", "green", [one for one in lines if one.fits]),
        ("待认定", "plain", [one for one in lines if one.pending]),
        ("差一点", "amber", [one for one in lines if one.nearly]),
        ("缺数", "missing", [one for one in lines if one.unknown]),
    )
    return [(word, colour, own) for word, colour, own in sorted_out if own]


def refused(found: Benefits) -> list[Benefit]:
    """Return what the firm does not meet."""
    return [
        one for one in found.lines if not (one.held or one.fits or one.pending or one.nearly or one.unknown)
    ]


def _by_day(line: Benefit) -> tuple[date, int]:
    """Order by the day by which to move, those without one last, the larger sum first."""
    return (line.deadline or date.max, -line.certain)


def declare() -> None:
    """Hand the firm's home to the shell."""
    homes.declare(Role.ENTERPRISE_CONTACT, homes.HomeOf("desk/home.html", first_screen))
