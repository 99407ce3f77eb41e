"""Judging a population by one rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from tidu.rules.engines.base import Engine, Outcome
from tidu.rules.engines.columns.checked import CheckedFrame
from tidu.rules.engines.columns.frame import KEY, population_frame
from tidu.rules.engines.columns.judged import GROUPS
from tidu.rules.engines.columns.reforms import judge_rules
from tidu.rules.model.facts import Facts
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule

__all__ = ["ColumnsEngine", "evaluate_population"]


def evaluate_population(
    rule: Rule,
    frame: pl.DataFrame | CheckedFrame,
    as_of: date,
    library: Library,
    only: Collection[str] = GROUPS,
) -> pl.DataFrame:
    """Return the verdict of a rule for every row of a population frame, with the same answers as `evaluate`.

    The result has one row per key, in the frame's order:

        key            as given
        verdict        Boolean, null where unknown
        nearly         Boolean: 差一点
        failing        number of clauses that fail
        unknown        number of clauses that cannot be judged, experts' ones left aside
        pending        Boolean: experts have still to speak
        clause.<id>    Boolean, null where unknown
        near.<id>      Boolean: fails, but by little
        output.<name>  Int64 in the engine's unit, null where unknown
        most.<name>    the most the output can be, null where it has no bound
        short.<id>     Int128: how far a clause that is a single comparison lies from its threshold, and
        whole.<id>     Int128: what that is a share of; only where both groups are asked for by name

    `only` names the groups to compute (the word before the dot); the others are not computed at all. Raises
    InvalidFacts for columns of the wrong type or with impossible sizes, and TooWide where a product could leave
    128 bits.
    """
    return judge_rules(frame, [rule], as_of=as_of, library=library, only=only)[rule.code]


class ColumnsEngine(Engine):
    """The engine for a county or a million: exact integers in Polars, three values throughout."""

    name = "columns"

    def outcomes(
        self, rule: Rule, cases: Mapping[str, Facts], as_of: date, library: Library
    ) -> dict[str, Outcome]:
        """Return the outcome of the rule for every case, read back from the columns."""
        result = evaluate_population(rule, population_frame(cases.items()), as_of, library)
        return {row[KEY]: Outcome.of_row(row, rule) for row in result.iter_rows(named=True)}
