"""Scenarios kept: a simulation as results that can be stored, and the replay that must come to the same."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tidu.domain.rulebook.models import Scenario
from tidu.domain.rulebook.queries._kept import facts_judged_on, kept_library, kept_rules
from tidu.domain.rulebook.queries._receipts import differences
from tidu.domain.rulebook.queries._simulation import Simulation
from tidu.domain.rulebook.vocabulary import GROUPS
from tidu.foundation.files import queries as files
from tidu.rules.simulate import Comparison, Concentration, Cost, FirmFrame, compare

NAME, GROUP = "~name", "~group."


@dataclass(frozen=True)
class ScenarioReplay:
    """A scenario simulated again from its own inputs and rules; `differences` name what came out otherwise."""

    scenario: Scenario
    results: dict[str, Any]
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every number is that of the scenario."""
        return not self.differences


def results_of(simulation: Simulation) -> dict[str, Any]:
    """Return what is kept of a simulation: totals, groups, and a row per firm; money in fen."""
    names = {code: firm.name for code, firm in simulation.snapshot.firms.items()}
    left = simulation.money.left
    return {"left": left, **_results(simulation.comparison, names)}


def inputs_of(simulation: Simulation) -> bytes:
    """Return the population a simulation ran on as Parquet: the facts the rules read, names and groups."""
    population = simulation.snapshot.population
    read = facts_judged_on(simulation.baseline, population.library, population.as_of)
    read |= facts_judged_on(simulation.reform, population.library, population.as_of)
    kept = [name for name in population.frame.columns if name == "key" or name.split("@")[0] in read]
    names = [firm.name for firm in simulation.snapshot.firms.values()]
    groups = population.groups.select(pl.all().exclude("key").name.prefix(GROUP))
    frame = pl.concat([population.frame.select(kept), groups], how="horizontal")
    out = io.BytesIO()
    frame.with_columns(pl.Series(NAME, names, dtype=pl.String)).write_parquet(out)
    return out.getvalue()


def replay_scenario(scenario: Scenario) -> ScenarioReplay:
    """Simulate a scenario's own population by its own rules once more; packs and records of today play no part."""
    library = kept_library(scenario.rule_set)
    baseline, reform = kept_rules(scenario, library)
    frame = pl.read_parquet(io.BytesIO(files.read(scenario.inputs)))
    extra = [name for name in frame.columns if name.startswith(("~", GROUP))]
    groups = frame.select(
        "key", *(pl.col(name).alias(name.removeprefix(GROUP)) for name in extra if name != NAME)
    )
    population = FirmFrame(frame.drop(extra), scenario.as_of_on, library, groups)
    names = dict(frame.select("key", NAME).iter_rows())
    found = {
        "left": scenario.results["left"],
        **_results(compare(baseline, reform, population), names),
    }
    return ScenarioReplay(scenario, found, tuple(differences(scenario.results, found)))


def _results(comparison: Comparison, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "before": _cost(comparison.before.cost),
        "after": _cost(comparison.after.cost),
        "difference": comparison.difference,
        "changes": {str(change): count for change, count in comparison.changes.items()},
        "groups": {
            group: [
                {
                    "name": line.name,
                    "before": _cost(line.before),
                    "after": _cost(line.after),
                    "changes": {str(change): count for change, count in line.changes.items()},
                }
                for line in comparison.by(group)
            ]
            for group in GROUPS
        },
        "concentration": {
            "before": _concentration(comparison.before.concentration),
            "after": _concentration(comparison.after.concentration),
        },
        "rows": [list(row) for row in _rows(comparison, names).iter_rows()],
    }


def _rows(comparison: Comparison, names: Mapping[str, str]) -> pl.DataFrame:
    rows = comparison.rows
    return rows.select(
        pl.col("key").alias("code"),
        pl.Series("name", [names[key] for key in rows["key"]], dtype=pl.String),
        *GROUPS,
        pl.col("standing_before").alias("before"),
        pl.col("standing").alias("after"),
        pl.col("certain_before").alias("fen_before"),
        pl.col("certain").alias("fen_after"),
        pl.col("possible_before").alias("most_before"),
        pl.col("possible").alias("most_after"),
        "change",
    )


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "certain": cost.certain,
        "possible": cost.possible,
        "unbounded": cost.unbounded,
        "firms": cost.firms,
        "paid": cost.paid,
        "counts": {str(standing): count for standing, count in cost.counts.items()},
    }


def _concentration(found: Concentration | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "firms": found.firms,
        "top": found.top,
        "top_share": str(found.top_share),
        "gini": str(found.gini),
    }
