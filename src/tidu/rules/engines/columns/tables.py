"""The columns of bands, score tables and amounts: quantities that are read off another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import polars as pl

from tidu.rules.engines.columns.integers import (
    Quantity,
    Whole,
    chosen,
    common,
    either,
    negative,
    ordered,
    product,
    total,
    weighed,
    width,
)
from tidu.rules.engines.columns.quantities import Columns, quantity_of
from tidu.rules.model.conditions import Operator
from tidu.rules.model.tables import Bands, Rate, Rounding, ScoreTable, UnknownClauses


@quantity_of.register
def _(number: Bands, columns: Columns) -> Quantity:
    by = columns.quantity(number.by)
    values, den = _whole(number.values)
    ladder = _Ladder(by, tuple(band.up_to for band in number.bands), columns)
    holds = [
        ladder.holds(Operator.AT_MOST if band.inclusive else Operator.LESS_THAN, band.up_to)
        for band in number.bands
    ]
    return Quantity.exact(_first(holds, values, None), Whole.constant(den), by.absent)


@quantity_of.register
def _(number: ScoreTable, columns: Columns) -> Quantity:
    of = columns.quantity(number.of)
    values, den = _whole((*(row.value for row in number.rows), number.otherwise))
    ladder = _Ladder(of, tuple(row.start for row in number.rows), columns)
    holds = [
        ladder.holds(Operator.AT_LEAST if row.inclusive else Operator.MORE_THAN, row.start)
        for row in number.rows
    ]
    points = columns.layers.keep_whole(_first(holds, values, of.absent))
    low, high = (_filled(points, Whole.constant(bound)) for bound in (min(values), max(values)))
    return Quantity(low, high, Whole.constant(den))


def _whole(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return fractions as integers over one denominator."""
    den = math.lcm(*(value.denominator for value in values))
    return [int(value * den) for value in values], den


@dataclass(frozen=True)
class _Ladder:
    """A quantity held against several fixed bounds.

    A share is held against them all by one whole division instead of a product for each. With d > 0, a ÷ d >= k ÷ s
    is floor(a·s ÷ d) >= k, and a ÷ d > k ÷ s is floor((a·s - 1) ÷ d) >= k, exactly: all of them are whole numbers.
    """

    by: Quantity
    bounds: tuple[Fraction, ...]
    columns: Columns

    def holds(self, operator: Operator, bound: Fraction) -> pl.Expr:
        """Return whether the quantity stands so to a bound, null where it is unknown."""
        if isinstance(self.by.den.value, int) or len(self.bounds) == 1:
            limit = Quantity.constant(bound)
            return weighed(self.by.known, self.by.den, operator, limit.low, limit.den)
        scale = math.lcm(*(end.denominator for end in self.bounds))
        reaches = operator in (Operator.AT_LEAST, Operator.LESS_THAN)
        held = ordered(
            self._steps(scale, 0 if reaches else -1), Operator.AT_LEAST, Whole.constant(int(bound * scale))
        )
        return held if operator.direction > 0 else ~held

    def _steps(self, scale: int, less: int) -> Whole:
        """Return floor((numerator · scale + less) ÷ denominator), in a kept column."""
        top = total(product(self.by.known, Whole.constant(scale)), Whole.constant(less))
        bits = common(top, self.by.den)
        quotient = top.expression(bits) // self.by.den.expression(bits)
        return self.columns.layers.keep_whole(Whole(quotient, top.most + 1, bits))


def _first(holds: Sequence[pl.Expr], values: Sequence[int], absent: pl.Expr | None) -> Whole:
    """Return the value of the first row that holds, the last value where none does, null where that is unknown.

    A chain of when-then takes an unknown condition for false; asking whether the last one is known puts the
    third value back. An absent quantity reaches no row.
    """
    most = max(abs(value) for value in values)
    bits = width(most)
    *rows, last = (Whole.constant(value).expression(bits) for value in values)
    chain: Any = pl if absent is None else pl.when(absent).then(last)
    for held, value in zip(holds, rows, strict=True):
        chain = chain.when(held).then(value)
    column = cast(pl.Expr, chain.when(holds[-1].is_not_null()).then(last))
    return Whole(column, most, bits, natural=min(values) >= 0)


@quantity_of.register
def _(number: Rate, columns: Columns) -> Quantity:
    of, at, floor = (columns.quantity(part) for part in (number.of, number.at, number.floor))
    den = product(product(of.den, at.den), Whole.constant(number.unit))
    rate = _rounded(product(of.known, at.known), den, number.rounding, columns)
    amount = product(rate, Whole.constant(number.unit))
    if not (amount.natural and _is_nought_or_less(floor.low)):
        amount = _held(amount, Operator.AT_LEAST, floor.low)
    high = amount
    if number.cap is not None:
        cap = columns.quantity(number.cap).low
        amount = columns.layers.keep_whole(_held(amount, Operator.AT_MOST, cap))
        high = _filled(amount, cap)
    return Quantity(_filled(amount, floor.low), high, Whole.constant(1), either(of.absent, at.absent))


def _is_nought_or_less(whole: Whole) -> bool:
    return isinstance(whole.value, int) and whole.value <= 0


def _held(amount: Whole, operator: Operator, limit: Whole) -> Whole:
    """Return the amount where it keeps to the limit, else the limit; unknown stays unknown."""
    beyond = Operator.LESS_THAN if operator is Operator.AT_LEAST else Operator.MORE_THAN
    return chosen(ordered(amount, beyond, limit), limit, amount)


def _filled(amount: Whole, bound: Whole) -> Whole:
    bits = common(amount, bound)
    filled = amount.expression(bits).fill_null(bound.expression(bits))
    return Whole(filled, max(amount.most, bound.most), bits, amount.natural and bound.natural, complete=True)


def _rounded(number: Whole, den: Whole, rounding: Rounding, columns: Columns) -> Whole:
    """Return number ÷ den as whole numbers.

    Integer division goes to the lower number, so signs are set apart unless there are none.
    """
    if rounding is Rounding.HALF_EVEN:
        return _half_even(number, den)
    bits = width(2 * number.most + 2 * den.most)
    size = number.expression(bits) if number.natural else number.expression(bits).abs()
    by = den.expression(bits)
    counted = {
        Rounding.DOWN: size // by,
        Rounding.UP: (size + by - 1) // by,
        Rounding.HALF_UP: (size * 2 + by) // (by * 2),
    }[rounding]
    amount = columns.layers.keep_whole(Whole(counted, number.most + 1, bits, natural=True))
    if number.natural:
        return amount
    return chosen(number.expression() < 0, negative(amount), amount)


def _half_even(number: Whole, den: Whole) -> Whole:
    bits = width(2 * number.most + 2 * den.most)
    value, by = number.expression(bits), den.expression(bits)
    lower = value // by
    rest = (value - lower * by) * 2
    up = (rest > by) | ((rest == by) & (lower % 2 == 1))
    return Whole(pl.when(up).then(lower + 1).otherwise(lower), number.most + 1, bits, natural=number.natural)


@quantity_of.register
def _(number: UnknownClauses, columns: Columns) -> Quantity:
    return Quantity.exact(columns.unknown_clauses(number.rule))
