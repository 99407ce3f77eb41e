from fractions import Fraction

import pytest

from tests.factories.rules import AS_OF, HEAD, clause, firm, judge, library, pack, rule
from tidu.rules import NO, UNKNOWN, YES, PolicyError
from tidu.rules.language.expressions import Names, read_condition, read_number
from tidu.rules.language.marks import Place
from tidu.rules.model.conditions import AllOf, AnyOf, AtLeast, Compare, Flag, Operator, RuleVerdict, TextIs
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import (
    DaysSince,
    Growth,
    Literal,
    MeanYears,
    Minus,
    Plus,
    Ratio,
    SumYears,
    Times,
    YearFact,
)
from tidu.rules.model.tables import BestOf, LeastOf


def revenue(back=1):
    return YearFact("revenue", Kind.MONEY, back)


def money(fen):
    return Literal(Fraction(fen), Kind.MONEY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("revenue[last year] >= 20万元", Compare(revenue(), Operator.AT_LEAST, money(20_000_000))),
        ("revenue[last year]>=0.01元", Compare(revenue(), Operator.AT_LEAST, money(1))),
        ("revenue[year before] < 1亿元", Compare(revenue(2), Operator.LESS_THAN, money(10_000_000_000))),
        ("revenue[last year - 2] == 3元", Compare(revenue(3), Operator.EQUAL, money(300))),
        ("resident", Flag("resident")),
        ("not resident", Flag("resident", expected=False)),
        ("not not resident", Flag("resident")),
        ("resident and polluter", AllOf((Flag("resident"), Flag("polluter")))),
        (
            "resident or polluter and not resident",
            AnyOf((Flag("resident"), AllOf((Flag("polluter"), Flag("resident", expected=False))))),
        ),
        ("(resident or polluter) and resident", AllOf((AnyOf((Flag("resident"), Flag("polluter"))), Flag("resident")))),
        ("all(resident, polluter)", AllOf((Flag("resident"), Flag("polluter")))),
        ("at_least(1, resident, polluter)", AtLeast((Flag("resident"), Flag("polluter")), 1)),
        ('one_of(industry, "电子", "食品")', TextIs("industry", ("电子", "食品"))),
        (
            "ratio(sum(rd, last 3 years), sum(revenue, last 3 years)) ≥ 5%",
            Compare(
                Ratio(SumYears("rd", Kind.MONEY, 3), SumYears("revenue", Kind.MONEY, 3)),
                Operator.AT_LEAST,
                Literal(Fraction(1, 20), Kind.RATIO),
            ),
        ),
        (
            "mean(staff, last 2 years) > 50人",
            Compare(MeanYears("staff", Kind.COUNT, 2), Operator.MORE_THAN, Literal(Fraction(50), Kind.COUNT)),
        ),
        (
            "growth(revenue[last year], revenue[last year - 2], 2 years) >= 20%",
            Compare(Growth(revenue(), revenue(3), 2), Operator.AT_LEAST, Literal(Fraction(1, 5), Kind.RATIO)),
        ),
        ("days_since(registered_on) >= 365天", Compare(DaysSince("registered_on"), Operator.AT_LEAST, Literal(Fraction(365), Kind.DAYS))),
        (
            "rd[last year] + rd[year before] - 1元 > 2 * revenue[last year]",
            Compare(
                Minus(Plus((YearFact("rd", Kind.MONEY, 1), YearFact("rd", Kind.MONEY, 2))), money(100)),
                Operator.MORE_THAN,
                Times(Literal(Fraction(2), Kind.NUMBER), revenue()),
            ),
        ),
        (
            "best_of(rd[last year], 1元) <= least_of(revenue[last year], 2元)",
            Compare(
                BestOf((YearFact("rd", Kind.MONEY, 1), money(100))),
                Operator.AT_MOST,
                LeastOf((revenue(), money(200))),
            ),
        ),
    ],
)  # fmt: skip
def test_an_expression_means_what_it_says(tmp_path, written, meant):
    assert rule(tmp_path, f"'{written}'").clause("it").require == meant


def test_a_verdict_of_another_rule_can_be_a_condition(tmp_path):
    other = pack(clause("resident"), HEAD.replace("the.rule", "other.rule"))
    loaded = library(tmp_path, pack(clause("not verdict(other.rule)")), other)
    assert loaded.rule("the.rule", on=AS_OF).clause("it").require == RuleVerdict("other.rule", expected=False)


