"""Rules with enterprises to judge by them, for engines that are asked for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings

from tests.generative.rules.generator import AS_OF, libraries, populations
from tidu import policies
from tidu.rules import Facts, Library, Rule, load_library
from tidu.rules.engines.base import Outcome
from tidu.rules.engines.columns import TooWide
from tidu.rules.engines.reference import ReferenceEngine
from tidu.rules.engines.sql import statement
from tidu.rules.language.folders import scenario_files
from tidu.rules.language.scenarios import read_scenarios


class Case(NamedTuple):
    """A rule, the enterprises judged by it in one go, the day, and the rules it may rest on."""

    rule: Rule
    facts: Mapping[str, Facts]
    as_of: date
    library: Library

    @property
    def expected(self) -> dict[str, Outcome]:
        return ReferenceEngine().outcomes(self.rule, self.facts, self.as_of, self.library)


def scenario_cases() -> list[Case]:
    """Every scenario that ships with a pack, those of one rule and day together."""
    library = load_library(policies.FOLDER)
    groups: dict[tuple[str, date], dict[str, Facts]] = defaultdict(dict)
    for path in scenario_files(policies.FOLDER):
        for scenario in read_scenarios(path, library.facts):
            groups[scenario.rule, scenario.as_of][scenario.name] = scenario.facts
    return [
        Case(library.applicable(code, as_of=as_of), facts, as_of, library)
        for (code, as_of), facts in groups.items()
    ]


def generated_cases(count: int) -> list[Case]:
    """The same sample of generated rules every time, without those no engine of fixed width can hold."""
    cases: list[Case] = []

    @settings(max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(libraries(), populations)
    def collect(library, facts):
        for code in library.codes():
            rule = library.rule(code, on=AS_OF)
            try:
                statement(rule, AS_OF, library)
            except TooWide:
                continue
            cases.append(Case(rule, facts, AS_OF, library))

    collect()
    assert len(cases) >= count
    return cases
