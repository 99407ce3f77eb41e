"""The reference meaning of every quantity, in exact fractions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce, singledispatch
from operator import add
from typing import Protocol, cast

from tidu.rules.engines.reference.kinds import by_kind
from tidu.rules.engines.reference.values import (
    Absent,
    Known,
    Unknown,
    Value,
    first_absent,
    missing_in,
    within,
)
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Facts, Input
from tidu.rules.model.numbers import (
    DaysBetween,
    DaysSince,
    Growth,
    Literal,
    MeanGrowth,
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
from tidu.rules.model.tables import (
    Bands,
    BestOf,
    LeastOf,
    OutputOf,
    Rate,
    Rounding,
    ScoreTable,
    UnknownClauses,
)
from tidu.rules.model.verdict import EPOCH, Verdict


class Case(Protocol):
    """What a quantity may look at: one enterprise on one day under one rule."""

    facts: Facts
    as_of: date
    rule: Rule
    begins: str
    """The fact that says from which day the fiscal years of what is judged exist."""
    first_year: int | None
    """The first of those years, None while the day is unknown."""

    def verdict_on(self, code: str) -> Verdict:
        """Return the verdict of another rule for the same enterprise and day."""

    def output_of(self, code: str, name: str) -> Value:
        """Return an output of another rule for the same enterprise and day."""


@singledispatch
def meaning(number: Number, _case: Case) -> Value:
    """What a kind of quantity means: one function for each."""
    raise TypeError(f"the reference engine does not know {type(number).__name__}")


value_of: Callable[[Number, Case], Value] = by_kind(meaning)
"""What a quantity is in a case."""


@meaning.register
def _(number: Literal, _case: Case) -> Value:
    return Known(number.value)


@meaning.register
def _(number: ParameterValue, case: Case) -> Value:
    return Known(case.rule.value(number.name))


@meaning.register
def _(number: ScalarFact, case: Case) -> Value:
    value = case.facts.scalar(number.fact)
    if isinstance(value, date):
        return Known(Fraction(value.toordinal() - EPOCH))
    if isinstance(value, int) and not isinstance(value, bool):
        return Known(Fraction(value))
    return Unknown(frozenset({Input(number.fact, None)}))


@meaning.register
def _(number: DaysSince, case: Case) -> Value:
    day = case.facts.scalar(number.fact)
    if not isinstance(day, date):
        return Unknown(frozenset({Input(number.fact, None)}))
    return Known(Fraction((case.as_of - day).days))


@meaning.register
def _(number: DaysBetween, case: Case) -> Value:
    start, end = (case.facts.scalar(fact) for fact in (number.start, number.end))
    if isinstance(start, date) and isinstance(end, date):
        return Known(Fraction((end - start).days))
    days = ((number.start, start), (number.end, end))
    return Unknown(frozenset(Input(fact, None) for fact, day in days if not isinstance(day, date)))


@meaning.register
def _(number: YearFact, case: Case) -> Value:
    year = case.as_of.year - number.back
    if case.first_year is None or year < case.first_year:
        return _no_such_year(year, case)
    value = case.facts.yearly(number.fact, year)
    return Unknown(frozenset({Input(number.fact, year)})) if value is None else Known(Fraction(value))


@meaning.register
def _(number: SumYears, case: Case) -> Value:
    return _sum_over(number.fact, _last_years(number.years, case), case)


@meaning.register
def _(number: MeanYears, case: Case) -> Value:
    years = _last_years(number.years, case)
    total = _sum_over(number.fact, years, case)
    if not isinstance(total, Known):
        return total
    return Known(total.value / len(_existing(years, case)))


@meaning.register
def _(number: MeanGrowth, case: Case) -> Value:
    if case.first_year is None:
        return Unknown(frozenset({Input(case.begins, None)}))
    existing = sorted(_existing(_last_years(number.years, case), case))
    if len(existing) < 2:
        return Absent("不足两个会计年度，增长率无从计算")
    cells = {year: case.facts.yearly(number.fact, year) for year in existing}
    *first, before, last = (
        None if cell is None else max(Fraction(cell), Fraction(0)) for cell in cells.values()
    )
    if before == 0:
        return Absent("上一年度为零，增长率无从计算")
    if first == [0]:
        first = []
        del cells[existing[0]]
    missing = frozenset(Input(number.fact, year) for year, cell in cells.items() if cell is None)
    if missing:
        return Unknown(missing)
    years = [value for value in (*first, before, last) if value is not None]
    ratios = [later / earlier for earlier, later in itertools.pairwise(years)]
    return Known(sum(ratios, Fraction(0)) / len(ratios) - 1)


def _last_years(count: int, case: Case) -> list[int]:
    return [case.as_of.year - back for back in range(1, count + 1)]


def _existing(years: Sequence[int], case: Case) -> list[int]:
    """Return those of the years that began after, or hold, the day of registration."""
    first = case.first_year
    return [] if first is None else [year for year in years if first <= year]


def _no_such_year(year: int, case: Case) -> Value:
    """Return that a fiscal year does not exist, or that nobody knows whether it does."""
    if case.first_year is None:
        return Unknown(frozenset({Input(case.begins, None)}))
    return Absent(f"{year} 年度时企业尚未设立")


def _sum_over(fact: str, years: Sequence[int], case: Case) -> Value:
    existing = _existing(years, case)
    if not existing:
        return _no_such_year(max(years), case)
    cells = [case.facts.yearly(fact, year) for year in existing]
    known = [cell for cell in cells if cell is not None]
    if len(known) == len(cells):
        return Known(Fraction(sum(known)))
    return Unknown(
        frozenset(Input(fact, year) for year, cell in zip(existing, cells, strict=True) if cell is None)
    )


@meaning.register
def _(number: Ratio, case: Case) -> Value:
    return _quotient(number.numerator, number.denominator, case, "分母不是正数，比例无从计算")


@meaning.register
def _(number: Growth, case: Case) -> Value:
    """Return latest ÷ base over the whole span; comparisons raise the threshold to the same span."""
    return _quotient(number.latest, number.base, case, "基期数不是正数，增长率无从计算")


def _quotient(above: Number, below: Number, case: Case, reason: str) -> Value:
    top, bottom = value_of(above, case), value_of(below, case)
    absent = first_absent((top, bottom))
    if absent:
        return absent
    if isinstance(bottom, Known):
        if bottom.value.numerator <= 0:
            return Absent(reason)
        if isinstance(top, Known):
            return Known(top.value / bottom.value)
    return Unknown(missing_in((top, bottom)))


@meaning.register
def _(number: Plus, case: Case) -> Value:
    terms = [value_of(term, case) for term in number.terms]
    return _joined(terms, _sum_or_none, _sum_or_none)


@meaning.register
def _(number: Minus, case: Case) -> Value:
    left, right = value_of(number.left, case), value_of(number.right, case)
    return _computed((left, right), lambda a, b: a - b)


@meaning.register
def _(number: Times, case: Case) -> Value:
    left, right = value_of(number.left, case), value_of(number.right, case)
    return _computed((left, right), lambda a, b: a * b)


@meaning.register
def _(number: BestOf, case: Case) -> Value:
    return _joined([value_of(option, case) for option in number.options], _greatest_known, _greatest_or_none)


@meaning.register
def _(number: LeastOf, case: Case) -> Value:
    return _joined([value_of(option, case) for option in number.options], _least_or_none, _least_known)


Limit = Fraction | None
Join = Callable[[Sequence[Limit]], Limit]


def _joined(values: Sequence[Value], low: Join, high: Join) -> Value:
    exact = [value.value for value in values if isinstance(value, Known)]
    if len(exact) == len(values):
        return Known(cast(Fraction, low(exact)))
    absent = first_absent(values)
    if absent:
        return absent
    present = [value for value in values if not isinstance(value, Absent)]
    return within(missing_in(values), low([v.low for v in present]), high([v.high for v in present]))


def _sum_or_none(limits: Sequence[Limit]) -> Limit:
    known = [limit for limit in limits if limit is not None]
    return reduce(add, known) if len(known) == len(limits) else None


def _greatest_known(limits: Sequence[Limit]) -> Limit:
    return max((limit for limit in limits if limit is not None), default=None)


def _greatest_or_none(limits: Sequence[Limit]) -> Limit:
    return None if None in limits else _greatest_known(limits)


def _least_known(limits: Sequence[Limit]) -> Limit:
    return min((limit for limit in limits if limit is not None), default=None)


def _least_or_none(limits: Sequence[Limit]) -> Limit:
    return None if None in limits else _least_known(limits)


def _computed(pair: tuple[Value, Value], compute: Callable[[Fraction, Fraction], Fraction]) -> Value:
    absent = first_absent(pair)
    if absent:
        return absent
    left, right = pair
    if isinstance(left, Known) and isinstance(right, Known):
        return Known(compute(left.value, right.value))
    return Unknown(missing_in(pair))


@meaning.register
def _(number: Bands, case: Case) -> Value:
    by = value_of(number.by, case)
    if not isinstance(by, Known):
        return by if isinstance(by, Absent) else Unknown(by.missing)
    for band in number.bands:
        if by.value <= band.up_to if band.inclusive else by.value < band.up_to:
            return Known(band.value)
    return Known(number.beyond)


@meaning.register
def _(number: ScoreTable, case: Case) -> Value:
    of = value_of(number.of, case)
    if isinstance(of, Absent):
        return Known(number.otherwise)
    if isinstance(of, Unknown):
        return within(of.missing, *number.bounds)
    for row in number.rows:
        if of.value >= row.start if row.inclusive else of.value > row.start:
            return Known(row.value)
    return Known(number.otherwise)


@meaning.register
def _(number: Rate, case: Case) -> Value:
    of, at, floor = (value_of(part, case) for part in (number.of, number.at, number.floor))
    cap = Unknown(frozenset()) if number.cap is None else value_of(number.cap, case)
    absent = first_absent((of, at))
    if absent:
        return absent
    assert isinstance(floor, Known)  # noqa: S101  # a literal or a parameter, by the node's own check
    most = cap.value if isinstance(cap, Known) else None
    if not (isinstance(of, Known) and isinstance(at, Known)):
        least = floor.value if most is None else min(floor.value, most)
        return within(missing_in((of, at)), least, most)
    units = rounded(of.value * at.value / number.unit, number.rounding)
    amount = max(floor.value, Fraction(units * number.unit))
    return Known(amount if most is None else min(amount, most))


def rounded(value: Fraction, rounding: Rounding) -> int:
    """Return the value as a whole number. DOWN goes to nought, UP away from it, HALF_UP sends ties away."""
    if rounding is Rounding.HALF_EVEN:
        return round(value)
    size = {
        Rounding.DOWN: math.floor(abs(value)),
        Rounding.UP: math.ceil(abs(value)),
        Rounding.HALF_UP: math.floor(abs(value) + Fraction(1, 2)),
    }[rounding]
    return size if value >= 0 else -size


@meaning.register
def _(number: OutputOf, case: Case) -> Value:
    return case.output_of(number.rule, number.output)


@meaning.register
def _(number: UnknownClauses, case: Case) -> Value:
    clauses = case.verdict_on(number.rule).clauses
    unknown = (found.clause for found in clauses if found.verdict is Ternary.UNKNOWN)
    return Known(Fraction(len({clause.article for clause in unknown if clause.hard})))
