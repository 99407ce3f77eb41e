"""Hypothetical copies of one firm, thousands at a time, judged by the columns engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from tidu.rules.engines.columns import evaluate_population, population_frame
from tidu.rules.engines.columns.frame import KEY, column_of
from tidu.rules.model.facts import Facts, Input
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule

Value = int | bool
Values = Sequence[Sequence[Value]]
"""One row per copy, one value per changed input."""


@dataclass(frozen=True)
class Copies:
    """One firm under one rule on one day, from which copies with some inputs changed are made.

    A copy counts as turned when the rule is met. Where the firm lacks data the rule cannot be met before they are
    supplied; then a copy counts as turned when nothing known fails any more and nothing more is unknown than before.
    """

    rule: Rule
    facts: Facts
    as_of: date
    library: Library

    def turned(self, inputs: Sequence[Input], values: Values) -> list[bool]:
        """Return for each copy whether the verdict has turned; `values` give the inputs' new values, row by row."""
        if not values:
            return []
        columns = {
            column_of(*needed): pl.Series(list(column), dtype=pl.Boolean if _is_flag(column[0]) else pl.Int64)
            for needed, column in zip(inputs, zip(*values, strict=True), strict=True)
        }
        keys = pl.Series(range(len(values)), dtype=pl.Int64).cast(pl.String)
        frame = pl.concat([self._row] * len(values), rechunk=True).with_columns(keys.alias(KEY), **columns)
        judged = evaluate_population(self.rule, frame, self.as_of, self.library, only={"verdict", "unknown"})
        if self._unknown == 0:
            return judged["verdict"].fill_null(value=False).to_list()
        open_ = judged["verdict"].is_null() & (judged["unknown"] <= self._unknown)
        return (judged["verdict"].fill_null(value=False) | open_).to_list()

    def meets(self, inputs: Sequence[Input], values: Sequence[Value]) -> bool:
        """Return whether one copy meets the rule outright, with nothing left to supply."""
        facts = self.facts
        for needed, value in zip(inputs, values, strict=True):
            facts = facts.replacing(needed, value)
        frame = population_frame([("0", facts)])
        return evaluate_population(self.rule, frame, self.as_of, self.library)["verdict"][0] is True

    @cached_property
    def _row(self) -> pl.DataFrame:
        return population_frame([("0", self.facts)])

    @cached_property
    def _unknown(self) -> int:
        """How many clauses cannot be judged as the firm is."""
        return int(evaluate_population(self.rule, self._row, self.as_of, self.library)["unknown"][0])


def _is_flag(value: Value) -> bool:
    return isinstance(value, bool)
