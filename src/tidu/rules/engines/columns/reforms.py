"""Several rules, and any number of reforms of them, over one population in one pass.

    found = judge_reforms(
        frame,
        ["qinglan.rd_subsidy"],
        {"比例 6%": {"qinglan.rd_subsidy": {"rate": Fraction(6, 100)}}},
        as_of=day,
        library=library,
        only={"verdict", "output", "most"},
    )
    before = found.baseline["qinglan.rd_subsidy"]["output.amount"].sum()
    after = found.reformed("比例 6%", "qinglan.rd_subsidy")["output.amount"].sum()

What a reform does not reach is the baseline's own column, not a copy that was computed again; a reform that changes
nothing therefore differs by exactly nothing, and thirty scenarios cost thirty times what they change, not thirty
baselines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from tidu.rules.engines.columns.frame import KEY
from tidu.rules.engines.columns.judged import GROUPS
from tidu.rules.engines.columns.law import LawInForce, Population, Reform
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


def judge_reforms(
    frame: pl.DataFrame,
    codes: Iterable[str],
    reforms: Mapping[str, Reform],
    *,
    as_of: date,
    library: Library,
    only: Collection[str] = GROUPS,
) -> Reforms:
    """Judge the rules of these codes as they apply on the day, and as they would under each reform, in one pass.

    `reforms` maps a name of the caller's to what it changes: by rule code, the parameters it sets (Fractions in the
    engine's unit: fen, 1 for 100 %) or another version of the rule (a Rule of that code). A parameter inside
    `where` of a condition is called condition.name. Rules that refer to a changed one, by verdict or by count,
    change with it, whether or not their own code stands in the reform.

    `only` names the groups of result columns to compute (see `evaluate_population`); a budget needs no more than
    verdict, output and most. Raises InvalidRule for a parameter or a rule the law does not have, NoVersionInForce,
    InvalidFacts and TooWide as `evaluate_population` does, ValueError for a group that does not exist.
    """
    rules = {code: library.applicable(code, as_of=as_of) for code in codes}
    versions = [
        change for reform in reforms.values() for change in reform.values() if isinstance(change, Rule)
    ]
    population = Population.of(frame, as_of, library, (*rules.values(), *versions))
    baseline = LawInForce(population, {})
    laws = {name: LawInForce(population, reform, baseline) for name, reform in reforms.items()}
    for law in laws.values():
        law.check()
    return _computed(frame, tuple(rules), baseline, laws, only)


def judge_rules(
    frame: pl.DataFrame,
    rules: Iterable[Rule],
    *,
    as_of: date,
    library: Library,
    only: Collection[str] = GROUPS,
) -> Mapping[str, pl.DataFrame]:
    """Return the result of every rule, by its code, with what they share computed once.

    Rules that these refer to are taken as given here where their code is among them, else from the library.
    """
    standing = {rule.code: rule for rule in rules}
    population = Population.of(frame, as_of, library, standing.values())
    return _computed(frame, tuple(standing), LawInForce(population, standing), {}, only).baseline


@dataclass(frozen=True)
class Reforms:
    """The outcome of a baseline and of its reforms, each result in the shape `evaluate_population` documents."""

    _wide: pl.DataFrame
    _baseline: Mapping[str, Mapping[str, str]]
    _reformed: Mapping[str, Mapping[str, Mapping[str, str]]]

    @property
    def baseline(self) -> dict[str, pl.DataFrame]:
        """The results of the law as it is, by rule code."""
        return {code: self._frame(places) for code, places in self._baseline.items()}

    def reformed(self, reform: str, code: str) -> pl.DataFrame:
        """Return the result of a rule under a reform. Raises KeyError for a name that was not asked."""
        return self._frame(self._reformed[reform][code])

    def touched(self, reform: str, code: str) -> frozenset[str]:
        """Return the columns a reform can have changed; in all others the two results are the same column."""
        before, after = self._baseline[code], self._reformed[reform][code]
        return frozenset(name for name, place in after.items() if before.get(name) != place)

    def _frame(self, places: Mapping[str, str]) -> pl.DataFrame:
        """Return a frame over the columns already there: nothing is copied."""
        return pl.DataFrame(
            [self._wide[KEY], *(self._wide[place].alias(name) for name, place in places.items())]
        )


def _computed(
    frame: pl.DataFrame,
    codes: Collection[str],
    baseline: LawInForce,
    reforms: Mapping[str, LawInForce],
    only: Collection[str],
) -> Reforms:
    if unknown := set(only) - set(GROUPS):
        raise ValueError(f"no such group of columns: {', '.join(sorted(unknown))}")
    places = {code: _places(baseline, code, only) for code in codes}
    reformed = {name: {code: _places(law, code, only) for code in codes} for name, law in reforms.items()}
    wanted = [KEY]
    for found in (places, *reformed.values()):
        wanted += [place for of_rule in found.values() for place in of_rule.values()]
    return Reforms(baseline.population.layers.computed(frame, wanted), places, reformed)


def _places(law: LawInForce, code: str, only: Collection[str]) -> dict[str, str]:
    """Return where each column of a rule's result is to be found among the computed ones."""
    return {name: column.meta.output_name() for name, column in law.judged(code).results(only).items()}
