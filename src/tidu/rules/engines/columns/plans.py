"""From a question to the steps that answer it, kept for the next population of about the same size.

Writing the expressions of eight rules takes longer than computing them for a whole county, and a county is asked the
same questions all day. A plan depends on the rules, the day, the columns there are and how large their numbers can
be, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

import polars as pl

from tidu.rules.engines.columns.checked import CheckedFrame
from tidu.rules.engines.columns.frame import KEY, Size
from tidu.rules.engines.columns.law import LawInForce, Population, Reform, columns_read
from tidu.rules.engines.columns.layers import Step
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule

_MOST_PLANS: Final = 64

Places = Mapping[str, Mapping[str, str]]
"""By rule code and name of a result column, the computed column that holds it."""


@dataclass(frozen=True, eq=False)
class Question:
    """Which rules are asked, under which reforms, on which day, and which groups of columns are wanted.

    `replaced` are rules that stand in for the library's own, by code.
    """

    library: Library
    codes: tuple[str, ...]
    replaced: Mapping[str, Rule]
    reforms: Mapping[str, Reform]
    as_of: date
    only: frozenset[str]

    def plan_for(self, population: CheckedFrame) -> Plan:
        """Return the plan for such a population, made anew only if there is none yet. Raises InvalidFacts, TooWide."""
        names = population.names
        measured = population.measured(self.library.facts, self._read(names))
        key = (self._key, names, tuple(measured.items()))
        return _remembered(_PLANS, key, lambda: self._planned(names, measured))

    def trusted(self, population: CheckedFrame) -> pl.DataFrame:
        """Return a frame without what cannot be true of the facts that are going to be read. Raises InvalidFacts."""
        return population.trusted(self.library.facts, self._read(population.names), self.as_of)

    def _read(self, names: frozenset[str]) -> frozenset[str]:
        return _remembered(_READ, (self._key, names), lambda: _Read(self, self._columns_read(names))).columns

    @cached_property
    def _key(self) -> Hashable:
        """What two questions must have in common; rules by identity, as a plan keeps those it was made for."""
        replaced = tuple((code, id(rule)) for code, rule in self.replaced.items())
        reforms = tuple((name, _frozen(reform)) for name, reform in self.reforms.items())
        return id(self.library), self.codes, replaced, reforms, self.as_of, self.only

    def _columns_read(self, names: frozenset[str]) -> frozenset[str]:
        missing = [code for code in self.codes if code not in self.replaced]
        applicable = [self.library.applicable(code, as_of=self.as_of) for code in missing]
        versions = [change for reform in self.reforms.values() for change in reform.values()]
        rules = [*applicable, *self.replaced.values(), *(rule for rule in versions if isinstance(rule, Rule))]
        return frozenset().union(*(columns_read(rule, self.as_of, self.library, names) for rule in rules))

    def _planned(self, names: frozenset[str], measured: Mapping[str, Size]) -> Plan:
        population = Population(self.as_of, self.library, measured, names)
        baseline = LawInForce(population, self.replaced)
        laws = {name: LawInForce(population, reform, baseline) for name, reform in self.reforms.items()}
        for law in laws.values():
            law.check()
        before = self._places(baseline)
        after = {name: self._places(law) for name, law in laws.items()}
        wanted = [
            place for found in (before, *after.values()) for of in found.values() for place in of.values()
        ]
        return Plan(self, before, after, population.layers.steps([KEY, *wanted]))

    def _places(self, law: LawInForce) -> Places:
        return {
            code: {
                name: column.meta.output_name()
                for name, column in law.judged(code).results(self.only).items()
            }
            for code in self.codes
        }


@dataclass(frozen=True)
class Plan:
    """The steps, and where among the computed columns every result is to be found; the question it was made for."""

    question: Question
    baseline: Places
    reformed: Mapping[str, Places]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Read:
    question: Question
    columns: frozenset[str]


_READ: Final[dict[Hashable, _Read]] = {}
_PLANS: Final[dict[Hashable, Plan]] = {}
_Made = TypeVar("_Made")


def _remembered(memory: dict[Hashable, _Made], key: Hashable, make: Callable[[], _Made]) -> _Made:
    """Return what is remembered under the key, made and remembered if it is not; the oldest is forgotten."""
    found = memory.get(key)
    if found is None:
        found = make()
        while len(memory) >= _MOST_PLANS:
            memory.pop(next(iter(memory)), None)
        memory[key] = found
    return found


def _frozen(reform: Reform) -> Hashable:
    return tuple(
        (code, id(change) if isinstance(change, Rule) else tuple(sorted(change.items())))
        for code, change in reform.items()
    )
