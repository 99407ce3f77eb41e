"""The guarantee behind every county-wide number: all engines give the reference engine's answers."""

from __future__ import annotations

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.factories.rules import node_types
from tests.generative.rules.generator import AS_OF, OTHER, libraries, populations, rules
from tidu.rules.engines.columns import ColumnsEngine, TooWide
from tidu.rules.engines.reference import ReferenceEngine
from tidu.rules.engines.sql import SqlEngine
from tidu.rules.model.conditions import Condition, every_condition
from tidu.rules.model.numbers import Number

RELAXED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=200, suppress_health_check=RELAXED)
@given(libraries(), populations)
def test_columns_agree_with_the_reference_on_generated_policies(library, cases):
    assert_agreement(ColumnsEngine(), library, cases)


@settings(max_examples=80, suppress_health_check=RELAXED)  # writing SQL takes longer than judging a few firms
@given(libraries(), populations)
def test_sql_agrees_with_the_reference_on_generated_policies(library, cases):
    assert_agreement(SqlEngine(), library, cases)


def assert_agreement(engine, library, cases):
    for code in library.codes():
        rule = library.rule(code, on=AS_OF)
        expected = ReferenceEngine().outcomes(rule, cases, AS_OF, library)
        try:
            found = engine.outcomes(rule, cases, AS_OF, library)
        except TooWide:
            reject()
        for key, facts in cases.items():
            assert found[key] == expected[key], facts


def test_the_generator_reaches_every_node_type():
    seen: set[type] = set()

    @settings(max_examples=400, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(rules(), rules(OTHER, references=False)))
    def look(rule):
        seen.update(type(node) for node in rule.every_number())
        for root in (rule.decide, *(clause.require for clause in rule.clauses)):
            seen.update(type(node) for node in every_condition(root))

    look()
    assert {node.__name__ for node in node_types(Number) | node_types(Condition)} == {
        node.__name__ for node in seen
    }
