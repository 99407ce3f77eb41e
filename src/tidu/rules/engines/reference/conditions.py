"""The reference meaning of every condition, with its reading and its nearness."""

from __future__ import annotations

import math
import operator as operators
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from typing import NamedTuple

from tidu.rules.engines.reference.kinds import by_kind
from tidu.rules.engines.reference.quantities import Case, value_of
from tidu.rules.engines.reference.values import Absent, Known, Unknown, Value, first_absent, missing_in
from tidu.rules.model.conditions import (
    ClauseRef,
    Compare,
    Condition,
    Flag,
    Group,
    Near,
    Nearness,
    Operator,
    RuleVerdict,
    Ternary,
    TextIs,
    default_near,
)
from tidu.rules.model.facts import Input
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Growth
from tidu.rules.model.verdict import Reading, Shown, Step

HOLDS: Mapping[Operator, Callable[[int, int], bool]] = {
    Operator.AT_LEAST: operators.ge,
    Operator.MORE_THAN: operators.gt,
    Operator.AT_MOST: operators.le,
    Operator.LESS_THAN: operators.lt,
    Operator.EQUAL: operators.eq,
    Operator.DIFFERENT: operators.ne,
}


class Scope(NamedTuple):
    """What a condition is judged in: the case, its clause's nearness, and the clauses already judged."""

    case: Case
    near: Near | None = None
    clauses: Mapping[str, Step] | None = None


@singledispatch
def meaning(condition: Condition, _scope: Scope) -> Step:
    """What a kind of condition means: one function for each."""
    raise TypeError(f"the reference engine does not know {type(condition).__name__}")


step_of: Callable[[Condition, Scope], Step] = by_kind(meaning)
"""How a condition comes out in a scope."""


@meaning.register
def _(condition: Compare, scope: Scope) -> Step:
    left, right = value_of(condition.left, scope.case), value_of(condition.right, scope.case)
    if isinstance(condition.left, Growth):
        right = _compounded(right, Fraction(0), condition.left.years)
    verdict = compared(left, condition.operator, right)
    near = verdict is Ternary.NO and _is_near(condition, left, right, scope)
    reading = _reading(condition, left, right, verdict, near)
    missing = missing_in((left, right)) if verdict is Ternary.UNKNOWN else frozenset()
    return Step(condition.what, verdict, near, missing, reading)


def compared(left: Value, operator: Operator, right: Value) -> Ternary:
    """Return how two values compare. An absent one meets nothing; bounds decide where they can."""
    if isinstance(left, Known) and isinstance(right, Known):
        return Ternary.of(_holds(left.value, operator, right.value))
    if isinstance(left, Absent) or isinstance(right, Absent):
        return Ternary.NO
    if operator.direction == 0:
        return _equal_within(left, operator, right)
    best, worst = (left.high, right.low), (left.low, right.high)
    if operator.direction < 0:
        best, worst = (left.low, right.high), (left.high, right.low)
    if None not in worst and _holds(worst[0], operator, worst[1]):  # type: ignore[arg-type]
        return Ternary.YES
    if None not in best and not _holds(best[0], operator, best[1]):  # type: ignore[arg-type]
        return Ternary.NO
    return Ternary.UNKNOWN


def _holds(left: Fraction, operator: Operator, right: Fraction) -> bool:
    """Return how two fractions compare, by cross-multiplication."""
    return HOLDS[operator](left.numerator * right.denominator, right.numerator * left.denominator)


def _equal_within(left: Known | Unknown, operator: Operator, right: Known | Unknown) -> Ternary:
    """Two bounded values are surely different where their bounds do not meet."""
    apart = _below(left.high, right.low) or _below(right.high, left.low)
    return Ternary.of(operator is Operator.DIFFERENT) if apart else Ternary.UNKNOWN


def _below(low: Fraction | None, high: Fraction | None) -> bool:
    return low is not None and high is not None and low < high


def _compounded(rate: Value, less: Fraction, years: int) -> Value:
    """Return the factor by which a base has grown after some years at a rate reduced by `less`."""
    assert isinstance(rate, Known)  # noqa: S101  # growth is compared with fixed rates only
    return Known(max(1 + rate.value - less, Fraction(0)) ** years)


def _is_near(condition: Compare, left: Value, right: Value, scope: Scope) -> bool:
    near = scope.near or default_near(condition.kind)
    if near.by in (Nearness.NEVER, Nearness.STEP):
        return near.by is Nearness.STEP
    if not (isinstance(left, Known) and isinstance(right, Known)):
        return False
    if isinstance(condition.left, Growth):
        return _is_near_growth(condition, left.value, near.amount, scope)
    return condition.operator is not Operator.DIFFERENT and _lies_within(left.value, right.value, near)


def _lies_within(left: Fraction, right: Fraction, near: Near) -> bool:
    """Return whether a value is as near to its threshold as asked, in whole numbers as `_holds` compares."""
    apart = abs(left.numerator * right.denominator - right.numerator * left.denominator)
    of = abs(right.numerator) if near.by is Nearness.SHARE else right.denominator
    return apart * near.amount.denominator <= near.amount.numerator * of * left.denominator


