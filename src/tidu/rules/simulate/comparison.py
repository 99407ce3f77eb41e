"""A reform beside what is in force: who gains, who loses, who comes in, who falls out, group by group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from tidu.rules.model.rule import Rule
from tidu.rules.model.standing import GAIN, LOSE, NO_GROUP, Change, Standing
from tidu.rules.simulate.costing import Cost, Costing, cost_in, cost_of, cost_sums
from tidu.rules.simulate.population import FirmFrame


@dataclass(frozen=True)
class GroupLine:
    """One group of a grouping; the lines of a grouping sum to the whole."""

    name: str
    before: Cost
    after: Cost
    changes: dict[Change, int]

    @property
    def difference(self) -> int:
        """Certain money, reform less baseline, in fen."""
        return self.after.certain - self.before.certain


@dataclass(frozen=True)
class Comparison:
    """Two costings of one population, firm by firm.

    `rows` has the columns of the reform's costing, those of the baseline with the suffix `_before`, and

        difference  Int64 fen, null where a side is open
        change      String, a Change
        <groups>    String, the population's groups
    """

    before: Costing
    after: Costing
    rows: pl.DataFrame

    @cached_property
    def changes(self) -> dict[Change, int]:
        """How many firms the reform treats in which way."""
        return _changes(self.rows.select(_change_sums()).row(0, named=True))

    @property
    def gaining(self) -> int:
        """How many firms gain for sure."""
        return sum(self.changes[change] for change in GAIN)

    @property
    def losing(self) -> int:
        """How many firms lose for sure."""
        return sum(self.changes[change] for change in LOSE)

    @property
    def difference(self) -> int:
        """Certain money, reform less baseline, in fen."""
        return self.after.cost.certain - self.before.cost.certain

    def by(self, group: str) -> list[GroupLine]:
        """Return the groups of one grouping by name, 缺数 last. Raises KeyError for a grouping that is not there."""
        if group not in self.rows.columns:
            raise KeyError(group)
        sums = [*cost_sums(), *cost_sums("_before"), *_change_sums()]
        found = self.rows.group_by(pl.col(group).fill_null(NO_GROUP)).agg(sums)
        lines = [
            GroupLine(row[group], cost_in(row, "_before"), cost_in(row), _changes(row))
            for row in found.iter_rows(named=True)
        ]
        return sorted(lines, key=lambda line: (line.name == NO_GROUP, line.name))

    def select(
        self,
        *,
        standing: Collection[Standing] = (),
        before: Collection[Standing] = (),
        change: Collection[Change] = (),
        group: tuple[str, str] | None = None,
    ) -> pl.DataFrame:
        """Return the rows behind a number: those in one of the standings, changes and in the group asked for."""
        rows = self.rows
        for column, wanted in (("standing", standing), ("standing_before", before), ("change", change)):
            if wanted:
                rows = rows.filter(pl.col(column).is_in([str(one) for one in wanted]))
        if group is not None:
            rows = rows.filter(pl.col(group[0]).fill_null(NO_GROUP) == group[1])
        return rows


def compare(baseline: Rule, reform: Rule, population: FirmFrame) -> Comparison:
    """Return what a reform (an overlay or another version of the rule) does to every firm of a population."""
    before, after = cost_of([baseline, reform], population)
    return beside(before, after, population)


def beside(before: Costing, after: Costing, population: FirmFrame) -> Comparison:
    """Return two costings of one population side by side."""
    same = before.rule.fingerprint == after.rule.fingerprint
    earlier = before.rows.select(pl.all().exclude("key").name.suffix("_before"))
    groups = population.groups.select(pl.all().exclude("key")) if population.groups.width else pl.DataFrame()
    rows = pl.concat([after.rows, earlier, groups], how="horizontal")
    is_open = pl.lit(value=False) if same else pl.col("open") | pl.col("open_before")
    change = pl.col("certain") - pl.col("certain_before")
    rows = rows.with_columns(pl.when(~is_open).then(change).alias("difference"))
    return Comparison(before, after, rows.with_columns(_change().alias("change")))


def _change() -> pl.Expr:
    difference = pl.col("difference")
    words = {change: pl.lit(str(change)) for change in Change}
    return (
        pl.when(difference.is_null())
        .then(words[Change.OPEN])
        .when(difference == 0)
        .then(words[Change.SAME])
        .when(pl.col("certain_before") == 0)
        .then(words[Change.NEWLY_IN])
        .when(pl.col("certain") == 0)
        .then(words[Change.NEWLY_OUT])
        .when(difference > 0)
        .then(words[Change.MORE])
        .otherwise(words[Change.LESS])
    )


def _change_sums() -> list[pl.Expr]:
    return [(pl.col("change") == str(change)).sum().alias(f"~{change}") for change in Change]


def _changes(sums: Mapping[str, int]) -> dict[Change, int]:
    return {change: sums[f"~{change}"] for change in Change}
