"""The scenarios that ship with packs, run on any engine: what was expected and what came out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from tidu.rules.engines.base import Engine, Outcome
from tidu.rules.engines.columns import ColumnsEngine, TooWide
from tidu.rules.engines.reference import ReferenceEngine
from tidu.rules.language.scenarios import Expected, Scenario
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule
from tidu.rules.model.show import show


def every_engine() -> tuple[Engine, ...]:
    """Return every engine that a scenario has to pass on. DuckDB is loaded when this is first called."""
    from tidu.rules.engines.sql import SqlEngine  # noqa: PLC0415

    return ReferenceEngine(), ColumnsEngine(), SqlEngine()


def failures(scenarios: Sequence[Scenario], engine: Engine, library: Library) -> list[tuple[str, ...]]:
    """Return for each scenario, in Chinese, what an engine says otherwise than expected; empty where they agree.

    Each is judged by the version of its rule that applies on its day. Raises NoVersionInForce where there is none.
    """
    return _compared(scenarios, lambda code, day: library.applicable(code, as_of=day), engine, library)


def disagreements(
    rule: Rule, scenarios: Sequence[Scenario], engine: Engine, library: Library
) -> list[tuple[str, ...]]:
    """Return for each scenario what an engine says otherwise when all are judged by this version of their rule.

    A scenario whose day the version does not govern is judged by the values of the version's nearest day.
    """
    return _compared(
        scenarios, lambda _, day: rule.read_near(rule.version_by.deciding_day(day)), engine, library
    )


def _compared(
    scenarios: Sequence[Scenario], version: Callable[[str, date], Rule], engine: Engine, library: Library
) -> list[tuple[str, ...]]:
    """Judge the scenarios of one rule and day in one go: a statement of SQL costs more to write than to run."""
    together: dict[tuple[str, date], dict[str, Scenario]] = defaultdict(dict)
    for place, scenario in enumerate(scenarios):
        together[scenario.rule, scenario.as_of][str(place)] = scenario
    found: list[tuple[str, ...]] = [()] * len(scenarios)
    for (code, day), group in together.items():
        cases, rule = {at: scenario.facts for at, scenario in group.items()}, version(code, day)
        try:
            outcomes = engine.outcomes(rule, cases, day, library)
        except TooWide as problem:
            told = {at: [str(problem)] for at in group}
        else:
            told = {at: list(_otherwise(group[at].expected, out, rule)) for at, out in outcomes.items()}
        for at, words in told.items():
            found[int(at)] = tuple(words)
    return found


def _otherwise(expected: Expected, found: Outcome, rule: Rule) -> Iterator[str]:
    if found.verdict is not expected.verdict:
        yield f"结论应为{expected.verdict.label}，实为{found.verdict.label}"
    if expected.nearly is not None and found.nearly is not expected.nearly:
        yield f"差一点应为{_yes(expected.nearly)}，实为{_yes(found.nearly)}"
    yield from _other_clauses(expected, found, rule)
    yield from _other_outputs(expected, found, rule)
    if expected.near is not None:
        near = {name for name, (_, is_near) in found.clauses.items() if is_near}
        if near != expected.near:
            yield f"差一点的条件应为 {_names(expected.near, rule)}，实为 {_names(near, rule)}"


def _other_clauses(expected: Expected, found: Outcome, rule: Rule) -> Iterator[str]:
    for name, verdict in expected.clauses.items():
        if name not in found.clauses:
            yield f"没有条件 {name}"
        elif found.clauses[name][0] is not verdict:
            yield f"条件“{rule.clause(name).label}”应为{verdict.label}，实为{found.clauses[name][0].label}"


def _other_outputs(expected: Expected, found: Outcome, rule: Rule) -> Iterator[str]:
    for name, value in expected.outputs.items():
        if name not in found.outputs:
            yield f"没有结果 {name}"
        elif found.outputs[name] != value:
            output = rule.output(name)
            wanted, got = show(value, output.of.kind), show(found.outputs[name], output.of.kind)
            yield f"结果“{output.label}”应为 {wanted}，实为 {got}"


def _yes(truth: bool) -> str:
    return "是" if truth else "否"


def _names(names: set[str] | frozenset[str], rule: Rule) -> str:
    labels = {clause.id: clause.label for clause in rule.clauses}
    return "、".join(f"“{labels.get(name, name)}”" for name in sorted(names)) or "没有"
