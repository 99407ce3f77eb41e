"""The columns of quantities that are read off another rule's judgement."""

from __future__ import annotations

import polars as pl

from tidu.rules.engines.columns.integers import Quantity, Whole
from tidu.rules.engines.columns.quantities import Columns, quantity_of
from tidu.rules.model.rule import Given
from tidu.rules.model.tables import OutputOf, UnknownClauses


@quantity_of.register
def _(number: UnknownClauses, columns: Columns) -> Quantity:
    return Quantity.exact(columns.others.unknown_clauses(number.rule))


@quantity_of.register
def _(number: OutputOf, columns: Columns) -> Quantity:
    return columns.others.output_of(number.rule, number.output)


def given_out(quantity: Quantity, given: Given, verdict: pl.Expr) -> Quantity:
    """Return an output as others see it: nought for those not entitled, between nought and it while that is open."""
    if given is Given.ALWAYS:
        return quantity
    reached = None if quantity.absent is None else verdict.fill_null(value=False) & quantity.absent
    lost = pl.lit(value=False) if quantity.absent is None else quantity.absent
    return Quantity(
        _opened(quantity.low, verdict, lost, below=True),
        _opened(quantity.high, verdict, lost, below=False),
        quantity.den,
        reached,
    )


def _opened(limit: Whole, verdict: pl.Expr, lost: pl.Expr, *, below: bool) -> Whole:
    """Return the limit where the verdict is yes, nought where it is no, and the wider of both where it is open."""
    value, nothing = limit.expression(), pl.lit(0, dtype=pl.Int64)
    wider = (value < 0) if below else (value > 0)
    hull = pl.when(wider & ~lost).then(value).when(value.is_not_null() & ~lost).then(nothing)
    return Whole(pl.when(verdict).then(value).when(~verdict).then(nothing).otherwise(hull), limit.most)
