"""The columns of every quantity. The reference engine says what they mean; here they are computed at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce, singledispatch
from typing import Final, Protocol

import polars as pl

from tidu.rules.engines.columns.frame import column_of, type_of
from tidu.rules.engines.columns.integers import (
    Quantity,
    Whole,
    crossed,
    either,
    negative,
    ordered,
    product,
    total,
)
from tidu.rules.engines.columns.layers import Layers
from tidu.rules.model.conditions import Operator
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import (
    DaysSince,
    Growth,
    Literal,
    MeanYears,
    Minus,
    Number,
    ParameterValue,
    Plus,
    Ratio,
    ScalarFact,
    SumYears,
    Times,
    YearFact,
)
from tidu.rules.model.rule import Rule
from tidu.rules.model.tables import BestOf, LeastOf
from tidu.rules.model.verdict import EPOCH

DAYS: Final = 10**7
"""No date lies further from 1970 than this many days."""


class Others(Protocol):
    """What other rules say of the same population."""

    def unknown_clauses(self, code: str) -> Whole:
        """Return how many hard clauses of another rule cannot be judged."""

    def output_of(self, code: str, name: str) -> Quantity:
        """Return an output of another rule."""

    def verdict_on(self, code: str) -> pl.Expr:
        """Return the verdict of another rule."""


@dataclass(frozen=True)
class Columns:
    """What a quantity may look at: the frame's columns and their sizes, the day, the rule, the other rules."""

    rule: Rule
    as_of: date
    sizes: dict[str, int]
    names: frozenset[str]
    layers: Layers
    others: Others
    begins: str
    _built: dict[Number, Quantity] = field(default_factory=dict)
    _years: dict[int, pl.Expr] = field(default_factory=dict)

    def column(self, fact: str, kind: Kind, year: int | None = None) -> pl.Expr:
        """Return a fact's column, all null where the frame has none."""
        name = column_of(fact, year)
        return pl.col(name) if name in self.names else pl.lit(None, dtype=type_of(kind))

    def quantity(self, number: Number) -> Quantity:
        """Return the columns of a quantity, built once."""
        if number not in self._built:
            self._built[number] = self.layers.keep_quantity(quantity_of(number, self))
        return self._built[number]

    def since_registration(self, year: int) -> pl.Expr:
        """Return whether a fiscal year exists, null where the day of registration is unknown."""
        if year not in self._years:
            exists = self.column(self.begins, Kind.DATE) <= pl.lit(date(year, 12, 31))
            self._years[year] = self.layers.keep(exists)
        return self._years[year]


@singledispatch
def quantity_of(number: Number, _columns: Columns) -> Quantity:
    """Return the columns of a quantity."""
    raise TypeError(f"the columns engine does not know {type(number).__name__}")


@quantity_of.register
def _(number: Literal, _columns: Columns) -> Quantity:
    return Quantity.constant(number.value)


@quantity_of.register
def _(number: ParameterValue, columns: Columns) -> Quantity:
    return Quantity.constant(columns.rule.value(number.name))


@quantity_of.register
def _(number: ScalarFact, columns: Columns) -> Quantity:
    if number.kind is Kind.DATE:
        return Quantity.exact(Whole(columns.column(number.fact, Kind.DATE).cast(pl.Int64), DAYS))
    return Quantity.exact(Whole(columns.column(number.fact, number.kind), columns.sizes.get(number.fact, 0)))


@quantity_of.register
def _(number: DaysSince, columns: Columns) -> Quantity:
    today = pl.lit(columns.as_of.toordinal() - EPOCH, dtype=pl.Int64)
    return Quantity.exact(Whole(today - columns.column(number.fact, Kind.DATE).cast(pl.Int64), DAYS))


@quantity_of.register
def _(number: YearFact, columns: Columns) -> Quantity:
    year = columns.as_of.year - number.back
    return _sum_over(number.fact, number.kind, [year], columns)


@quantity_of.register
def _(number: SumYears, columns: Columns) -> Quantity:
    return _sum_over(number.fact, number.kind, _last_years(number.years, columns), columns)


@quantity_of.register
def _(number: MeanYears, columns: Columns) -> Quantity:
    years = _last_years(number.years, columns)
    summed = _sum_over(number.fact, number.kind, years, columns)
    existing = pl.sum_horizontal(columns.since_registration(year).cast(pl.Int64) for year in years)
    return Quantity.exact(summed.low, Whole(existing, len(years)), summed.absent)


