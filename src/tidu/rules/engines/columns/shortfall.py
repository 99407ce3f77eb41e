"""By how much a comparison is missed, as a share of its threshold: exact, as a numerator and a denominator."""

from __future__ import annotations

import math

import polars as pl

from tidu.rules.engines.columns.conditions import size_of
from tidu.rules.engines.columns.integers import (
    Quantity,
    Whole,
    chosen,
    crossed,
    difference,
    either,
    ordered,
    product,
    where,
)
from tidu.rules.engines.columns.quantities import Columns
from tidu.rules.model.conditions import Compare, Condition, Operator
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Growth


def shortfall(condition: Condition, columns: Columns) -> tuple[pl.Expr, pl.Expr] | None:
    """Return the distance between the two sides and what it is a share of, null where either side is not known.

    Against a threshold of nought the distance itself counts. None for what is no single comparison, for growth, whose
    yearly rate is no quotient of integers, and for a day, which has no size of its own.
    """
    if not isinstance(condition, Compare) or isinstance(condition.left, Growth):
        return None
    if condition.kind is Kind.DATE:
        return None
    left, right = columns.quantity(condition.left), columns.quantity(condition.right)
    one, other = crossed(left.known, left.den, right.known, right.den)
    unit = _over(left, right)
    if isinstance(other.value, int):
        whole = size_of(other) if other.value else unit
    else:
        nought = ordered(other, Operator.EQUAL, Whole.constant(0))
        whole = chosen(nought, unit, size_of(other))
    short, absent = size_of(difference(one, other)), either(left.absent, right.absent)
    if absent is not None:
        short = where(~absent, short)
    return short.expression(128), whole.expression(128)


def _over(left: Quantity, right: Quantity) -> Whole:
    """Return the denominator under both sides once they are crossed."""
    if isinstance(left.den.value, int) and isinstance(right.den.value, int):
        return Whole.constant(math.lcm(left.den.value, right.den.value))
    return product(left.den, right.den)
