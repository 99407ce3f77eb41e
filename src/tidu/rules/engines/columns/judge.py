"""Judging a population: one pass for the clauses, one for the decision, one for what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import add, or_
from typing import Any

import polars as pl

from tidu.rules.engines.base import Engine, Outcome
from tidu.rules.engines.columns import choices, growth, others, tables  # registers what they know
from tidu.rules.engines.columns.conditions import Judged, Scope, judged
from tidu.rules.engines.columns.frame import KEY, population_frame, sizes
from tidu.rules.engines.columns.integers import Quantity, Whole
from tidu.rules.engines.columns.layers import Layers
from tidu.rules.engines.columns.quantities import Columns
from tidu.rules.engines.columns.sanity import trusted
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Facts
from tidu.rules.model.kinds import Kind
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Clause, Given, Output, Rule

__all__ = ["ColumnsEngine", "choices", "evaluate_population", "growth", "others", "tables"]


def evaluate_population(rule: Rule, frame: pl.DataFrame, as_of: date, library: Library) -> pl.DataFrame:
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

    Raises InvalidFacts for columns of the wrong type or with impossible sizes, and TooWide where a product could
    leave 128 bits.
    """
    read = _facts_read(rule, as_of, library)
    measured = sizes(frame, library.facts, read)
    frame = trusted(frame, library.facts, read, as_of)
    return _Population(rule, as_of, library, measured, frozenset(frame.columns)).judge(frame)


def _facts_read(rule: Rule, as_of: date, library: Library) -> frozenset[str]:
    """Return the numeric facts a rule rests on, those of the rules it refers to included."""
    own = {getattr(node, "fact", "") for node in rule.every_number()}
    others = (library.applicable(code, as_of=as_of) for code in rule.references)
    return frozenset(own.union(*(_facts_read(other, as_of, library) for other in others)) - {""})


