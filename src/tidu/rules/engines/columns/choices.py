"""The columns of values with exceptions, and of amounts by layers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from tidu.rules.engines.columns.conditions import Judged, Scope, judged
from tidu.rules.engines.columns.integers import Quantity, Whole, either, product, total
from tidu.rules.engines.columns.quantities import Columns, quantity_of
from tidu.rules.engines.columns.tables import rounded
from tidu.rules.model.exceptions import Exceptions
from tidu.rules.model.tables import Marginal

Pick = Callable[..., pl.Expr]


@quantity_of.register
def _(number: Exceptions, columns: Columns) -> Quantity:
    scope = Scope(columns, None, {}, columns.others.verdict_on)
    found = [judged(special.when, scope) for special in number.specials]
    whens = [Judged(columns.layers.keep(one.verdict), one.near) for one in found]
    options = _over_one(tuple(columns.quantity(part) for part in number.parts))
    low = _chosen(whens, options, [option.low for option in options], pl.min_horizontal)
    exact = all(option.is_exact for option in options)
    same = exact and all(_constant_of(option) == _constant_of(options[0]) is not None for option in options)
    high = low if same else _chosen(whens, options, [option.high for option in options], pl.max_horizontal)
    return Quantity(low, high, options[0].den, _absent(whens, options))


def _over_one(options: Sequence[Quantity]) -> list[Quantity]:
    """Return the options over one denominator."""
    dens = [
        option.den.value for option in options if isinstance(option.den.value, int)
    ]  # all: by the node's check
    common = math.lcm(*dens)
    found = []
    for option, den in zip(options, dens, strict=True):
        by = Whole.constant(common // den)
        low = product(option.low, by)
        high = low if option.is_exact else product(option.high, by)
        found.append(Quantity(low, high, Whole.constant(common), option.absent))
    return found


def _chosen(
    whens: Sequence[Judged], options: Sequence[Quantity], limits: Sequence[Whole], pick: Pick
) -> Whole:
    """Return the limit of the option that holds, and where that is open the widest of those still possible."""
    most = max(limit.most for limit in limits)
    general, *specials = (limit.expression(most) for limit in limits)
    lost, *losses = (
        limit.is_null() | (pl.lit(value=False) if option.absent is None else option.absent)
        for limit, option in zip((general, *specials), options, strict=True)
    )
    opens = [when.verdict.is_null() for when in whens]
    closed = reduce(or_, (is_open & loss for is_open, loss in zip(opens, losses, strict=True)), lost)
    reached = (pl.when(is_open).then(value) for is_open, value in zip(opens, specials, strict=True))
    chain: Any = pl
    for when, value in zip(whens, specials, strict=True):
        chain = chain.when(when.holds).then(value)
    chain = chain.when(reduce(and_, (when.fails for when in whens))).then(general)
    return Whole(chain.when(~closed).then(pick(general, *reached)), most)


def _absent(whens: Sequence[Judged], options: Sequence[Quantity]) -> pl.Expr | None:
    general, *specials = (option.absent for option in options)
    fails = reduce(and_, (when.fails for when in whens))
    masks = [None if general is None else fails & general]
    masks += [None if gone is None else when.holds & gone for when, gone in zip(whens, specials, strict=True)]
    return either(*masks)


def _constant_of(option: Quantity) -> int | None:
    return option.low.value if isinstance(option.low.value, int) else None


@quantity_of.register
def _(number: Marginal, columns: Columns) -> Quantity:
    of = columns.quantity(number.of)
    low = _filled(_layered(number, of.low), 0)
    high = low if of.is_exact and low is of.low else _layered(number, of.high)
    if not number.beyond:
        end = Whole.constant(int(number.steps[-1][0]))
        top = _layered(number, Whole(pl.lit(end.value, dtype=pl.Int64), end.most))
        high = Whole(high.expression(top.most).fill_null(top.expression(high.most)), max(high.most, top.most))
    return Quantity(low, high, Whole.constant(1), of.absent)


def _filled(whole: Whole, bound: int) -> Whole:
    return Whole(whole.expression().fill_null(bound), whole.most)


def _layered(number: Marginal, base: Whole) -> Whole:
    """Return the amount for each base: every layer at its own rate over one denominator, rounded once."""
    den = math.lcm(*(rate.denominator for _, _, rate in number.layers))
    parts = [
        product(_layer(base, start, end), Whole.constant(int(rate * den)))
        for start, end, rate in number.layers
    ]
    units = rounded(reduce(total, parts), Whole.constant(den * number.unit), number.rounding, signed=False)
    return product(units, Whole.constant(number.unit))


def _layer(base: Whole, start: Fraction, end: Fraction | None) -> Whole:
    """Return how much of the base lies in one layer."""
    width = None if end is None else int(end - start)
    inside = (base.expression() - int(start)).clip(lower_bound=0, upper_bound=width)
    return Whole(inside, base.most if width is None else min(width, base.most))
