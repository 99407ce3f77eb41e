"""The columns of every quantity. The reference engine says what they mean; here they are computed at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce, singledispatch
from typing import Final, Protocol

import polars as pl

from tidu.rules.engines.columns.frame import NO_SIZE, Size, column_of, type_of
from tidu.rules.engines.columns.integers import (
    Quantity,
    Whole,
    chosen,
    crossed,
    difference,
    either,
    ordered,
    product,
    total,
    where,
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
        """Return how many articles of another rule have hard clauses that cannot be judged."""

    def output_of(self, code: str, name: str) -> Quantity:
        """Return an output of another rule."""

    def verdict_on(self, code: str) -> pl.Expr:
        """Return the verdict of another rule."""


@dataclass(frozen=True)
class Columns:
    """What a quantity may look at: the frame's columns and their sizes, the day, the rule, the other rules.

    `begins` is the fact from whose day on fiscal years exist. `base` is what a reform changes, and `touches` says of a
    quantity whether it does.
    """

    rule: Rule
    as_of: date
    sizes: Mapping[str, Size]
    names: frozenset[str]
    layers: Layers
    others: Others
    begins: str
    base: Columns | None = None
    touches: Callable[[Number], bool] | None = None
    _built: dict[Number, Quantity] = field(default_factory=dict)
    _years: dict[int, pl.Expr] = field(default_factory=dict)

    def column(self, fact: str, kind: Kind, year: int | None = None) -> pl.Expr:
        """Return a fact's column, all null where the frame has none."""
        name = column_of(fact, year)
        return pl.col(name) if name in self.names else pl.lit(None, dtype=type_of(kind))

    def cell(self, fact: str, kind: Kind, year: int | None = None) -> Whole:
        """Return the integers of a fact."""
        name = column_of(fact, year)
        size = self.sizes[name] if name in self.names else NO_SIZE
        return Whole(self.column(fact, kind, year), (1 << size.bits) - 1, natural=size.natural)

    def days(self, fact: str) -> pl.Expr:
        """Return the days from 1970-01-01 to a day."""
        return self.column(fact, Kind.DATE).cast(pl.Int32)

    def quantity(self, number: Number) -> Quantity:
        """Return the columns of a quantity, built once; under a reform, those of the base where it reaches them not."""
        if self.base is not None and self.touches is not None and not self.touches(number):
            return self.base.quantity(number)
        if number not in self._built:
            self._built[number] = self.layers.keep_quantity(quantity_of(number, self))
        return self._built[number]

    def since_registration(self, year: int) -> pl.Expr:
        """Return whether a fiscal year exists, null where the day of registration is unknown."""
        if year not in self._years:
            exists = self.column(self.begins, Kind.DATE) <= pl.lit(date(year, 12, 31))
            self._years[year] = self.layers.keep(exists)
        return self._years[year]

    def before_registration(self, year: int) -> pl.Expr:
        """Return whether a fiscal year surely does not exist; never null."""
        return self.layers.keep((~self.since_registration(year)).fill_null(value=False))


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
        return Quantity.exact(Whole(columns.days(number.fact), DAYS, bits=32))
    return Quantity.exact(columns.cell(number.fact, number.kind))


@quantity_of.register
def _(number: DaysSince, columns: Columns) -> Quantity:
    today = pl.lit(columns.as_of.toordinal() - EPOCH, dtype=pl.Int32)
    return Quantity.exact(Whole(today - columns.days(number.fact), DAYS, bits=32))


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
    one, none = Whole.constant(1), Whole.constant(0)
    existing = reduce(total, (chosen(columns.since_registration(year), one, none) for year in years))
    return Quantity.exact(summed.low, existing, summed.absent)


def _last_years(count: int, columns: Columns) -> list[int]:
    return [columns.as_of.year - back for back in range(1, count + 1)]


def _sum_over(fact: str, kind: Kind, years: Sequence[int], columns: Columns) -> Quantity:
    """Add the years that exist; a null in one of them, or no day of registration, leaves the sum null.

    An earlier year exists only where the latest one does, so nothing need be known of the latest for the earlier.
    """
    latest, *earlier = sorted(years, reverse=True)
    summed = columns.cell(fact, kind, latest)
    for year in earlier:
        cell = columns.cell(fact, kind, year)
        summed = total(summed, chosen(columns.since_registration(year), cell, Whole.constant(0)))
    exists = columns.since_registration(latest)
    return Quantity.exact(where(exists, summed), absent=columns.before_registration(latest))


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
    return Quantity.exact(difference(one, other), den, either(left.absent, right.absent))


@quantity_of.register
def _(number: Times, columns: Columns) -> Quantity:
    left, right = columns.quantity(number.left), columns.quantity(number.right)
    den = product(left.den, right.den)
    return Quantity.exact(product(left.known, right.known), den, either(left.absent, right.absent))


@quantity_of.register
def _(number: BestOf, columns: Columns) -> Quantity:
    options = [columns.quantity(option) for option in number.options]
    low = _skipping([option.low for option in options], Operator.AT_LEAST)
    high = _strict([option.high for option in options], Operator.AT_LEAST)
    return Quantity(low, high, Whole.constant(1), either(*(option.absent for option in options)))


@quantity_of.register
def _(number: LeastOf, columns: Columns) -> Quantity:
    options = [columns.quantity(option) for option in number.options]
    low = _strict([option.low for option in options], Operator.AT_MOST)
    high = _skipping([option.high for option in options], Operator.AT_MOST)
    return Quantity(low, high, Whole.constant(1), either(*(option.absent for option in options)))


def _skipping(limits: Sequence[Whole], operator: Operator) -> Whole:
    """Return the best known bound: an option known to reach it is enough, whatever the unknown ones are."""
    winner = limits[0]
    for rival in limits[1:]:
        wins = ordered(winner, operator, rival)
        if not rival.complete:
            wins = wins | rival.expression().is_null()
        complete = winner.complete or rival.complete
        winner = dataclasses.replace(chosen(wins, winner, rival), complete=complete)
    return winner


def _strict(limits: Sequence[Whole], operator: Operator) -> Whole:
    """Return the winning bound, null where any bound is unknown."""
    winner = limits[0]
    for rival in limits[1:]:
        wins = ordered(winner, operator, rival)
        better = chosen(wins, winner, rival)
        # where the winner so far is null nothing wins, and the rival would be taken
        winner = better if winner.complete else where(wins.is_not_null(), better)
    return winner
