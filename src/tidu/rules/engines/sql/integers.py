"""Exact integers in SQL: each with the largest size it can have, so that no product leaves its type.

A number that could leave BIGINT is computed in INT128, which Spark and PostgreSQL know as DECIMAL(38, 0); one that
could have more than 38 digits is refused when the statement is written, never while it runs. Nothing is divided
but non-negative whole numbers, and those without remainder or rounding of the database's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sqlglot import exp

from tidu.rules.engines.columns import TooWide
from tidu.rules.engines.reference.conditions import HOLDS
from tidu.rules.engines.sql.truth import when
from tidu.rules.model.conditions import Operator

NARROW: Final = 2**63 - 1
_WIDE: Final = 10**38 - 1
_DIVIDEND: Final = 10**32 - 1  # Spark keeps six of its 38 digits behind the point of a quotient

BIGINT: Final = "BIGINT"
INT128: Final = "INT128"


@dataclass(frozen=True)
class Whole:
    """An SQL expression for an integer, or one integer for all rows; `most` bounds its absolute value.

    Null is unknown. An expression is of type BIGINT at least, and of INT128 where `most` leaves BIGINT.
    """

    value: exp.Expr | int
    most: int

    @classmethod
    def constant(cls, value: int) -> Whole:
        """Return one integer for all rows."""
        return cls(value, abs(value))

    def written(self, most: int = 0) -> exp.Expr:
        """Return the expression in a type that holds numbers up to `most`. Raises TooWide where there is none."""
        widest = max(most, self.most)
        if widest > _WIDE:
            raise TooWide("式子的中间结果可能超出 38 位整数；请减少相乘的层数，或核对数据的单位")
        term = exp.Literal.number(self.value) if isinstance(self.value, int) else self.value
        is_wide = not isinstance(self.value, int) and self.most > NARROW
        return term if widest <= NARROW or is_wide else exp.cast(term, INT128)


def product(left: Whole, right: Whole) -> Whole:
    """Return the product, folding constants."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return Whole.constant(left.value * right.value)
    for one, other in ((left, right), (right, left)):
        if isinstance(one.value, int) and one.value == 1:
            return other
    most = left.most * right.most
    return Whole(left.written(most) * right.written(most), most)


def total(left: Whole, right: Whole) -> Whole:
    """Return the sum, folding constants."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return Whole.constant(left.value + right.value)
    most = left.most + right.most
    return Whole(left.written(most) + right.written(most), most)


def negative(whole: Whole) -> Whole:
    """Return the number with the opposite sign."""
    return product(whole, Whole.constant(-1))


def size(whole: Whole) -> Whole:
    """Return the absolute value."""
    if isinstance(whole.value, int):
        return Whole.constant(abs(whole.value))
    return Whole(exp.Abs(this=whole.value), whole.most)


def quotient(number: Whole, den: Whole) -> Whole:
    """Return how often a positive den goes into a number that is not negative."""
    most = max(number.most, den.most)
    if most > _DIVIDEND:
        raise TooWide("取整前的金额可能超出 32 位整数；请减少相乘的层数，或核对数据的单位")
    if isinstance(den.value, int):
        if isinstance(number.value, int):
            return Whole.constant(number.value // den.value)
        return Whole(number.written(most) // den.written(most), number.most // den.value)
    return Whole(number.written(most) // den.written(most), number.most)


def remainder(number: Whole, den: Whole) -> Whole:
    """Return what a positive den leaves of a number that is not negative."""
    if isinstance(number.value, int) and isinstance(den.value, int):
        return Whole.constant(number.value % den.value)
    most = max(number.most, den.most)
    return Whole(number.written(most) % den.written(most), den.most)


def ordered(left: Whole, operator: Operator, right: Whole) -> exp.Expr:
    """Return the comparison, null where a side is unknown."""
    most = max(left.most, right.most)
    return _compared(left.written(most), operator, right.written(most))


def winner(left: Whole, operator: Operator, right: Whole) -> Whole:
    """Return the left number where it compares so with the right one, else the right; null where one is unknown."""
    if isinstance(left.value, int) and isinstance(right.value, int):
        return left if HOLDS[operator](left.value, right.value) else right
    most = max(left.most, right.most)
    one, other = left.written(most), right.written(most)
    return Whole(when(_compared(one, operator, other), one, other), most)


def _compared(one: exp.Expr, operator: Operator, other: exp.Expr) -> exp.Expr:
    return {
        Operator.AT_LEAST: one >= other,
        Operator.MORE_THAN: one > other,
        Operator.AT_MOST: one <= other,
        Operator.LESS_THAN: one < other,
        Operator.EQUAL: one.eq(other),
        Operator.DIFFERENT: one.neq(other),
    }[operator]


@dataclass(frozen=True)
class Quantity:
    """An exact fraction between bounds, low ÷ den and high ÷ den, where den is positive or null.

    Known rows have low equal to high; null means no bound on that side. Most quantities carry no bounds, and
    then `low is high`. `absent` marks, never with null, the rows where there is no such quantity; it is None
    where that cannot be.
    """

    low: Whole
    high: Whole
    den: Whole
    absent: exp.Expr | None = None

    @classmethod
    def constant(cls, value: Fraction) -> Quantity:
        """Return one fraction for all rows."""
        number = Whole.constant(value.numerator)
        return cls(number, number, Whole.constant(value.denominator))

    @classmethod
    def exact(cls, number: Whole, den: Whole | None = None, absent: exp.Expr | None = None) -> Quantity:
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
        same = ordered(self.low, Operator.EQUAL, self.high)
        return Whole(exp.case().when(same, self.low.written()), self.low.most)


def crossed(left: Whole, left_den: Whole, right: Whole, right_den: Whole) -> tuple[Whole, Whole]:
    """Return both numerators over one denominator: constants by the least one, columns by cross-multiplying."""
    if isinstance(left_den.value, int) and isinstance(right_den.value, int):
        common = math.lcm(left_den.value, right_den.value)
        return (
            product(left, Whole.constant(common // left_den.value)),
            product(right, Whole.constant(common // right_den.value)),
        )
    return product(left, right_den), product(right, left_den)


def weighed(left: Whole, left_den: Whole, operator: Operator, right: Whole, right_den: Whole) -> exp.Expr:
    """Return how two fractions with positive denominators compare, null where a side is unknown."""
    one, other = crossed(left, left_den, right, right_den)
    return ordered(one, operator, other)
