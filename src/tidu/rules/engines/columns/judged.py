"""One rule in columns: its clauses, its verdict, the counts and what follows, each built when it is asked for.

A reformed rule stands on the rule it reforms. Whatever rests on nothing that the reform changes is taken over, not
built again; what it does change is built anew, and where that comes to the same expression it is the same column.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Final

import polars as pl

from tidu.rules.engines.base import SHORTFALLS
from tidu.rules.engines.columns import choices, growth, others, tables  # registers what they know
from tidu.rules.engines.columns.conditions import NEVER, Judged, Scope, count, judged
from tidu.rules.engines.columns.integers import Quantity, Whole, chosen, ordered, where
from tidu.rules.engines.columns.quantities import Columns
from tidu.rules.engines.columns.shortfall import shortfall
from tidu.rules.model.conditions import Operator, comparisons
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Number, ParameterValue
from tidu.rules.model.rule import Clause, Given, Output, Rule
from tidu.rules.model.tables import Rate

__all__ = ["GROUPS", "Changed", "JudgedRule", "choices", "growth", "others", "tables"]

GROUPS: Final = (
    "verdict", "nearly", "failing", "unknown", "pending", "clause", "near", "output", "most",
)  # fmt: skip
"""The groups of result columns: a name alone, or a name before the dot and what it is of behind."""


@dataclass(frozen=True)
class Changed:
    """What differs from the law a reform stands on: parameters of the rule at hand, and other rules' verdicts."""

    parameters: frozenset[str]
    rules: frozenset[str]

    def touches(self, node: object) -> bool:
        """Return whether a node rests on anything changed, looking into every node it is made of."""
        if isinstance(node, tuple):
            return any(map(self.touches, node))
        if not dataclasses.is_dataclass(node):
            return False
        if isinstance(node, ParameterValue):
            return node.name in self.parameters
        if getattr(node, "rule", None) in self.rules:
            return True
        return any(self.touches(getattr(node, part.name)) for part in dataclasses.fields(node))


