"""Every condition in SQL: a nullable boolean for the verdict, and one that is never null for nearness."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch
from typing import Final

from sqlglot import exp

from tidu.rules.engines.sql.integers import BIGINT, Quantity, Whole, ordered, product, size, total, weighed
from tidu.rules.engines.sql.layers import Phase
from tidu.rules.engines.sql.quantities import Quantities
from tidu.rules.engines.sql.truth import count, decided, either, every, fails, holds
from tidu.rules.model.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Compare,
    Condition,
    Flag,
    Group,
    Near,
    Nearness,
    Operator,
    RuleVerdict,
    TextIs,
    default_near,
)
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Growth, Literal, Number, ParameterValue

NEVER: Final = exp.false()


@dataclass(frozen=True)
class Judged:
    """A condition in SQL: `verdict` is null where unknown, `near` is never null."""

    verdict: exp.Expr
    near: exp.Expr

    @property
    def is_never_near(self) -> bool:
        """Whether no row can be near."""
        return self.near == NEVER


@dataclass(frozen=True)
class Scope:
    """What a condition is judged in: the quantities, its clause's nearness, the clauses and rules judged before.

    Its columns are kept in `phase` as `before` + verdict or near + `after`.
    """

    quantities: Quantities
    near: Near | None
    clauses: Mapping[str, Judged]
    verdict_on: Callable[[str], exp.Expr]
    phase: Phase
    before: str
    after: str

    @property
    def is_step(self) -> bool:
        """Whether a failing clause is a step still pending, and so always near."""
        return self.near is not None and self.near.by is Nearness.STEP

    def part(self, place: int) -> Scope:
        """Return the scope of one of a group's conditions."""
        return dataclasses.replace(self, after=f"{self.after}.{place}")

    def keep(self, verdict: exp.Expr, near: exp.Expr | Callable[[exp.Expr], exp.Expr]) -> Judged:
        """Return the condition read from kept columns; nearness may be built on the kept verdict."""
        layers = self.quantities.layers
        kept = layers.keep(self.phase, f"{self.before}verdict{self.after}", verdict)
        near = near(kept) if callable(near) else near
        return Judged(kept, layers.keep(self.phase, f"{self.before}near{self.after}", near))


@singledispatch
def judged(condition: Condition, _scope: Scope) -> Judged:
    """Return a condition in SQL."""
    raise TypeError(f"the SQL engine does not know {type(condition).__name__}")


@judged.register
def _(condition: Compare, scope: Scope) -> Judged:
    left, right = scope.quantities.of(condition.left), scope.quantities.of(condition.right)
    if isinstance(condition.left, Growth):
        right = Quantity.constant(_factor(condition.right, condition.left, Fraction(0), scope))
    verdict = _verdict(left, condition.operator, right)
    absent = either(left.absent, right.absent)
    if absent is not None:
        verdict = exp.and_(exp.not_(absent), verdict)
    if scope.is_step:
        return scope.keep(verdict, fails)
    reached = _reached(condition, left, right, scope)
    if not reached:
        return scope.keep(verdict, NEVER)
    present = [] if absent is None else [exp.not_(absent)]
    return scope.keep(verdict, lambda kept: holds(every([exp.not_(kept), *present, *reached])))


def _verdict(left: Quantity, operator: Operator, right: Quantity) -> exp.Expr:
    if left.is_exact and right.is_exact:
        return weighed(left.low, left.den, operator, right.low, right.den)
    if operator.direction == 0:
        same = weighed(left.known, left.den, Operator.EQUAL, right.known, right.den)
        apart = exp.or_(
            weighed(left.high, left.den, Operator.LESS_THAN, right.low, right.den),
            weighed(right.high, right.den, Operator.LESS_THAN, left.low, left.den),
        )
        return decided(same, apart) if operator is Operator.EQUAL else decided(apart, same)
    worst, best = (left.low, right.high), (left.high, right.low)
    if operator.direction < 0:
        worst, best = best, worst
    surely = weighed(worst[0], left.den, operator, worst[1], right.den)
    possibly = weighed(best[0], left.den, operator, best[1], right.den)
    return decided(surely, exp.not_(possibly))


