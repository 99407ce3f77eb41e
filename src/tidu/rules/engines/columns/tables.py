"""The columns of bands, score tables and amounts: quantities that are read off another one."""

from __future__ import annotations

import dataclasses
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
from tidu.rules.model.numbers import Number
from tidu.rules.model.tables import Bands, Rate, Rounding, ScoreTable


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
    return Quantity.bounded(points, min(values), max(values), Whole.constant(den))


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
    of, at = columns.quantity(number.of), columns.quantity(number.at)
    floor, cap = _fixed(number.floor, columns), _fixed(number.cap, columns)
    assert floor is not None  # noqa: S101  # a rate always has a floor
    den = product(product(of.den, at.den), Whole.constant(number.unit))
    scaled = columns.layers.keep_whole(product(of.known, at.known))
    signed = floor < 0 and not scaled.natural
    units = columns.layers.keep_whole(rounded(scaled, den, number.rounding, columns, signed=signed))
    amount = columns.layers.keep_whole(product(units, Whole.constant(number.unit)))
    if floor > 0 or not amount.natural:
        amount = columns.layers.keep_whole(_held(amount, Operator.LESS_THAN, floor))
    least = floor
    if cap is not None:
        least = min(floor, cap)
        amount = columns.layers.keep_whole(_held(amount, Operator.MORE_THAN, cap))
    return Quantity.bounded(amount, least, cap, Whole.constant(1), either(of.absent, at.absent))


def _fixed(limit: Number | None, columns: Columns) -> int | None:
    """Return the fixed value of a floor or a cap."""
    value = None if limit is None else columns.quantity(limit).low.value
    assert value is None or isinstance(value, int)  # noqa: S101  # a literal or a parameter, by the node's own check
    return value


def _held(amount: Whole, beyond: Operator, limit: int) -> Whole:
    """Return the limit where the amount goes beyond it, else the amount; unknown stays unknown."""
    end = Whole.constant(limit)
    held = chosen(ordered(amount, beyond, end), end, amount)
    natural = held.natural or (beyond is Operator.LESS_THAN and end.natural)
    return dataclasses.replace(held, natural=natural)


def rounded(number: Whole, den: Whole, rounding: Rounding, columns: Columns, *, signed: bool) -> Whole:
    """Return number ÷ den as whole numbers.

    Integer division goes to the lower number, so signs are set apart; where a floor hides every negative amount
    (`signed` false) that is spared, since a negative one stays at or below nought either way.
    """
    if rounding is Rounding.HALF_EVEN:
        return _half_even(number, den, columns)
    bits = width(2 * number.most + 2 * den.most)
    size = number.expression(bits).abs() if signed else number.expression(bits)
    by = den.expression(bits)
    if rounding is Rounding.DOWN:
        counted = size // by
    elif rounding is Rounding.UP:
        counted = (size + (by - 1)) // by
    else:
        counted = (size * 2 + by) // (by * 2)
    amount = Whole(counted, number.most + 1, bits, natural=signed or number.natural)
    if not signed:
        return amount
    amount = columns.layers.keep_whole(amount)
    return chosen(number.expression() < 0, negative(amount), amount)


def _half_even(number: Whole, den: Whole, columns: Columns) -> Whole:
    bits = width(2 * number.most + 2 * den.most)
    value, by = number.expression(bits), den.expression(bits)
    lower = columns.layers.keep(value // by)
    rest = columns.layers.keep((value - lower * by) * 2)
    up = (rest > by) | ((rest == by) & (lower & 1 == 1))
    return Whole(pl.when(up).then(lower + 1).otherwise(lower), number.most + 1, bits, natural=number.natural)
