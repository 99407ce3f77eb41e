"""Exact integers in columns: each with the largest size it can have, so that no product leaves its type.

The sizes are measured on the population before the expressions are built. A result that could leave 63 bits is
computed in 128; one that could leave 127 is refused when the expression is built, never after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from tidu.rules.model.conditions import Operator

_INT64: Final = 2**63 - 1
_INT128: Final = 2**127 - 1


class TooWide(OverflowError):
    """An intermediate product could exceed 128 bits. The message is Chinese and fit for the policy's author."""


@dataclass(frozen=True)
class Whole:
    """A column of integers, or one integer for all rows; `most` bounds its absolute value. Null is unknown."""

    value: pl.Expr | int
    most: int

    @classmethod
    def constant(cls, value: int) -> Whole:
        """Return one integer for all rows."""
        return cls(value, abs(value))

    def expression(self, most: int = 0) -> pl.Expr:
        """Return the Polars expression, in a type that holds numbers up to `most`."""
        dtype = _dtype(max(most, self.most))
        if isinstance(self.value, int):
            return pl.lit(self.value, dtype=dtype)
        return self.value.cast(dtype) if dtype == pl.Int128 else self.value


def _dtype(most: int) -> type[pl.Int64 | pl.Int128]:
    if most > _INT128:
        raise TooWide("式子的中间结果可能超出 128 位整数；请减少相乘的层数，或核对数据的单位")
    return pl.Int64 if most <= _INT64 else pl.Int128


def product(left: Whole, right: Whole) -> Whole:
    """Return the product, folding constants."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return Whole.constant(left.value * right.value)
    for one, other in ((left, right), (right, left)):
        if isinstance(one.value, int) and one.value == 1:
            return other
    most = left.most * right.most
    return Whole(left.expression(most) * right.expression(most), most)


def total(left: Whole, right: Whole) -> Whole:
    """Return the sum, folding constants."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return Whole.constant(left.value + right.value)
    most = left.most + right.most
    return Whole(left.expression(most) + right.expression(most), most)


def negative(whole: Whole) -> Whole:
    """Return the number with the opposite sign."""
    return product(whole, Whole.constant(-1))


def ordered(left: Whole, operator: Operator, right: Whole) -> pl.Expr:
    """Return the comparison as a column of booleans, null where a side is unknown."""
    most = max(left.most, right.most)
    one, other = left.expression(most), right.expression(most)
    return {
        Operator.AT_LEAST: one >= other,
        Operator.MORE_THAN: one > other,
        Operator.AT_MOST: one <= other,
        Operator.LESS_THAN: one < other,
        Operator.EQUAL: one == other,
        Operator.DIFFERENT: one != other,
    }[operator]


@dataclass(frozen=True)
class Quantity:
    """A column of exact fractions between bounds: low ÷ den and high ÷ den, where den is positive.

    Known rows have low equal to high; null means no bound on that side. Most quantities carry no bounds, and
    then `low is high`. `absent` marks the rows where there is no such quantity, None where that cannot be.
    """

    low: Whole
    high: Whole
    den: Whole
    absent: pl.Expr | None = None

    @classmethod
    def constant(cls, value: Fraction) -> Quantity:
        """Return one fraction for all rows."""
        number = Whole.constant(value.numerator)
        return cls(number, number, Whole.constant(value.denominator))

    @classmethod
    def exact(cls, number: Whole, den: Whole | None = None, absent: pl.Expr | None = None) -> Quantity:
        """Return a quantity without bounds: known or, where null, unknown."""
        return cls(number, number, den or Whole.constant(1), absent)

    @property
    def is_exact(self) -> bool:
        """Whether the quantity carries no bounds."""
        return self.low is self.high

    @property
    def known(self) -> Whole:
        """The numerator where the value is known, null elsewhere."""
        if self.is_exact:
            return self.low
        low, high = self.low.expression(self.low.most), self.high.expression(self.low.most)
        return Whole(pl.when(low == high).then(low), self.low.most)


def crossed(left: Whole, left_den: Whole, right: Whole, right_den: Whole) -> tuple[Whole, Whole]:
    """Return both numerators over one denominator: constants by the least one, columns by cross-multiplying."""
    if isinstance(left_den.value, int) and isinstance(right_den.value, int):
        common = math.lcm(left_den.value, right_den.value)
        return (
            product(left, Whole.constant(common // left_den.value)),
            product(right, Whole.constant(common // right_den.value)),
        )
    return product(left, right_den), product(right, left_den)


def weighed(left: Whole, left_den: Whole, operator: Operator, right: Whole, right_den: Whole) -> pl.Expr:
    """Return how two fractions with positive denominators compare, null where a side is unknown."""
    one, other = crossed(left, left_den, right, right_den)
    return ordered(one, operator, other)


def either(*masks: pl.Expr | None) -> pl.Expr | None:
    """Return the rows marked by any of the masks, None where there is no mask at all."""
    found = [mask for mask in masks if mask is not None]
    if not found:
        return None
    marked = found[0]
    for mask in found[1:]:
        marked = marked | mask
    return marked
