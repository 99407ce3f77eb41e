"""Facts that cannot be true, in SQL: what the vocabulary doubts is unknown before anything is judged on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlglot import exp

from tidu.rules.engines.columns.frame import column_of
from tidu.rules.engines.sql.integers import Whole, ordered, product
from tidu.rules.engines.sql.shape import Shape, column
from tidu.rules.engines.sql.truth import holds
from tidu.rules.model.conditions import Operator
from tidu.rules.model.sanity import Sanity
from tidu.rules.model.verdict import EPOCH


def trusted(fact: str, year: int | None, shape: Shape, sanities: Sequence[Sanity], as_of: date) -> exp.Expr:
    """Return a fact's column with the cells set to null that are doubted on the day."""
    doubts = [
        holds(doubt) for sanity in sanities for doubt in _doubts(fact, year, shape, sanity, as_of)
    ]  # a comparison with a missing cell doubts nothing
    value = column(column_of(fact, year))
    return exp.case().when(exp.not_(exp.or_(*doubts)), value) if doubts else value


def _doubts(fact: str, year: int | None, shape: Shape, sanity: Sanity, as_of: date) -> Iterator[exp.Expr]:
    """Yield the conditions under which a check doubts the fact, each null where a cell is missing."""
    if fact in sanity.facts:
        yield from _out_of_bounds(_cell(fact, year, shape), sanity)
        if sanity.not_ahead:
            yield exp.UnixDate(this=column(column_of(fact, year))) > as_of.toordinal() - EPOCH
        if sanity.of and shape.has(column_of(sanity.of, year)):
            yield _beyond(_cell(fact, year, shape), _cell(sanity.of, year, shape), sanity)
    if fact == sanity.of:
        for other in sanity.facts:
            if shape.has(column_of(other, year)):
                yield _beyond(_cell(other, year, shape), _cell(fact, year, shape), sanity)


def _out_of_bounds(value: Whole, sanity: Sanity) -> Iterator[exp.Expr]:
    for bound, operator in ((sanity.least, Operator.LESS_THAN), (sanity.most, Operator.MORE_THAN)):
        if bound is not None:
            yield ordered(value, operator, Whole.constant(bound))


def _beyond(value: Whole, limit: Whole, sanity: Sanity) -> exp.Expr:
    """Return whether a value is more than so many times a limit that the check speaks of."""
    numerator, denominator = (Whole.constant(part) for part in sanity.times.as_integer_ratio())
    above = ordered(product(value, denominator), Operator.MORE_THAN, product(limit, numerator))
    return exp.and_(ordered(limit, Operator.AT_LEAST, Whole.constant(sanity.least_limit)), above)


def _cell(fact: str, year: int | None, shape: Shape) -> Whole:
    name = column_of(fact, year)
    return Whole(column(name), shape.most(name))
