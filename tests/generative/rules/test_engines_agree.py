"""The guarantee behind every county-wide number: all engines give the reference engine's answers."""

from __future__ import annotations

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.factories.rules import node_types
from tests.generative.rules.generator import AS_OF, OTHER, libraries, populations, reforms, rules
from tidu.rules import Library, judge_reforms, population_frame
from tidu.rules.engines.base import Outcome
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


@settings(max_examples=100, suppress_health_check=RELAXED)
@given(libraries(), populations, st.lists(reforms(), max_size=3))
def test_reforms_in_one_pass_agree_with_the_reference_on_the_reformed_library(library, cases, wanted):
    named = {str(place): reform for place, reform in enumerate(wanted)}
    frame = population_frame(cases.items())
    try:
        found = judge_reforms(frame, library.codes(), named, as_of=AS_OF, library=library)
    except TooWide:
        reject()
    for name, reform in named.items():
        other = Library(library.facts, tuple(rule.reformed(reform.get(rule.code, {})) for rule in library))
        for code in library.codes():
            rule = other.rule(code, on=AS_OF)
            expected = ReferenceEngine().outcomes(rule, cases, AS_OF, other)
            after = {row["key"]: row for row in found.reformed(name, code).iter_rows(named=True)}
            for key, facts in cases.items():
                assert Outcome.of_row(after[key], rule) == expected[key], facts
            untouched = found.baseline[code].drop(found.touched(name, code))
            assert_frame_equal(untouched, found.reformed(name, code).select(untouched.columns))


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