@dataclass(frozen=True)
class JudgedRule:
    """One rule over the columns. `other` gives the rules it refers to; `base` is the rule that a reform changes."""

    columns: Columns
    other: Callable[[str], JudgedRule]
    base: JudgedRule | None = None
    changed: Changed | None = None

    @property
    def rule(self) -> Rule:
        """The rule as it is read here."""
        return self.columns.rule

    @cached_property
    def clauses(self) -> dict[str, Judged]:
        """The columns of every clause, by id."""
        return {clause.id: self._clause(clause) for clause in self.rule.clauses}

    @cached_property
    def decision(self) -> Judged:
        """The columns of the verdict; a clause experts have still to judge does not stand in the way."""
        ready = dict(self.clauses)
        for clause in self.rule.clauses:
            if clause.awaited:
                found = ready[clause.id]
                ready[clause.id] = Judged(found.verdict | self._only_awaits(clause), found.near)
        return self._kept(judged(self.rule.decide, self._scope(clauses=ready)))

    @cached_property
    def pending(self) -> pl.Expr:
        """Whether experts have still to speak, to this rule or to one that it rests on and that holds so far."""
        own = [self._awaits(clause) for clause in self.rule.clauses if clause.awaited]
        others = map(self.other, sorted(self.rule.rests_on))
        elsewhere = [(one.decision.verdict & one.pending).fill_null(value=False) for one in others]
        return self.columns.layers.keep(reduce(or_, [*own, *elsewhere], NEVER))

    @cached_property
    def unknown_clauses(self) -> Whole:
        """How many hard clauses cannot be judged."""
        hard = [self.clauses[clause.id].verdict for clause in self.rule.clauses if clause.hard]
        column = self.columns.layers.keep(count(verdict.is_null() for verdict in hard))
        return Whole(column, len(hard), bits=16, natural=True, complete=True)

    @cached_property
    def unknown_articles(self) -> Whole:
        """How many articles of the law have hard clauses that cannot be judged."""
        articles: dict[str, pl.Expr] = {}
        for clause in self.rule.clauses:
            if clause.hard:
                open_ = self.clauses[clause.id].verdict.is_null()
                articles[clause.article] = (
                    open_ | articles[clause.article] if clause.article in articles else open_
                )
        column = self.columns.layers.keep(count(articles.values()))
        return Whole(column, len(articles), bits=16, natural=True, complete=True)

    def output(self, name: str) -> Quantity:
        """Return an output as other rules see it, which they may weigh further."""
        output = self.rule.output(name)
        return others.given_out(self.columns.quantity(output.of), output.given, self.decision.verdict)

    def results(self, groups: Collection[str]) -> dict[str, pl.Expr]:
        """Return the kept columns of the asked groups by the names of the result."""
        keep = self.columns.layers.keep
        return {name: keep(column) for name, column in self._results(groups)}

    def _results(self, groups: Collection[str]) -> Iterator[tuple[str, pl.Expr]]:
        summary: dict[str, Callable[[], pl.Expr]] = {
            "verdict": lambda: self.decision.verdict,
            "nearly": lambda: self.decision.near,
            "failing": lambda: count(~found.verdict for found in self.clauses.values()),
            "unknown": self.unknown_clauses.expression,
            "pending": lambda: self.pending,
        }
        for group in GROUPS:
            if group not in groups:
                continue
            if group in summary:
                yield group, summary[group]()
            elif group in ("clause", "near"):
                for name, found in self.clauses.items():
                    yield f"{group}.{name}", found.verdict if group == "clause" else found.near
            else:
                for output in self.rule.outputs:
                    yield f"{group}.{output.name}", self._output(output, at_most=group == "most")
        if set(SHORTFALLS) <= set(groups):
            yield from self._shortfalls()

    def _shortfalls(self) -> Iterator[tuple[str, pl.Expr]]:
        """Yield by how much a clause is missed and what that is a share of, where it is a single comparison."""
        for clause in self.rule.clauses:
            if (found := shortfall(clause.require, self.columns)) is not None:
                for group, column in zip(SHORTFALLS, found, strict=True):
                    yield f"{group}.{clause.id}", column

    def _clause(self, clause: Clause) -> Judged:
        if self.base is not None and self.changed is not None and not self.changed.touches(clause.require):
            return self.base.clauses[clause.id]
        return self._kept(judged(clause.require, self._scope(clause)))

    def _scope(self, clause: Clause | None = None, clauses: Mapping[str, Judged] | None = None) -> Scope:
        near = None if clause is None else clause.near
        return Scope(self.columns, near, clauses or {}, lambda code: self.other(code).decision.verdict)

    def _kept(self, found: Judged) -> Judged:
        keep = self.columns.layers.keep
        return Judged(keep(found.verdict), NEVER if found.near is NEVER else keep(found.near))

    def _awaits(self, clause: Clause) -> pl.Expr:
        return self.columns.column(clause.awaited[0], Kind.POINTS).is_null()

    def _only_awaits(self, clause: Clause) -> pl.Expr:
        """Return whether a clause is open for want of the experts alone: all that they are held to is known."""
        limits = [self.columns.quantity(node.right).known for node in comparisons(clause.require)]
        open_ = [limit.expression().is_not_null() for limit in limits if not limit.complete]
        if not open_:
            return self._awaits(clause)
        return reduce(and_, open_, self._awaits(clause) & self.clauses[clause.id].verdict.is_null())

    def _output(self, output: Output, *, at_most: bool) -> pl.Expr:
        """Return an output or its upper bound: nought for those not entitled, unknown while that is open."""
        if output.given is Given.ALWAYS:
            quantity = self.columns.quantity(output.of)
            return _in_64_bits(quantity.present(quantity.high if at_most else quantity.known))
        uncapped, cap = self._uncapped(output.of)
        quantity = self.columns.quantity(uncapped)
        paid = self._paid(quantity, at_most=at_most)
        if cap is None:
            return _in_64_bits(paid)
        paid = self.columns.layers.keep_whole(paid)
        beyond = ordered(paid, Operator.MORE_THAN, cap)
        if at_most:
            open_ = paid.expression().is_null()
            beyond = beyond | (open_ if quantity.absent is None else open_ & ~quantity.absent)
        return _in_64_bits(chosen(beyond, cap, paid))

    def _uncapped(self, of: Number) -> tuple[Number, Whole | None]:
        """Return an amount without its cap, and the cap to be applied last: a grid of caps then costs a choice each.

        Nought stays under any cap that is not below it. A cap not above the floor says the amount by itself, and
        is left where it is.
        """
        if not isinstance(of, Rate) or of.cap is None:
            return of, None
        floor, cap = (self.columns.quantity(limit).low for limit in (of.floor, of.cap))
        if not cap.natural or _value_of(cap) <= _value_of(floor):
            return of, None
        return dataclasses.replace(of, cap=None), cap

    def _paid(self, quantity: Quantity, *, at_most: bool) -> Whole:
        """Return what is paid to those who meet the rule, or the most that may be while that is open; else nought."""
        verdict, keep = self.decision.verdict, self.columns.layers.keep
        if at_most:
            amount = quantity.present(quantity.high)
        else:
            there = verdict if quantity.absent is None else keep(verdict & ~quantity.absent)
            amount = where(there, quantity.known)
        return chosen(~verdict, Whole.constant(0), self.columns.layers.keep_whole(amount))


def _value_of(limit: Whole) -> int:
    assert isinstance(limit.value, int)  # noqa: S101  # a floor or a cap is fixed, by the node's own check
    return limit.value


def _in_64_bits(whole: Whole) -> pl.Expr:
    value = whole.expression(64)
    return value if whole.bits <= 64 else value.cast(pl.Int64)
