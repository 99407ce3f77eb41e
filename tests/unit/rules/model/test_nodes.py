"""A node that contradicts itself cannot be built."""

from datetime import date
from fractions import Fraction

import pytest

from tidu.rules import InvalidRule, Kind, Ternary
from tidu.rules.model.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Compare,
    Flag,
    Near,
    Nearness,
    Operator,
    RuleVerdict,
    TextIs,
    default_near,
)
from tidu.rules.model.facts import ENTERPRISE, Fact, Facts, Subject, Vocabulary
from tidu.rules.model.kinds import InvalidFacts, common_kind
from tidu.rules.model.law import Confidence, DatedValue, Law, Parameter, VersionBy
from tidu.rules.model.library import Library
from tidu.rules.model.numbers import (
    ByExperts,
    Growth,
    Literal,
    MeanGrowth,
    Minus,
    Number,
    ParameterValue,
    Plus,
    Ratio,
    ScalarFact,
    Times,
    YearFact,
)
from tidu.rules.model.overlays import Overlay
from tidu.rules.model.rule import Clause, Given, Output, Rule
from tidu.rules.model.tables import Band, Bands, BestOf, Marginal, OutputOf, Rate, Rounding

DAY = date(2024, 1, 1)
MONEY = YearFact("revenue", Kind.MONEY)
STAFF = YearFact("staff", Kind.COUNT)
ONE = Literal(Fraction(1), Kind.MONEY)
SHARE = Literal(Fraction(1, 20), Kind.RATIO)
GROWTH = Growth(MONEY, YearFact("revenue", Kind.MONEY, 2))
DATE = ScalarFact("registered_on", Kind.DATE)