def _is_near_growth(condition: Compare, factor: Fraction, reach: Fraction, scope: Scope) -> bool:
    """Return whether growth that falls short would hold at a rate lower, or higher, by `reach`."""
    assert isinstance(condition.left, Growth)  # noqa: S101  # growth stands on the left only
    rate = value_of(condition.right, scope.case)
    low, high = (_factor(rate, reach * sign, condition.left.years) for sign in (1, -1))
    direction = condition.operator.direction
    if direction > 0:
        return factor >= low
    if direction < 0:
        return factor <= high
    return condition.operator is Operator.EQUAL and low <= factor <= high


def _factor(rate: Value, less: Fraction, years: int) -> Fraction:
    factor = _compounded(rate, less, years)
    assert isinstance(factor, Known)  # noqa: S101
    return factor.value


def _reading(condition: Compare, left: Value, right: Value, verdict: Ternary, near: bool) -> Reading:
    value, threshold = _exact(left), _exact(right)
    if isinstance(condition.left, Growth):
        value, threshold = (_yearly(factor, condition.left.years) for factor in (value, threshold))
    absent = first_absent((left, right)) if value is None or threshold is None else None
    return Reading(
        condition.kind,
        condition.operator,
        value,
        threshold,
        verdict,
        near,
        absent.reason if absent else "",
    )


def _exact(value: Value) -> Fraction | None:
    return value.value if isinstance(value, Known) else None


def _yearly(factor: Fraction | None, years: int) -> Fraction | None:
    """Return the yearly growth rate in a factor over several years, shown to eight decimals rounded down."""
    if factor is None or years == 1:
        return None if factor is None else factor - 1
    scale = 10**8
    target = math.floor(max(factor, Fraction(0)) * scale**years)
    low, high = 0, 1
    while high**years <= target:
        high *= 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**years <= target else (low, middle)
    return Fraction(low, scale) - 1


@meaning.register
def _(condition: Flag, scope: Scope) -> Step:
    value = scope.case.facts.scalar(condition.fact)
    found = value if isinstance(value, bool) else None
    return _given(condition.fact, found, condition.expected, scope, holds=found is condition.expected)


@meaning.register
def _(condition: TextIs, scope: Scope) -> Step:
    value = scope.case.facts.scalar(condition.fact)
    found = value if isinstance(value, str) else None
    wanted = "、".join(condition.options)
    return _given(condition.fact, found, wanted, scope, holds=found in condition.options)


def _given(fact: str, value: Shown, wanted: Shown, scope: Scope, *, holds: bool) -> Step:
    verdict = Ternary.UNKNOWN if value is None else Ternary.of(holds)
    near = verdict is Ternary.NO and _is_step(scope)
    missing = frozenset({Input(fact, None)}) if value is None else frozenset()
    kind = Kind.TEXT if isinstance(wanted, str) else Kind.BOOL
    reading = _flat(kind, value, wanted, verdict, near)
    return Step(fact, verdict, near, missing, reading)


@meaning.register
def _(condition: RuleVerdict, scope: Scope) -> Step:
    other = scope.case.verdict_on(condition.rule)
    verdict = other.verdict if condition.expected else other.verdict.negated()
    near = verdict is Ternary.NO and _is_step(scope)
    found = None if other.verdict is Ternary.UNKNOWN else other.verdict is Ternary.YES
    return Step(
        what=condition.rule,
        verdict=verdict,
        near=near,
        missing=frozenset(other.missing) if verdict is Ternary.UNKNOWN else frozenset(),
        reading=_flat(Kind.BOOL, found, condition.expected, verdict, near),
        steps=(other.tree,),
    )


def _is_step(scope: Scope) -> bool:
    return scope.near is not None and scope.near.by is Nearness.STEP


def _flat(kind: Kind, value: Shown, threshold: Shown, verdict: Ternary, near: bool) -> Reading:
    return Reading(kind, Operator.EQUAL, value, threshold, verdict, near)


@meaning.register
def _(condition: ClauseRef, scope: Scope) -> Step:
    assert scope.clauses is not None  # noqa: S101  # clause references stand only in decisions
    return scope.clauses[condition.clause]


@meaning.register
def _(condition: Group, scope: Scope) -> Step:
    steps = tuple(step_of(item, scope) for item in condition.items)
    verdicts = [step.verdict for step in steps]
    holding, open_ = verdicts.count(Ternary.YES), verdicts.count(Ternary.UNKNOWN)
    if holding >= condition.needed:
        verdict = Ternary.YES
    else:
        verdict = Ternary.NO if holding + open_ < condition.needed else Ternary.UNKNOWN
    close = sum(1 for step in steps if step.verdict is Ternary.NO and step.near)
    return Step(
        what=type(condition).__name__,
        verdict=verdict,
        near=verdict is Ternary.NO and holding + close >= condition.needed,
        missing=_missing(steps) if verdict is Ternary.UNKNOWN else frozenset(),
        steps=steps,
    )


def _missing(steps: Sequence[Step]) -> frozenset[Input]:
    return frozenset().union(*(step.missing for step in steps if step.verdict is Ternary.UNKNOWN))
