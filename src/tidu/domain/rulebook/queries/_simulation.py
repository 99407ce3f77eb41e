"""What a reform of a rule would do to the county: cost against the money left, who gains and who loses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tidu.domain.rulebook.queries._judging import rule_for
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.queries._reforms import (
    Money,
    Overlay,
    UnableToSimulate,
    money_for,
    overlay_of,
    reform_of,
)
from tidu.domain.rulebook.queries._snapshots import Snapshot, snapshot
from tidu.foundation.clock import AsOf
from tidu.rules import InvalidRule, Rule
from tidu.rules.engines.columns import TooWide
from tidu.rules.model.facts import ENTERPRISE
from tidu.rules.model.kinds import InvalidFacts
from tidu.rules.simulate import Comparison, Point, beside, combinations


@dataclass(frozen=True)
class Simulation:
    """A reform of one rule beside what is in force, over the county of a day."""

    baseline: Rule
    reform: Rule
    overlay: Overlay
    version: str
    snapshot: Snapshot
    comparison: Comparison
    money: Money

    @property
    def changes_nothing(self) -> bool:
        """Whether the reform is what is in force."""
        return self.baseline.fingerprint == self.reform.fingerprint


def simulate(rule_code: str, settings: Mapping[str, str], as_of: AsOf, *, version: str = "") -> Simulation:
    """Return what a reform does. `settings` maps parameters to words like 4% or 25万元.

    `version` is the first day (2019-01-01) of another version of the rule to start from; empty is the one in force.
    Raises UnableToSimulate, and NoVersionInForce where no version applies on the day.
    """
    baseline = rule_for(rule_code, as_of)
    if baseline.judges != ENTERPRISE.kind:
        judged = library().facts.subject(baseline.judges).label
        raise UnableToSimulate(f"“{baseline.name}”判断的是{judged}，不是企业，不能按企业试算。")
    overlay = overlay_of(baseline, settings)
    return simulation_of(baseline, reform_of(baseline, overlay, version), overlay, version, as_of)


def simulation_of(
    baseline: Rule,
    reform: Rule,
    overlay: Overlay,
    version: str,
    as_of: AsOf,
    *,
    county: Snapshot | None = None,
) -> Simulation:
    """Return a reform beside the baseline over the county of a day, which may be at hand already."""
    county = county or snapshot(as_of)
    try:
        before, after = county.costings([baseline, reform])
    except (TooWide, InvalidFacts) as problem:
        raise UnableToSimulate(str(problem)) from None
    comparison = beside(before, after, county.population)
    return Simulation(baseline, reform, overlay, version, county, comparison, money_for(baseline.code, as_of))


def cost_curve(simulation: Simulation, parameter: str, values: Sequence[Fraction]) -> list[Point]:
    """Return the cost of the reform with one parameter at each of some values, the others as the reform sets them."""
    return cost_grid(simulation, {parameter: values})


def cost_grid(simulation: Simulation, axes: Mapping[str, Sequence[Fraction]]) -> list[Point]:
    """Return the cost of the reform for every combination of some parameters' values, the last varying fastest.

    Parameters that are no axis stay as the reform sets them. Raises UnableToSimulate for a combination that makes no
    rule.
    """
    settings = combinations(axes)
    try:
        reforms = [simulation.reform.reformed(one) for one in settings]
        costings = simulation.snapshot.costings(reforms)
    except (InvalidRule, TooWide, InvalidFacts) as problem:
        raise UnableToSimulate(f"{problem}。请改正。") from None
    return [Point(one, costing.cost) for one, costing in zip(settings, costings, strict=True)]
