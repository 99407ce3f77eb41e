import re
from datetime import date
from fractions import Fraction

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.factories.rules import AS_OF, FACTS, HEAD, clause, firm, library, pack, rule
from tidu import policies
from tidu.rules import NO, YES, NoVersionInForce, PolicyError, evaluate, load_library
from tidu.rules.language.definitions import Definitions
from tidu.rules.language.folders import codes_in, library_of
from tidu.rules.language.schema import facts_schema, pack_schema
from tidu.rules.model.conditions import Near, Nearness
from tidu.rules.model.law import Confidence

GROWTH = "growth(revenue[last year], revenue[year before])"


def test_a_clause_of_another_document_is_cited_by_that_document_and_so_is_its_number(tmp_path):
    condition = "revenue[last year] >= least"
    found = rule(tmp_path, condition, where="{least: 5元}", says="不低于 {least}", number="财税〔2015〕119号")
    verdict = evaluate(found, firm(years={2024: {"revenue": 500}}), AS_OF, library(tmp_path))
    assert verdict.clause("it").law == "财税〔2015〕119号第一条"
    assert found.parameters[0].dated(AS_OF).number == "财税〔2015〕119号"


def test_the_clause_inherits_law_confidence_and_check_day_from_the_rule(tmp_path):
    found = rule(tmp_path, "revenue[last year] >= least", where="{least: 5元}", says="不低于 {least}")
    assert found.cite(found.clause("it")) == "《某办法》（某〔2024〕1号）第一条"
    assert found.clause("it").confidence is Confidence.OFFICIAL
    (least,) = found.parameters
    dated = least.dated(AS_OF)
    assert (least.name, least.label, dated.value) == ("it.least", "某条件", Fraction(500))
    assert (dated.number, dated.article, dated.last_checked_on) == (
        "某〔2024〕1号",
        "第一条",
        date(2025, 1, 1),
    )


TABLES = """
define:
  points: {label: 得分, number: 某〔2020〕9号, article: 附件 2, confidence: S, last_checked_on: 2025-02-02, of: patents, table: [{from: 1件, 含: true, is: 6}, {is: 0}]}
  all: {label: 两年合计, article: 第三条, is: "rd[last year] + rd[year before]"}
  plain: rd[last year] + revenue[last year]
  half: {label: 半数, article: 第四条, of: all, at: 50%, rounding: down}
  twice: {label: 同参数, of: all, at: share, rounding: down}
parameters: {share: {label: 比例, value: 2%, article: 第五条}}
outputs:
  points: {label: 得分, given: always, is: points}
  half: {label: 半数, given: always, is: half}
  twice: {label: 两成, given: always, is: twice}
  plain: {label: 合计, given: always, is: plain}
"""


def test_tables_lists_and_formulas_keep_where_they_stand_and_those_of_a_clause_where_it_stands(tmp_path):
    bands = "{least: {by: 'revenue[last year]', bands: [{up_to: 5元, 含: true, is: 5%}, {is: 4%}]}}"
    written = clause(
        "ratio(rd[last year], revenue[last year]) >= least", where=bands, says="不低于 {least}",
        number="财税〔2015〕119号", confidence="M", last_checked_on="2025-03-03",
    )  # fmt: skip
    found = library(tmp_path, pack(written + TABLES)).rule("the.rule", on=AS_OF)
    told = [
        (one.name, one.label, one.number, one.article, one.confidence, one.last_checked_on)
        for one in found.tables
    ]
    assert sorted(told) == [
        ("all", "两年合计", "某〔2024〕1号", "第三条", "V", date(2025, 1, 1)),
        ("half", "半数", "某〔2024〕1号", "第四条", "V", date(2025, 1, 1)),
        ("it.least", "某条件", "财税〔2015〕119号", "第一条", "M", date(2025, 3, 3)),
        ("points", "得分", "某〔2020〕9号", "附件 2", "S", date(2025, 2, 2)),
    ]


