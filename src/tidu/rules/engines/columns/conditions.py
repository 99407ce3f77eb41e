"""The columns of every condition: a nullable boolean for the verdict, and a plain one for nearness.

Polars' `&`, `|` and `~` on nullable booleans are exactly the three-valued logic of the law (unknown and no is
no); a test holds them to it. `when` is not: it takes unknown for false, so every branch on it is guarded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce, singledispatch
from operator import and_, or_

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

_NEVER = pl.lit(value=False)


@dataclass(frozen=True)
class Judged:
    """A condition in columns: `verdict` is null where unknown, `near` is never null."""

    verdict: pl.Expr
    near: pl.Expr

    @property
    def holds(self) -> pl.Expr:
        """Whether the condition surely holds."""
        return self.verdict.fill_null(value=False)

    @property
    def fails(self) -> pl.Expr:
        """Whether the condition surely fails."""
        return (~self.verdict).fill_null(value=False)


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
    if absent is not None and not scope.is_step:
        within = within & ~absent
    return Judged(verdict, ((~verdict) & within).fill_null(value=False))


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
        return _NEVER
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
            product(_size(right.known), Whole.constant(numerator * sign)),
        )
    return Quantity.exact(moved, product(right.den, Whole.constant(denominator)))


def _size(whole: Whole) -> Whole:
    if isinstance(whole.value, int):
        return Whole.constant(abs(whole.value))
    return Whole(whole.value.abs(), whole.most)


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
    return Judged(verdict, (~verdict).fill_null(value=False) if scope.is_step else _NEVER)


@judged.register
def _(condition: ClauseRef, scope: Scope) -> Judged:
    return scope.clauses[condition.clause]


@judged.register
def _(condition: AllOf, scope: Scope) -> Judged:
    items = [judged(item, scope) for item in condition.items]
    verdict = reduce(and_, (item.verdict for item in items))
    near = reduce(and_, (item.holds | item.near for item in items))
    return Judged(verdict, near & (~verdict).fill_null(value=False))


@judged.register
def _(condition: AnyOf, scope: Scope) -> Judged:
    items = [judged(item, scope) for item in condition.items]
    verdict = reduce(or_, (item.verdict for item in items))
    near = reduce(or_, (item.near for item in items))
    return Judged(verdict, near & (~verdict).fill_null(value=False))


@judged.register
def _(condition: AtLeast, scope: Scope) -> Judged:
    items = [judged(item, scope) for item in condition.items]
    holding = pl.sum_horizontal(item.holds.cast(pl.Int64) for item in items)
    failing = pl.sum_horizontal(item.fails.cast(pl.Int64) for item in items)
    close = pl.sum_horizontal(item.near.cast(pl.Int64) for item in items)
    possible = len(items) - failing
    verdict = pl.when(holding >= condition.count).then(True).when(possible < condition.count).then(False)
    return Judged(verdict, (possible < condition.count) & (holding + close >= condition.count))
