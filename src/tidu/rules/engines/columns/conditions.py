"""The columns of every condition: a nullable boolean for the verdict, and a plain one for nearness.

Polars' `&`, `|` and `~` on nullable booleans are exactly the three-valued logic of the law (unknown and no is
no); a test holds them to it. `when` is not: it takes unknown for false, so every branch on it is guarded.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce, singledispatch
from operator import add, and_, or_
from typing import Final

import polars as pl

from tidu.rules.engines.columns.integers import Quantity, Whole, either, product, total, weighed
from tidu.rules.engines.columns.quantities import Columns
from tidu.rules.model.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Compare,
    Condition,
    Flag,
    Near,
    Nearness,
    Operator,
    RuleVerdict,
    TextIs,
    default_near,
)
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Growth, Literal, Number, ParameterValue

NEVER: Final = pl.lit(value=False)
"""The nearness of what is never near; known by identity, so that nothing is computed for it."""


@dataclass(frozen=True)
class Judged:
    """A condition in columns: `verdict` is null where unknown, `near` is never null."""

    verdict: pl.Expr
    near: pl.Expr

    @property
    def held_or_near(self) -> pl.Expr:
        """Whether the condition holds or is near, null where it is unknown."""
        return self.verdict if self.near is NEVER else self.verdict | self.near


@dataclass(frozen=True)
class Scope:
    """What a condition is judged in: the columns, its clause's nearness, the clauses and rules judged before."""

    columns: Columns
    near: Near | None
    clauses: Mapping[str, Judged]
    verdict_on: Callable[[str], pl.Expr]

    @property
    def is_step(self) -> bool:
        """Whether a failing clause is a step still pending, and so always near."""
        return self.near is not None and self.near.by is Nearness.STEP


@singledispatch
def judged(condition: Condition, _scope: Scope) -> Judged:
    """Return the columns of a condition."""
    raise TypeError(f"the columns engine does not know {type(condition).__name__}")


@judged.register
def _(condition: Compare, scope: Scope) -> Judged:
    left, right = scope.columns.quantity(condition.left), scope.columns.quantity(condition.right)
    if isinstance(condition.left, Growth):
        right = Quantity.constant(_factor(condition.right, condition.left, Fraction(0), scope))
    verdict = _verdict(left, condition.operator, right)
    absent = either(left.absent, right.absent)
    if absent is not None:
        verdict = verdict & ~absent
    verdict = scope.columns.layers.keep(verdict)
    within = _within(condition, left, right, scope)
    if absent is not None and not (scope.is_step or within is NEVER):
        within = within & ~absent
    return Judged(verdict, NEVER) if within is NEVER else _nearly(verdict, within)


def _nearly(verdict: pl.Expr, close: pl.Expr) -> Judged:
    """Return a verdict with its nearness: it fails, and comes close. Null is not near."""
    return Judged(verdict, (~verdict & close).fill_null(value=False))


def _verdict(left: Quantity, operator: Operator, right: Quantity) -> pl.Expr:
    if left.is_exact and right.is_exact:
        return weighed(left.low, left.den, operator, right.low, right.den)
    if operator.direction == 0:
        same = weighed(left.known, left.den, Operator.EQUAL, right.known, right.den)
        apart = weighed(left.high, left.den, Operator.LESS_THAN, right.low, right.den) | weighed(
            right.high, right.den, Operator.LESS_THAN, left.low, left.den
        )
        equal = pl.when(same).then(True).when(apart).then(False)
        return equal if operator is Operator.EQUAL else ~equal
    worst, best = (left.low, right.high), (left.high, right.low)
    if operator.direction < 0:
        worst, best = best, worst
    surely = weighed(worst[0], left.den, operator, worst[1], right.den)
    possibly = weighed(best[0], left.den, operator, best[1], right.den)
    return pl.when(surely).then(True).when(~possibly).then(False)


def _factor(rate: Number, growth: Growth, less: Fraction, scope: Scope) -> Fraction:
    """Return by how much a base grows over the years of `growth` at a fixed rate reduced by `less`."""
    fixed = scope.columns.rule.value(rate.name) if isinstance(rate, ParameterValue) else None
    if isinstance(rate, Literal):
        fixed = rate.value
    assert fixed is not None  # noqa: S101  # growth is compared with fixed rates only
    return max(1 + fixed - less, Fraction(0)) ** growth.years


