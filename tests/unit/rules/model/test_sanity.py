"""Kinds of things and what cannot be true of them."""

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest

from tests.factories.rules import AS_OF, FACTS, clause, firm, library, pack
from tidu import policies
from tidu.rules import Fact, Facts, Input, InvalidFacts, Kind, Vocabulary, evaluate, explain, load_library
from tidu.rules.engines.columns.frame import Size
from tidu.rules.engines.columns.sanity import trusted
from tidu.rules.model.facts import ENTERPRISE, Subject
from tidu.rules.model.sanity import Sanity

DAY = date(2024, 1, 1)
CONTRACT = Subject(kind="contract", label="技术合同")


def fact(name: str, kind: Kind = Kind.COUNT, *, yearly: bool = False, subject: str = "enterprise") -> Fact:
    return Fact(
        name=name, kind=kind, yearly=yearly, label=name, unit="", definition=name, whom_to_ask=name, subject=subject
    )  # fmt: skip


def sanity(**changes) -> Sanity:
    plain = {"id": "it", "facts": ("staff",), "says": "不可能", "valid_from_on": DAY, "last_checked_on": DAY}
    return Sanity(**{**plain, **changes})


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: Vocabulary((fact("x", subject="contract"),)), "没有对象类别 contract；现有：enterprise"),
        (lambda: Vocabulary((fact("x", yearly=True, subject="contract"),), (ENTERPRISE, CONTRACT)), "不能有年度事实 x"),
        (lambda: Vocabulary((fact("registered_on"),)), "begins 须是日期，registered_on 不是"),
        (sanity, "须写界限（least、most）、关系（at_most）或 not_ahead，且只写一种"),
        (lambda: sanity(least=0, of="all"), "且只写一种"),
        (lambda: sanity(least=0, not_ahead=True), "且只写一种"),
        (lambda: Vocabulary((fact("staff"),), sanities=(sanity(not_ahead=True),)), "只能检查日期，staff 不是"),
        (lambda: sanity(of="all", times=Fraction(0)), "倍数须大于零"),
        (lambda: sanity(of="all", times=Fraction(1, 1000)), "分子分母都不超过 100"),
        (lambda: Vocabulary((), sanities=(sanity(least=0),)), "用到未登记的事实 staff"),
        (lambda: Vocabulary((fact("staff", Kind.BOOL),), sanities=(sanity(least=0),)), "只能检查数值，staff 不是"),
        (lambda: Vocabulary((fact("staff"), fact("all", Kind.MONEY)), sanities=(sanity(of="all"),)), "不是同一种数"),
    ],
)  # fmt: skip
def test_a_vocabulary_that_contradicts_itself_cannot_be_built(build, complaint):
    with pytest.raises(InvalidFacts) as caught:
        build()
    assert complaint in str(caught.value)