def test_a_parameter_can_change_its_value_over_time(tmp_path):
    head = HEAD + (
        "parameters:\n  rate:\n    label: 比例\n    article: 第五条\n    values:\n"
        "      - {from: 2020-01-01, until: 2023-01-01, value: 3%}\n"
        "      - {from: 2023-01-01, value: 5%, number: 某〔2023〕9号}\n"
    )
    outputs = "outputs:\n  amount: {label: 金额, given: always, rate: {of: 'rd[last year]', at: rate, rounding: down}}\n"
    loaded = library(tmp_path, pack(clause("resident") + outputs, head))
    facts = firm(resident=True, years={2024: {"rd": 10_000}})
    amounts = {}
    for day in (date(2022, 12, 31), date(2023, 1, 1)):
        amounts[day] = evaluate(loaded.rule("the.rule", on=day), facts, AS_OF, loaded).outputs["amount"]
    assert amounts == {date(2022, 12, 31): 300, date(2023, 1, 1): 500}


def test_a_reform_sets_a_parameter_and_changes_the_fingerprint(tmp_path):
    before = rule(tmp_path, "revenue[last year] >= least", where="{least: 5元}")
    after = before.reformed({"it.least": Fraction(700)})
    assert after.value("it.least") == 700
    assert before.value("it.least") == 500
    assert before.fingerprint != after.fingerprint
    assert before.reformed({"it.least": Fraction(500)}).fingerprint == before.fingerprint


def test_the_version_in_force_on_the_day_is_chosen(tmp_path):
    old = HEAD.replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2024-01-01")
    new = HEAD.replace("in_force: 2020-01-01", "in_force: 2024-01-01")
    loaded = library(tmp_path, pack(clause("resident"), old), pack(clause("not resident"), new))
    facts = firm(resident=True)
    assert evaluate(loaded.rule("the.rule", on=date(2023, 12, 31)), facts, AS_OF, loaded).verdict is YES
    assert evaluate(loaded.rule("the.rule", on=date(2024, 1, 1)), facts, AS_OF, loaded).verdict is NO
    with pytest.raises(NoVersionInForce, match="在 2019-12-31 没有有效的版本"):
        loaded.rule("the.rule", on=date(2019, 12, 31))
    with pytest.raises(NoVersionInForce, match=r"没有规则 other.rule；现有：the.rule"):
        loaded.rule("other.rule", on=AS_OF)


def test_a_rule_by_fiscal_year_is_chosen_by_the_last_closed_year(tmp_path):
    by_year = HEAD.replace("application_day", "end_of_fiscal_year")
    old = by_year.replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2025-01-01")
    new = by_year.replace("in_force: 2020-01-01", "in_force: 2025-01-01").replace(
        "某〔2024〕1号", "某〔2025〕1号"
    )
    loaded = library(tmp_path, pack(clause("resident"), old), pack(clause("resident"), new))
    assert loaded.applicable("the.rule", as_of=date(2025, 12, 31)).law.number == "某〔2024〕1号"
    assert loaded.applicable("the.rule", as_of=date(2026, 1, 1)).law.number == "某〔2025〕1号"


@pytest.mark.parametrize(
    ("require", "written", "meant"),
    [
        ("revenue[last year] >= 5元", "10%", Near(Nearness.SHARE, Fraction(1, 10))),
        ("revenue[last year] >= 5元", "5万元", Near(Nearness.ABSOLUTE, Fraction(5_000_000))),
        (f"{GROWTH} >= 20%", "2个百分点", Near(Nearness.ABSOLUTE, Fraction(2, 100))),
        ("ratio(rd[last year], revenue[last year]) >= 5%", "1.5 个百分点", Near(Nearness.ABSOLUTE, Fraction(15, 1000))),
        ("days_since(registered_on) >= 365天", "90天", Near(Nearness.ABSOLUTE, Fraction(90))),
        ("registered_on < 2020-01-01", "30天", Near(Nearness.ABSOLUTE, Fraction(30))),
        ("patents >= 2件", "1", Near(Nearness.ABSOLUTE, Fraction(1))),
        ("resident", "never", Near(Nearness.NEVER)),
        ("resident", "step", Near(Nearness.STEP)),
    ],
)  # fmt: skip
def test_nearness_is_written_in_the_words_of_the_law(tmp_path, require, written, meant):
    assert rule(tmp_path, require, near=written).clause("it").near == meant


