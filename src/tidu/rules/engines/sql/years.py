"""Growth over the years in SQL: the mean of two yearly ratios."""

from __future__ import annotations

from sqlglot import exp

from tidu.rules.engines.columns.frame import column_of
from tidu.rules.engines.sql.integers import Quantity, Whole, negative, ordered, product, total
from tidu.rules.engines.sql.quantities import Quantities, quantity_of
from tidu.rules.engines.sql.truth import holds, when
from tidu.rules.model.conditions import Operator
from tidu.rules.model.numbers import MeanGrowth

_NOUGHT = Whole.constant(0)


@quantity_of.register
def _(number: MeanGrowth, quantities: Quantities) -> Quantity:
    """Return (b² + ac - 2ab) ÷ 2ab for three years a, b, c, and (c - b) ÷ b where only the last two count."""
    c, b, a = (_year(number, year, quantities) for year in quantities.last_years(3))
    _, before, first = (quantities.exists(year) for year in quantities.last_years(3))
    all_three = exp.and_(first, ordered(a, Operator.MORE_THAN, _NOUGHT))
    double = product(product(a, b), Whole.constant(2))
    three = total(total(product(b, b), product(a, c)), negative(double))
    none_before = exp.and_(before, ordered(b, Operator.EQUAL, _NOUGHT))

    def chosen(of_three: Whole, of_two: Whole) -> Whole:
        most = max(of_three.most, of_two.most)
        value = when(all_three, of_three.written(most), of_two.written(most))
        return Whole(exp.case().when(before, value), most)

    den = chosen(double, b)
    positive = Whole(exp.Nullif(this=den.written(), expression=exp.Literal.number(0)), den.most)
    absent = holds(exp.or_(exp.not_(before), none_before))
    return Quantity.exact(chosen(three, total(c, negative(b))), positive, absent)


def _year(number: MeanGrowth, year: int, quantities: Quantities) -> Whole:
    """Return the fact in one year, less than nought counted as nought."""
    cell = Whole(
        quantities.layers.input(number.fact, number.of_kind, year),
        quantities.layers.shape.most(column_of(number.fact, year)),
    )
    value = when(ordered(cell, Operator.AT_LEAST, _NOUGHT), cell.written(), 0)
    return quantities.layers.keep_whole(f"{number.fact} {year} or nought", Whole(value, cell.most))
