"""Reforms beside the law as it is, in one pass over a population: every expected amount worked out by hand."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.factories.rules import AS_OF, firm, library, pack
from tidu.rules import InvalidRule, NoVersionInForce, judge_reforms, judge_rules, population_frame

SUBSIDY = """
rule: the.subsidy
name: 补助
subject: 补助
law: {title: 某办法, number: 某〔2024〕1号, in_force: 2020-01-01, confidence: V, last_checked_on: 2025-01-01}
version_by: application_day
"""
CLAUSES = """
parameters:
  rate: {label: 比例, value: 5%, article: 五}
  cap: {label: 上限, value: 10元, article: 五}
conditions:
  - {id: floor, label: 起点, article: 四, says: "不低于 {minimum}", require: "rd[last year] >= minimum", where: {minimum: 100元}}
outputs:
  amount: {label: 金额, given: entitled, rate: {of: "rd[last year]", at: rate, cap: cap, rounding: down, to: 1元}}
"""
FRIEND = """
conditions:
  - {id: helped, label: 已获补助, article: 一, says: 已获补助, require: verdict(the.subsidy)}
  - {id: known, label: 可判, article: 二, says: 可判, require: "unknown_clauses(the.subsidy) <= most", where: {most: 0项}}
outputs:
  staff: {label: 职工, given: always, is: "staff[last year]"}
"""
FIRMS = {
    "50 yuan": firm(years={2024: {"rd": 50_00, "staff": 1}}),
    "100 yuan": firm(years={2024: {"rd": 100_00, "staff": 2}}),
    "300 yuan": firm(years={2024: {"rd": 300_00, "staff": 3}}),
    "unknown": firm(years={2024: {"staff": 4}}),
}
CODES = ("the.subsidy", "the.rule")


@pytest.fixture
def loaded(tmp_path):
    return library(tmp_path, pack(CLAUSES, SUBSIDY), pack(FRIEND))


def judged(loaded, reforms, only=None):
    frame = population_frame(FIRMS.items())
    more = {} if only is None else {"only": only}
    return judge_reforms(frame, CODES, reforms, as_of=AS_OF, library=loaded, **more)


def test_a_reform_stands_beside_the_law_as_it_is(loaded):
    found = judged(loaded, {"6 %": {"the.subsidy": {"rate": Fraction(6, 100)}}})
    before, after = found.baseline["the.subsidy"], found.reformed("6 %", "the.subsidy")
    assert before["output.amount"].to_list() == [0, 500, 1000, None]
    assert after["output.amount"].to_list() == [0, 600, 1000, None]
    assert before["most.amount"].to_list() == [0, 500, 1000, 1000]
    assert after["most.amount"].to_list() == [0, 600, 1000, 1000]
    assert before.columns == after.columns


def test_a_reform_changes_nothing_but_what_rests_on_it(loaded):
    found = judged(loaded, {"cap": {"the.subsidy": {"cap": Fraction(900)}}})
    assert found.touched("cap", "the.subsidy") == {"output.amount", "most.amount"}
    assert found.touched("cap", "the.rule") == frozenset()
    assert found.reformed("cap", "the.subsidy")["output.amount"].to_list() == [0, 500, 900, None]


def test_a_reform_that_sets_what_is_set_already_touches_nothing(loaded):
    same = {
        "the.subsidy": {"rate": Fraction(5, 100), "cap": Fraction(1000), "floor.minimum": Fraction(10_000)}
    }
    found = judged(loaded, {"same": same, "empty": {}, "empty rule": {"the.subsidy": {}}})
    for name in ("same", "empty", "empty rule"):
        for code in CODES:
            assert found.touched(name, code) == frozenset()
            assert_frame_equal(found.reformed(name, code), found.baseline[code])


def test_rules_that_refer_to_a_reformed_one_change_with_it(loaded):
    found = judged(loaded, {"lower": {"the.subsidy": {"floor.minimum": Fraction(50_00)}}})
    assert found.baseline["the.rule"]["verdict"].to_list() == [False, True, True, False]
    after = found.reformed("lower", "the.rule")
    assert after["clause.helped"].to_list() == [True, True, True, None]
    assert after["verdict"].to_list() == [True, True, True, False]
    assert after["output.staff"].to_list() == [1, 2, 3, 4]
    assert "output.staff" not in found.touched("lower", "the.rule")


def test_another_version_of_a_rule_is_a_reform_too(loaded, tmp_path):
    version = loaded.applicable("the.subsidy", as_of=AS_OF).reformed({"rate": Fraction(1, 100)})
    found = judged(loaded, {"version": {"the.subsidy": version}})
    assert found.reformed("version", "the.subsidy")["output.amount"].to_list() == [0, 100, 300, None]
    assert found.touched("version", "the.subsidy") == {"output.amount", "most.amount"}


def test_only_the_asked_groups_are_there(loaded):
    found = judged(loaded, {"cap": {"the.subsidy": {"cap": Fraction(900)}}}, only={"verdict", "output"})
    assert found.baseline["the.subsidy"].columns == ["key", "verdict", "output.amount"]
    assert found.reformed("cap", "the.rule").columns == ["key", "verdict", "output.staff"]


def test_a_group_that_does_not_exist_is_refused(loaded):
    with pytest.raises(ValueError, match="verdicts"):
        judged(loaded, {}, only={"verdicts"})


@pytest.mark.parametrize(
    ("reform", "error", "words"),
    [
        ({"the.subsidy": {"rates": Fraction(1)}}, InvalidRule, "没有参数 rates"),
        ({"no.rule": {"rate": Fraction(1)}}, NoVersionInForce, "没有规则 no.rule"),
    ],
)
def test_a_reform_of_what_the_law_does_not_have_is_refused(loaded, reform, error, words):
    with pytest.raises(error, match=words):
        judged(loaded, {"wrong": reform})


def test_a_rule_may_not_take_the_place_of_another(loaded):
    other = loaded.applicable("the.rule", as_of=AS_OF)
    with pytest.raises(InvalidRule, match=r"把规则 the\.subsidy 换成了 the\.rule"):
        judged(loaded, {"wrong": {"the.subsidy": other}})


def test_several_rules_are_judged_at_once_and_a_given_rule_goes_before_the_library(loaded):
    subsidy = loaded.applicable("the.subsidy", as_of=AS_OF).reformed({"floor.minimum": Fraction(50_00)})
    rules = [subsidy, loaded.applicable("the.rule", as_of=AS_OF)]
    found = judge_rules(population_frame(FIRMS.items()), rules, as_of=AS_OF, library=loaded)
    assert found["the.rule"]["verdict"].to_list() == [True, True, True, False]


def test_no_rule_and_no_firm_are_no_trouble(loaded):
    frame = pl.DataFrame(schema={"key": pl.String, "registered_on": pl.Date, "rd@2024": pl.Int64})
    found = judge_reforms(frame, (), {"x": {}}, as_of=date(2025, 1, 1), library=loaded)
    assert found.baseline == {}
    empty = judge_reforms(frame, CODES, {"x": {}}, as_of=date(2025, 1, 1), library=loaded)
    assert empty.reformed("x", "the.rule").height == 0