def _factor(rate: Number, growth: Growth, less: Fraction, scope: Scope) -> Fraction:
    """Return by how much a base grows over the years of `growth` at a fixed rate reduced by `less`."""
    if isinstance(rate, ParameterValue):
        fixed = scope.quantities.rule.value(rate.name)
    else:
        assert isinstance(rate, Literal)  # noqa: S101  # growth is compared with fixed rates only
        fixed = rate.value
    return max(1 + fixed - less, Fraction(0)) ** growth.years


def _reached(condition: Compare, left: Quantity, right: Quantity, scope: Scope) -> list[exp.Expr]:
    """Return the marks the left side must reach to be near, each null where unknown; none where it never is."""
    near = scope.near or default_near(condition.kind)
    direction = condition.operator.direction
    if near.by is Nearness.NEVER or condition.operator is Operator.DIFFERENT:
        return []
    reached = []
    for sign, operator in ((-1, Operator.AT_LEAST), (1, Operator.AT_MOST)):
        if direction in (0, -sign):
            if isinstance(condition.left, Growth):
                factor = _factor(condition.right, condition.left, -sign * near.amount, scope)
                limit = Quantity.constant(factor)
            else:
                limit = _moved(right, near, sign)
            reached.append(weighed(left.known, left.den, operator, limit.known, limit.den))
    return reached


def _moved(right: Quantity, near: Near, sign: int) -> Quantity:
    """Return the threshold moved by the clause's distance, down for sign -1 and up for 1."""
    parts, whole = Whole.constant(near.amount.numerator * sign), Whole.constant(near.amount.denominator)
    reach = product(right.den if near.by is Nearness.ABSOLUTE else size(right.known), parts)
    return Quantity.exact(total(product(right.known, whole), reach), product(right.den, whole))


@judged.register
def _(condition: Flag, scope: Scope) -> Judged:
    value = scope.quantities.layers.input(condition.fact, Kind.BOOL)
    return _given(value if condition.expected else exp.not_(value), scope)


@judged.register
def _(condition: TextIs, scope: Scope) -> Judged:
    value = scope.quantities.layers.input(condition.fact, Kind.TEXT)
    options = [exp.Literal.string(option) for option in condition.options]
    return _given(exp.In(this=value, expressions=options), scope)


@judged.register
def _(condition: RuleVerdict, scope: Scope) -> Judged:
    value = scope.verdict_on(condition.rule)
    return _given(value if condition.expected else exp.not_(value), scope)


def _given(verdict: exp.Expr, scope: Scope) -> Judged:
    return scope.keep(verdict, fails if scope.is_step else NEVER)


@judged.register
def _(condition: ClauseRef, scope: Scope) -> Judged:
    return scope.clauses[condition.clause]


@judged.register
def _(condition: AllOf, scope: Scope) -> Judged:
    items = _parts(condition, scope)
    if all(item.is_never_near for item in items):
        return scope.keep(every(item.verdict for item in items), NEVER)
    good = [holds(i.verdict) if i.is_never_near else exp.or_(holds(i.verdict), i.near) for i in items]
    return scope.keep(every(i.verdict for i in items), lambda kept: exp.and_(fails(kept), *good))


@judged.register
def _(condition: AnyOf, scope: Scope) -> Judged:
    items = _parts(condition, scope)
    close = either(*(None if item.is_never_near else item.near for item in items))
    verdict = exp.or_(*(item.verdict for item in items))
    return scope.keep(verdict, NEVER if close is None else lambda kept: exp.and_(fails(kept), close))


@judged.register
def _(condition: AtLeast, scope: Scope) -> Judged:
    items = _parts(condition, scope)
    holding, failing, close = (
        Whole(count(marks, BIGINT), len(items))
        for marks in (
            [item.verdict for item in items],
            [exp.not_(item.verdict) for item in items],
            [item.near for item in items],
        )
    )
    needed, spare = Whole.constant(condition.count), Whole.constant(len(items) - condition.count)
    lost = ordered(failing, Operator.MORE_THAN, spare)
    verdict = decided(ordered(holding, Operator.AT_LEAST, needed), lost)
    if all(item.is_never_near for item in items):
        return scope.keep(verdict, NEVER)
    within_reach = ordered(total(holding, close), Operator.AT_LEAST, needed)
    return scope.keep(verdict, lambda kept: exp.and_(fails(kept), within_reach))


def _parts(group: Group, scope: Scope) -> Sequence[Judged]:
    return [judged(item, scope.part(place)) for place, item in enumerate(group.items, start=1)]
