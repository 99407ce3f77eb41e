"""Quantities in SQL that are read off another rule's judgement."""

from __future__ import annotations

from sqlglot import exp

from tidu.rules.engines.sql.integers import BIGINT, INT128, NARROW, Quantity, Whole, ordered
from tidu.rules.engines.sql.quantities import Quantities, quantity_of
from tidu.rules.engines.sql.truth import holds
from tidu.rules.model.conditions import Operator
from tidu.rules.model.rule import Given
from tidu.rules.model.tables import OutputOf, UnknownClauses


@quantity_of.register
def _(number: UnknownClauses, quantities: Quantities) -> Quantity:
    return Quantity.exact(quantities.others.unknown_clauses(number.rule))


@quantity_of.register
def _(number: OutputOf, quantities: Quantities) -> Quantity:
    return quantities.others.output_of(number.rule, number.output)


def given_out(quantity: Quantity, given: Given, verdict: exp.Expr) -> Quantity:
    """Return an output as others see it: nought for those not entitled, between nought and it while that is open."""
    if given is Given.ALWAYS:
        return quantity
    absent = quantity.absent
    low = _opened(quantity.low, verdict, absent, Operator.AT_MOST)
    high = _opened(quantity.high, verdict, absent, Operator.AT_LEAST)
    return Quantity(low, high, quantity.den, None if absent is None else exp.and_(holds(verdict), absent))


def _opened(limit: Whole, verdict: exp.Expr, absent: exp.Expr | None, wider: Operator) -> Whole:
    """Return the limit for a yes and nought for a no; while that is open, the wider of both, null where absent."""
    value, nought = limit.written(), exp.Literal.number(0)
    beyond = ordered(limit, wider, Whole.constant(0))
    chosen = exp.case().when(verdict, value).when(exp.not_(verdict), nought)
    if absent is not None:
        chosen = chosen.when(absent, exp.null())
    chosen = chosen.when(beyond, value).when(exp.not_(beyond), nought)
    return Whole(exp.cast(chosen, BIGINT if limit.most <= NARROW else INT128), limit.most)
