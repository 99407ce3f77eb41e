"""A grid of reforms: every combination of some values of some parameters, each with its cost."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tidu.rules.model.rule import Rule
from tidu.rules.simulate.costing import Cost, cost_of
from tidu.rules.simulate.population import FirmFrame


@dataclass(frozen=True)
class Point:
    """One combination of parameter values in the engine's units, and what it costs."""

    values: Mapping[str, Fraction]
    cost: Cost


def grid(rule: Rule, axes: Mapping[str, Sequence[Fraction]], population: FirmFrame) -> list[Point]:
    """Return a point for every combination of the axes' values, the last axis varying fastest.

    Parameters that are no axis keep the rule's value. Raises InvalidRule for an axis the rule does not have.
    """
    found = combinations(axes)
    costings = cost_of([rule.reformed(values) for values in found], population)
    return [Point(values, costing.cost) for values, costing in zip(found, costings, strict=True)]


def combinations(axes: Mapping[str, Sequence[Fraction]]) -> list[dict[str, Fraction]]:
    """Return every combination of the axes' values, the last axis varying fastest."""
    return [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]
