"""How far a firm is from meeting a rule: the number behind its place on the stairs.

The clauses' verdicts may come from any engine; only the gaps of failing clauses are measured one firm at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from tidu.rules import Facts, Input, Kind, Library, Rule, Ternary, Verdict
from tidu.rules.engines.reference.conditions import Scope, step_of
from tidu.rules.engines.reference.judge import Judgement, telling
from tidu.rules.model.conditions import (
    AllOf,
    ClauseRef,
    Condition,
    Flag,
    Group,
    RuleVerdict,
    TextIs,
    every_condition,
)
from tidu.rules.model.numbers import (
    DaysBetween,
    DaysSince,
    Number,
    OverYears,
    ScalarFact,
    YearFact,
    every_number,
)
from tidu.rules.model.rule import Clause
from tidu.rules.model.verdict import Reading

Outcomes = Mapping[str, tuple[Ternary, bool]]
"""Clause id to its verdict and whether it is near."""

Missed = Mapping[str, tuple[int | None, int | None]]
"""Clause id to how far its value lies from the threshold and what that is a share of, None where it is not known."""

_WHOLE = Fraction(1)
_DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Distance:
    """The hard clauses a firm needs, how many fail and are unknown, and the worst relative gap.

    A group of alternatives counts as many clauses as it needs. Clauses left to experts do not count. `gaps` are the
    clauses to mend, `unknown_clauses` those that wait for data; `leaning` are failing clauses that matter only if the
    unknown alternatives beside them turn out badly. `worst_gap` is the worst of both, 0 where there are none and 1
    where a failing clause has no measure.
    """

    needed: int
    failing: int
    unknown: int
    gaps: tuple[str, ...]
    unknown_clauses: tuple[str, ...]
    leaning: tuple[str, ...]
    worst_gap: Fraction

    @property
    def holding(self) -> int:
        """Return how many of the needed clauses are known to hold."""
        return self.needed - self.failing - self.unknown

    @cached_property
    def position(self) -> Fraction:
        """Return the place on the step, 0 to 1: the share of clauses that hold, then how small the worst gap is.

        The gap only orders firms with the same number of clauses: it never lifts one over a clause more.
        """
        if self.needed == 0:
            return _WHOLE
        gap, whole = self.worst_gap.numerator, self.worst_gap.denominator
        lift = whole - gap if self.gaps or self.leaning else 0
        return Fraction(self.holding * whole + lift, self.needed * whole)

    @property
    def reach(self) -> Fraction:
        """Return where the firm would stand if all that is unknown turned out well: the end of the hatching."""
        if not self.unknown:
            return self.position
        return min(_WHOLE, self.position + Fraction(self.unknown, self.needed))


def distance_of(verdict: Verdict) -> Distance:
    """Return the distance that an explained verdict tells."""
    outcomes = {found.id: (found.verdict, found.near) for found in verdict.clauses}
    part = _tally(verdict.rule.decide, verdict.rule, outcomes)
    return _distance(verdict.rule, part, lambda clause: relative_gap(verdict.clause(clause.id).reading))


class Measure:
    """Distances of many firms whose clauses an engine has judged by one rule: only their gaps are measured here.

    Firms whose clauses came out alike share the counting.
    """

    def __init__(self, rule: Rule, as_of: date, library: Library) -> None:
        self._rule, self._as_of, self._library = rule, as_of, library
        self._parts: dict[tuple[tuple[Ternary, bool], ...], _Part] = {}

    def distance(
        self, outcomes: Sequence[tuple[Ternary, bool]], facts: Facts, missed: Missed | None = None
    ) -> Distance:
        """Return the distance of one firm; `outcomes` are the verdict and nearness of the rule's clauses in order.

        `missed` holds the clauses that the engine has measured; the gaps of the others are measured here.
        """
        pattern = tuple(outcomes)
        part = self._parts.get(pattern)
        if part is None:
            ids = (clause.id for clause in self._rule.clauses)
            part = _tally(self._rule.decide, self._rule, dict(zip(ids, pattern, strict=True)))
            self._parts[pattern] = part
        case: Judgement | None = None

        def gap(clause: Clause) -> Fraction:
            nonlocal case
            if missed is not None and clause.id in missed:
                return share_of(*missed[clause.id])
            case = case or Judgement.of(self._rule, facts, self._as_of, self._library)
            return relative_gap(telling(step_of(clause.require, Scope(case, near=clause.near))))

        return _distance(self._rule, part, gap)


def readings(
    rule: Rule, clause_ids: Collection[str], facts: Facts, as_of: date, library: Library
) -> list[tuple[Clause, Reading]]:
    """Return some clauses of a rule, in its order, each with what it read of a firm."""
    case = Judgement.of(rule, facts, as_of, library)
    wanted = [clause for clause in rule.clauses if clause.id in clause_ids]
    return [(one, telling(step_of(one.require, Scope(case, near=one.near)))) for one in wanted]


def share_of(short: int | None, whole: int | None) -> Fraction:
    """Return a gap from its two numbers, a whole where they are not known and at most that."""
    return _WHOLE if short is None or not whole or short >= whole else Fraction(short, whole)


def relative_gap(reading: Reading) -> Fraction:
    """Return how far a failing clause is from its threshold, as a share of it and at most 1.

    Against a threshold of nought the shortfall itself counts; a day is measured in years.
    """
    margin = reading.margin
    if margin is None or not isinstance(reading.threshold, Fraction):
        return _WHOLE
    if reading.kind is Kind.DATE:
        return min(_WHOLE, abs(margin) / _DAYS_OF_YEAR)
    return min(_WHOLE, abs(margin / (reading.threshold or 1)))


def cells_of(clause: Clause, as_of: date, registered_on: date | None) -> tuple[Input, ...]:
    """Return the cells of the register a clause is judged on, in reading order and once each.

    Fiscal years before the firm was registered do not exist and are left out.
    """
    first = registered_on.year if registered_on else 0
    cells: dict[Input, None] = {}
    for condition in every_condition(clause.require):
        if isinstance(condition, Flag | TextIs):
            cells[Input(condition.fact, None)] = None
        for root in condition.numbers:
            for number in every_number(root):
                cells |= {
                    cell: None for cell in _cells_of_number(number, as_of) if (cell.year or first) >= first
                }
    return tuple(cells)


@dataclass(frozen=True)
class _Part:
    """How a part of the decision came out, what it needs, and which of its clauses are to mend or unknown.

    `workable` says that a failing clause rests on something the firm can improve.
    """

    verdict: Ternary
    near: bool
    needed: int
    failing: int
    unknown: int
    gaps: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    leaning: tuple[str, ...] = ()
    workable: bool = False


def _distance(rule: Rule, part: _Part, gap: Callable[[Clause], Fraction]) -> Distance:
    measured = (*part.gaps, *part.leaning)
    return Distance(
        needed=part.needed,
        failing=part.failing,
        unknown=part.unknown,
        gaps=part.gaps,
        unknown_clauses=part.open,
        leaning=part.leaning,
        worst_gap=_worst([rule.clause(clause_id) for clause_id in measured], gap),
    )


def _worst(clauses: Sequence[Clause], gap: Callable[[Clause], Fraction]) -> Fraction:
    """Return the largest gap. None exceeds a whole, so nothing is measured beside a clause that has no measure."""
    if any(isinstance(clause.require, Flag | TextIs | RuleVerdict) for clause in clauses):
        return _WHOLE
    return max(map(gap, clauses), default=Fraction(0))


def _tally(decision: Condition, rule: Rule, outcomes: Outcomes) -> _Part:
    if isinstance(decision, ClauseRef):
        return _clause(decision.clause, rule, outcomes)
    assert isinstance(decision, Group)  # noqa: S101 - a decision is made of groups and clauses only
    parts = [_tally(item, rule, outcomes) for item in decision.items]
    return _all(parts) if isinstance(decision, AllOf) else _some(parts, decision.needed)


def _clause(clause_id: str, rule: Rule, outcomes: Outcomes) -> _Part:
    verdict, near = outcomes[clause_id]
    counts = int(rule.clause(clause_id).hard)
    if not counts and verdict is Ternary.UNKNOWN:
        return _Part(Ternary.YES, near=False, needed=0, failing=0, unknown=0)
    return _Part(
        verdict,
        near=near,
        needed=counts,
        failing=counts * (verdict is Ternary.NO),
        unknown=counts * (verdict is Ternary.UNKNOWN),
        gaps=(clause_id,) if verdict is Ternary.NO else (),
        open=(clause_id,) if verdict is Ternary.UNKNOWN else (),
        workable=verdict is Ternary.NO and bool(rule.clause(clause_id).improvable),
    )


def _all(parts: list[_Part]) -> _Part:
    """Every part is needed: their counts add up."""
    verdicts = {part.verdict for part in parts}
    verdict = next((one for one in (Ternary.NO, Ternary.UNKNOWN) if one in verdicts), Ternary.YES)
    failing = [part for part in parts if part.verdict is Ternary.NO]
    return _Part(
        verdict,
        near=bool(failing) and Ternary.UNKNOWN not in verdicts and all(part.near for part in failing),
        needed=sum(part.needed for part in parts),
        failing=sum(part.failing for part in parts),
        unknown=sum(part.unknown for part in parts),
        gaps=tuple(gap for part in parts for gap in part.gaps),
        open=tuple(clause for part in parts for clause in part.open),
        leaning=tuple(clause for part in parts for clause in part.leaning),
        workable=any(part.workable for part in failing),
    )


def _some(parts: list[_Part], needed: int) -> _Part:
    """Of alternatives as many count as are needed; what is to mend are the closest of those that fail."""
    met = sum(part.verdict is Ternary.YES for part in parts)
    unknown = [part for part in parts if part.verdict is Ternary.UNKNOWN]
    if met >= needed:
        return _Part(Ternary.YES, near=False, needed=needed, failing=0, unknown=0)
    places = needed - met
    failing = sorted(
        (part for part in parts if part.verdict is Ternary.NO),
        key=lambda part: (not part.near, len(part.gaps)),
    )
    if len(unknown) >= places:
        return _Part(
            Ternary.UNKNOWN,
            near=False,
            needed=needed,
            failing=0,
            unknown=places,
            open=tuple(clause for part in unknown for clause in part.open),
            leaning=tuple(gap for part in sorted(failing, key=_unworkable)[:1] for gap in part.gaps),
        )
    chosen = failing[: places - len(unknown)]
    return _Part(
        Ternary.NO,
        near=not unknown and all(part.near for part in chosen),
        needed=needed,
        failing=len(chosen),
        unknown=len(unknown),
        gaps=tuple(gap for part in chosen for gap in part.gaps),
        open=tuple(clause for part in unknown for clause in part.open),
    )


def _unworkable(part: _Part) -> bool:
    return not part.workable


def _cells_of_number(number: Number, as_of: date) -> tuple[Input, ...]:
    if isinstance(number, YearFact):
        return (Input(number.fact, as_of.year - number.back),)
    if isinstance(number, OverYears):
        return tuple(Input(number.fact, as_of.year - back) for back in range(1, number.years + 1))
    if isinstance(number, ScalarFact | DaysSince):
        return (Input(number.fact, None),)
    if isinstance(number, DaysBetween):
        return Input(number.start, None), Input(number.end, None)
    return ()
