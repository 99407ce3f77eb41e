"""The scenarios that ship with packs, run on any engine: what was expected and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidu.rules.engines.base import Engine, Outcome
from tidu.rules.language.scenarios import Expected, Scenario
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


def failures(scenario: Scenario, engine: Engine, library: Library) -> list[str]:
    """Return in Chinese what an engine says otherwise than the scenario expects; empty where they agree.

    Raises NoVersionInForce where the scenario's rule has no version on its day.
    """
    rule = library.applicable(scenario.rule, as_of=scenario.as_of)
    found = engine.outcomes(rule, {"k": scenario.facts}, scenario.as_of, library)["k"]
    return list(_otherwise(scenario.expected, found))


def disagreements(
    rule: Rule, scenarios: Sequence[Scenario], engine: Engine, library: Library
) -> list[tuple[str, ...]]:
    """Return for each scenario what an engine says otherwise when all are judged by this version of their rule.

    A scenario whose day the version does not govern is judged by the values of the version's nearest day.
    """
    found: list[tuple[str, ...]] = [()] * len(scenarios)
    for day in {scenario.as_of for scenario in scenarios}:
        cases = {str(at): one.facts for at, one in enumerate(scenarios) if one.as_of == day}
        read = rule.read_near(rule.version_by.deciding_day(day))
        for at, outcome in engine.outcomes(read, cases, day, library).items():
            found[int(at)] = tuple(_otherwise(scenarios[int(at)].expected, outcome))
    return found


def _otherwise(expected: Expected, found: Outcome) -> Iterator[str]:
    if found.verdict is not expected.verdict:
        yield f"结论应为{expected.verdict.label}，实为{found.verdict.label}"
    if expected.nearly is not None and found.nearly is not expected.nearly:
        yield f"差一点应为{_yes(expected.nearly)}，实为{_yes(found.nearly)}"
    yield from _other_clauses(expected, found)
    yield from _other_outputs(expected, found)
    if expected.near is not None:
        near = {name for name, (_, is_near) in found.clauses.items() if is_near}
        if near != expected.near:
            yield f"差一点的条件应为 {_names(expected.near)}，实为 {_names(near)}"


def _other_clauses(expected: Expected, found: Outcome) -> Iterator[str]:
    for name, verdict in expected.clauses.items():
        if name not in found.clauses:
            yield f"没有条件 {name}"
        elif found.clauses[name][0] is not verdict:
            yield f"条件 {name} 应为{verdict.label}，实为{found.clauses[name][0].label}"


def _other_outputs(expected: Expected, found: Outcome) -> Iterator[str]:
    for name, value in expected.outputs.items():
        if name not in found.outputs:
            yield f"没有结果 {name}"
        elif found.outputs[name] != value:
            yield f"结果 {name} 应为 {_shown(value)}，实为 {_shown(found.outputs[name])}"


def _yes(truth: bool) -> str:
    return "是" if truth else "否"


def _shown(value: int | None) -> str:
    return "缺数" if value is None else f"{value}（金额以分计）"


def _names(names: set[str] | frozenset[str]) -> str:
    return "、".join(sorted(names)) or "没有"
