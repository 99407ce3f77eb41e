"""Every quantity in SQL. The reference engine says what they mean; here they become named columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce, singledispatch
from typing import Final, Protocol

from sqlglot import exp

from tidu.rules.engines.columns.frame import column_of
from tidu.rules.engines.sql.integers import (
    BIGINT,
    Quantity,
    Whole,
    crossed,
    negative,
    ordered,
    product,
    total,
    winner,
)
from tidu.rules.engines.sql.layers import Layers, Phase
from tidu.rules.engines.sql.truth import count, either, fails, holds, is_unknown, when
from tidu.rules.model.conditions import Operator
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import (
    DaysBetween,
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

_DAYS: Final = 10**7  # no date lies further from 1970 than this many days
_NOUGHT: Final = Whole.constant(0)


class Others(Protocol):
    """What other rules say of the same population."""

    def unknown_clauses(self, code: str) -> Whole:
        """Return how many articles of another rule have hard clauses that cannot be judged."""

    def output_of(self, code: str, name: str) -> Quantity:
        """Return an output of another rule."""

    def verdict_on(self, code: str) -> exp.Expr:
        """Return the verdict of another rule."""


@dataclass(frozen=True)
class Quantities:
    """What a quantity may look at: the layers built so far, the day, the rule, the other rules.

    `begins` is the fact that says from which day the fiscal years of what is judged exist.
    """

    rule: Rule
    as_of: date
    layers: Layers
    others: Others
    begins: str
    _built: dict[Number, Quantity] = field(default_factory=dict)

    def of(self, number: Number) -> Quantity:
        """Return a quantity read from named columns, built once."""
        if number not in self._built:
            self._built[number] = self.layers.keep_quantity(_name(number, self), quantity_of(number, self))
        return self._built[number]

    def exists(self, year: int) -> exp.Expr:
        """Return whether a fiscal year exists, null where the day of registration is unknown."""
        last_day = date(year, 12, 31).toordinal() - EPOCH
        registered = self.layers.input(self.begins, Kind.DATE)
        return self.layers.keep(Phase.QUANTITIES, f"exists {year}", registered <= last_day)

    def cell(self, fact: str, kind: Kind, year: int) -> Whole:
        """Return a yearly fact in one year: nought before registration, null where unknown."""
        value = when(self.exists(year), self.layers.input(fact, kind, year), 0)
        most = self.layers.shape.most(column_of(fact, year))
        return Whole(self.layers.keep(Phase.QUANTITIES, f"{fact} {year}", value), most)

    def last_years(self, many: int) -> list[int]:
        """Return the fiscal years before the year of judgement, the latest first."""
        return [self.as_of.year - back for back in range(1, many + 1)]


@singledispatch
def quantity_of(number: Number, _quantities: Quantities) -> Quantity:
    """Return a quantity in SQL."""
    raise TypeError(f"the SQL engine does not know {type(number).__name__}")


def _name(number: Number, quantities: Quantities) -> str:
    """Return a readable name for the columns of a quantity."""
    match number:
        case YearFact():
            return f"{number.fact} {quantities.as_of.year - number.back}"
        case SumYears():
            word, year = "mean" if isinstance(number, MeanYears) else "sum", quantities.as_of.year
            return f"{word} of {number.fact} {year - number.years}-{year - 1}"
        case DaysBetween():
            return f"days from {number.start} to {number.end}"
        case DaysSince():
            return f"days since {number.fact}"
        case _:
            return f"the {type(number).__name__}"


@quantity_of.register
def _(number: Literal, _quantities: Quantities) -> Quantity:
    return Quantity.constant(number.value)


@quantity_of.register
def _(number: ParameterValue, quantities: Quantities) -> Quantity:
    return Quantity.constant(quantities.rule.value(number.name))


@quantity_of.register
def _(number: ScalarFact, quantities: Quantities) -> Quantity:
    most = _DAYS if number.kind is Kind.DATE else quantities.layers.shape.most(number.fact)
    return Quantity.exact(Whole(quantities.layers.input(number.fact, number.kind), most))


@quantity_of.register
def _(number: DaysSince, quantities: Quantities) -> Quantity:
    today = exp.Literal.number(quantities.as_of.toordinal() - EPOCH)
    return Quantity.exact(Whole(today - quantities.layers.input(number.fact, Kind.DATE), _DAYS))


@quantity_of.register
def _(number: DaysBetween, quantities: Quantities) -> Quantity:
    start, end = (quantities.layers.input(fact, Kind.DATE) for fact in (number.start, number.end))
    return Quantity.exact(Whole(end - start, 2 * _DAYS))


@quantity_of.register
def _(number: YearFact, quantities: Quantities) -> Quantity:
    year = quantities.as_of.year - number.back
    return _sum_over(number.fact, number.kind, [year], quantities)


@quantity_of.register
def _(number: SumYears, quantities: Quantities) -> Quantity:
    return _sum_over(number.fact, number.kind, quantities.last_years(number.years), quantities)


@quantity_of.register
def _(number: MeanYears, quantities: Quantities) -> Quantity:
    years = quantities.last_years(number.years)
    summed = _sum_over(number.fact, number.kind, years, quantities)
    existing = count((quantities.exists(year) for year in years), BIGINT)
    den = Whole(exp.Nullif(this=existing, expression=exp.Literal.number(0)), len(years))
    return Quantity.exact(summed.low, den, summed.absent)


def _sum_over(fact: str, kind: Kind, years: Sequence[int], quantities: Quantities) -> Quantity:
    """Add the years that exist; a null in one of them, or no day of registration, leaves the sum null."""
    cells = [quantities.cell(fact, kind, year) for year in years]
    return Quantity.exact(reduce(total, cells), absent=fails(quantities.exists(max(years))))


@quantity_of.register
def _(number: Ratio, quantities: Quantities) -> Quantity:
    return _quotient(number.numerator, number.denominator, quantities)


@quantity_of.register
def _(number: Growth, quantities: Quantities) -> Quantity:
    """Return latest ÷ base over the whole span; comparisons raise the threshold to the same span."""
    return _quotient(number.latest, number.base, quantities)


def _quotient(above: Number, below: Number, quantities: Quantities) -> Quantity:
    """A denominator that is not positive becomes null, so that nothing built on it can divide by nought."""
    top, bottom = quantities.of(above), quantities.of(below)
    known = bottom.known
    not_positive = holds(ordered(known, Operator.AT_MOST, _NOUGHT))
    positive = exp.case().when(ordered(known, Operator.MORE_THAN, _NOUGHT), known.written())
    number, den = crossed(top.known, top.den, Whole(positive, known.most), bottom.den)
    return Quantity.exact(number, den, either(top.absent, bottom.absent, not_positive))


@quantity_of.register
def _(number: Plus, quantities: Quantities) -> Quantity:
    first, *others = (quantities.of(term) for term in number.terms)
    summed = first
    for term in others:
        lows = total(*crossed(summed.low, summed.den, term.low, term.den))
        is_exact = summed.is_exact and term.is_exact
        highs = lows if is_exact else total(*crossed(summed.high, summed.den, term.high, term.den))
        summed = Quantity(lows, highs, _common(summed.den, term.den), either(summed.absent, term.absent))
    return summed


def _common(left: Whole, right: Whole) -> Whole:
    one, _ = crossed(Whole.constant(1), left, Whole.constant(1), right)
    return product(one, left)


@quantity_of.register
def _(number: Minus, quantities: Quantities) -> Quantity:
    left, right = quantities.of(number.left), quantities.of(number.right)
    one, other = crossed(left.known, left.den, right.known, right.den)
    den = _common(left.den, right.den)
    return Quantity.exact(total(one, negative(other)), den, either(left.absent, right.absent))


@quantity_of.register
def _(number: Times, quantities: Quantities) -> Quantity:
    left, right = quantities.of(number.left), quantities.of(number.right)
    den = product(left.den, right.den)
    return Quantity.exact(product(left.known, right.known), den, either(left.absent, right.absent))


@quantity_of.register
def _(number: BestOf, quantities: Quantities) -> Quantity:
    options = [quantities.of(option) for option in number.options]
    low = best_known([option.low for option in options], Operator.AT_LEAST)
    high = _strict([option.high for option in options], Operator.AT_LEAST)
    return Quantity(low, high, Whole.constant(1), either(*(option.absent for option in options)))


@quantity_of.register
def _(number: LeastOf, quantities: Quantities) -> Quantity:
    options = [quantities.of(option) for option in number.options]
    low = _strict([option.low for option in options], Operator.AT_MOST)
    high = best_known([option.high for option in options], Operator.AT_MOST)
    return Quantity(low, high, Whole.constant(1), either(*(option.absent for option in options)))


def best_known(limits: Sequence[Whole], operator: Operator) -> Whole:
    """Return the best known bound: an option known to reach it is enough, whatever the unknown ones are.

    Databases disagree on what GREATEST and LEAST do with null, so both are spelled out.
    """

    def better(left: Whole, right: Whole) -> Whole:
        if isinstance(left.value, int) and isinstance(right.value, int):
            return winner(left, operator, right)
        most = max(left.most, right.most)
        wins = exp.or_(ordered(left, operator, right), is_unknown(right.written()))
        return Whole(exp.case().when(wins, left.written(most)).else_(right.written(most)), most)

    return reduce(better, limits)


def _strict(limits: Sequence[Whole], operator: Operator) -> Whole:
    """Return the winning bound, null where any bound is unknown."""
    return reduce(lambda one, other: winner(one, operator, other), limits)
