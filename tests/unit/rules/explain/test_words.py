"""Every node has its words, and two versions of a rule are compared in them."""

from datetime import date

import pytest

from tests.factories.rules import AS_OF, HEAD, clause, library, node_types, pack, rule
from tidu import policies
from tidu.rules import explain, load_library
from tidu.rules.explain.words import Telling, in_words, told_in_full
from tidu.rules.model.conditions import Condition
from tidu.rules.model.numbers import Number

BANDS = "{t: {by: 'revenue[last year]', bands: [{up_to: 5元, 含: true, is: 5%}, {is: 3%}]}}"
EXCEPTION = "{t: {otherwise: 5件, exceptions: [{when: resident, is: 3件, article: 第二条}]}}"


def test_every_node_has_its_words():
    nothing = told_in_full.dispatch(object)
    silent = {
        node for node in node_types(Number) | node_types(Condition) if told_in_full.dispatch(node) is nothing
    }
    assert silent == set()


@pytest.mark.parametrize(
    ("require", "where", "words"),
    [
        ("revenue[last year] >= t", "{t: 5元}", "上一年度收入不低于 5 元"),
        ("patents >= t", EXCEPTION, "专利不低于 5；但“居民企业”的为3（第二条）"),
        (
            "ratio(rd[year before], revenue[last year - 2]) >= t",
            BANDS,
            "再上一年度研发占前第 3 个年度收入的比例不低于 按上一年度收入：5 元以下（含）为 5%；其余为 3%",
        ),
        ("growth(rd[last year], rd[last year - 2], 2 years) > t", "{t: 5%}",
         "上一年度研发比前第 3 个年度研发的 2 年年均复合增长率高于 5%"),
        ("one_of(industry, '甲') and patents < t", "{t: 5件}", "行业为甲且专利低于 5"),
        ("mean_growth(rd, last 3 years) > t", "{t: 5%}", "近 3 个年度研发逐年比值的平均减一高于 5%"),
        ("not resident or (polluter and one_of(industry, '甲', '乙')) or patents < t", "{t: 5件}",
         "不是“居民企业”或（“污染企业”且行业为甲、乙之一）或专利低于 5"),
        ("at_least(1, days_since(expires_on) > t, days_between(registered_on, expires_on) <= t)", "{t: 5天}",
         "到期日至判断之日的天数高于 5 天、成立日期至到期日的天数不超过 5 天中至少 1 项"),
        ("best_of(rd[last year], sum(revenue, last 2 years)) - least_of(rd[last year], t) > t", "{t: 5元}",
         "上一年度研发、近 2 个年度收入合计中的较大者减上一年度研发、5 元中的较小者高于 5 元"),
        ("mean(rd, last 2 years) + rd[last year] * 50% > t", "{t: 5元}",
         "近 2 个年度研发平均、上一年度研发乘以50%之和高于 5 元"),
    ],
)  # fmt: skip
def test_a_condition_is_told_in_words(tmp_path, require, where, words):
    found = rule(tmp_path, require, where=where)
    facts = library(tmp_path, pack(clause(require, where=where))).facts
    assert in_words(found.clause("it").require, Telling(found, facts)) == words


def test_amounts_and_scores_are_told_in_words(tmp_path):
    body = clause("resident") + (
        "parameters: {cap: {label: 上限, value: 9元, article: 第二条}}\n"
        "outputs:\n"
        "  a: {label: 甲, article: 第五条, given: always, rate: {of: 'rd[last year]', at: 5%, floor: 1元, cap: cap, rounding: down, to: 1元}}\n"
        "  b: {label: 乙, given: always, is: points}\n"
        "  c: {label: 丙, given: always, is: layered}\n"
        "define:\n"
        "  points: {label: 分, article: 第二条, of: patents, table: [{from: 3件, 含: true, is: 2}, {is: 0}]}\n"
        "  layered: {label: 段, article: 第三条, of: 'rd[last year]', marginal: [{up_to: 5元, at: 0%}, {at: 50%}], rounding: half_up}\n"
    )
    loaded = library(tmp_path, pack(body))
    found = loaded.rule("the.rule", on=AS_OF)
    told = [in_words(output.of, Telling(found, loaded.facts)) for output in found.outputs]
    assert told == [
        "上一年度研发的 5%（不低于 1 元，不超过 9 元，舍去尾数到 1 元）",
        "按专利评分：3以上（含）2 分；其余 0 分",
        "上一年度研发分段累计：不超过 5 元的部分 0%；超过 5 元的部分 50%（四舍五入到 0.01 元）",
    ]


