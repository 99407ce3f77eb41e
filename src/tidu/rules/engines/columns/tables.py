"""The columns of bands, score tables and amounts: quantities that are read off another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, cast

import polars as pl

from tidu.rules.engines.columns.integers import (
    Quantity,
    Whole,
    either,
    ordered,
    product,
    weighed,
)
from tidu.rules.engines.columns.quantities import Columns, quantity_of
from tidu.rules.model.conditions import Operator
from tidu.rules.model.tables import Bands, Rate, Rounding, ScoreTable


@quantity_of.register
def _(number: Bands, columns: Columns) -> Quantity:
    by = columns.quantity(number.by)
    values, den = _whole(number.values)
    holds = [
        _beside(by, Operator.AT_MOST if band.inclusive else Operator.LESS_THAN, band.up_to)
        for band in number.bands
    ]
    return Quantity.exact(Whole(_first(holds, values, None), _most(values)), Whole.constant(den), by.absent)


@quantity_of.register
def _(number: ScoreTable, columns: Columns) -> Quantity:
    of = columns.quantity(number.of)
    values, den = _whole((*(row.value for row in number.rows), number.otherwise))
    holds = [
        _beside(of, Operator.AT_LEAST if row.inclusive else Operator.MORE_THAN, row.start)
        for row in number.rows
    ]
    points = columns.layers.keep(_first(holds, values, of.absent))
    low, high = (Whole(points.fill_null(bound), _most(values)) for bound in (min(values), max(values)))
    return Quantity(low, high, Whole.constant(den))


def _whole(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return fractions as integers over one denominator."""
    den = math.lcm(*(value.denominator for value in values))
    return [int(value * den) for value in values], den


def _most(values: Sequence[int]) -> int:
    return max(abs(value) for value in values)


def _beside(by: Quantity, operator: Operator, bound: Fraction) -> pl.Expr:
    limit = Quantity.constant(bound)
    return weighed(by.known, by.den, operator, limit.low, limit.den)


def _first(holds: Sequence[pl.Expr], values: Sequence[int], absent: pl.Expr | None) -> pl.Expr:
    """Return the value of the first row that holds, the last value where none does, null where that is unknown.

    A chain of when-then takes an unknown condition for false; asking whether the last one is known puts the
    third value back. An absent quantity reaches no row.
    """
    *rows, last = (pl.lit(value, dtype=pl.Int64) for value in values)
    chain: Any = pl.when(pl.lit(value=False) if absent is None else absent).then(last)
    for held, value in zip(holds, rows, strict=True):
        chain = chain.when(held).then(value)
    return cast(pl.Expr, chain.when(holds[-1].is_not_null()).then(last))


@quantity_of.register
def _(number: Rate, columns: Columns) -> Quantity:
    of, at, floor = (columns.quantity(part) for part in (number.of, number.at, number.floor))
    den = product(product(of.den, at.den), Whole.constant(number.unit))
    units = rounded(product(of.known, at.known), den, number.rounding, signed=_below_nought(floor))
    amount = _held(product(units, Whole.constant(number.unit)), Operator.AT_LEAST, floor.low)
    high, least = amount, floor.low
    if number.cap is not None:
        cap = columns.quantity(number.cap).low
        amount = _held(amount, Operator.AT_MOST, cap)
        high = _filled(amount, cap)
        least = min(floor.low, cap, key=_constant)
    return Quantity(_filled(amount, least), high, Whole.constant(1), either(of.absent, at.absent))


def _held(amount: Whole, operator: Operator, limit: Whole) -> Whole:
    """Return the amount where it keeps to the limit, else the limit; unknown stays unknown."""
    most = max(amount.most, limit.most)
    beyond = ~ordered(amount, operator, limit)
    return Whole(pl.when(beyond).then(limit.expression(most)).otherwise(amount.expression(most)), most)


def _filled(amount: Whole, bound: Whole) -> Whole:
    return Whole(amount.expression().fill_null(bound.expression(amount.most)), amount.most)


def _constant(whole: Whole) -> int:
    """Return the value of a floor or cap, which are fixed by the node's own check."""
    assert isinstance(whole.value, int)  # noqa: S101
    return whole.value


def _below_nought(floor: Quantity) -> bool:
    """Return whether an amount below nought can survive its floor."""
    return not isinstance(floor.low.value, int) or floor.low.value < 0


def rounded(number: Whole, den: Whole, rounding: Rounding, *, signed: bool) -> Whole:
    """Return number ÷ den as whole numbers.

    Integer division goes to the lower number, so signs are set apart; where a floor hides every negative amount
    (`signed` false) that is spared, since a negative one stays at or below nought either way.
    """
    if rounding is Rounding.HALF_EVEN:
        return _half_even(number, den)
    most = 2 * number.most + 2 * den.most
    size = number.expression(most).abs() if signed else number.expression(most)
    by = den.expression(most)
    counted = {
        Rounding.DOWN: size // by,
        Rounding.UP: (size + by - 1) // by,
        Rounding.HALF_UP: (size * 2 + by) // (by * 2),
    }[rounding]
    if not signed:
        return Whole(counted, number.most + 1)
    below = number.expression(most) < 0
    return Whole(pl.when(below).then(counted * -1).otherwise(counted), number.most + 1)


def _half_even(number: Whole, den: Whole) -> Whole:
    most = 2 * number.most + 2 * den.most
    value, by = number.expression(most), den.expression(most)
    lower = value // by
    rest = (value - lower * by) * 2
    up = (rest > by) | ((rest == by) & (lower % 2 == 1))
    return Whole(pl.when(up).then(lower + 1).otherwise(lower), number.most + 1)