@dataclass(frozen=True)
class _Population:
    """One rule over one frame: builds the expressions, layer by layer."""

    rule: Rule
    as_of: date
    library: Library
    sizes: dict[str, int]
    names: frozenset[str]
    layers: Layers = field(default_factory=Layers)

    def judge(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the result; each layer reads the columns of the one before instead of computing them again."""
        clauses = self.clauses
        results = [found.verdict.alias(f"clause.{name}") for name, found in clauses.items()]
        results += [found.near.alias(f"near.{name}") for name, found in clauses.items()]
        read = {name: Judged(pl.col(f"clause.{name}"), pl.col(f"near.{name}")) for name in clauses}
        decision = self.decision(read)
        summary = {
            "verdict": decision.verdict,
            "nearly": decision.near,
            "failing": _count(found.fails for found in read.values()),
            "unknown": _count(read[clause.id].verdict.is_null() for clause in self._hard),
            "pending": reduce(or_, (self._awaits(clause) for clause in self.rule.clauses)),
        }
        outputs = [column for output in self.rule.outputs for column in self._output(output)]
        kept = [KEY, *summary, *(column.meta.output_name() for column in results)]
        lazy = self.layers.applied_to(frame.lazy()).with_columns(results).with_columns(**summary)
        return lazy.select(*(pl.col(name) for name in kept), *outputs).collect()

    @cached_property
    def columns(self) -> Columns:
        """What quantities look at."""
        begins = self.library.facts.subject(self.rule.judges).begins
        return Columns(self.rule, self.as_of, self.sizes, self.names, self.layers, self, begins)

    @cached_property
    def clauses(self) -> dict[str, Judged]:
        """The columns of every clause, by id."""
        return {
            clause.id: judged(clause.require, Scope(self.columns, clause.near, {}, self.verdict_on))
            for clause in self.rule.clauses
        }

    def decision(self, clauses: Mapping[str, Judged]) -> Judged:
        """Return the columns of the verdict; a clause experts have still to judge does not stand in the way."""
        open_ = {clause.id: self._awaits(clause) for clause in self.rule.clauses if clause.awaited}
        ready = {
            name: Judged(found.verdict | open_[name], found.near) if name in open_ else found
            for name, found in clauses.items()
        }
        return judged(self.rule.decide, Scope(self.columns, None, ready, self.verdict_on))

    @property
    def _hard(self) -> list[Clause]:
        return [clause for clause in self.rule.clauses if clause.hard]

    def _awaits(self, clause: Clause) -> pl.Expr:
        awaited = (self.columns.column(fact, Kind.POINTS).is_null() for fact in clause.awaited)
        return reduce(or_, awaited, pl.lit(value=False))

    def _other(self, code: str) -> _Population:
        other = self.library.applicable(code, as_of=self.as_of)
        return _Population(other, self.as_of, self.library, self.sizes, self.names, self.layers)

    def verdict_on(self, code: str) -> pl.Expr:
        """Return the verdict of another rule."""
        other = self._other(code)
        return other.decision(other.clauses).verdict

    def unknown_clauses(self, code: str) -> Whole:
        """Return how many of another rule's hard clauses cannot be judged."""
        other = self._other(code)
        hard = [other.clauses[clause.id].verdict.is_null() for clause in other._hard]
        return Whole(_count(hard).cast(pl.Int64), len(hard))

    def output_of(self, code: str, name: str) -> Quantity:
        """Return an output of another rule."""
        other = self._other(code)
        output = other.rule.output(name)
        verdict = self.layers.keep(other.decision(other.clauses).verdict)
        return others.given_out(other.columns.quantity(output.of), output.given, verdict)

    def _output(self, output: Output) -> tuple[pl.Expr, pl.Expr]:
        """Return an output and its upper bound: nought for those not entitled, unknown while that is open."""
        quantity = self.columns.quantity(output.of)
        value, most = (_present(whole, quantity.absent) for whole in (quantity.known, quantity.high))
        if output.given is Given.ENTITLED:
            verdict, nothing = pl.col("verdict"), pl.lit(0, dtype=pl.Int64)
            value = pl.when(verdict).then(value).when(~verdict).then(nothing)
            most = pl.when(verdict.is_null() | verdict).then(most).otherwise(nothing)
        return value.alias(f"output.{output.name}"), most.alias(f"most.{output.name}")


def _present(whole: Whole, absent: pl.Expr | None) -> pl.Expr:
    value = whole.expression().cast(pl.Int64)
    return value if absent is None else pl.when(~absent).then(value)


def _count(marks: Iterable[pl.Expr]) -> pl.Expr:
    """Return how many marks are set; a narrow type, as a rule has few clauses and a population many rows."""
    return reduce(add, (mark.cast(pl.Int16) for mark in marks), pl.lit(0, dtype=pl.Int16))


class ColumnsEngine(Engine):
    """The engine for a county or a million: exact integers in Polars, three values throughout."""

    name = "columns"

    def outcomes(
        self, rule: Rule, cases: Mapping[str, Facts], as_of: date, library: Library
    ) -> dict[str, Outcome]:
        """Return the outcome of the rule for every case, read back from the columns."""
        result = evaluate_population(rule, population_frame(cases.items()), as_of, library)
        return {row[KEY]: _outcome(row, rule) for row in result.iter_rows(named=True)}


def _outcome(row: Mapping[str, Any], rule: Rule) -> Outcome:
    return Outcome(
        verdict=_ternary(row["verdict"]),
        nearly=row["nearly"],
        clauses={c.id: (_ternary(row[f"clause.{c.id}"]), row[f"near.{c.id}"]) for c in rule.clauses},
        outputs={output.name: row[f"output.{output.name}"] for output in rule.outputs},
        at_most={output.name: row[f"most.{output.name}"] for output in rule.outputs},
    )


def _ternary(value: bool | None) -> Ternary:
    return Ternary.UNKNOWN if value is None else Ternary.of(value)
