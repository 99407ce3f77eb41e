from datetime import date
from fractions import Fraction

import pytest

from tests.factories.rules import AS_OF, clause, firm, judge, library, pack
from tidu import policies
from tidu.rules import Facts, Kind, evaluate, explain, load_library
from tidu.rules.model.show import cut, show, show_beside
from tidu.rules.reference import facts_page, rules_page

LIBRARY = load_library(policies.FOLDER)

GOOD_YEAR = {
    "revenue": 4_000_000_000,
    "total_income": 4_000_000_000,
    "hightech_income": 3_000_000_000,
    "rd_hnte": 240_000_000,
    "rd_hnte_domestic": 240_000_000,
    "staff_average": 100,
    "tech_staff": 20,
    "ip_class1": 0,
    "ip_class2": 3,
}


def gates(**changes: object):
    last = {name: changes.pop(name) for name in list(changes) if name in GOOD_YEAR}
    scalars = {
        "registered_on": date(2018, 3, 1),
        "in_hightech_field": True,
        "major_incident_365d": False,
        **changes,
    }
    facts = Facts(scalars, {2022: GOOD_YEAR, 2023: GOOD_YEAR, 2024: {**GOOD_YEAR, **last}})
    return evaluate(LIBRARY.rule("hnte.gates", on=AS_OF), facts, AS_OF, LIBRARY)


def test_the_sentence_names_each_gap_with_value_and_threshold():
    verdict = gates(rd_hnte=74_400_000, rd_hnte_domestic=74_400_000, ip_class2=0)
    assert (
        explain.sentence(verdict)
        == "离高新技术企业还差 2 项：自主知识产权 0 件 / 1 件，研发费用占比 4.62% / 5%。"
    )


def test_the_sentence_of_a_firm_that_waits_for_experts_says_so():
    assert explain.sentence(gates()) == "高新技术企业：形式条件满足，待专家给出企业创新能力评价得分。"


def test_the_sentence_of_an_unknown_firm_says_what_is_missing_and_whom_to_ask():
    words = explain.sentence(gates(hightech_income=None))
    assert words == "高新技术企业：数据不足，缺 1 项：2024 年度高新技术产品（服务）收入（问：企业财务）。"


def test_the_gap_card_says_value_need_distance_law_next_step_and_the_smallest_change():
    """Three years of revenue make 1.2 亿, 5 % is 600万; 240 + 240 + 74.4 lacks 45.6万, so 120万 would do."""
    (rd, score) = explain.gap_card(gates(rd_hnte=74_400_000, rd_hnte_domestic=74_400_000))
    assert (rd.condition, rd.value, rd.needed, rd.distance) == (
        "研发费用占比",
        "4.62%",
        "不低于 5%",
        "差 0.38 个百分点",
    )
    assert rd.law == "《高新技术企业认定管理办法》（国科发火〔2016〕32号）第十一条（五）"
    assert rd.change == "2024 年度研究开发费用（高企口径）由 74.4 万元 增至 120 万元（增 45.6 万元）"
    assert rd.next_step
    assert rd.near
    assert (score.condition, score.value, score.pending) == ("企业创新能力评价", "待专家给出", True)


def test_the_smallest_change_is_exact_to_one_person():
    """999 people: 10 % is 99.9, so 100 technical staff are needed and 99 are not enough."""
    (row, _) = explain.gap_card(gates(staff_average=999, tech_staff=90))
    assert row.change == "2024 年度科技人员由 90 人 增至 100 人（增 10 人）"


@pytest.mark.parametrize(
    ("require", "facts", "change"),
    [
        ("staff[last year] <= 500人", {"staff": 512}, "2024 年度职工由 512 人 降至 500 人（降 12 人）"),
        ("staff[last year] > 500人", {"staff": 500}, "2024 年度职工由 500 人 增至 501 人（增 1 人）"),
        ("staff[last year] == 500人", {"staff": 499}, "2024 年度职工由 499 人 增至 500 人（增 1 人）"),
        ("staff[last year] < 0人", {"staff": 5}, ""),
        ("staff[last year] + staff[year before] >= 10人", {"staff": 3}, ""),
    ],
)
def test_the_smallest_change_goes_either_way_or_is_not_there(tmp_path, require, facts, change):
    verdict = judge(tmp_path, firm(years={2024: facts}), require, improvable="[staff]")
    assert [row.change for row in explain.gap_card(verdict)] == [change]


