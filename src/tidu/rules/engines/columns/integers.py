"""Exact integers in columns: each with the largest size it can have, so that no sum or product leaves its type.

The sizes are measured on the population before the expressions are built. A result takes the narrowest type that
holds whatever it can be (points need 16 bits, amounts 64); one that could leave 63 bits is computed in 128, and one
that could leave 127 is refused when the expression is built, never after.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from operator import add, eq, ge, gt, le, lt, mul, ne, or_, sub
from typing import Final

import polars as pl

from tidu.rules.model.conditions import Operator

_TYPES: Final[dict[int, type[pl.DataType]]] = {16: pl.Int16, 32: pl.Int32, 64: pl.Int64, 128: pl.Int128}


class TooWide(OverflowError):
    """An intermediate product could exceed 128 bits. The message is Chinese and fit for the policy's author."""


@dataclass(frozen=True)
class Whole:
    """A column of integers, or one integer for all rows; `most` bounds its absolute value. Null is unknown.

    `bits` is the width of the column, `natural` that nothing in it is below nought, `complete` that no row of it is
    null: what is certain of a column need not be guarded against.
    """

    value: pl.Expr | int
    most: int
    bits: int = 64
    natural: bool = False
    complete: bool = False

    @classmethod
    def constant(cls, value: int) -> Whole:
        """Return one integer for all rows."""
        return cls(value, abs(value), bits=16, natural=value >= 0, complete=True)

    def expression(self, bits: int = 16) -> pl.Expr:
        """Return the Polars expression in a type of so many bits, or more where the column has or needs more."""
        wanted = max(bits, self.bits, width(self.most))
        if isinstance(self.value, int):
            return _literal(self.value, wanted)
        return self.value if wanted == self.bits else self.value.cast(_TYPES[wanted])


def width(most: int) -> int:
    """Return the narrowest type, in bits, that holds numbers up to `most` of either sign. Raises TooWide."""
    for bits in _TYPES:
        if most < 1 << (bits - 1):
            return bits
    raise TooWide("式子的中间结果可能超出 128 位整数；请减少相乘的层数，或核对数据的单位")


@lru_cache(maxsize=1024)
def _literal(value: int, bits: int) -> pl.Expr:
    return pl.lit(value, dtype=_TYPES[bits])


def common(*wholes: Whole, most: int = 0) -> int:
    """Return the bits in which all of them meet, and in which a result up to `most` fits as well."""
    return max(width(most), *(max(whole.bits, width(whole.most)) for whole in wholes))


def product(left: Whole, right: Whole) -> Whole:
    """Return the product, folding constants."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return Whole.constant(left.value * right.value)
    for one, other in ((left, right), (right, left)):
        if isinstance(one.value, int) and one.value == 1:
            return other
    return _combined(left, right, left.most * right.most, mul)


def total(left: Whole, right: Whole) -> Whole:
    """Return the sum, folding constants."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return Whole.constant(left.value + right.value)
    for one, other in ((left, right), (right, left)):
        if isinstance(one.value, int) and one.value == 0:
            return other
    return _combined(left, right, left.most + right.most, add)


def difference(left: Whole, right: Whole) -> Whole:
    """Return left less right, folding constants."""
    if isinstance(right.value, int):
        return total(left, Whole.constant(-right.value))
    found = _combined(left, right, left.most + right.most, sub)
    return dataclasses.replace(found, natural=False)


def _combined(left: Whole, right: Whole, most: int, combine: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Whole:
    bits = common(left, right, most=most)
    value = combine(left.expression(bits), right.expression(bits))
    return Whole(value, most, bits, left.natural and right.natural, left.complete and right.complete)


def negative(whole: Whole) -> Whole:
    """Return the number with the opposite sign."""
    return product(whole, Whole.constant(-1))


def ordered(left: Whole, operator: Operator, right: Whole) -> pl.Expr:
    """Return the comparison as a column of booleans, null where a side is unknown."""
    bits = common(left, right)
    return COMPARE[operator](left.expression(bits), right.expression(bits))


COMPARE: Final[dict[Operator, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    Operator.AT_LEAST: ge,
    Operator.MORE_THAN: gt,
    Operator.AT_MOST: le,
    Operator.LESS_THAN: lt,
    Operator.EQUAL: eq,
    Operator.DIFFERENT: ne,
}


def chosen(condition: pl.Expr, one: Whole, other: Whole) -> Whole:
    """Return `one` where the condition holds, else (where it is unknown too) the other."""
    bits = common(one, other)
    value = pl.when(condition).then(one.expression(bits)).otherwise(other.expression(bits))
    return Whole(
        value, max(one.most, other.most), bits, one.natural and other.natural, one.complete and other.complete
    )


@dataclass(frozen=True)
class Quantity:
    """A column of exact fractions between bounds: low ÷ den and high ÷ den, where den is positive.

    Known rows have low equal to high; null means no bound on that side. Most quantities carry no bounds, and
    then `low is high`. `absent` marks the rows where there is no such quantity, None where that cannot be. `value` is
    the numerator where it is known, for those who have it at hand.
    """

    low: Whole
    high: Whole
    den: Whole
    absent: pl.Expr | None = None
    value: Whole | None = None

    @classmethod
    def constant(cls, value: Fraction) -> Quantity:
        """Return one fraction for all rows."""
        number = Whole.constant(value.numerator)
        return cls(number, number, Whole.constant(value.denominator))

    @classmethod
    def exact(cls, number: Whole, den: Whole | None = None, absent: pl.Expr | None = None) -> Quantity:
        """Return a quantity without bounds: known or, where null, unknown."""
        return cls(number, number, den or Whole.constant(1), absent)

    @classmethod
    def bounded(
        cls, number: Whole, low: int | None, high: int | None, den: Whole, absent: pl.Expr | None = None
    ) -> Quantity:
        """Return a quantity that lies between fixed bounds where it is unknown; None is no bound on that side."""
        if low is not None and low == high:
            return cls.exact(filled(number, Whole.constant(low)), den, absent)
        lows, highs = (number if end is None else filled(number, Whole.constant(end)) for end in (low, high))
        return cls(lows, highs, den, absent, number)

    @property
    def is_exact(self) -> bool:
        """Whether the quantity carries no bounds."""
        return self.low is self.high

    @property
    def known(self) -> Whole:
        """The numerator where the value is known, null elsewhere."""
        if self.is_exact:
            return self.low
        if self.value is not None:
            return self.value
        same = ordered(self.low, Operator.EQUAL, self.high)
        return where(same, self.low)

    def present(self, whole: Whole) -> Whole:
        """Return one of its numbers, null where there is no such quantity."""
        return whole if self.absent is None else where(~self.absent, whole)


def where(condition: pl.Expr, whole: Whole) -> Whole:
    """Return the number where the condition holds, null elsewhere."""
    value = pl.when(condition).then(whole.expression())
    return dataclasses.replace(whole, value=value, bits=common(whole), complete=False)


def filled(whole: Whole, other: Whole) -> Whole:
    """Return the number, and the other one where it is null."""
    bits = common(whole, other)
    value = whole.expression(bits).fill_null(other.expression(bits))
    natural = whole.natural and other.natural
    return Whole(value, max(whole.most, other.most), bits, natural, other.complete)


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
    found: list[pl.Expr] = []
    for mask in masks:
        if mask is not None and not any(mask.meta.eq(other) for other in found):
            found.append(mask)
    return reduce(or_, found) if found else None
