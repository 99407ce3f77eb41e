"""The cheapest way to another verdict, found by judging hypothetical copies of the firm.

Nothing here knows what a clause means. A coarse net of values over every choice of inputs finds the choices that
can turn the verdict; each find is then drawn back towards the firm as it is, one input after the other, until a
fen or a person less would no longer do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from tidu.rules.advice.copies import Copies, Value
from tidu.rules.advice.deciding import decided_with
from tidu.rules.engines.reference.changes import improvable_inputs
from tidu.rules.engines.reference.judge import Judgement
from tidu.rules.model.conditions import RuleVerdict, Ternary, every_condition, facts_in, numbers_in
from tidu.rules.model.facts import Facts, Input
from tidu.rules.model.kinds import LARGEST_FACT, Kind
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Clause, Rule
from tidu.rules.model.tables import OfRule
from tidu.rules.model.verdict import Change, Verdict

_Copy = tuple[Value, ...]

MOST_INPUTS: Final = 4
"""A way that changes more than four things at once is no advice."""

_WIDENING: Final = {1: Fraction(13, 12), 2: Fraction(5, 4), 3: Fraction(2), 4: Fraction(4)}
"""By what factor a step of the net exceeds the one before, by how many inputs are changed together."""
_FARTHEST: Final = 100
"""No input is looked at beyond a hundred times what the firm has."""
_FROM_NOUGHT: Final = {Kind.MONEY: 10**12, Kind.USD: 10**12}
"""How far money is looked at that stands at nought (100 亿元); persons, items and points up to a thousand."""
_FINDS: Final = 6
"""How many finds of one choice of inputs are drawn back; the net's cheapest need not stay the cheapest."""
_SIEVE: Final = 128
"""Values judged at once between one that turns the verdict and one nearer to the firm that does not."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """Changes that together turn the verdict; with any one of them a single unit smaller they would not.

    `effort` is the sum of the relative changes: for a number the difference as a part of the larger of the two
    values, for a yes or no 1. `is_complete` is false where missing data have to be supplied besides.
    """

    changes: tuple[Change, ...]
    effort: Fraction
    is_complete: bool


def cheapest_ways(
    rule: Rule, facts: Facts, as_of: date, library: Library, *, most_inputs: int = MOST_INPUTS
) -> tuple[Way, ...]:
    """Return the ways with the fewest changed inputs that turn a failing verdict, cheapest first.

    Only inputs some clause marks `improvable`, and whose value is known, are changed; a yearly one in the last
    fiscal year a clause looks at. Of one choice of inputs only the cheapest way found is returned. Empty where the
    verdict does not fail, or where no change of at most `most_inputs` inputs helps.
    """
    copies = Copies(rule, facts, as_of, library)
    if copies.turned([], [()])[0]:
        return ()
    inputs = [
        _Axis(needed, kind, before)
        for needed, kind in _improvable(rule, as_of).items()
        if (before := _known(facts, needed, kind)) is not None
    ]
    hopes = _Hopes.of(copies)
    for size in range(1, min(most_inputs, len(inputs), MOST_INPUTS) + 1):
        choices = filter(hopes.may_turn, itertools.combinations(inputs, size))
        found = {way.changes: way for axes in choices if (way := _way(copies, axes)) is not None}
        if found:
            return tuple(sorted(found.values(), key=_by_cost))
    return ()


@dataclass(frozen=True)
class _Hopes:
    """Which choices of inputs are worth searching: those that touch enough of the failing clauses."""

    verdict: Verdict
    judgement: Judgement

    @classmethod
    def of(cls, copies: Copies) -> _Hopes:
        """Return the hopes of one firm as it is."""
        judgement = Judgement.of(copies.rule, copies.facts, copies.as_of, copies.library)
        return cls(judgement.verdict, judgement)

    def may_turn(self, axes: Sequence[_Axis]) -> bool:
        """Return whether the verdict would turn if every clause that reads one of the inputs came out well."""
        names = {axis.needed.fact for axis in axes}
        touched = {
            clause.id: Ternary.YES
            for clause in self.verdict.rule.clauses
            if names & facts_in(clause.require) or _asks_other_rules(clause)
        }
        return decided_with(self.verdict, touched, self.judgement) is not Ternary.NO


def _asks_other_rules(clause: Clause) -> bool:
    """Return whether a clause rests on another rule, which may read anything."""
    verdicts = any(isinstance(node, RuleVerdict) for node in every_condition(clause.require))
    return verdicts or any(isinstance(node, OfRule) for node in numbers_in(clause.require))


def _by_cost(way: Way) -> tuple[int, Fraction, list[str]]:
    return len(way.changes), way.effort, [change.needed.fact for change in way.changes]


def _improvable(rule: Rule, as_of: date) -> dict[Input, Kind]:
    found: dict[Input, Kind] = {}
    for clause in rule.clauses:
        found |= dict(improvable_inputs(clause, as_of))
    return found


def _known(facts: Facts, needed: Input, kind: Kind) -> Value | None:
    flag = facts.scalar(needed.fact) if kind is Kind.BOOL else None
    return flag if isinstance(flag, bool) else facts.number(needed)


@dataclass(frozen=True)
class _Axis:
    """One input that may be changed, with what the firm has."""

    needed: Input
    kind: Kind
    before: Value

    def effort(self, value: Value) -> Fraction:
        """Return the relative change to a value."""
        return Fraction(abs(value - self.before), max(abs(value), abs(self.before), 1))

    def knots(self, widening: Fraction) -> list[Value]:
        """Return where the net is knotted on both sides of what the firm has, the nearer the denser."""
        if self.kind is Kind.BOOL:
            return [not self.before]
        reach = abs(self.before) * (_FARTHEST - 1) or _FROM_NOUGHT.get(self.kind, 1_000)
        up = [self.before + step for step in _steps(reach, widening)]
        down = [self.before - step for step in _steps(self.before, widening * widening)]
        return [value for value in (*up, *down) if value < LARGEST_FACT]


def _steps(reach: int, widening: Fraction) -> Iterator[int]:
    """Yield steps from a 4,000th of the reach (drawing back does the rest) to the whole of it."""
    step = max(reach >> 12, 1)
    while step < reach:
        yield step
        step = max(step + 1, step * widening.numerator // widening.denominator)
    if reach > 0:
        yield reach


def _way(copies: Copies, axes: Sequence[_Axis]) -> Way | None:
    """Return the cheapest way that changes these inputs, or some of them; None where there is none."""
    inputs = [axis.needed for axis in axes]
    net = list(itertools.product(*(axis.knots(_WIDENING[len(axes)]) for axis in axes)))
    turned = [values for values, holds in zip(net, copies.turned(inputs, net), strict=True) if holds]
    if not turned:
        return None
    turned.sort(key=lambda values: _effort(axes, values))
    finds = list(_corners(turned, axes))
    places = range(len(axes))
    drawn = [*_drawn_back(copies, axes, finds, places), *_drawn_back(copies, axes, finds, places[::-1])]
    best = min(drawn, key=lambda values: _effort(axes, values))
    changes = tuple(
        Change(needed=axis.needed, kind=axis.kind, before=axis.before, after=value)
        for axis, value in zip(axes, best, strict=True)
        if value != axis.before
    )
    return Way(changes=changes, effort=_effort(axes, best), is_complete=copies.meets(inputs, best))


def _effort(axes: Sequence[_Axis], values: Sequence[Value]) -> Fraction:
    return sum((axis.effort(value) for axis, value in zip(axes, values, strict=True)), Fraction(0))


def _corners(turned: Sequence[_Copy], axes: Sequence[_Axis]) -> Iterator[_Copy]:
    """Yield the cheapest finds, and for every input the find that changes it least."""
    chosen = dict.fromkeys(turned[:_FINDS])
    for place, axis in enumerate(axes):
        chosen[min(turned, key=lambda values: axis.effort(values[place]))] = None
    yield from chosen


def _drawn_back(
    copies: Copies, axes: Sequence[_Axis], finds: list[_Copy], places: Sequence[int]
) -> list[_Copy]:
    """Return the finds with one value after the other as near to what the firm has as the rest allows."""
    finds = list(finds)  # each order of places starts from the finds themselves
    for place in places:
        if axes[place].kind is not Kind.BOOL:
            finds = _nearest(copies, axes, finds, place)
    return finds


def _nearest(copies: Copies, axes: Sequence[_Axis], finds: list[_Copy], place: int) -> list[_Copy]:
    """Return the finds with the value at `place` drawn to the border beyond which the verdict turns back."""
    inputs, before = [axis.needed for axis in axes], axes[place].before
    beyond: list[int] = [before] * len(finds)  # the nearest value that may not do any more
    open_ = True
    while open_:
        sieves = [_between(low, values[place]) for low, values in zip(beyond, finds, strict=True)]
        rows = [
            _with(values, place, value)
            for values, sieve in zip(finds, sieves, strict=True)
            for value in sieve
        ]
        holds = iter(copies.turned(inputs, rows))
        for number, sieve in enumerate(sieves):
            for value, good in [(value, next(holds)) for value in sieve]:
                if good:
                    finds[number] = _with(finds[number], place, value)
                    break
                beyond[number] = value
        open_ = any(len(sieve) >= _SIEVE for sieve in sieves)
    return finds


def _with(values: _Copy, place: int, value: Value) -> _Copy:
    return (*values[:place], value, *values[place + 1 :])


def _between(low: int, high: int) -> list[int]:
    """Return values from `low` on and short of `high`, from the firm outwards: all where few, else a sieve's worth."""
    span, sign = abs(high - low), 1 if high > low else -1
    if span <= _SIEVE:
        return [low + sign * step for step in range(span)]
    return [low + sign * (span * step // _SIEVE) for step in range(_SIEVE)]