def test_a_flag_that_can_be_turned_is_a_change(tmp_path):
    verdict = judge(tmp_path, firm(resident=False), "resident", improvable="[resident]")
    (row,) = explain.gap_card(verdict)
    assert (row.value, row.needed, row.change) == ("否", "是", "居民企业由否变为是")


def test_waiting_is_told_with_its_day():
    (row, _) = explain.gap_card(gates(registered_on=date(2024, 8, 1)))
    assert row.value == "313 天"
    assert row.distance == "差 52 天（2025年8月1日起满足）"


@pytest.mark.parametrize(
    ("require", "facts", "words", "distance"),
    [
        ("staff[last year] <= 500人", {"staff": 512}, "512 人 / 不超过 500 人", "超 12 人"),
        ("staff[last year] < 500人", {"staff": 512}, "512 人 / 低于 500 人", "超 12 人"),
        ("staff[last year] >= 500人", {"staff": 488}, "488 人 / 500 人", "差 12 人"),
    ],
)
def test_what_is_above_a_bound_is_said_to_exceed_it_and_not_to_lack(
    tmp_path, require, facts, words, distance
):
    verdict = judge(tmp_path, firm(years={2024: facts}), require)
    (row,) = explain.gap_card(verdict)
    assert row.distance == distance
    assert words in explain.sentence(verdict)


def test_an_absent_quantity_is_told_with_its_reason():
    row = explain.gap_card(gates(staff_average=0, tech_staff=0))[0]
    assert row.value == "分母不是正数，比例无从计算"
    assert row.distance == ""


def test_standing_exactly_on_an_excluded_bound_is_said_so():
    (row,) = explain.gap_card(gates(innovation_score=70))
    assert (row.value, row.needed, row.distance) == ("70 分", "高于 70 分", "恰在界上，须再进一步")


def test_missing_inputs_come_with_whom_to_ask():
    row = explain.gap_card(gates(hightech_income=None))[0]
    assert row.value == "缺数"
    assert row.ask == ("2024 年度高新技术产品（服务）收入：企业财务",)


def test_everything_shows_the_clauses_that_hold_too():
    assert len(explain.gap_card(gates(), everything=True)) == 9
    assert len(explain.gap_card(gates())) == 1


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (None, Kind.MONEY, "缺数"),
        (True, Kind.BOOL, "是"),
        ("电子", Kind.TEXT, "电子"),
        (Fraction(1), Kind.MONEY, "0.01 元"),
        (Fraction(0), Kind.MONEY, "0 元"),
        (Fraction(18_500_000), Kind.MONEY, "18.5 万元"),
        (Fraction(20_000_000_000), Kind.MONEY, "2 亿元"),
        (Fraction(19_999_999), Kind.MONEY, "199999.99 元"),
        (Fraction(-18_500_000), Kind.MONEY, "-18.5 万元"),
        (Fraction(12_345_600_000), Kind.USD, "12345.6 万美元"),
        (Fraction(4_999_999, 100_000_000), Kind.RATIO, "4.99%"),
        (Fraction(1, 3), Kind.RATIO, "33.33%"),
        (Fraction(-1, 10_000), Kind.GROWTH, "-0.01%"),
        (Fraction(20_000), Kind.DATE, "2024年10月4日"),
        (Fraction(3, 2), Kind.COUNT, "1.5"),
    ],
)
def test_quantities_are_shown_without_losing_what_matters(value, kind, words):
    assert show(value, kind) == words


