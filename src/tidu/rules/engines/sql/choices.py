"""Values with exceptions, and amounts by layers, in SQL."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from sqlglot import exp

from tidu.rules.engines.sql.conditions import Scope, judged
from tidu.rules.engines.sql.integers import BIGINT, INT128, NARROW, Quantity, Whole, ordered, product, total
from tidu.rules.engines.sql.layers import Layers, Phase
from tidu.rules.engines.sql.quantities import Quantities, best_known, quantity_of
from tidu.rules.engines.sql.tables import filled, rounded
from tidu.rules.engines.sql.truth import either, every, fails, holds, is_unknown
from tidu.rules.model.conditions import Near, Nearness, Operator
from tidu.rules.model.exceptions import Exceptions
from tidu.rules.model.tables import Marginal


@quantity_of.register
def _(number: Exceptions, quantities: Quantities) -> Quantity:
    never = Near(Nearness.NEVER)
    scope = Scope(
        quantities, never, {}, quantities.others.verdict_on, Phase.QUANTITIES, "the exception's ", ""
    )
    verdicts = [judged(special.when, scope).verdict for special in number.specials]
    options = _over_one([quantities.of(part) for part in number.parts])
    return Quantity(
        _chosen(verdicts, options, [option.low for option in options], Operator.AT_MOST),
        _chosen(verdicts, options, [option.high for option in options], Operator.AT_LEAST),
        options[0].den,
        _absent(verdicts, options),
    )


def _over_one(options: Sequence[Quantity]) -> list[Quantity]:
    """Return the options over one denominator, which is fixed for all of them by the node's own check."""
    dens = [option.den.value for option in options if isinstance(option.den.value, int)]
    common = math.lcm(*dens)
    found = []
    for option, den in zip(options, dens, strict=True):
        low, high = (product(limit, Whole.constant(common // den)) for limit in (option.low, option.high))
        found.append(Quantity(low, high, Whole.constant(common), option.absent))
    return found


def _chosen(
    verdicts: Sequence[exp.Expr], options: Sequence[Quantity], limits: Sequence[Whole], wider: Operator
) -> Whole:
    """Return the limit of the option that holds, and where that is open the widest of those still possible.

    An open exception is passed over in search of one that holds; the general value asks that all surely fail.
    """
    most = max(limit.most for limit in limits)
    general, *specials = limits
    chain = exp.case()
    for verdict, special in zip(verdicts, specials, strict=True):
        chain = chain.when(verdict, special.written(most))
    chain = chain.when(every(exp.not_(verdict) for verdict in verdicts), general.written(most))
    lost, *losses = (_lost(limit, option) for limit, option in zip(limits, options, strict=True))
    closed = [lost, *(exp.and_(is_unknown(v), gone) for v, gone in zip(verdicts, losses, strict=True))]
    reached = [general]
    for verdict, special in zip(verdicts, specials, strict=True):
        reached.append(Whole(exp.case().when(is_unknown(verdict), special.written(most)), most))
    chain = chain.when(exp.not_(exp.or_(*closed)), best_known(reached, wider).written(most))
    return Whole(exp.cast(chain, BIGINT if most <= NARROW else INT128), most)


def _lost(limit: Whole, option: Quantity) -> exp.Expr:
    """Return whether an option has no such limit, never null."""
    return exp.or_(is_unknown(limit.written()), option.absent or exp.false())


def _absent(verdicts: Sequence[exp.Expr], options: Sequence[Quantity]) -> exp.Expr | None:
    reached = [every(fails(verdict) for verdict in verdicts), *(holds(verdict) for verdict in verdicts)]
    marks = [
        None if option.absent is None else exp.and_(is_reached, option.absent)
        for is_reached, option in zip(reached, options, strict=True)
    ]
    return either(*marks)


@quantity_of.register
def _(number: Marginal, quantities: Quantities) -> Quantity:
    of = quantities.of(number.of)
    low, high = (_layered(number, limit, quantities.layers) for limit in (of.low, of.high))
    if not number.beyond:
        end = Whole.constant(int(number.steps[-1][0]))
        high = filled(high, _layered(number, end, quantities.layers))
    return Quantity(filled(low, Whole.constant(0)), high, Whole.constant(1), of.absent)


def _layered(number: Marginal, base: Whole, layers: Layers) -> Whole:
    """Return the amount for a base: every layer at its own rate over one denominator, rounded once."""
    den = math.lcm(*(rate.denominator for _, _, rate in number.layers))
    parts = [
        product(_layer(base, int(start), end), Whole.constant(int(rate * den)))
        for start, end, rate in number.layers
    ]
    units = rounded(reduce(total, parts), Whole.constant(den * number.unit), number.rounding, layers)
    return layers.keep_whole("the layered", product(units, Whole.constant(number.unit)))


def _layer(base: Whole, start: int, end: Fraction | None) -> Whole:
    """Return how much of the base lies in one layer."""
    width = base.most if end is None else int(end) - start
    above = total(base, Whole.constant(-start))
    if isinstance(above.value, int):
        return Whole.constant(min(max(above.value, 0), width))
    inside = exp.case().when(ordered(base, Operator.AT_MOST, Whole.constant(start)), 0)
    if end is not None:
        inside = inside.when(ordered(base, Operator.AT_LEAST, Whole.constant(int(end))), width)
    within = ordered(base, Operator.MORE_THAN, Whole.constant(start))
    return Whole(inside.when(within, above.written()), width)
