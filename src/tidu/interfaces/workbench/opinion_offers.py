"""When the steps of an opinion are offered to somebody, beside what the transition table itself says."""

from __future__ import annotations

from collections.abc import Callable

from tidu.domain.opinions import checks
from tidu.domain.opinions.queries import OpinionPage
from tidu.domain.opinions.vocabulary import ANSWERED, OPEN, OpinionState
from tidu.foundation.actors import Actor, Role
from tidu.interfaces.kit.roles import OFFICERS


def leads(actor: Actor, page: OpinionPage) -> bool:
    """Return whether a person works for the unit that leads."""
    return bool(page.rounds) and checks.works_for(actor, page.rounds[-1].round.lead)


def is_officer(actor: Actor) -> bool:
    """Return whether a person is of the bureau."""
    return actor.has_role(*OFFICERS)


def officer_while(*states: str) -> Callable[[Actor, OpinionPage], bool]:
    """Return a condition: an officer, while the opinion is in one of these states."""
    return lambda actor, page: is_officer(actor) and page.opinion.state in states


def may_write(actor: Actor, page: OpinionPage) -> bool:
    """Return whether the answer is this person's to write now."""
    return page.opinion.state == OpinionState.WORKING and leads(actor, page)


def may_countersign(actor: Actor, page: OpinionPage) -> bool:
    """Return whether a unit of this person has been asked to agree."""
    if page.opinion.state != OpinionState.COUNTERSIGNING:
        return False
    codes = {grant.organisation_id for grant in actor.grants}
    return any(one.organisation_id in codes for one in page.rounds[-1].assists)


def pending_extension(page: OpinionPage) -> bool:
    """Return whether more time has been asked for and nobody has decided."""
    return bool(page.rounds) and any(one.agreed is None for one in page.rounds[-1].extensions)


def may_ask_longer(actor: Actor, page: OpinionPage) -> bool:
    """Return whether more time may be asked for: by the leading unit, before the deadline."""
    left = page.line.days_left
    waits = page.opinion.state in OPEN and left is not None and left >= 0
    return waits and leads(actor, page) and not pending_extension(page)


def may_decide_longer(actor: Actor, page: OpinionPage) -> bool:
    """Return whether this person decides on more time."""
    return actor.has_role(Role.BUREAU_DIRECTOR) and page.opinion.state in OPEN and pending_extension(page)


def may_enter_rating(actor: Actor, page: OpinionPage) -> bool:
    """Return whether a rating on paper may be entered: by an officer of another unit."""
    last = page.line.round
    unrated = page.opinion.state in ANSWERED and last is not None and last.rated_at is None
    return unrated and is_officer(actor) and not leads(actor, page)


def may_withdraw(actor: Actor, page: OpinionPage) -> bool:
    """Return whether a public wording stands that may be taken back."""
    return is_officer(actor) and page.publication is not None


def may_add_scan(actor: Actor, page: OpinionPage) -> bool:
    """Return whether the scan is still missing."""
    return is_officer(actor) and page.opinion.scan is None


def may_forget(actor: Actor, page: OpinionPage) -> bool:
    """Return whether somebody who handed this opinion in can still be recognised in it."""
    own = (one for one in page.authors if one.number == page.opinion.number)
    return is_officer(actor) and any(not one.erased for one in own)