@pytest.mark.parametrize(
    ("require", "written", "measured"),
    [
        ("revenue[last year] >= 5元", "2个百分点", "金额"),
        ("revenue[last year] >= 5元", "3", "金额"),
        ("ratio(rd[last year], revenue[last year]) >= 5%", "5万元", "比例"),
        ("registered_on < 2020-01-01", "10%", "日期"),
        (f"{GROWTH} >= 20%", "10%", "增长率"),
        ("resident", "10%", "是否"),
    ],
)
def test_nearness_in_another_unit_than_the_clause_measures_is_refused(tmp_path, require, written, measured):
    with pytest.raises(PolicyError, match=f"near 的 {written} 与这一条所比的（{measured}）不是同一种数量"):
        rule(tmp_path, require, near=written)


@pytest.mark.parametrize(
    ("text", "complaint", "mend"),
    [
        ("rule: [", "YAML 写法有误", "括号是否成对"),
        ("- 1", "这里应是“键: 值”的形式", "从 rule: 或 facts: 开始写"),
        ("rule: a.b\nrule: a.b", "第 2 行：键 rule 写了两次", "合并或删去"),
        ("? [a]\n: b", "键必须是一个词", "普通文字"),
        (HEAD, "缺少 conditions", "补写 conditions"),
        (pack(clause("resident")).replace("subject", "subjct"), "不认识的键 subjct", "是否想写 subject"),
        (pack(clause("resident")).replace("application_day", "payday"), "payday 不在可用的词里", "payment_day"),
        (pack(clause("resident")).replace("2020-01-01", "2020-1-1"), "2020-1-1 不是日期", "2024-01-31"),
        (pack(clause("resident")).replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2019-01-01"), "不晚于起始日", "until 写失效的第一天"),
        (pack(clause("resident", says='""')), "says 是空的", "补写内容"),
        (pack(clause("resident", says="须达到 {least}")), "{least} 没有定义", ""),
        (pack(clause("resident", says="须达到 {least")), "花括号不成对", ""),
        (pack(clause("resident", near="很近")), "看不懂的数 很近", "20万元"),
        (pack(clause("resident", improvable="[residnt]")), "improvable 里的 residnt 不是事实", "是否想写 resident"),
        (pack(clause("resident", improvable="[patents]")), "improvable 里的 patents 与这一条无关", "可用：resident"),
        (pack(clause("resident")).replace("the.rule", "The Rule"), "The Rule 不能用作名称", "qinglan.rd_subsidy"),
        (pack(clause("resident")).replace("id: it", "id: 条件"), "条件 不能用作名称", "以字母开头"),
        (pack(clause("resident") + "decides: gazelle\n"), "gazelle 不能用作名称", "GAZELLE"),
        (pack(clause("resident") + "outputs: {a.b: {label: 数, given: always, is: patents}}\n"), "a.b 不能用作名称", "以字母开头"),
        (pack(clause("resident", where="{Least: 5%}")), "Least 不能用作名称", ""),
        (pack(clause("resident", says='"{least:.2f}"', where="{least: 5%}")), "花括号中只写名称", ""),
        ("rule: &a x\nname: *a\n", "不能用 & 和 * 引用别处的内容", "把内容写全"),
        ("rule: &a [*a]\n", "不能用 & 和 * 引用别处的内容", ""),
        ("rule: " + "[" * 3000 + "]" * 3000, "括号套得太深", ""),
        (pack(clause("resident")) + "\x01", "pack0.yaml 第 12 行：文字里有看不见的控制字符", "重新输入"),
        (pack(clause(f'"{"(" * 3000}resident{")" * 3000}"')), "式子里的括号套得太深", "define"),
        (pack(clause("sum(revenue, last 51 years) > 5元")), "年数不能超过 50", ""),
        (pack(clause("resident", improvable="resident")), "improvable 应是一个列表", "- "),
        (pack(clause("resident", where="5%")), "where 应是“名称: 值”的形式", "每行写一个名称"),
        (pack(clause("resident", where="{revenue: 5%}")), "名称 revenue 已经用过", "换一个名称"),
        (pack(clause("resident", where="{least: 半数}")), "看不懂", "只写事实名"),
        (pack(clause("resident", where="{least: 0.001元}")), "必须是整数", "改成可以成立的数"),
        (pack(clause("resident", where="{least: {label: 起点}}")), "参数 it.least 没有取值", "写 value 或 values"),
        (pack(clause("resident", by_experts="opinion")), "没有用到专家给出的 opinion", "删去 by_experts"),
        (pack(clause("resident", by_experts="option")), "by_experts 的 option 未登记", "先写入事实表"),
        (pack(clause("opinion > 70分", by_experts="opinion", improvable="[opinion]")), "由专家给出，不能列出可改进的数据", ""),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{up_to: 5元, is: 5%}, {is: 3%}]}}")), "没有写明端点属于哪一档", "含: true"),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{up_to: 5元, 含: yes, is: 5%}, {is: 3%}]}}")), "yes 不是 true 或 false", "true"),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{is: 5%}, {is: 3%}]}}")), "up_to 写的位置不对", "最后一档不写上限"),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{up_to: 5人, 含: true, is: 5%}, {is: 3%}]}}")), "5人 是数量，这里要金额", "改写数的单位"),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{up_to: 5元, 含: true, is: 5%}, {is: 3元}]}}")), "各档的值单位不一致", "统一"),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{up_to: 5元, 含: true, is: 5%}, {up_to: 4元, 含: true, is: 5%}, {is: 3%}]}}")), "须从小到大排列", ""),
        (pack(clause("resident", where="{t: {of: 'revenue[last year]', table: [{from: 4元, 含: true, is: 5}, {from: 5元, 含: true, is: 6}, {is: 3}]}}")), "须从大到小排列", ""),
        (pack(clause("resident", where="{t: {by: 'revenue[last year]', bands: [{is: 3%}]}}")), "至少要有一个带上限的档", ""),
        (pack(clause("resident", where="{t: {of: 'revenue[last year]', table: [{is: 3}]}}")), "至少要有一行带起点的分值", ""),
        (pack(clause("resident")) + "decide: any(it, that)\n", "不认识的名称 that", "可用：it"),
        (pack(clause("resident")) + "outputs: {x: {label: 数, given: always}}\n", "须写 is 或 rate", ""),
        (pack(clause("resident")) + "outputs: {x: {label: 数, given: always, is: 'mean(revenue, last 3 years)'}}\n", "可能不是整数", "按提示"),
        (pack(clause("resident")) + "outputs: {x: {label: 数, given: always, is: resident}}\n", "是条件，不是数", "require"),
        (pack(clause("resident")) + "parameters: {rate: 5%}\n", "参数 rate 没有中文名称", "label"),
        (pack(clause("resident")) + "status: 好\n", "这里应是“键: 值”的形式", "yes"),
        (pack(clause("opinion > 70分", by_experts="opinion")) + "decide: any(it)\n", "不能放在 any 或 at_least 里", ""),
        (pack(clause("verdict(no.such)")), "引用了不存在的规则 no.such", ""),
        (pack(clause("resident")) + "parameters: {p: {label: 甲, value: 1人, article: 二}}\ndefine: {p: patents}\n", "名称 p 已经用过", "换一个名称"),
        (pack(clause("resident")).replace("name: 某项规则", "name: [某项规则]"), "name 应是一个值", "写成一行文字或数"),
        (pack(clause("resident") + "judges: contract\n"), "没有对象类别 contract", "enterprise"),
        (pack(clause("growth(rd[last year], rd[year before]) * 2 > 5%")), "增长率不能", ""),
        (pack(clause("patents >= 5件 and patents < 5件")), "条件 it 永远不会满足：它的几部分互相矛盾", ""),
        (pack(clause("patents >= most and patents < 5件") + "parameters: {most: {label: 上限, value: 5件, article: 二}}\n"), "条件 it 永远不会满足", ""),
        (pack(clause("resident") + "outputs: {x: {label: 数, given: always, is: 'mean(staff, last 2 years) + patents'}}\n"), "可能不是整数", "按提示"),
        (pack(clause("verdict(the.rule)")), "成环：the.rule → the.rule", ""),
    ],
)  # fmt: skip
def test_a_wrong_pack_is_refused_with_its_place_and_its_mend(tmp_path, text, complaint, mend):
    with pytest.raises(PolicyError) as caught:
        library(tmp_path, text)
    assert complaint in str(caught.value)
    assert mend in str(caught.value)