POINT = Literal(Fraction(1), Kind.POINTS)


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: Literal(Fraction(1), Kind.BOOL), "是否不是数值"),
        (lambda: Literal(0.05, Kind.RATIO), "不能是浮点数"),
        (lambda: Literal(Fraction(1, 2), Kind.MONEY), "金额必须是整数"),
        (lambda: ScalarFact("in_county", Kind.BOOL), "不能当作数使用"),
        (lambda: YearFact("revenue", Kind.MONEY, 0), "申请当年不计入"),
        (lambda: Ratio(MONEY, STAFF), "须是同一种数量"),
        (lambda: Ratio(DATE, DATE), "须是同一种数量"),
        (lambda: Ratio(Ratio(MONEY, MONEY), SHARE), "两边都须是固定值"),
        (lambda: Ratio(SHARE, MeanGrowth("revenue", Kind.MONEY, 3)), "两边都须是固定值"),
        (lambda: Growth(MONEY, STAFF), "须是同一种数量"),
        (lambda: Plus((MONEY,)), "至少要有两项"),
        (lambda: Plus((MONEY, STAFF)), "不能放在一起"),
        (lambda: Minus(DATE, DATE), "日期和增长率不能相加"),
        (lambda: Times(MONEY, MONEY), "须有一项是比例或不带单位的数"),
        (lambda: Times(DATE, SHARE), "日期不能相乘"),
        (lambda: BestOf((Times(MONEY, SHARE), ONE)), "各项须是整数"),
        (lambda: Bands(GROWTH, (Band(Fraction(1), True, Fraction(1)),), Fraction(2), Kind.MONEY), "不能依据复合增长率"),
        (lambda: Rate(MONEY, STAFF, ONE, None, Rounding.DOWN), "比率须是比例"),
        (lambda: Rate(MONEY, Ratio(MONEY, MONEY), ONE, None, Rounding.DOWN), "须是固定值、分档值或有例外的值"),
        (lambda: Rate(MONEY, SHARE, STAFF, None, Rounding.DOWN), "与基数同单位的固定值"),
        (lambda: Rate(MONEY, SHARE, ONE, MONEY, Rounding.DOWN), "与基数同单位的固定值"),
        (lambda: Rate(MONEY, SHARE, ONE, None, Rounding.DOWN, 0), "取整单位须是正数"),
        (lambda: BestOf((ParameterValue("p", Kind.RATIO), SHARE)), "各项须是整数"),
        (lambda: MeanGrowth("revenue", Kind.MONEY, 2), "请写 last 3 years"),
        (lambda: Marginal(Times(MONEY, SHARE), ((Fraction(1), Fraction(0)),), Fraction(0), Rounding.DOWN), "基数须是整数"),
        (lambda: Marginal(MONEY, (), Fraction(0), Rounding.DOWN), "至少要有一个带上限的段"),
        (lambda: Marginal(MONEY, ((Fraction(0), Fraction(0)),), Fraction(0), Rounding.DOWN), "上限须大于零"),
        (lambda: Marginal(MONEY, ((Fraction(1), Fraction(0)),), Fraction(-1), Rounding.DOWN), "不能是负数"),
        (lambda: Marginal(MONEY, ((Fraction(1), Fraction(0)),), Fraction(0), Rounding.DOWN, 0), "取整单位须是正数"),
        (lambda: Library(vocabulary(Kind.BOOL), (rule(),), (overlay("no.such"),)), "没有规则 no.such"),
        (lambda: Library(vocabulary(Kind.BOOL), (rule(), rule(code="the.other", judges="contract", clauses=(clause(RuleVerdict("the.rule")),)))), "没有对象类别 contract"),
        (lambda: Compare(MONEY, Operator.AT_LEAST, STAFF), "不能放在一起"),
        (lambda: Compare(SHARE, Operator.AT_LEAST, GROWTH), "写在比较的左边"),
        (lambda: Compare(GROWTH, Operator.AT_LEAST, Ratio(MONEY, MONEY)), "固定的百分比"),
        (lambda: TextIs("industry", ()), "没有列出"),
        (lambda: AllOf(()), "至少要有一个条件"),
        (lambda: AtLeast((Flag("in_county"),), 2), "须在 1 与 1 之间"),
        (lambda: Near(Nearness.SHARE, Fraction(-1)), "不能是负数"),
        (lambda: Parameter(name="p", label="p", kind=Kind.MONEY, series=()), "没有任何取值"),
        (lambda: Parameter(name="p", label="p", kind=Kind.TEXT, series=(dated(),)), "必须是数值"),
        (lambda: Parameter(name="p", label="p", kind=Kind.MONEY, series=(dated(), dated())), "重叠"),
        (lambda: Parameter(name="p", label="p", kind=Kind.MONEY, series=(dated(),)).dated(date(2023, 1, 1)), "没有取值"),
        (lambda: dated(valid_until_on=DAY), "不晚于起始日"),
        (lambda: clause(AnyOf((ClauseRef("other"),))), "引用了另一个条件"),
        (lambda: rule(clauses=()), "没有任何条件"),
        (lambda: rule(clauses=(clause(), clause())), "写了两次"),
        (lambda: rule(decide=ClauseRef("other")), "不是本规则的条件"),
        (lambda: rule(decide=Flag("in_county")), "只能写条件的名称"),
        (lambda: rule(clauses=(clause(), clause(id="spare"))), "没有进入 decide"),
        (lambda: rule().reformed({"rate": Fraction(1)}), "没有参数 rate"),
        (lambda: Library(Vocabulary(()), (rule(),)), "用到未登记的事实 in_county"),
        (lambda: Library(vocabulary(Kind.TEXT), (rule(),)), "用法与事实表不符"),
        (lambda: Library(vocabulary(Kind.BOOL), (rule(clauses=(clause(improvable=("size",)),)),)), "可改进的数据 size 未登记"),
        (lambda: Library(vocabulary(Kind.BOOL), two_ways_of_dating()), "须按同一个日子选择"),
        (lambda: Library(vocabulary(Kind.BOOL), (resting("no.such"),)), "引用了不存在的规则 no.such"),
        (lambda: Library(two_subjects(), (rule(), resting("the.rule", judges="contract"))), "判断的不是同一类对象"),
        (lambda: Library(vocabulary(Kind.BOOL), (with_output(), counting(Kind.COUNT))), "在 2024-01-01 起的版本里没有，或不是数量"),
        (lambda: Library(two_subjects(), (rule(clauses=(clause(Flag("of_contract")),)),)), "判断的是企业，不能用合同的事实 of_contract"),
        (lambda: rule(outputs=(Output(name="x", label="x", of=ParameterValue("rate", Kind.MONEY), given=Given.ALWAYS),)), "用到未定义的参数 rate"),
        (lambda: clause(AllOf((Flag("in_county"), Flag("in_county", expected=False)))), "永远不会满足"),
        (lambda: clause(AllOf(tuple(Compare(ByExperts(one, Kind.POINTS), Operator.AT_LEAST, POINT) for one in "ab"))), "依据多项专家意见；请拆成多个条件"),
        (lambda: Compare(Rate(GROWTH, SHARE, Literal(Fraction(1), Kind.GROWTH), None, Rounding.DOWN), Operator.AT_LEAST, Literal(Fraction(1), Kind.GROWTH)), "增长率不能再参与运算"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_cannot_be_built(build, complaint):
    with pytest.raises(InvalidRule) as caught:
        build()
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "yearly", "complaint"),
    [(Kind.RATIO, False, "类型 ratio 不可用"), (Kind.BOOL, True, "只能是数值")],
)
def test_a_fact_that_cannot_be_recorded_is_refused(kind, yearly, complaint):
    with pytest.raises(InvalidFacts, match=complaint):
        Fact(name="x", kind=kind, yearly=yearly, label="x", unit="", definition="x", whom_to_ask="x")


def test_a_fact_stands_once_in_the_vocabulary():
    (fact,) = vocabulary(Kind.BOOL)
    with pytest.raises(InvalidFacts, match="in_county 写了两次"):
        Vocabulary((fact, fact))