def _last_years(count: int, columns: Columns) -> list[int]:
    return [columns.as_of.year - back for back in range(1, count + 1)]


def _sum_over(fact: str, kind: Kind, years: Sequence[int], columns: Columns) -> Quantity:
    """Add the years that exist; a null in one of them, or no day of registration, leaves the sum null."""
    cells = []
    for year in years:
        exists, cell = columns.since_registration(year), columns.column(fact, kind, year)
        counted = pl.when(exists).then(cell).when(~exists).then(pl.lit(0, dtype=pl.Int64))
        cells.append(Whole(counted, columns.sizes.get(column_of(fact, year), 0)))
    absent = (~columns.since_registration(max(years))).fill_null(value=False)
    return Quantity.exact(reduce(total, cells), absent=absent)


@quantity_of.register
def _(number: Ratio, columns: Columns) -> Quantity:
    return _quotient(number.numerator, number.denominator, columns)


@quantity_of.register
def _(number: Growth, columns: Columns) -> Quantity:
    """Return latest ÷ base over the whole span; comparisons raise the threshold to the same span."""
    return _quotient(number.latest, number.base, columns)


def _quotient(above: Number, below: Number, columns: Columns) -> Quantity:
    top, bottom = columns.quantity(above), columns.quantity(below)
    not_positive = ordered(bottom.known, Operator.AT_MOST, Whole.constant(0)).fill_null(value=False)
    number, den = crossed(top.known, top.den, bottom.known, bottom.den)
    return Quantity.exact(number, den, either(top.absent, bottom.absent, not_positive))


@quantity_of.register
def _(number: Plus, columns: Columns) -> Quantity:
    first, *others = (columns.quantity(term) for term in number.terms)
    summed = first
    for term in others:
        lows = total(*crossed(summed.low, summed.den, term.low, term.den))
        exact = summed.is_exact and term.is_exact
        highs = lows if exact else total(*crossed(summed.high, summed.den, term.high, term.den))
        summed = Quantity(lows, highs, _common(summed.den, term.den), either(summed.absent, term.absent))
    return summed


def _common(left: Whole, right: Whole) -> Whole:
    one, _ = crossed(Whole.constant(1), left, Whole.constant(1), right)
    return product(one, left)


@quantity_of.register
def _(number: Minus, columns: Columns) -> Quantity:
    left, right = columns.quantity(number.left), columns.quantity(number.right)
    one, other = crossed(left.known, left.den, right.known, right.den)
    den = _common(left.den, right.den)
    return Quantity.exact(total(one, negative(other)), den, either(left.absent, right.absent))


@quantity_of.register
def _(number: Times, columns: Columns) -> Quantity:
    left, right = columns.quantity(number.left), columns.quantity(number.right)
    den = product(left.den, right.den)
    return Quantity.exact(product(left.known, right.known), den, either(left.absent, right.absent))


@quantity_of.register
def _(number: BestOf, columns: Columns) -> Quantity:
    options = [columns.quantity(option) for option in number.options]
    low = _skipping([option.low for option in options], pl.max_horizontal)
    high = _strict([option.high for option in options], Operator.AT_LEAST)
    return Quantity(low, high, Whole.constant(1), either(*(option.absent for option in options)))


@quantity_of.register
def _(number: LeastOf, columns: Columns) -> Quantity:
    options = [columns.quantity(option) for option in number.options]
    low = _strict([option.low for option in options], Operator.AT_MOST)
    high = _skipping([option.high for option in options], pl.min_horizontal)
    return Quantity(low, high, Whole.constant(1), either(*(option.absent for option in options)))


def _skipping(limits: Sequence[Whole], pick: Callable[..., pl.Expr]) -> Whole:
    """Return the best known bound: an option known to reach it is enough, whatever the unknown ones are."""
    most = max(limit.most for limit in limits)
    return Whole(pick(*(limit.expression(most) for limit in limits)), most)


def _strict(limits: Sequence[Whole], operator: Operator) -> Whole:
    """Return the winning bound, null where any bound is unknown."""
    most = max(limit.most for limit in limits)
    winner = limits[0].expression(most)
    for limit in limits[1:]:
        rival = limit.expression(most)
        wins = ordered(Whole(winner, most), operator, Whole(rival, most))
        winner = pl.when(wins).then(winner).when(~wins).then(rival)
    return Whole(winner, most)