def test_two_versions_in_force_on_one_day_are_refused(tmp_path):
    with pytest.raises(PolicyError, match="同时有效"):
        library(tmp_path, pack(clause("resident")), pack(clause("resident")))


def test_an_input_that_selects_the_band_cannot_be_improvable(tmp_path):
    where = "{t: {by: 'revenue[last year]', bands: [{up_to: 5元, 含: true, is: 5%}, {is: 3%}]}}"
    with pytest.raises(PolicyError, match="决定适用哪一档"):
        rule(tmp_path, "ratio(rd[last year], revenue[last year]) >= t", where=where, improvable="[revenue]")


def test_the_schema_accepts_every_pack_and_refuses_a_misspelt_key():
    validator = Draft202012Validator(pack_schema())
    packs = [
        path
        for path in policies.FOLDER.rglob("*.yaml")
        if not path.name.endswith((".scenarios.yaml", "facts.yaml"))
    ]
    assert len(packs) >= 4
    for path in packs:
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader=Editor):
            assert [error.message for error in validator.iter_errors(document)] == []
            assert list(validator.iter_errors({**document, "subjct": "x"}))


class Editor(yaml.SafeLoader):
    """YAML as editors read it (1.2): dates are text, and only true and false are booleans."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(("timestamp", "bool"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))


def test_a_file_in_another_encoding_is_refused_with_its_line_and_the_mend(tmp_path):
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "pack.yaml").write_bytes(pack(clause("resident")).encode("gb18030"))
    with pytest.raises(
        PolicyError, match=r"pack\.yaml 第 2 行：这一行不是 UTF-8 编码的文字。改法：.*另存为 UTF-8"
    ):
        load_library(tmp_path)


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("facts: [], says: x, least: 0元, from: 2020-01-01", "没有写检查哪些事实"),
        ("facts: [rd], says: x, at_most: {of: sales}, from: 2020-01-01", "不认识的事实 sales"),
        ("facts: [rd], says: x, least: 0元, from: 2020-01-01, until: 2019-01-01", "不晚于起始日"),
    ],
)
def test_a_check_of_facts_that_says_nothing_is_refused(tmp_path, written, complaint):
    sane = f"\nsane:\n  - {{id: it, {written}, last_checked_on: 2025-01-01}}\n"
    with pytest.raises(PolicyError, match=complaint):
        library(tmp_path, pack(clause("resident")), facts=FACTS + sane)


def clauses(*required: str, decide: str = "", head: str = "") -> str:
    """A rule of several clauses a, b, c, …, each by what it requires."""
    lines = [
        f"  - {{id: {name}, label: {name}, article: 一, says: 须满足, require: '{require}'}}\n"
        for name, require in zip("abc", required, strict=False)
    ]
    return pack(f"{head}conditions:\n{''.join(lines)}" + (f"decide: {decide}\n" if decide else ""))


def test_a_branch_of_the_decision_that_nobody_reaches_is_refused_though_another_is_open(tmp_path):
    text = clauses("resident", "not resident", "polluter", decide="any(all(a, b), c)")
    with pytest.raises(PolicyError, match=r"条件 b：规则不成立：条件 a 和 b 互相矛盾，永远不会同时满足"):
        library(tmp_path, text)


def test_clauses_that_exclude_one_another_may_stand_in_different_branches(tmp_path):
    library(tmp_path, clauses("resident", "not resident", decide="any(a, b)"))


def test_what_excludes_a_clause_only_in_some_years_is_not_held_against_it(tmp_path):
    dated = (
        "parameters:\n  most:\n    label: 上限\n    article: 二\n    values:\n"
        "      - {from: 2020-01-01, until: 2023-01-01, value: 3件}\n      - {from: 2023-01-01, value: 9件}\n"
    )
    library(tmp_path, clauses("patents >= 5件", "patents <= most", head=dated))


def test_a_circle_by_verdicts_names_the_clause(tmp_path):
    first = pack(clause("verdict(other.rule)"))
    second = pack(clause("verdict(the.rule)")).replace("rule: the.rule", "rule: other.rule")
    with pytest.raises(PolicyError, match=r"other\.rule → the\.rule → other\.rule（other\.rule 的条件 it）"):
        library(tmp_path, first, second)


def test_a_kept_text_is_read_as_it_stood_though_an_author_would_have_to_mend_it(tmp_path):
    text = pack(clause("resident") + "parameters: {least: {label: 下限, value: 10人, article: 二}}\n")
    with pytest.raises(PolicyError, match="写了却没有用到"):
        library(tmp_path, text)
    facts = library(tmp_path, pack(clause("resident"))).facts
    assert library_of(facts, [text]).codes() == ("the.rule",)


def test_a_kept_text_may_hold_a_table_that_does_not_say_where_it_stands(tmp_path):
    table = "define: {points: {of: patents, table: [{from: 1件, 含: true, is: 6}, {is: 0}]}, twice: patents * 2}\n"
    text = pack(clause("points >= 6分 and twice >= 2件") + table)
    with pytest.raises(PolicyError, match="表 points 没有写明中文名称"):
        library(tmp_path, text)
    (kept,) = library_of(library(tmp_path, pack(clause("resident"))).facts, [text])
    assert [(one.name, one.article) for one in kept.tables] == [("points", "")]


def test_the_schema_of_facts_accepts_the_house_s_own_and_refuses_a_misspelt_key():
    validator = Draft202012Validator(facts_schema())
    for document in yaml.load_all(
        (policies.FOLDER / "facts.yaml").read_text(encoding="utf-8"), Loader=Editor
    ):
        assert [error.message for error in validator.iter_errors(document)] == []
        assert list(validator.iter_errors({**document, "fact": []}))


def test_the_codes_that_are_written_under_a_path_are_told_each_once(tmp_path):
    versions = HEAD.replace("in_force: 2020-01-01", "in_force: 2020-01-01, until: 2024-01-01"), HEAD
    later = versions[1].replace("in_force: 2020-01-01", "in_force: 2024-01-01")
    text = f"{pack(clause('resident'), versions[0])}---\n{pack(clause('resident'), later)}"
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    other = pack(clause("resident"), HEAD.replace("the.rule", "a.other"))
    (tmp_path / "a.yaml").write_text(other, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    assert codes_in(tmp_path) == ("a.other", "the.rule")
    assert codes_in(tmp_path / "a.yaml") == ("a.other",)


def test_packs_of_another_folder_stand_beside_those_that_the_own_folder_does_not_write(tmp_path):
    house, own = tmp_path / "house", tmp_path / "own"
    house.mkdir()
    own.mkdir()
    other = pack(clause("polluter"), HEAD.replace("the.rule", "a.other"))
    library(house, pack(clause("resident")), other)
    (own / "rule.yaml").write_text(pack(clause("not resident and verdict(a.other)")), encoding="utf-8")
    found = load_library(own, beside=house)
    facts = firm(resident=False, polluter=True)
    assert found.codes() == ("a.other", "the.rule")
    assert evaluate(found.rule("the.rule", on=AS_OF), facts, AS_OF, found).verdict is YES


def test_a_name_stands_for_what_is_written_and_is_read_once_when_it_is_first_asked_for():
    read = []
    written = {"define": {"a": "甲"}, "parameters": {"b": "乙"}}
    found = Definitions(written, (), lambda name, value: read.append(name) or value)
    assert (list(found), len(found), "a" in found, "c" in found) == (["a", "b"], 2, True, False)
    assert (found["b"], found["b"], read) == ("乙", "乙", ["b"])


def test_an_amount_read_off_bands_can_be_given_out_and_a_share_can_not(tmp_path):
    bands = "define: {t: {label: 档, article: 二, by: 'revenue[last year]', bands: [{up_to: 5元, 含: true, is: %s}, {is: %s}]}}\n"
    output = "outputs: {x: {label: 数, given: always, is: t}}\n"
    loaded = library(tmp_path, pack(clause("resident") + bands % ("3元", "8元") + output))
    facts = firm(years={2024: {"revenue": 501}})
    assert evaluate(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded).outputs == {"x": 800}
    with pytest.raises(PolicyError, match="可能不是整数"):
        library(tmp_path, pack(clause("resident") + bands % ("3%", "8%") + output))