def test_a_check_holds_on_the_days_it_covers():
    checked = sanity(least=0, valid_until_on=date(2025, 1, 1))
    assert [checked.covers(day) for day in (date(2023, 12, 31), DAY, date(2024, 12, 31), date(2025, 1, 1))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_of_two_numbers_that_contradict_each_other_both_are_in_doubt():
    known = Vocabulary((fact("staff"), fact("all")), sanities=(sanity(of="all", times=Fraction(1, 2)),))
    assert known.doubts(Facts({"staff": 5, "all": 10}), AS_OF) == {}
    assert known.doubts(Facts({"staff": 6, "all": 10}), AS_OF) == {
        Input("staff", None): "不可能",
        Input("all", None): "不可能",
    }
    assert known.doubts(Facts({"staff": 6}), AS_OF) == {}


@pytest.mark.parametrize(
    ("times", "all_", "doubted"), [(1, 0, True), (1, -1, False), (10, 0, False), (10, 1, False)]
)
def test_a_part_of_nothing_is_nothing_and_a_multiple_of_nothing_says_nothing(times, all_, doubted):
    known = Vocabulary((fact("staff"), fact("all")), sanities=(sanity(of="all", times=Fraction(times)),))
    facts = Facts({"staff": 6, "all": all_})
    assert bool(known.doubts(facts, AS_OF)) is doubted
    frame = pl.DataFrame({"key": ["甲"], "staff": [6], "all": [all_]})
    found = trusted(frame, known, frozenset({"staff", "all"}), AS_OF, {})
    assert found["staff"].to_list() == [None if doubted else 6]


def test_a_population_in_which_nothing_is_doubted_is_handed_on_as_it_is():
    known = Vocabulary((fact("staff"),), sanities=(sanity(least=0),))
    frame = pl.DataFrame({"key": ["甲", "乙"], "staff": [1, None]})
    assert trusted(frame, known, frozenset({"staff"}), AS_OF, {}) is frame
    assert trusted(frame, known, frozenset({"other"}), AS_OF, {}) is frame
    assert trusted(frame, known, frozenset({"staff"}), AS_OF, {"staff": Size(1, natural=True)}) is frame
    wrong = pl.DataFrame({"key": ["甲", "乙"], "staff": [1, -1]})
    for measured in ({}, {"staff": Size(1, natural=False)}):
        assert trusted(wrong, known, frozenset({"staff"}), AS_OF, measured)["staff"].to_list() == [1, None]


def test_a_size_that_cannot_be_negative_says_nothing_about_other_bounds():
    known = Vocabulary((fact("staff"),), sanities=(sanity(least=1),))
    frame = pl.DataFrame({"key": ["甲", "乙"], "staff": [1, 0]})
    found = trusted(frame, known, frozenset({"staff"}), AS_OF, {"staff": Size(1, natural=True)})
    assert found["staff"].to_list() == [1, None]


def test_a_doubted_number_is_told_with_the_reason_and_whom_to_ask(tmp_path):
    sane = (
        "\nsane:\n  - {id: rd, facts: [rd], says: 研发费用不能为负, least: 0元, "
        "from: 2020-01-01, last_checked_on: 2025-01-01}\n"
    )
    loaded = library(tmp_path, pack(clause("rd[last year] > 0元")), facts=FACTS + sane)
    verdict = evaluate(loaded.rule("the.rule", on=AS_OF), firm(years={2024: {"rd": -1}}), AS_OF, loaded)
    told = "2024 年度研发（登记的数不可能：研发费用不能为负）"
    assert explain.sentence(verdict) == f"某项资格：数据不足，缺 1 项：{told}（问：财务）。"
    assert explain.gap_card(verdict)[0].ask == (f"{told}：财务",)
    assert verdict.to_json()["missing"][0]["reason"] == "研发费用不能为负"


@pytest.mark.parametrize(
    ("year", "doubted"),
    [
        ({"rd_hnte": -1}, {"rd_hnte"}),
        ({"rd_staff": 101, "staff_average": 100}, {"rd_staff", "staff_average"}),
        ({"rd_staff": 100, "staff_average": 100}, set()),
        ({"rd_hnte": 1001, "revenue": 100}, {"rd_hnte", "revenue"}),
        ({"rd_hnte": 1000, "revenue": 100}, set()),
        ({"net_profit": -5, "net_assets": -5}, set()),
        ({"rd_staff": 1, "staff_average": 0}, {"rd_staff", "staff_average"}),
        ({"rd_hnte_domestic": 11, "rd_hnte": 10}, {"rd_hnte_domestic", "rd_hnte"}),
        ({"hightech_income": 11, "total_income": 10}, {"hightech_income", "total_income"}),
        ({"quality_score": 101}, {"quality_score"}),
    ],
)
def test_the_house_doubts_what_cannot_be_true_of_a_firm(year, doubted):
    found = load_library(policies.FOLDER).facts.doubts(Facts({}, {2024: year}), AS_OF)
    assert {cell.fact for cell in found} == doubted


@pytest.mark.parametrize(
    "name", ["registered_on", "last_contact_on", "hnte_announced_on", "price_notice_until"]
)
def test_a_day_that_has_not_come_is_doubted_where_it_is_said_to_have_happened(name):
    known = load_library(policies.FOLDER).facts
    assert known.doubts(Facts({name: AS_OF}), AS_OF) == {}
    assert known.doubts(Facts({name: AS_OF + timedelta(days=1)}), AS_OF) == {
        Input(name, None): "到判断之日还没有这一天，请核对日期"
    }
    assert known.doubts(Facts({"hnte_last_day": AS_OF + timedelta(days=1)}), AS_OF) == {}


MAY_BE_BELOW_NOUGHT = {
    "net_profit", "net_assets", "tax_paid", "taxable_before_extra", "investment_income", "conversion_net_income",
    "own_use_profit",
}  # fmt: skip
"""A loss, more debts than assets, taxes given back, a loss on an investment, on a transfer or on own use."""


def test_every_number_of_the_house_is_kept_from_being_negative_or_may_be_so():
    known = load_library(policies.FOLDER).facts
    bounded = {name for one in known.sanities if one.least is not None for name in one.facts}
    numeric = {fact.name for fact in known if fact.kind in (Kind.MONEY, Kind.USD, Kind.COUNT, Kind.POINTS)}
    assert numeric - bounded == MAY_BE_BELOW_NOUGHT


def test_nobody_is_paid_on_an_award_received_that_is_below_nought():
    loaded = load_library(policies.FOLDER)
    platform = {"platform_in_county": True, "platform_level": "国家级", "platform_recognised": True}
    facts = Facts({**platform, "platform_award_received": -100_000_000})
    verdict = evaluate(loaded.rule("qinglan.platform", on=AS_OF), facts, AS_OF, loaded)
    assert verdict.outputs == {"amount": None}
