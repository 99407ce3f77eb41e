"""Bands, score tables and amounts in SQL: quantities that are read off another one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from sqlglot import exp

from tidu.rules.engines.sql.integers import (
    BIGINT,
    INT128,
    NARROW,
    Quantity,
    Whole,
    negative,
    ordered,
    product,
    quotient,
    remainder,
    size,
    total,
    weighed,
    winner,
)
from tidu.rules.engines.sql.layers import Layers
from tidu.rules.engines.sql.quantities import Quantities, quantity_of
from tidu.rules.engines.sql.truth import either, is_known, when
from tidu.rules.model.conditions import Operator
from tidu.rules.model.tables import Bands, Rate, Rounding, ScoreTable


@quantity_of.register
def _(number: Bands, quantities: Quantities) -> Quantity:
    by = quantities.of(number.by)
    values, den = _whole(number.values)
    holds = [
        _beside(by, Operator.AT_MOST if band.inclusive else Operator.LESS_THAN, band.up_to)
        for band in number.bands
    ]
    return Quantity.exact(_first(holds, values, None), Whole.constant(den), by.absent)


@quantity_of.register
def _(number: ScoreTable, quantities: Quantities) -> Quantity:
    of = quantities.of(number.of)
    values, den = _whole((*(row.value for row in number.rows), number.otherwise))
    holds = [
        _beside(of, Operator.AT_LEAST if row.inclusive else Operator.MORE_THAN, row.start)
        for row in number.rows
    ]
    points = _first(holds, values, of.absent)
    points = quantities.layers.keep_whole("the points", points)
    low, high = (filled(points, Whole.constant(bound)) for bound in (min(values), max(values)))
    return Quantity(low, high, Whole.constant(den))


def _whole(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return fractions as integers over one denominator."""
    den = math.lcm(*(value.denominator for value in values))
    return [int(value * den) for value in values], den


def _beside(by: Quantity, operator: Operator, bound: Fraction) -> exp.Expr:
    limit = Quantity.constant(bound)
    return weighed(by.known, by.den, operator, limit.low, limit.den)


def _first(holds: Sequence[exp.Expr], values: Sequence[int], absent: exp.Expr | None) -> Whole:
    """Return the value of the first row that holds, the last value where none does, null where that is unknown.

    CASE takes an unknown condition for false; asking whether the last one is known puts the third value back. An
    absent quantity reaches no row.
    """
    *rows, last = (exp.Literal.number(value) for value in values)
    chain = exp.case() if absent is None else exp.case().when(absent, last)
    for held, value in zip(holds, rows, strict=True):
        chain = chain.when(held, value)
    most = max(abs(value) for value in values)
    chosen = chain.when(is_known(holds[-1]), last)
    return Whole(exp.cast(chosen, BIGINT if most <= NARROW else INT128), most)


@quantity_of.register
def _(number: Rate, quantities: Quantities) -> Quantity:
    of, at, floor = (quantities.of(part) for part in (number.of, number.at, number.floor))
    den, unit = product(product(of.den, at.den), Whole.constant(number.unit)), Whole.constant(number.unit)
    layers = quantities.layers
    top = product(of.known, at.known)
    units = rounded(top, den, number.rounding, layers)
    if isinstance(at.den.value, int):  # whatever else is divided by is at least one
        units = Whole(units.value, min(units.most, top.most // (at.den.value * number.unit) + 1))
    floored = winner(layers.keep_whole("the rounded", product(units, unit)), Operator.AT_LEAST, floor.low)
    amount = high = layers.keep_whole("the floored", floored)
    least = floor.low
    if number.cap is not None:
        cap = quantities.of(number.cap).low
        amount = layers.keep_whole("the capped", winner(amount, Operator.AT_MOST, cap))
        high, least = filled(amount, cap), winner(floor.low, Operator.AT_MOST, cap)
    return Quantity(filled(amount, least), high, Whole.constant(1), either(of.absent, at.absent))


def filled(amount: Whole, bound: Whole) -> Whole:
    """Return the amount, and the bound where it is unknown."""
    if isinstance(amount.value, int):
        return amount
    most = max(amount.most, bound.most)
    return Whole(exp.Coalesce(this=amount.written(most), expressions=[bound.written(most)]), most)


def rounded(number: Whole, den: Whole, rounding: Rounding, layers: Layers) -> Whole:
    """Return number ÷ den as whole numbers. Every way of rounding treats both signs alike, so sizes are divided."""
    number = layers.keep_whole("the unrounded", number)
    parts, two = size(number), Whole.constant(2)
    match rounding:
        case Rounding.DOWN:
            counted = quotient(parts, den)
        case Rounding.UP:
            counted = quotient(total(parts, total(den, Whole.constant(-1))), den)
        case Rounding.HALF_UP:
            counted = quotient(total(product(parts, two), den), product(den, two))
        case Rounding.HALF_EVEN:
            whole_units = layers.keep_whole("the whole units", quotient(parts, den))
            counted = _half_even(whole_units, remainder(parts, den), den)
        case _:
            assert_never(rounding)
    return _signed(number, layers.keep_whole("the units", counted))


def _half_even(units: Whole, rest: Whole, den: Whole) -> Whole:
    """Return the units, or one more where the rest is past the half, or at it and the units are odd."""
    twice, two = product(rest, Whole.constant(2)), Whole.constant(2)
    is_odd = ordered(remainder(units, two), Operator.EQUAL, Whole.constant(1))
    tie = exp.and_(ordered(twice, Operator.EQUAL, den), is_odd)
    up = exp.or_(ordered(twice, Operator.MORE_THAN, den), tie)
    higher = total(units, Whole.constant(1))
    return Whole(when(up, higher.written(), units.written(higher.most)), higher.most)


def _signed(number: Whole, counted: Whole) -> Whole:
    if isinstance(number.value, int):
        return counted if number.value >= 0 else negative(counted)
    below = ordered(number, Operator.LESS_THAN, Whole.constant(0))
    return Whole(when(below, negative(counted).written(), counted.written()), counted.most)