def test_the_default_nearness_is_that_of_the_design():
    share, whole = Near(Nearness.SHARE, Fraction(1, 10)), Near(Nearness.ABSOLUTE, Fraction(1))
    assert default_near(Kind.RATIO) == default_near(Kind.MONEY) == default_near(Kind.USD) == share
    assert default_near(Kind.COUNT) == default_near(Kind.POINTS) == whole
    assert default_near(Kind.GROWTH) == Near(Nearness.ABSOLUTE, Fraction(2, 100))
    assert default_near(Kind.DAYS) == default_near(Kind.DATE) == Near(Nearness.ABSOLUTE, Fraction(90))


def test_a_bare_number_takes_the_kind_of_what_it_meets_but_never_of_money():
    assert common_kind(Kind.NUMBER, Kind.COUNT) is Kind.COUNT
    assert common_kind(Kind.DAYS, Kind.NUMBER) is Kind.DAYS
    with pytest.raises(InvalidRule):
        common_kind(Kind.NUMBER, Kind.MONEY)


def test_every_word_for_people_has_its_chinese():
    words = [*Kind, *Confidence, *VersionBy, *Rounding, *Operator, *Ternary]
    assert all(word.label and not word.label.isascii() for word in words)


def test_only_what_is_open_or_from_one_source_is_unsettled():
    unsettled = {word for word in Confidence if not word.is_settled}
    assert unsettled == {Confidence.SINGLE_SOURCE, Confidence.UNCONFIRMED, Confidence.OPEN}


def test_an_abstract_node_has_no_meaning():
    with pytest.raises(NotImplementedError):
        _ = Number().kind


def overlay(code: str) -> Overlay:
    return Overlay(rule=code, region="青岚县", law=rule().law, values=(("rate", dated()),))


def dated(**changes) -> DatedValue:
    values = {
        "value": Fraction(1),
        "valid_from_on": DAY,
        "number": "一号",
        "article": "一",
        "last_checked_on": DAY,
    }
    return DatedValue(**{"confidence": Confidence.OFFICIAL, **values, **changes})


def vocabulary(kind: Kind) -> Vocabulary:
    return Vocabulary(
        (
            Fact(
                name="in_county", kind=kind, yearly=False, label="x", unit="", definition="x", whom_to_ask="x"
            ),
        )
    )


IN_COUNTY = Flag("in_county")


def clause(require=IN_COUNTY, **changes) -> Clause:
    values = {"id": "it", "label": "it", "article": "一", "says": "须满足", "confidence": Confidence.OFFICIAL}
    return Clause(**{"require": require, "last_checked_on": DAY, **values, **changes})


def rule(version_by=VersionBy.APPLICATION_DAY, start=DAY, until=None, **changes) -> Rule:
    law = Law(
        title="办法", number="一号", valid_from_on=start, valid_until_on=until,
        confidence=Confidence.OFFICIAL, last_checked_on=DAY,
    )  # fmt: skip
    values = {
        "code": "the.rule",
        "name": "规则",
        "subject": "资格",
        "clauses": (clause(),),
        "decide": ClauseRef("it"),
    }
    return Rule(**{"law": law, "version_by": version_by, "on": start, **values, **changes})


def resting(code: str, **changes) -> Rule:
    return rule(code="the.other", clauses=(clause(RuleVerdict(code)),), **changes)


def two_subjects() -> Vocabulary:
    subjects = ENTERPRISE, Subject(kind="contract", label="合同")
    of_contract = {"label": "x", "unit": "", "definition": "x", "whom_to_ask": "x", "subject": "contract"}
    fact = Fact(name="of_contract", kind=Kind.BOOL, yearly=False, **of_contract)
    return Vocabulary((*vocabulary(Kind.BOOL), fact), subjects)


def with_output() -> Rule:
    return rule(
        outputs=(Output(name="sum", label="x", of=Literal(Fraction(1), Kind.MONEY), given=Given.ALWAYS),)
    )


def counting(kind: Kind) -> Rule:
    found = Compare(OutputOf("the.rule", "sum", kind), Operator.AT_LEAST, Literal(Fraction(1), kind))
    return rule(code="the.other", clauses=(clause(found),))


def two_ways_of_dating() -> tuple[Rule, Rule]:
    return rule(until=date(2025, 1, 1)), rule(VersionBy.PAYMENT_DAY, date(2025, 1, 1))


def test_values_that_cannot_be_are_refused_and_an_unusual_row_of_possible_ones_is_kept():
    assert Facts({}, {2024: {"x": None, "y": True}}).yearly("y", 2024) is True
    with pytest.raises(InvalidFacts, match="2024 年度 y 是浮点数"):
        Facts({}, {2024: {"x": 1, "y": 1.5}})


def test_which_rule_decides_a_tier_is_told_the_same_whenever_it_is_asked():
    found = Library(vocabulary(Kind.BOOL), (rule(decides="HNTE"),))
    assert found.deciding(as_of=DAY) == found.deciding(as_of=DAY) == {"HNTE": "the.rule"}
