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

from tidu.rules.engines.base import SHORTFALLS
from tidu.rules.engines.columns.checked import CheckedFrame
from tidu.rules.engines.columns.frame import KEY
from tidu.rules.engines.columns.integers import TooWide
from tidu.rules.engines.columns.judged import GROUPS
from tidu.rules.engines.columns.law import Reform
from tidu.rules.engines.columns.layers import taken
from tidu.rules.engines.columns.plans import Plan, Question
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


def judge_reforms(
    frame: pl.DataFrame | CheckedFrame,
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
    verdict, output and most. A frame that is asked more than once is better given as a CheckedFrame.

    Raises InvalidRule for a parameter or a rule the law does not have, NoVersionInForce, InvalidFacts and TooWide as
    `evaluate_population` does, ValueError for a group that does not exist.
    """
    return _answered(frame, Question(library, tuple(codes), {}, reforms, as_of, frozenset(only)))


def judge_rules(
    frame: pl.DataFrame | CheckedFrame,
    rules: Iterable[Rule],
    *,
    as_of: date,
    library: Library,
    only: Collection[str] = GROUPS,
) -> Mapping[str, pl.DataFrame]:
    """Return the result of every rule, by its code, with what they share computed once.

    Rules that these refer to are taken as given here where their code is among them, else from the library.
    """
    given = {rule.code: rule for rule in rules}
    return _answered(frame, Question(library, tuple(given), given, {}, as_of, frozenset(only))).baseline


@dataclass(frozen=True)
class Reforms:
    """The outcome of a baseline and of its reforms, each result in the shape `evaluate_population` documents."""

    _wide: pl.DataFrame
    _plan: Plan

    @property
    def baseline(self) -> dict[str, pl.DataFrame]:
        """The results of the law as it is, by rule code."""
        return {code: self._frame(places) for code, places in self._plan.baseline.items()}

    def reformed(self, reform: str, code: str) -> pl.DataFrame:
        """Return the result of a rule under a reform. Raises KeyError for a name that was not asked."""
        return self._frame(self._plan.reformed[reform][code])

    def touched(self, reform: str, code: str) -> frozenset[str]:
        """Return the columns a reform can have changed; in all others the two results are the same column."""
        before, after = self._plan.baseline[code], self._plan.reformed[reform][code]
        return frozenset(name for name, place in after.items() if before.get(name) != place)

    def _frame(self, places: Mapping[str, str]) -> pl.DataFrame:
        """Return a frame over the columns already there: nothing is copied."""
        return pl.DataFrame(
            [self._wide[KEY], *(self._wide[place].alias(name) for name, place in places.items())]
        )


def _answered(frame: pl.DataFrame | CheckedFrame, question: Question) -> Reforms:
    if unknown := question.only - {*GROUPS, *SHORTFALLS}:
        raise ValueError(f"no such group of columns: {', '.join(sorted(unknown))}")
    population = CheckedFrame.of(frame)
    plan = question.plan_for(population)
    try:
        return Reforms(taken(question.trusted(population), plan.steps), plan)
    except (
        pl.exceptions.InvalidOperationError
    ):  # the only cast that can fail brings an output back to 64 bits
        raise TooWide("有结果超出 64 位整数；请写明上限，或核对数据的单位") from None
