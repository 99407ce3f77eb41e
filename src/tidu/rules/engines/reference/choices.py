"""The reference meaning of a value with exceptions, and of an amount by layers."""

from __future__ import annotations

from fractions import Fraction

from tidu.rules.engines.reference.conditions import Scope, step_of
from tidu.rules.engines.reference.quantities import Case, meaning, rounded, value_of
from tidu.rules.engines.reference.values import Absent, Unknown, Value, missing_in, within
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.exceptions import Exceptions
from tidu.rules.model.facts import Input
from tidu.rules.model.tables import Marginal


@meaning.register
def _(number: Exceptions, case: Case) -> Value:
    """Return the value of the exception that holds, else the general one; while that is open, what it may be."""
    missing: frozenset[Input] = frozenset()
    possible = [number.general]
    for special in number.specials:
        step = step_of(special.when, Scope(case))
        if step.verdict is Ternary.YES:
            return value_of(special.value, case)
        if step.verdict is Ternary.UNKNOWN:
            missing |= step.missing
            possible.append(special.value)
    values = [value_of(value, case) for value in possible]
    if len(values) == 1:
        return values[0]
    missing |= missing_in(values)
    known = [value for value in values if not isinstance(value, Absent)]
    if len(known) < len(values):
        return Unknown(missing)
    lows, highs = [value.low for value in known], [value.high for value in known]
    low = None if None in lows else min(low for low in lows if low is not None)
    high = None if None in highs else max(high for high in highs if high is not None)
    return within(missing, low, high)


@meaning.register
def _(number: Marginal, case: Case) -> Value:
    of = value_of(number.of, case)
    if isinstance(of, Absent):
        return of
    least = Fraction(0) if of.low is None else layered(number, of.low)
    most = _top(number) if of.high is None else layered(number, of.high)
    return within(missing_in((of,)), least, most)


def layered(number: Marginal, base: Fraction) -> Fraction:
    """Return the amount for one base: every layer at its own rate, rounded once."""
    amount = Fraction(0)
    for start, end, rate in number.layers:
        reached = base if end is None else min(base, end)
        amount += max(reached - start, Fraction(0)) * rate
    return Fraction(rounded(amount / number.unit, number.rounding) * number.unit)


def _top(number: Marginal) -> Fraction | None:
    """Return the most the amount can be: the full layers where nothing is taken beyond them."""
    return None if number.beyond else layered(number, number.steps[-1][0])
