"""The letter of a refusal says what failed, what was found and asked, what shows it, and how to object."""

from datetime import date

import pytest

from tidu import policies
from tidu.rules import Facts, evaluate, explain, load_library

ON = date(2025, 6, 10)
LIBRARY = load_library(policies.FOLDER)
PAID = "2020-06-18 拨付 15 万元（2019-09-16 认定，青科〔2020〕8号）"
HOLDER = {
    "in_county": True,
    "hnte_valid": True,
    "hnte_new_last_year": True,
    "hnte_announced_on": date(2024, 12, 16),
    "hnte_new_award_paid": True,
}


def letter(code, scalars, years=None, evidence=None):
    rule = LIBRARY.applicable(code, as_of=ON)
    verdict = evaluate(rule, Facts(scalars, years or {}), ON, LIBRARY)
    return explain.refusal(verdict, addressee="某公司", office="县科技局", evidence=evidence or {})


def test_an_award_paid_before_is_refused_and_the_first_payment_named():
    found = letter("qinglan.hnte_new", HOLDER, evidence={"hnte_new_award_paid": [PAID], "revenue": ["别的"]})
    assert found.title == "关于高新技术企业首次认定奖励不符合条件的说明"
    assert found.opening == (
        "某公司：按《青岚县高新技术企业奖励办法》（青科〔2024〕7号）和截至 2025年6月10日登记的数据对照，"
        "不符合高新技术企业首次认定奖励的条件，理由如下。"
    )
    (reason,) = found.reasons
    assert (reason.clause_id, reason.condition) == ("unpaid", "未领过首次认定奖励")
    assert reason.says == "企业此前没有领过高新技术企业首次认定奖励，每户只奖一次"
    assert reason.law == "《青岚县高新技术企业奖励办法》（青科〔2024〕7号）第六条"
    assert (reason.value, reason.needed, reason.distance) == ("是", "否", "")
    assert reason.evidence == ("已领高企首次认定奖励（来源：县科技局奖励拨付台账）", PAID)
    assert found.objection[0].startswith("对上述数据有异议的，请向县科技局提出")


def test_a_number_that_falls_short_is_told_with_what_was_asked_and_how_far_it_is():
    spent = {2024: {"rd_deductible": 150_000_00}, 2023: {"rd_deductible": 100_000_00}}
    found = letter("qinglan.rd_subsidy", {"registered_on": date(2018, 3, 1)}, spent)
    (reason,) = found.reasons
    assert (reason.value, reason.needed, reason.distance) == ("15 万元", "不低于 20 万元", "差 5 万元")
    assert reason.evidence == ("可加计扣除研发费用（来源：企业财务或税务部门）",)
    assert reason.next_step == "核对研发费用是否归集齐全，并完成加计扣除申报。"
    assert found.asked == ()


def test_what_is_missing_besides_is_asked_for():
    found = letter("qinglan.rd_subsidy", {"registered_on": date(2018, 3, 1)}, {2024: {"rd_deductible": 1}})
    assert [reason.clause_id for reason in found.reasons] == ["rd_floor"]
    assert found.asked == ("2023 年度可加计扣除研发费用：企业财务或税务部门",)


def test_what_rests_on_unconfirmed_wording_says_so():
    found = letter("gazelle.zone", {"registered_on": date(2001, 1, 1)})
    assert "不符合瞪羚企业（国家高新区统计口径）的条件（待核），理由如下。" in found.opening


def test_only_a_refusal_makes_a_letter():
    with pytest.raises(ValueError, match="a letter of refusal needs a refusal, not yes"):
        letter("qinglan.hnte_new", HOLDER | {"hnte_new_award_paid": False})
