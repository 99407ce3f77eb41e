"""The one thing every engine must do, and the small result in which engines are compared."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Facts
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What engines must agree on for one enterprise; `clauses` maps an id to its verdict and nearness.

    Outputs are integers in the engine's unit, None where unknown; `at_most` bounds them from above.
    """

    verdict: Ternary
    nearly: bool
    clauses: Mapping[str, tuple[Ternary, bool]]
    outputs: Mapping[str, int | None]
    at_most: Mapping[str, int | None]


class Engine(ABC):
    """An engine judges a rule for any number of enterprises on one day."""

    name: str

    @abstractmethod
    def outcomes(
        self, rule: Rule, cases: Mapping[str, Facts], as_of: date, library: Library
    ) -> dict[str, Outcome]:
        """Return the outcome of the rule for every case, by the case's key."""
