"""Scenarios on every engine: grouped by rule and day, and honest where an engine cannot hold the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.factories.rules import AS_OF, clause, library, pack
from tidu.rules import Library, NoVersionInForce
from tidu.rules.engines.scenarios import disagreements, every_engine, failures
from tidu.rules.language.scenarios import Scenario, scenarios_in

BODY = (
    clause("revenue[last year] >= 100元")
    + "outputs:\n  huge: {label: 甲, article: 第五条, rate: {of: 'revenue[last year]', at: 9000000%, rounding: down, to: 1元}, given: always}\n"
)
SAID = """
rule: the.rule
as_of: 2025-06-10
base: {registered_on: 2018-03-01}
scenarios:
  - {name: 够, change: {'2024': {revenue: 100元}}, expect: {verdict: yes}}
  - {name: 前一年够, as_of: 2024-06-10, change: {'2023': {revenue: 100元}}, expect: {verdict: no}}
  - {name: 太大, as_of: 2023-06-10, change: {'2022': {revenue: 99999999999999元}}, expect: {verdict: yes}}
"""


@pytest.fixture
def known(tmp_path: Path) -> Library:
    return library(tmp_path, pack(BODY))


@pytest.fixture
def said(known: Library) -> list[Scenario]:
    return list(scenarios_in(SAID, "算例", known.facts))


@pytest.mark.parametrize("engine", every_engine(), ids=lambda engine: engine.name)
def test_every_scenario_is_judged_on_its_own_day(engine, known: Library, said: list[Scenario]):
    right, wrong, _ = failures(said, engine, known)
    assert right == ()
    assert wrong == ("结论应为不符合，实为符合",)
    rule = known.rule("the.rule", on=AS_OF)
    assert disagreements(rule, said[:2], engine, known) == [right, wrong]


def test_numbers_that_an_engine_cannot_hold_are_told_and_the_other_scenarios_judged(
    known: Library, said: list[Scenario]
):
    told = {engine.name: failures(said, engine, known)[2] for engine in every_engine()}
    assert told == {
        "reference": (),
        "columns": ("有结果超出 64 位整数；请写明上限，或核对数据的单位",),
        "sql": ("结果 huge 可能超出 64 位整数；请写明上限，或核对数据的单位",),
    }


def test_a_day_without_a_version_is_refused(known: Library, said: list[Scenario]):

    early = replace(said[0], as_of=date(2019, 6, 10))
    with pytest.raises(NoVersionInForce):
        failures([early], every_engine()[0], known)


@pytest.mark.parametrize("engine", every_engine(), ids=lambda engine: engine.name)
def test_an_amount_that_came_out_otherwise_is_told_in_yuan(engine, tmp_path: Path):
    points = "  points: {label: 乙, article: 第六条, is: 2分, given: always}\n"
    known = library(tmp_path, pack(BODY + points))
    cases = (
        "{name: 错, change: {'2024': {revenue: 100元}}, "
        "expect: {verdict: yes, outputs: {huge: 8999999.99元, points: 3, none: 1}}}"
    )
    said = list(scenarios_in(SAID.split("  - ", maxsplit=1)[0] + f"  - {cases}\n", "算例", known.facts))
    assert failures(said, engine, known) == [
        (
            "结果“甲”应为 8999999.99 元，实为 900 万元",
            "结果“乙”应为 3 分，实为 2 分",
            "没有结果 none",
        )
    ]


@pytest.mark.parametrize("engine", every_engine(), ids=lambda engine: engine.name)
def test_nearness_and_single_conditions_that_came_out_otherwise_are_told_by_their_names(
    engine, known: Library
):
    cases = """
  - {name: 差一点, change: {'2024': {revenue: 95元}}, expect: {verdict: no, nearly: false, near: [], clauses: {it: yes, gone: no}}}
  - {name: 差得远, change: {'2024': {revenue: 50元}}, expect: {verdict: no, nearly: true, near: [it, gone], clauses: {it: no}}}
  - {name: 都对, change: {'2024': {revenue: 95元}}, expect: {verdict: no, nearly: true, near: [it], clauses: {it: no}, outputs: {huge: 855万元}}}
"""
    said = list(scenarios_in(SAID.split("  - ", maxsplit=1)[0] + cases.lstrip("\n"), "算例", known.facts))
    assert failures(said, engine, known) == [
        (
            "差一点应为否，实为是",
            "条件“某条件”应为符合，实为不符合",
            "没有条件 gone",
            "差一点的条件应为 没有，实为 “某条件”",
        ),
        ("差一点应为是，实为否", "差一点的条件应为 “gone”、“某条件”，实为 没有"),
        (),
    ]


@pytest.mark.parametrize("engine", every_engine(), ids=lambda engine: engine.name)
def test_growth_from_one_person_is_growth_of_that_year_too(engine, tmp_path: Path):
    """1, 3 and 3 persons: ½ (3 ÷ 1 + 3 ÷ 3) − 1 is 100 %; the last two years alone would be 0 %."""
    known = library(tmp_path, pack(clause("mean_growth(staff, last 3 years) >= 100%")))
    years = "{'2022': {staff: 1}, '2023': {staff: 3}, '2024': {staff: 3}}"
    case = f"  - {{name: 一人, change: {years}, expect: {{verdict: yes}}}}\n"
    said = list(scenarios_in(SAID.split("  - ", maxsplit=1)[0] + case, "算例", known.facts))
    assert failures(said, engine, known) == [()]