def test_two_different_quantities_never_read_the_same():
    assert show_beside(Fraction(4_999_999, 10**8), Fraction(5, 100), Kind.RATIO) == ("4.99%", "5%")
    assert show_beside(Fraction(5_000_001, 10**8), Fraction(5, 100), Kind.RATIO) == ("5%（略高）", "5%")
    assert cut(Fraction(0), 4) == "0"


def test_the_reference_pages_hold_every_fact_and_every_clause():
    facts, rules = facts_page(LIBRARY), rules_page(LIBRARY)
    for fact in LIBRARY.facts:
        assert f"`{fact.name}`" in facts
    for rule in LIBRARY:
        assert rule.law.number in rules
        for found in rule.clauses:
            assert f"`{found.id}`" in rules
    assert "不低于 5% / 4% / 3%" in rules
    assert facts_page(LIBRARY) == facts_page(load_library(policies.FOLDER))


def test_the_reference_page_says_what_a_rule_leaves_out_and_what_its_author_notes(tmp_path):
    text = pack(clause("revenue[last year] >= 5元"))
    page = rules_page(library(tmp_path, text + "incomplete: 评分表没有读到\nnote: 申报时间看通知\n"))
    assert "- 不完整，至多待核：评分表没有读到\n- 说明：申报时间看通知\n" in page
    assert "不完整" not in rules_page(library(tmp_path, text))


def test_a_rule_with_parameters_in_its_words_is_documented(tmp_path):
    text = pack(
        clause("revenue[last year] >= least", where="{least: 5元}", says="不低于 {least}", near="5万元")
    )
    assert "不低于 5 元 | 差不超过 5 万元" in rules_page(library(tmp_path, text))


def test_one_clause_is_told_by_its_numbers_and_a_yes_or_no_by_its_name():
    verdict = gates(rd_hnte=74_400_000, rd_hnte_domestic=74_400_000, major_incident_365d=True)
    told = {found.id: explain.clause_in_words(found, verdict) for found in verdict.clauses}
    assert told["rd_intensity"] == "研发费用占比 4.62% / 5%"
    assert told["own_ip"] == "自主知识产权 3 件 / 1 件"
    assert told["no_incident"] == "无重大事故和严重违法"


def test_a_bound_from_above_says_so_and_a_year_that_was_not_is_told_by_its_reason(tmp_path):
    few = judge(tmp_path, firm(years={2024: {"staff": 7}}), "staff[last year] <= 5人")
    assert explain.clause_in_words(few.clauses[0], few) == "某条件 7 人 / 不超过 5 人"
    other = judge(tmp_path, firm(years={2024: {"staff": 7}}), "staff[last year] == 5人")
    assert explain.clause_in_words(other.clauses[0], other) == "某条件 7 人 / 5 人"
    young = judge(
        tmp_path,
        firm(date(2024, 3, 1), years={2024: {"rd": 1}}),
        "growth(rd[last year], rd[year before]) >= 5%",
    )
    assert explain.clause_in_words(young.clauses[0], young) == "某条件（2023 年度时企业尚未设立）"


@pytest.mark.parametrize(("years", "when"), [(1, "明年"), (2, "后年"), (3, "3 年后")])
def test_a_margin_that_shrinks_is_told_year_by_year_with_the_day_it_is_gone(tmp_path, years, when):
    now, *before = (
        judge(tmp_path, firm(years={2024: {"staff": count}}), "staff[last year] >= 5人")
        for count in (6, 9, 7)
    )
    (found,), earlier = now.clauses, [one.clauses[0] for one in before]
    assert explain.shrinking_in_words(found, earlier, years, now) == (
        f"某条件 9 人 → 7 人 → 6 人，要求不低于 5 人；照此速度，{when}申报时不再满足。"
    )


def test_a_page_of_facts_without_checks_has_no_heading_for_them(tmp_path):
    page = facts_page(library(tmp_path, pack(clause("resident"))))
    assert "居民企业" in page
    assert "不可能成立的数" not in page
    assert "不可能成立的数" in facts_page(LIBRARY)
