"""Every scenario that ships with a pack, on every engine: the rules as tables, and the rules' manual.

The expected outcomes stand beside the packs in `*.scenarios.yaml`, worked out by hand from the law.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pytest

from tidu import policies
from tidu.rules import Facts, Library, Rule, Ternary, evaluate, load_library
from tidu.rules.engines.base import Engine, Outcome
from tidu.rules.engines.columns import ColumnsEngine
from tidu.rules.engines.reference import ReferenceEngine
from tidu.rules.engines.reference.judge import Judgement
from tidu.rules.engines.reference.quantities import value_of
from tidu.rules.engines.reference.values import Known
from tidu.rules.engines.sql import SqlEngine
from tidu.rules.language.folders import scenario_files
from tidu.rules.language.scenarios import Scenario, read_scenarios
from tidu.rules.model.conditions import Compare, Operator
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Literal, Number, ParameterValue, Times, is_fixed
from tidu.rules.model.tables import Bands, Marginal, Rate, ScoreTable

ENGINES: dict[str, Engine] = {
    engine.name: engine for engine in (ReferenceEngine(), ColumnsEngine(), SqlEngine())
}


@cache
def library() -> Library:
    return load_library(policies.FOLDER)


@cache
def scenarios() -> dict[str, Scenario]:
    found = {}
    for path in scenario_files(policies.FOLDER):
        for scenario in read_scenarios(path, library().facts):
            name = f"{scenario.rule}: {scenario.name}"
            assert name not in found, f"two scenarios are called {name}"
            found[name] = scenario
    return found


@cache
def outcomes(engine: str) -> dict[str, Outcome]:
    """Judge all scenarios, those of one rule and day in one go as a population."""
    groups = defaultdict(dict)
    for name, scenario in scenarios().items():
        groups[scenario.rule, scenario.as_of][name] = scenario.facts
    found = {}
    for (code, as_of), cases in groups.items():
        rule = library().applicable(code, as_of=as_of)
        found.update(ENGINES[engine].outcomes(rule, cases, as_of, library()))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", list(scenarios()))
def test_scenario(name: str, engine: str):
    expected, found = scenarios()[name].expected, outcomes(engine)[name]
    assert found.verdict is expected.verdict
    if expected.nearly is not None:
        assert found.nearly is expected.nearly
    for clause, verdict in expected.clauses.items():
        assert found.clauses[clause][0] is verdict, clause
    for output, value in expected.outputs.items():
        assert found.outputs[output] == value, output
    if expected.near is not None:
        assert {clause for clause, (_, near) in found.clauses.items() if near} == expected.near


@pytest.mark.parametrize(
    "name", [n for n, s in scenarios().items() if s.expected.status or s.expected.pending is not None]
)
def test_scenario_in_words(name: str):
    scenario = scenarios()[name]
    rule = library().applicable(scenario.rule, as_of=scenario.as_of)
    verdict = evaluate(rule, scenario.facts, scenario.as_of, library())
    assert verdict.status_text == (scenario.expected.status or verdict.status_text)
    if scenario.expected.pending is not None:
        assert bool(verdict.pending_experts) is scenario.expected.pending


THRESHOLDS = [
    (rule.code, rule.law.valid_from_on, clause.id)
    for rule in library()
    for clause in rule.clauses
    if isinstance(clause.require, Compare)
    and isinstance(clause.require.right, Literal | ParameterValue | Bands)
]


@pytest.mark.parametrize(("code", "since", "clause_id"), sorted(set(THRESHOLDS)))
def test_every_threshold_is_tried_at_it_just_below_and_just_above(code: str, since: date, clause_id: str):
    margins = set()
    for scenario in scenarios().values():
        if scenario.rule == code:
            rule = library().applicable(code, as_of=scenario.as_of)
            if rule.law.valid_from_on == since:
                verdict = evaluate(rule, scenario.facts, scenario.as_of, library())
                margins.add(verdict.clause(clause_id).margin)
    margins.discard(None)
    if (code, clause_id) in NO_BELOW:
        margins.add(Fraction(-1))
    just = max_just(code, clause_id)
    assert 0 in margins
    assert any(0 < margin <= just for margin in margins), sorted(margins)
    assert any(-just <= margin < 0 for margin in margins), sorted(margins)


NO_BELOW = {
    ("sme.score", "tech_points"),  # points are never less than 0
    ("pool.reserve", "has_rd"),  # R&D is never less than 0
    ("tax.super_deduction", "has_rd"),
    ("qinglan.contract", "amount"),  # nor is what a contract pays for technology
    ("qinglan.tenancy", "rent"),  # nor is a rent
}


# The points of these clauses move in steps.
STEPS = {
    ("sme.score", "tech_points"): 4,
    ("sme.score", "score"): 2,
    ("gradient.innovative", "total"): 5,
    ("gradient.innovative", "innovation"): 5,
    ("gradient.innovative", "growing"): 5,
    ("gradient.innovative", "special"): 5,
}


def max_just(code: str, clause_id: str) -> Fraction:
    """One whole thing, one step of a score table, a thousandth of a ratio, one fen (in growth: of a million)."""
    clause = next(c for rule in library().versions(code) for c in rule.clauses if c.id == clause_id)
    assert isinstance(clause.require, Compare)
    if clause.require.kind in (Kind.RATIO, Kind.GROWTH):
        return Fraction(1, 1000)
    return Fraction(STEPS.get((code, clause_id), 1))


class End(NamedTuple):
    """Where a quantity changes what it decides: the end of a band, row or layer, the base of a cap, a threshold inside."""

    what: str
    node: Number | Compare
    measured: Number
    bound: Number


def ends_of(rule: Rule) -> set[End]:
    """What the thresholds above leave out: tables, caps, and comparisons that are a part of their clause."""
    whole = [
        clause.require
        for clause in rule.clauses
        if (rule.code, rule.law.valid_from_on, clause.id) in THRESHOLDS
    ]
    parts = {node for node in rule.every_condition() if isinstance(node, Compare) and node not in whole}
    return {End("threshold", node, node.left, node.right) for node in parts} | {
        one for number in rule.every_number() for one in ends_in(number)
    }


def ends_in(number: Number) -> Iterator[End]:
    match number:
        case Bands():
            yield from (end("band", number, number.by, band.up_to) for band in number.bands)
        case ScoreTable():
            yield from (end("row", number, number.of, row.start) for row in number.rows)
        case Marginal():
            yield from (end("layer", number, number.of, upto) for upto, _ in number.steps)
        case Rate() if number.cap is not None:
            yield End("cap", number, Times(number.of, number.at), number.cap)


def end(what: str, node: Number, measured: Number, bound: Fraction) -> End:
    return End(what, node, measured, Literal(bound, measured.kind))


@cache
def distances() -> dict[tuple[str, date, End], set[Fraction]]:
    """How far every scenario lies from every end that it can be measured against; from a cap, in the base."""
    found = defaultdict(set)
    for scenario in scenarios().values():
        rule = library().applicable(scenario.rule, as_of=scenario.as_of)
        case = Judgement.of(rule, scenario.facts, scenario.as_of, library())
        for one in ends_of(rule):
            value, bound = (value_of(number, case) for number in (one.measured, one.bound))
            if isinstance(value, Known) and isinstance(bound, Known):
                per = value_of(one.node.at, case).value if one.what == "cap" else 1
                found[rule.code, rule.law.valid_from_on, one].add((value.value - bound.value) / per)
    return found


JUST = {Kind.RATIO: Fraction(1, 500), Kind.POINTS: 6}
"""Shares of small firms move by a person in five hundred, points by the row of a table."""


@pytest.mark.parametrize("rule", library().rules, ids=lambda rule: f"{rule.code} {rule.law.valid_from_on}")
def test_every_end_of_a_table_cap_and_part_of_a_clause_is_tried_at_it_just_below_and_just_above(rule: Rule):
    lacking = []
    for one in ends_of(rule):
        found = distances()[rule.code, rule.law.valid_from_on, one]
        just = JUST.get(one.measured.kind, 1)
        nought = is_fixed(one.bound) and value_of(one.bound, rule_only(rule)).value == 0
        tried = {
            "at": 0 in found or (one.what == "cap" and not falls_on_a_fen(one, rule)),
            "below": any(-just <= distance < 0 for distance in found) or nought,
            "above": any(0 < distance <= (distance if nought else just) for distance in found),
        }
        lacking += [(where, str(one.node)) for where, done in tried.items() if not done]
    assert lacking == []


def rule_only(rule: Rule) -> Judgement:
    return Judgement.of(rule, Facts({}), rule.on, library())


def falls_on_a_fen(one: End, rule: Rule) -> bool:
    cap, rate = (value_of(number, rule_only(rule)).value for number in (one.bound, one.node.at))
    return (cap / rate).denominator == 1


def test_a_clause_at_its_threshold_follows_its_operator():
    for scenario in scenarios().values():
        rule = library().applicable(scenario.rule, as_of=scenario.as_of)
        for found in evaluate(rule, scenario.facts, scenario.as_of, library()).clauses:
            if found.margin == 0 and found.reading and found.reading.kind is not Kind.BOOL:
                inclusive = found.reading.operator in (Operator.AT_LEAST, Operator.AT_MOST)
                assert found.verdict is Ternary.of(inclusive), (scenario.place, found.id)


RESTATED = {"qinglan.hnte_new": "hnte.gates", "qinglan.gazelle_award": "qinglan.gazelle"}


@pytest.mark.parametrize(("award", "title"), RESTATED.items())
def test_an_award_restates_the_conditions_of_its_title_and_cannot_drift_from_them(award: str, title: str):
    own = {clause.id: clause for clause in library().versions(award)[-1].clauses}
    given_by_people = {("hnte.gates", "innovation_score")}  # the announcement answers for it
    asked = [c for c in library().versions(title)[-1].clauses if (title, c.id) not in given_by_people]
    for clause in asked:
        restated = own[clause.id]
        assert restated.require == clause.require
        assert restated.near == clause.near
        assert restated.says == clause.says
        assert restated.terms == clause.terms
    assert {clause.id for clause in asked} < own.keys()
