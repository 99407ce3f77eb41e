"""The one thing every engine must do, and the small result in which engines are compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Facts
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What engines must agree on for one enterprise; `clauses` maps an id to its verdict and nearness.

    `pending`: experts have still to speak, to this rule or to one it rests on.
    Outputs are integers in the engine's unit, None where unknown; `at_most` bounds them from above.
    """

    verdict: Ternary
    nearly: bool
    pending: bool
    clauses: Mapping[str, tuple[Ternary, bool]]
    outputs: Mapping[str, int | None]
    at_most: Mapping[str, int | None]

    @classmethod
    def of_row(cls, row: Mapping[str, Any], rule: Rule) -> Outcome:
        """Return the outcome in one row of a judged population, by the names its columns have."""
        return cls(
            verdict=_ternary(row["verdict"]),
            nearly=row["nearly"],
            pending=row["pending"],
            clauses={c.id: (_ternary(row[f"clause.{c.id}"]), row[f"near.{c.id}"]) for c in rule.clauses},
            outputs={output.name: row[f"output.{output.name}"] for output in rule.outputs},
            at_most={output.name: row[f"most.{output.name}"] for output in rule.outputs},
        )


def _ternary(value: bool | None) -> Ternary:
    return Ternary.UNKNOWN if value is None else Ternary.of(value)


def numbers_read(rule: Rule, as_of: date, library: Library) -> frozenset[str]:
    """Return the numeric facts a rule rests on, those of the rules it refers to included."""
    own = {getattr(node, "fact", "") for node in rule.every_number()}
    others = (library.applicable(code, as_of=as_of) for code in rule.references)
    return frozenset(own.union(*(numbers_read(other, as_of, library) for other in others)) - {""})


SHORTFALLS: Final = ("short", "whole")
"""Two groups of columns, computed only where asked for: by which share of its threshold a clause is missed."""


class Engine(ABC):
    """An engine judges a rule for any number of enterprises on one day."""

    name: str

    @abstractmethod
    def outcomes(
        self, rule: Rule, cases: Mapping[str, Facts], as_of: date, library: Library
    ) -> dict[str, Outcome]:
        """Return the outcome of the rule for every case, by the case's key."""
