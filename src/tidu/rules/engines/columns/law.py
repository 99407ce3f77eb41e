"""The law as it stands on one day, as it is or reformed: every rule in columns, judged once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import polars as pl

from tidu.rules.engines.columns.frame import Size, column_of
from tidu.rules.engines.columns.integers import Quantity, Whole
from tidu.rules.engines.columns.judged import Changed, JudgedRule
from tidu.rules.engines.columns.layers import Layers
from tidu.rules.engines.columns.quantities import Columns
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.library import Library
from tidu.rules.model.numbers import DaysBetween, Number, OverYears, SumYears, YearFact
from tidu.rules.model.rule import Rule

Reform = Mapping[str, Mapping[str, Fraction] | Rule]
"""What a reform changes, by rule code: values of parameters in the engine's unit, or another version of the rule."""


@dataclass(frozen=True)
class Population:
    """What all laws over one frame share: its columns, their sizes, the day, and the columns already computed."""

    as_of: date
    library: Library
    sizes: Mapping[str, Size]
    names: frozenset[str]
    layers: Layers = field(default_factory=Layers)


@dataclass(frozen=True)
class LawInForce:
    """Every rule as it stands under a reform (none for the law as it is), and under `base` what it reforms."""

    population: Population
    reform: Reform
    base: LawInForce | None = None
    _judged: dict[str, JudgedRule] = field(default_factory=dict)
    _affected: dict[str, bool] = field(default_factory=dict)

    def rule(self, code: str) -> Rule:
        """Return a rule as it stands here. Raises InvalidRule for a parameter that the rule does not have."""
        change = self.reform.get(code, {})
        if isinstance(change, Rule):
            return change
        base = self.base
        rule = (
            base.rule(code) if base else self.population.library.applicable(code, as_of=self.population.as_of)
        )
        return rule.reformed(change) if change else rule

    def check(self) -> None:
        """Refuse a reform of what the law does not have. Raises InvalidRule or NoVersionInForce."""
        for code in self.reform:
            if self.rule(code).code != code:
                raise InvalidRule(
                    f"方案把规则 {code} 换成了 {self.rule(code).code} 的版本；请用同一规则的版本"
                )

    def affects(self, code: str) -> bool:
        """Return whether the reform can change anything about a rule: itself, or one it refers to."""
        if code not in self._affected:
            self._affected[code] = bool(self.reform.get(code)) or any(
                map(self.affects, self.rule(code).references)
            )
        return self._affected[code]

    def judged(self, code: str) -> JudgedRule:
        """Return a rule in columns; where the reform cannot reach it, the base's."""
        if code not in self._judged:
            base = self.base
            self._judged[code] = base.judged(code) if base and not self.affects(code) else self._built(code)
        return self._judged[code]

    def verdict_on(self, code: str) -> pl.Expr:
        """Return the verdict of a rule."""
        return self.judged(code).decision.verdict

    def unknown_clauses(self, code: str) -> Whole:
        """Return how many articles of a rule have hard clauses that cannot be judged."""
        return self.judged(code).unknown_articles

    def output_of(self, code: str, name: str) -> Quantity:
        """Return an output of a rule, as other rules see it."""
        return self.judged(code).output(name)

    def _built(self, code: str) -> JudgedRule:
        rule, population, change = self.rule(code), self.population, self.reform.get(code, {})
        base, changed = None, None
        if self.base is not None and not isinstance(change, Rule):
            base = self.base.judged(code)
            changed = Changed(frozenset(change), frozenset(filter(self.affects, rule.references)))
        columns = Columns(
            rule,
            population.as_of,
            population.sizes,
            population.names,
            population.layers,
            self,
            population.library.facts.subject(rule.judges).begins,
            base=None if base is None else base.columns,
            touches=None if changed is None else changed.touches,
        )
        return JudgedRule(columns, self.judged, base, changed)


def columns_read(rule: Rule, as_of: date, library: Library, names: Collection[str]) -> frozenset[str]:
    """Return the columns of the numbers and days a rule rests on, those of the rules it refers to included.

    A fiscal year rests on the day from which there are any.
    """
    own: set[str] = set()
    for node in rule.every_number():
        own.update(_columns_of(node, as_of, names))
        if isinstance(node, YearFact | OverYears):
            own.add(library.facts.subject(rule.judges).begins)
    others = (library.applicable(code, as_of=as_of) for code in rule.references)
    return frozenset(own.union(*(columns_read(other, as_of, library, names) for other in others)))


def _columns_of(node: Number, as_of: date, names: Collection[str]) -> Iterable[str]:
    if isinstance(node, YearFact):
        return [column_of(node.fact, as_of.year - node.back)]
    if isinstance(node, SumYears):
        return [column_of(node.fact, as_of.year - back) for back in range(1, node.years + 1)]
    if isinstance(node, DaysBetween):
        return [node.start, node.end]
    fact = getattr(node, "fact", None)
    return [name for name in names if name.split("@")[0] == fact]
