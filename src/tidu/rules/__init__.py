"""The rules engine: law as dated, cited, executable clauses.

Lives here: what a clause means (`model`), how authors write it (`language`), how it is judged for one enterprise
and for a population (`engines`), how a verdict is told (`explain`), and what a reform would do (`simulate`). Must not
live here: Django, a database driver, a clock, or any number of the law itself (those are in `tidu.policies`).

    library = rules.load_library(policies.FOLDER)
    rule = library.rule("hnte.gates", on=day)
    verdict = rules.evaluate(rule, facts, day, library)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tidu.rules import explain
from tidu.rules.engines.reference import evaluate
from tidu.rules.language.folders import load_library
from tidu.rules.language.marks import PolicyError
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Fact, Facts, Input, Vocabulary
from tidu.rules.model.kinds import InvalidFacts, InvalidRule, Kind
from tidu.rules.model.library import Library, NoVersionInForce
from tidu.rules.model.rule import Rule
from tidu.rules.model.verdict import ClauseVerdict, Verdict

if TYPE_CHECKING:
    from tidu.rules.engines.columns import (
        CheckedFrame,
        evaluate_population,
        judge_reforms,
        judge_rules,
        population_frame,
    )

YES, NO, UNKNOWN = Ternary.YES, Ternary.NO, Ternary.UNKNOWN

__all__ = [
    "NO",
    "UNKNOWN",
    "YES",
    "CheckedFrame",
    "ClauseVerdict",
    "Fact",
    "Facts",
    "Input",
    "InvalidFacts",
    "InvalidRule",
    "Kind",
    "Library",
    "NoVersionInForce",
    "PolicyError",
    "Rule",
    "Ternary",
    "Verdict",
    "Vocabulary",
    "evaluate",
    "evaluate_population",
    "explain",
    "judge_reforms",
    "judge_rules",
    "load_library",
    "population_frame",
]


def __getattr__(name: str) -> Any:
    """Load the columns engine when it is first asked for: Polars is heavy and most callers judge one firm."""
    if name in ("CheckedFrame", "evaluate_population", "judge_reforms", "judge_rules", "population_frame"):
        from tidu.rules.engines import columns  # noqa: PLC0415

        return getattr(columns, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
