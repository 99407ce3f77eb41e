"""Which conditions can never hold together, as far as their wording proves it."""

from __future__ import annotations

import itertools
from fractions import Fraction

from tidu.rules.model.conditions import Compare, Condition, Flag, Group, Operator, RuleVerdict, TextIs
from tidu.rules.model.numbers import Literal

_OPPOSITES = (
    {Operator.AT_LEAST, Operator.LESS_THAN},
    {Operator.MORE_THAN, Operator.AT_MOST},
    {Operator.MORE_THAN, Operator.LESS_THAN},
    {Operator.EQUAL, Operator.DIFFERENT},
    {Operator.EQUAL, Operator.MORE_THAN},
    {Operator.EQUAL, Operator.LESS_THAN},
)


def exclusive(one: Condition, other: Condition) -> bool:
    """Return whether two conditions surely never hold together. What is not proved counts as possible."""
    for group, rest in ((one, other), (other, one)):
        if isinstance(group, Group):
            shut = sum(1 for item in group.items if exclusive(item, rest))
            return len(group.items) - shut < group.needed
    return _leaves_exclude(one, other)


def impossible(condition: Condition) -> bool:
    """Return whether a condition surely never holds, because its own parts exclude one another."""
    if not isinstance(condition, Group):
        return False
    possible = [item for item in condition.items if not impossible(item)]
    if len(possible) < condition.needed:
        return True
    whole = condition.needed == len(condition.items)
    return whole and any(exclusive(one, other) for one, other in itertools.combinations(possible, 2))


def exhaustive(one: Condition, other: Condition) -> bool:
    """Return whether one of two conditions surely holds wherever both are known: the same question, asked both ways."""
    return isinstance(one, Flag | RuleVerdict) and _leaves_exclude(one, other)


def _leaves_exclude(one: Condition, other: Condition) -> bool:
    match one, other:
        case (Flag(), Flag()) if one.fact == other.fact:
            return one.expected is not other.expected
        case (RuleVerdict(), RuleVerdict()) if one.rule == other.rule:
            return one.expected is not other.expected
        case (TextIs(), TextIs()) if one.fact == other.fact:
            return not set(one.options) & set(other.options)
        case (Compare(), Compare()) if one.left == other.left:
            return _comparisons_exclude(one, other)
    return False


def _comparisons_exclude(one: Compare, other: Compare) -> bool:
    same = one.right == other.right
    if same or _worth(one) == _worth(other) is not None:
        return {one.operator, other.operator} in _OPPOSITES
    first, second = _worth(one), _worth(other)
    if first is None or second is None or Operator.DIFFERENT in (one.operator, other.operator):
        return False
    low, high = (one, other) if first < second else (other, one)
    return low.operator.direction <= 0 and high.operator.direction >= 0


def _worth(comparison: Compare) -> Fraction | None:
    return comparison.right.value if isinstance(comparison.right, Literal) else None
