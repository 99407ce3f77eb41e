"""Every paragraph of the manual holds: on each engine, or as a refusal in exactly those words."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.rules import node_types
from tests.spec.language.manual import Paragraph, paragraphs
from tidu.rules import PolicyError, evaluate
from tidu.rules.engines.base import Engine
from tidu.rules.engines.columns import ColumnsEngine
from tidu.rules.engines.reference import ReferenceEngine
from tidu.rules.engines.sql import SqlEngine
from tidu.rules.explain import window_note
from tidu.rules.model.conditions import Condition, every_condition
from tidu.rules.model.next_window import next_of
from tidu.rules.model.numbers import Number

ENGINES: dict[str, Engine] = {
    engine.name: engine for engine in (ReferenceEngine(), ColumnsEngine(), SqlEngine())
}
ALL = {one.name: one for one in paragraphs()}
HOLDING = [name for name, one in ALL.items() if not one.refused]
REFUSED = [name for name, one in ALL.items() if one.refused]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", HOLDING)
def test_paragraph(name: str, engine: str, tmp_path):
    one: Paragraph = ALL[name]
    library = one.load(tmp_path)
    for scenario in one.scenarios(tmp_path, library.facts):
        rule = library.applicable("the.rule", as_of=scenario.as_of)
        found = ENGINES[engine].outcomes(rule, {"k": scenario.facts}, scenario.as_of, library)["k"]
        expected, where = scenario.expected, scenario.name
        assert found.verdict is expected.verdict, where
        assert found.nearly is (found.nearly if expected.nearly is None else expected.nearly), where
        assert {clause: found.clauses[clause][0] for clause in expected.clauses} == expected.clauses, where
        assert {output: found.outputs[output] for output in expected.outputs} == expected.outputs, where
        if expected.pending is not None:
            assert found.pending is expected.pending, where
        if expected.near is not None:
            assert {clause for clause, (_, near) in found.clauses.items() if near} == expected.near, where
        if expected.status:
            verdict = evaluate(rule, scenario.facts, scenario.as_of, library)
            assert verdict.status_text == expected.status, where


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.windows])
def test_window(name: str, tmp_path):
    versions = ALL[name].load(tmp_path).versions("the.rule")
    for seen in ALL[name].windows:
        found = window_note(next_of(versions, date.fromisoformat(seen["on"])))
        assert found.says == seen["says"], seen["on"]


@pytest.mark.parametrize("name", REFUSED)
def test_refusal(name: str, tmp_path):
    with pytest.raises(PolicyError) as caught:
        ALL[name].load(tmp_path)
    assert str(caught.value) == ALL[name].refused


def test_every_node_of_the_language_stands_in_the_manual(tmp_path):
    seen: set[type] = set()
    for place, name in enumerate(HOLDING):
        folder = tmp_path / str(place)
        folder.mkdir()
        for rule in ALL[name].load(folder):
            seen |= {type(node) for node in rule.every_number()}
            seen |= {type(node) for node in (*rule.every_condition(), *every_condition(rule.decide))}
    assert {node.__name__ for node in node_types(Number) | node_types(Condition)} - {
        node.__name__ for node in seen
    } == set()


def test_no_two_paragraphs_have_one_title():
    assert len(ALL) == len(list(paragraphs()))