def _within(condition: Compare, left: Quantity, right: Quantity, scope: Scope) -> pl.Expr:
    """Return whether the left side lies within the clause's distance of the right, null where unknown."""
    near = scope.near or default_near(condition.kind)
    direction = condition.operator.direction
    if near.by is Nearness.STEP:
        return pl.lit(value=True)
    if near.by is Nearness.NEVER or condition.operator is Operator.DIFFERENT:
        return NEVER
    reached = []
    for sign, operator in ((-1, Operator.AT_LEAST), (1, Operator.AT_MOST)):
        if direction in (0, -sign):
            if isinstance(condition.left, Growth):
                limit = Quantity.constant(
                    _factor(condition.right, condition.left, -sign * near.amount, scope)
                )
            else:
                limit = _moved(right, near, sign)
            reached.append(weighed(left.known, left.den, operator, limit.known, limit.den))
    return reduce(and_, reached)


def _moved(right: Quantity, near: Near, sign: int) -> Quantity:
    """Return the threshold moved by the clause's distance, down for sign -1 and up for 1."""
    if near.by is Nearness.ABSOLUTE:
        numerator, denominator = near.amount.numerator * sign, near.amount.denominator
        moved = total(
            product(right.known, Whole.constant(denominator)), product(right.den, Whole.constant(numerator))
        )
    else:
        numerator, denominator = near.amount.numerator, near.amount.denominator
        moved = total(
            product(right.known, Whole.constant(denominator)),
            product(size_of(right.known), Whole.constant(numerator * sign)),
        )
    return Quantity.exact(moved, product(right.den, Whole.constant(denominator)))


def size_of(whole: Whole) -> Whole:
    """Return the absolute value."""
    if isinstance(whole.value, int):
        return Whole.constant(abs(whole.value))
    return whole if whole.natural else dataclasses.replace(whole, value=whole.value.abs(), natural=True)


@judged.register
def _(condition: Flag, scope: Scope) -> Judged:
    value = scope.columns.column(condition.fact, Kind.BOOL)
    return _given(value if condition.expected else ~value, scope)


@judged.register
def _(condition: TextIs, scope: Scope) -> Judged:
    value = scope.columns.column(condition.fact, Kind.TEXT)
    return _given(value.is_in(list(condition.options)), scope)


@judged.register
def _(condition: RuleVerdict, scope: Scope) -> Judged:
    value = scope.verdict_on(condition.rule)
    return _given(value if condition.expected else ~value, scope)


def _given(verdict: pl.Expr, scope: Scope) -> Judged:
    return Judged(verdict, (~verdict).fill_null(value=False) if scope.is_step else NEVER)


@judged.register
def _(condition: ClauseRef, scope: Scope) -> Judged:
    return scope.clauses[condition.clause]


@judged.register
def _(condition: AllOf, scope: Scope) -> Judged:
    items = [judged(item, scope) for item in condition.items]
    verdict = reduce(and_, (item.verdict for item in items))
    if all(item.near is NEVER for item in items):
        return Judged(verdict, NEVER)
    return _nearly(verdict, reduce(and_, (item.held_or_near for item in items)))


@judged.register
def _(condition: AnyOf, scope: Scope) -> Judged:
    items = [judged(item, scope) for item in condition.items]
    verdict = reduce(or_, (item.verdict for item in items))
    near = [item.near for item in items if item.near is not NEVER]
    return _nearly(verdict, reduce(or_, near)) if near else Judged(verdict, NEVER)


@judged.register
def _(condition: AtLeast, scope: Scope) -> Judged:
    items = [judged(item, scope) for item in condition.items]
    holding = scope.columns.layers.keep(count(item.verdict for item in items))
    possible = len(items) - count(~item.verdict for item in items)
    verdict = pl.when(holding >= condition.count).then(True).when(possible < condition.count).then(False)
    close = holding + count(item.near for item in items if item.near is not NEVER)
    return _nearly(scope.columns.layers.keep(verdict), close >= condition.count)


def count(marks: Iterable[pl.Expr]) -> pl.Expr:
    """Return how many marks are set; choosing between two small numbers is cheaper than casting a mark."""
    none, one = Whole.constant(0).expression(), Whole.constant(1).expression()
    return reduce(add, (pl.when(mark).then(one).otherwise(none) for mark in marks), none)
