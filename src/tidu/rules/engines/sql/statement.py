"""One rule as one statement: the clauses, the decision they lead to, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from sqlglot import exp

from tidu.rules.engines.columns import TooWide
from tidu.rules.engines.sql import choices, others, tables, years  # registers what they know
from tidu.rules.engines.sql.conditions import Judged, Scope, judged
from tidu.rules.engines.sql.integers import BIGINT, NARROW, Quantity, Whole
from tidu.rules.engines.sql.layers import Layers, Phase
from tidu.rules.engines.sql.quantities import Quantities
from tidu.rules.engines.sql.shape import Shape
from tidu.rules.engines.sql.truth import count, either, holds, is_known, is_unknown, when
from tidu.rules.model.conditions import comparisons
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Clause, Given, Output, Rule

__all__ = ["choices", "others", "statement", "tables", "years"]

_SMALLINT: Final = "SMALLINT"


def statement(rule: Rule, as_of: date, library: Library, shape: Shape | None = None) -> exp.Select:
    """Return the statement that judges every row of a table `population` as of a day.

    The table has the columns of a population frame; the statement gives those of `evaluate_population`, under the
    same names and in its types. `shape` says which columns the table has and how large its integers are; without
    it every column asked for must be there and may hold whatever a fact may. Raises TooWide where a number could
    leave its type.
    """
    sanities = [sanity for sanity in library.facts.sanities if sanity.covers(as_of)]
    return _Statement(rule, as_of, library, Layers(shape or Shape(), as_of, sanities)).built()


@dataclass(frozen=True)
class _Statement:
    """One rule over the population. `within` names the rule that asks, where it is not asked for itself."""

    rule: Rule
    as_of: date
    library: Library
    layers: Layers
    is_main: bool = True

    def built(self) -> exp.Select:
        """Return the whole statement."""
        clauses, decision = self.clauses, self.decision
        results: dict[str, exp.Expr] = {
            "verdict": decision.verdict,
            "nearly": decision.near,
            "failing": count((exp.not_(found.verdict) for found in clauses.values()), _SMALLINT),
            "unknown": count((is_unknown(clauses[clause.id].verdict) for clause in self._hard), _SMALLINT),
            "pending": self.pending,
        }
        results |= {f"clause.{name}": found.verdict for name, found in clauses.items()}
        results |= {f"near.{name}": found.near for name, found in clauses.items()}
        for output in self.rule.outputs:
            results |= self._output(output)
        return self.layers.select(results)

    @cached_property
    def quantities(self) -> Quantities:
        """What quantities look at."""
        begins = self.library.facts.subject(self.rule.judges).begins
        return Quantities(self.rule, self.as_of, self.layers, self, begins)

    @cached_property
    def clauses(self) -> Mapping[str, Judged]:
        """Every clause, by id."""
        scope = self._scope(Phase.CLAUSES)
        return {
            clause.id: judged(clause.require, replace(scope, near=clause.near, after=f".{clause.id}"))
            for clause in self.rule.clauses
        }

    @cached_property
    def decision(self) -> Judged:
        """The verdict; a clause experts have still to judge does not stand in the way."""
        ready = dict(self.clauses)
        for clause in self.rule.clauses:
            if clause.awaited:
                found = ready[clause.id]
                ready[clause.id] = Judged(exp.or_(found.verdict, self._only_awaits(clause)), found.near)
        return judged(
            self.rule.decide, replace(self._scope(Phase.DECISION), clauses=ready, after=".of the rule")
        )

    @cached_property
    def pending(self) -> exp.Expr:
        """Whether experts have still to speak, to this rule or to one that it rests on and that holds so far."""
        own = [self._awaits(clause) for clause in self.rule.clauses]
        others = map(self._other, sorted(self.rule.rests_on))
        return (
            either(*own, *(holds(exp.and_(one.decision.verdict, one.pending)) for one in others))
            or exp.false()
        )

    def _scope(self, phase: Phase) -> Scope:
        before = "" if self.is_main else f"{self.rule.code} "
        phase = phase if self.is_main else Phase.QUANTITIES
        return Scope(self.quantities, None, {}, self.verdict_on, phase, before, "")

    @property
    def _hard(self) -> list[Clause]:
        return [clause for clause in self.rule.clauses if clause.hard]

    def _awaits(self, clause: Clause) -> exp.Expr | None:
        kinds = self.library.facts
        return either(*(is_unknown(self.layers.input(fact, kinds[fact].kind)) for fact in clause.awaited))

    def _only_awaits(self, clause: Clause) -> exp.Expr:
        """Return whether a clause is open for want of the experts alone: all that they are held to is known."""
        limits = [self.quantities.of(node.right).known for node in comparisons(clause.require)]
        open_ = [is_known(limit.written()) for limit in limits if not isinstance(limit.value, int)]
        if open_:
            open_.append(is_unknown(self.clauses[clause.id].verdict))
        return exp.and_(self._awaits(clause), *open_)

    def _other(self, code: str) -> _Statement:
        other = self.library.applicable(code, as_of=self.as_of)
        return _Statement(other, self.as_of, self.library, self.layers, is_main=False)

    def verdict_on(self, code: str) -> exp.Expr:
        """Return the verdict of another rule."""
        return self._other(code).decision.verdict

    def unknown_clauses(self, code: str) -> Whole:
        """Return how many articles of another rule have hard clauses that cannot be judged."""
        other = self._other(code)
        articles: dict[str, list[exp.Expr]] = {}
        for clause in other._hard:
            articles.setdefault(clause.article, []).append(is_unknown(other.clauses[clause.id].verdict))
        return Whole(count((exp.or_(*open_) for open_ in articles.values()), BIGINT), len(articles))

    def output_of(self, code: str, name: str) -> Quantity:
        """Return an output of another rule."""
        other = self._other(code)
        output = other.rule.output(name)
        return others.given_out(other.quantities.of(output.of), output.given, other.decision.verdict)

    def _output(self, output: Output) -> dict[str, exp.Expr]:
        """Return an output and its upper bound: nought for those not entitled, unknown while that is open."""
        quantity = self.quantities.of(output.of)
        value, most = (_as_given(whole, output, quantity.absent) for whole in (quantity.known, quantity.high))
        if output.given is Given.ENTITLED:
            verdict = self.decision.verdict
            value = when(verdict, value, 0)
            most = exp.case().when(exp.not_(verdict), 0).else_(most)
        found = {f"output.{output.name}": value, f"most.{output.name}": most}
        return {name: exp.cast(value, BIGINT) for name, value in found.items()}


def _as_given(whole: Whole, output: Output, absent: exp.Expr | None) -> exp.Expr:
    if whole.most > NARROW:
        raise TooWide(f"结果 {output.name} 可能超出 64 位整数；请写明上限，或核对数据的单位")
    return whole.written() if absent is None else exp.case().when(exp.not_(absent), whole.written())
