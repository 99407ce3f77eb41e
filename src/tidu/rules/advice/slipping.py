"""将掉档: a firm that still passes, by a margin that shrinks year by year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from tidu.rules.advice.deciding import decided_with
from tidu.rules.engines.reference import evaluate
from tidu.rules.engines.reference.judge import Judgement
from tidu.rules.model.conditions import Operator, Ternary
from tidu.rules.model.facts import Facts
from tidu.rules.model.kinds import Kind
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule
from tidu.rules.model.verdict import ClauseVerdict

HORIZON: Final = 2
"""A clause that would fail within this many years at the last year's pace is told."""

_AGEING: Final = (Kind.DAYS, Kind.DATE)
"""Time passes for every firm alike; that is a calendar, not a decline."""


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A clause that holds, whose margin has shrunk two years running, and when it would be gone at that pace.

    `before` are the clause's verdicts for an application two years and one year earlier; `within_years` is 1 where
    the next application year would already fail.
    """

    clause: ClauseVerdict
    before: tuple[ClauseVerdict, ClauseVerdict]
    within_years: int


def slipping(
    rule: Rule, facts: Facts, as_of: date, library: Library, *, horizon: int = HORIZON
) -> tuple[Slip, ...]:
    """Return the clauses a passing firm is about to lose, the soonest first.

    All three applications are judged by the same version of the rule; only the fiscal years differ. A clause that was
    unknown or failing in one of them, or that the decision could do without, tells nothing.
    """
    verdict = evaluate(rule, facts, as_of, library)
    if verdict.verdict is not Ternary.YES:
        return ()
    earlier = [evaluate(rule, facts, _years_before(as_of, years), library) for years in (2, 1)]
    judgement = Judgement.of(rule, facts, as_of, library)

    def stands_without(clause_id: str) -> bool:
        return decided_with(verdict, {clause_id: Ternary.NO}, judgement) is Ternary.YES

    found = []
    for clause in verdict.clauses:
        first, second = (then.clause(clause.id) for then in earlier)
        years = _years_left(first, second, clause)
        if years is not None and years <= horizon and not stands_without(clause.id):
            found.append(Slip(clause=clause, before=(first, second), within_years=years))
    return tuple(sorted(found, key=lambda slip: slip.within_years))


def _years_left(first: ClauseVerdict, second: ClauseVerdict, now: ClauseVerdict) -> int | None:
    """Return in how many years the margin is gone at the last year's pace; None where it does not shrink."""
    margins = [_margin(found) for found in (first, second, now)]
    if any(margin is None for margin in margins):
        return None
    oldest, older, newest = (margin or Fraction(0) for margin in margins)
    if not oldest > older > newest:
        return None
    years = newest / (older - newest)
    bound_fails = now.reading.operator in (Operator.MORE_THAN, Operator.LESS_THAN)
    return math.ceil(years) if bound_fails else math.floor(years) + 1


def _margin(found: ClauseVerdict) -> Fraction | None:
    measured = found.verdict is Ternary.YES and found.kind not in _AGEING
    return found.margin if measured else None


def _years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; 29 February becomes the 28th."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - years, day=last)
