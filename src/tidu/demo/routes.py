"""What each firm answered when the bureau asked about the direct routes to the 科技型中小企业 evaluation.

Drawn from the firm's credit code and not from the county's one stream of draws, so that a question asked later
leaves every other number of the county as it was.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tidu.demo.duties import Part
from tidu.demo.identities import Identity
from tidu.demo.model import HOLDERS, Routes
from tidu.domain.enterprises.vocabulary import Industry

ASKED_ON = date(2025, 6, 5)

OLD_AWARD_ON = date(2019, 1, 8)
"""The new-material host's award: more than five years ago, so it no longer opens the route."""

_SILENT, _BLANK = 0.03, 0.02
"""Shares of the firms that sent nothing back, and that left the question of standards open."""
_STANDARD_DAYS = (date(2017, 3, 1), date(2025, 3, 1))


def answers(part: Part, identity: Identity) -> Routes | None:
    """Return a firm's answers, None for one that sent nothing back."""
    draw = Random(f"routes {identity.credit_code}")
    if draw.random() < _SILENT and not part.host:
        return None
    led = draw.random() < (0.12 if part.duty in HOLDERS else 0.02 if part.book.has_research else 0)
    first, last = _STANDARD_DAYS
    day = first + timedelta(days=draw.randrange((last - first).days))
    blank = not led and draw.random() < _BLANK
    return Routes(
        award_on=OLD_AWARD_ON if part.host and identity.industry == Industry.NEW_MATERIALS else None,
        institution=part.host,
        led_standard=None if blank else led,
        standard_on=max(day, identity.registered_on + timedelta(days=400)) if led else None,
    )
