"""The public face of the engine, and what crosses it."""

from datetime import date
from fractions import Fraction

import pytest

from tests.factories.rules import AS_OF, FACTS, clause, firm, judge, library, pack
from tidu import rules
from tidu.rules import Kind, PolicyError
from tidu.rules.model.verdict import as_json


def test_everything_promised_is_there():
    for name in rules.__all__:
        assert getattr(rules, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'payments'"):
        _ = rules.payments


@pytest.mark.parametrize(
    ("value", "kind", "plain", "outward"),
    [
        (Fraction(25_000_000), Kind.MONEY, "250000.00", "250000.00"),
        (Fraction(1, 3), Kind.MONEY, "0.00", "0.01"),
        (Fraction(-5), Kind.USD, "-0.05", "-0.05"),
        (Fraction(1, 20), Kind.RATIO, "0.050000", "0.050000"),
        (Fraction(1, 20) - Fraction(1, 10**9), Kind.RATIO, "0.049999", "0.050000"),
        (Fraction(-1, 10**9), Kind.RATIO, "0.000000", "-0.000001"),
        (Fraction(62), Kind.POINTS, 62, 62),
        (Fraction(3, 2), Kind.COUNT, "1.500000", "1.500000"),
        (Fraction(20_249), Kind.DATE, "2025-06-10", "2025-06-10"),
        (True, Kind.BOOL, True, True),
        (None, Kind.MONEY, None, None),
    ],
)
def test_json_never_makes_a_shortfall_read_as_met_nor_a_distance_as_none(value, kind, plain, outward):
    assert as_json(value, kind) == plain
    assert as_json(value, kind, outward=True) == outward


def test_the_fingerprint_of_a_library_changes_with_any_word_of_any_rule(tmp_path):
    first = library(tmp_path, pack(clause("resident"))).fingerprint
    assert library(tmp_path, pack(clause("resident"))).fingerprint == first
    assert library(tmp_path, pack(clause("resident", says="应当满足"))).fingerprint != first


def test_an_impossible_fact_is_refused_with_its_line(tmp_path):
    with pytest.raises(PolicyError, match=r"facts.yaml 第 3 行：事实 registered_on 是年度事实，只能是数值"):
        library(tmp_path, facts=FACTS.replace("yearly: false", "yearly: true", 1))


def test_a_clause_is_asked_for_by_name(tmp_path):
    verdict = judge(tmp_path, firm(resident=True), "resident", improvable="[resident]", next_step="去办")
    found = verdict.clause("it")
    assert (found.label, found.improvable, found.next_step, found.confidence) == (
        "某条件",
        ("resident",),
        "去办",
        "V",
    )
    with pytest.raises(KeyError):
        verdict.clause("other")


def test_money_and_days_stand_in_the_json_of_a_clause(tmp_path):
    money = judge(tmp_path, firm(years={2024: {"revenue": 150}}), "revenue[last year] >= 2元").to_json()[
        "clauses"
    ][0]
    assert (money["value"], money["threshold"], money["margin"]) == ("1.50", "2.00", "-0.50")
    day = judge(tmp_path, firm(date(2025, 6, 1)), "registered_on <= 2025-05-31").to_json()["clauses"][0]
    assert (day["value"], day["threshold"], day["margin"]) == ("2025-06-01", "2025-05-31", -1)


def test_an_award_to_a_firm_that_may_be_entitled_is_bounded_not_guessed(tmp_path):
    outputs = "outputs:\n  amount: {label: 金额, given: entitled, article: 第五条, rate: {of: 'rd[last year]', at: 5%, cap: 3元, rounding: down}}\n"
    loaded = library(tmp_path, pack(clause("resident") + outputs))
    rule = loaded.rule("the.rule", on=AS_OF)
    found = {
        (resident, rd): rules.evaluate(rule, firm(resident=resident, years={2024: {"rd": rd}}), AS_OF, loaded)
        for resident in (True, False, None)
        for rd in (4_000, None)
    }
    assert {case: (v.outputs["amount"], v.at_most["amount"]) for case, v in found.items()} == {
        (True, 4_000): (200, 200),
        (True, None): (None, 300),
        (False, 4_000): (0, 0),
        (False, None): (0, 0),
        (None, 4_000): (None, 200),
        (None, None): (None, 300),
    }
    assert found[True, 4_000].to_json()["outputs"] == {"amount": "2.00"}
