"""The columns of the mean growth over three fiscal years, and of the days between two days."""

from __future__ import annotations

import polars as pl

from tidu.rules.engines.columns.frame import column_of
from tidu.rules.engines.columns.integers import Quantity, Whole, negative, product, total
from tidu.rules.engines.columns.quantities import DAYS, Columns, quantity_of
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import DaysBetween, MeanGrowth


@quantity_of.register
def _(number: DaysBetween, columns: Columns) -> Quantity:
    start, end = (columns.column(fact, Kind.DATE).cast(pl.Int64) for fact in (number.start, number.end))
    return Quantity.exact(Whole(end - start, 2 * DAYS))


@quantity_of.register
def _(number: MeanGrowth, columns: Columns) -> Quantity:
    """Return (b² + ac - 2ab) ÷ 2ab for three years a, b, c, and (c - b) ÷ b where only the last two count."""
    last = columns.as_of.year - 1
    a, b, c = (_year(number, year, columns) for year in (last - 2, last - 1, last))
    two_exist = columns.since_registration(last - 1)
    three_count = columns.since_registration(last - 2) & (a.expression() > 0)
    twice = product(product(a, b), Whole.constant(2))
    three = total(total(product(b, b), product(a, c)), negative(twice))
    two = total(c, negative(b))
    absent = ~two_exist | (two_exist & (b.expression() == 0))
    return Quantity.exact(
        _either(three, two, two_exist, three_count),
        _either(twice, b, two_exist, three_count),
        absent.fill_null(value=False),
    )


def _year(number: MeanGrowth, year: int, columns: Columns) -> Whole:
    size = columns.sizes.get(column_of(number.fact, year), 0)
    return Whole(columns.column(number.fact, number.of_kind, year).clip(lower_bound=0), size)


def _either(three: Whole, two: Whole, two_exist: pl.Expr, three_count: pl.Expr) -> Whole:
    most = max(three.most, two.most)
    chosen = pl.when(two_exist & three_count).then(three.expression(most))
    return Whole(chosen.when(two_exist & ~three_count).then(two.expression(most)), most)