@pytest.mark.parametrize(
    ("written", "complaint", "mend"),
    [
        ("revnue[last year] >= 1元", "不认识的名称 revnue", "是否想写 revenue"),
        ("revenue >= 1元", "须写明哪一年", "revenue[last year]"),
        ("revenue[last year] / 2 >= 1元", "不能用 / 相除", "ratio(分子, 分母)"),
        ("revenue[last year] = 1元", "一个 = 不是比较号", "=="),
        ("revenue[last year] >= 20", "金额与数不能放在一起比较", ""),
        ("revenue[last year] >= 5%", "金额与比例不能放在一起比较", ""),
        ("revenue[last year]", "是一个数，不是条件", "补写比较"),
        ("revenue[last year] and resident", "这里应是条件，不是数", "补写比较"),
        ("resident >= 1", "条件不能参与运算或比较", "加括号"),
        ("not (revenue[last year] > 1元)", "not 只能用于", "相反的比较号"),
        ("revenue[next year] > 1元", "这里应是“year”", "year"),
        ("sum(resident, last 3 years) > 1", "不按年度", "改用按年度的事实"),
        ("sum(revenue, last three years) > 1元", "这里应是整数", "如 3"),
        ("sum(revenue, last 0 years) > 1元", "年数至少为 1", ""),
        ("days_since(resident) > 1天", "不是日期", "日期类事实"),
        ("one_of(resident, '甲') ", "不是文字", "文字类事实"),
        ("one_of(industry, 电子)", "看不懂", ""),
        ("one_of(industry, resident)", "须加引号", ""),
        ("industry", "是文字，不能单独作为条件", "one_of"),
        ("minimum(revenue[last year], 1元) > 1元", "没有函数 minimum", "可用"),
        ("ratio(revenue[last year], staff[last year]) > 5%", "须是同一种数量", ""),
        ("verdict(resident)", "这里应写规则代码", "verdict(hnte.gates)"),
        ("at_least(3, resident, polluter)", "须在 1 与 2 之间", ""),
        ("resident resident", "“resident”是多余的", "and、or"),
        ("resident and", "这里应写事实名、数或函数", "补全式子"),
        ("(resident", "这里应是“)”", "补上 )"),
        ("resident ； polluter", "第 10 个字符“；”看不懂", ""),
        (
            "growth(revenue[last year], revenue[year before]) > revenue[last year]",
            "增长率与金额不能放在一起比较",
            "",
        ),
        ("growth(revenue[last year], revenue[year before]) + 5% > 5%", "增长率不能相加", ""),
        ("best_of(ratio(rd[last year], revenue[last year]), 5%) > 5%", "取较大或较小者的各项须是整数", ""),
    ],
)
def test_a_wrong_expression_is_refused_with_its_place_and_its_mend(tmp_path, written, complaint, mend):
    quoted = written.replace("'", '"')
    with pytest.raises(PolicyError) as caught:
        rule(tmp_path, f"'{quoted}'")
    message = str(caught.value)
    assert complaint in message
    assert mend in message
    assert message.startswith("pack0.yaml 第 7 行，条件 it：")


@pytest.mark.parametrize(
    ("resident", "polluter", "together", "either"),
    [
        (True, True, YES, YES),
        (True, False, NO, YES),
        (True, None, UNKNOWN, YES),
        (False, False, NO, NO),
        (False, None, NO, UNKNOWN),
        (None, None, UNKNOWN, UNKNOWN),
    ],
)
def test_and_and_or_follow_three_valued_logic(tmp_path, resident, polluter, together, either):
    facts = firm(resident=resident, polluter=polluter)
    assert judge(tmp_path, facts, "resident and polluter").verdict is together
    assert judge(tmp_path, facts, "resident or polluter").verdict is either


def test_outside_a_set_of_rules_a_verdict_is_taken_at_its_word_and_a_result_is_refused(tmp_path):
    names = Names(library(tmp_path, pack(clause("resident"))).facts, {})
    place = Place("某处", 3)
    assert read_condition("verdict(some.rule)", names, place) == RuleVerdict("some.rule")
    with pytest.raises(
        PolicyError, match=r"某处 第 3 行：这里不能引用规则 some.rule 的结果。改法：只在成套的规则里引用"
    ):
        read_number("output(some.rule, amount)", names, place)