def test_what_has_a_name_stands_by_it_and_a_longer_sum_goes_on_from_it(tmp_path):
    body = clause("resident") + (
        "define:\n"
        "  two: rd[last year] + revenue[last year]\n"
        "outputs:\n"
        "  two: {label: 两项合计, given: always, is: two}\n"
        "  more: {label: 三项合计, given: always, is: 'two + rd[year before]'}\n"
        "  limit: {label: 限额, article: 第五条, given: always, rate: {of: two, at: 'ratio(10%, 100% - 10%)', rounding: down}}\n"
        "  third: {label: 三分之二, article: 第六条, given: always, rate: {of: two, at: 'ratio(2, 3)', rounding: down}}\n"
        "  spare: {label: 余额, given: always, is: 'rd[last year] - two'}\n"
    )
    loaded = library(tmp_path, pack(body))
    two, *rest = loaded.rule("the.rule", on=AS_OF).outputs
    telling = Telling(loaded.rule("the.rule", on=AS_OF), loaded.facts, named={two.of: "“两项合计”"})
    assert [in_words(output.of, telling) for output in rest] == [
        "“两项合计”、再上一年度研发之和",
        "“两项合计”的 10% ÷ （100%减10%）（舍去尾数到 0.01 元）",
        "“两项合计”的 2 ÷ 3（舍去尾数到 0.01 元）",
        "上一年度研发减“两项合计”",
    ]
    assert told_in_full(two.of, telling) == "上一年度研发、上一年度收入之和"


def test_two_versions_differ_by_what_changed_from_what_to_what():
    loaded = load_library(policies.FOLDER)
    old, new = (loaded.rule("qinglan.rd_subsidy", on=day) for day in (date(2023, 12, 31), date(2024, 1, 1)))
    told = [str(one) for one in explain.differences(old, new, loaded.facts)]
    assert told[-3:] == [
        "补助比例：3% → 5%（青科〔2024〕5号第五条）",
        "每户每年补助上限：20 万元 → 30 万元（青科〔2024〕5号第五条）",
        "申报窗口：每年8月1日至9月30日 → 每年6月1日至7月31日（《青岚县企业研发费用补助办法》（青科〔2024〕5号）第六条）",
    ]
    assert told[0].startswith("依据：《青岚县企业研发费用补助办法（试行）》")
    assert len(told) == 5


def test_a_version_does_not_differ_from_itself(tmp_path):
    found = rule(tmp_path, "resident")
    facts = library(tmp_path, pack(clause("resident"))).facts
    assert explain.differences(found, found, facts) == ()


def test_what_is_new_and_what_is_gone_are_told(tmp_path):
    before = rule(tmp_path, "revenue[last year] >= least", where="{least: 5元}")
    loaded = library(tmp_path, pack(
        clause("resident") + "incomplete: 缺年度要求\noutputs: {amount: {label: 奖励, given: always, is: 'rd[last year]'}}\n",
        HEAD.replace("application_day", "payment_day"),
    ))  # fmt: skip
    told = [str(one) for one in explain.differences(before, loaded.rule("the.rule", on=AS_OF), loaded.facts)]
    assert told == [
        "核对程度：已核对原文 → 已核对原文，不完整：缺年度要求",
        "选择版本的日子：申请之日 → 拨付之日",
        "删去 某条件：5 元（某〔2024〕1号第一条）",
        "条件“某条件”：上一年度收入不低于 规定的数 → “居民企业”（《某办法》（某〔2024〕1号）第一条）",
        "新增 结果“奖励”：上一年度研发",
    ]


def test_what_other_rules_say_is_told_by_their_code(tmp_path):
    other = pack(
        clause("resident") + "outputs:\n  sum: {label: 甲, given: always, is: 'rd[last year]'}\n",
        HEAD.replace("the.rule", "a.other"),
    )
    asked = "verdict(a.other) and output(a.other, sum) >= t and unknown_clauses(a.other) < n"
    known = library(tmp_path, other, pack(clause(asked, where="{t: 5元, n: 2项}")))
    found = known.rule("the.rule", on=AS_OF)
    assert in_words(found.clause("it").require, Telling(found, known.facts)) == (
        "符合规则 a.other且规则 a.other 的结果 sum不低于 5 元且规则 a.other 因缺数不能判断的条件数低于 2"
    )
    refused = library(tmp_path, other, pack(clause("not verdict(a.other)"))).rule("the.rule", on=AS_OF)
    assert in_words(refused.clause("it").require, Telling(refused, known.facts)) == "不符合规则 a.other"


def test_a_node_that_nobody_has_words_for_is_refused(tmp_path):
    with pytest.raises(TypeError, match="there are no words for object"):
        told_in_full(object(), None)
