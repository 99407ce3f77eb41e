from datetime import date

import pytest

from tests.factories.rules import clause, library, pack
from tidu.rules import NO, UNKNOWN, YES, PolicyError
from tidu.rules.language.folders import scenario_files
from tidu.rules.language.scenarios import read_scenarios

GOOD = """
rule: the.rule
as_of: 2025-06-10
base: {registered_on: 2018-03-01, resident: true, industry: 电子, last three years: {revenue: 1万元}}
scenarios:
  - name: 基准
    expect: {verdict: yes}
  - name: 改动
    as_of: 2024-06-10
    change: {resident: 缺数, "2023": {revenue: 2万元, rd: 缺数}}
    expect: {verdict: unknown, clauses: {it: no}, near: [it], nearly: false, outputs: {amount: 缺数, other: 3元}, pending: true}
"""


def read(folder, text):
    facts = library(folder, pack(clause("resident"))).facts
    (folder / "the.scenarios.yaml").write_text(text, encoding="utf-8")
    (path,) = scenario_files(folder)
    return list(read_scenarios(path, facts))


def test_a_scenario_is_the_base_with_its_changes(tmp_path):
    first, second = read(tmp_path, GOOD)
    assert (first.rule, first.name, first.as_of) == ("the.rule", "基准", date(2025, 6, 10))
    assert first.facts.scalar("industry") == "电子"
    assert [first.facts.yearly("revenue", year) for year in (2021, 2022, 2023, 2024)] == [
        None,
        10**6,
        10**6,
        10**6,
    ]
    assert second.facts.scalar("resident") is None
    assert [second.facts.yearly("revenue", year) for year in (2021, 2022, 2023, 2024)] == [
        10**6,
        10**6,
        2 * 10**6,
        None,
    ]
    assert first.expected.verdict is YES
    assert (first.expected.near, first.expected.nearly, first.expected.pending) == (None, None, None)
    assert second.expected.verdict is UNKNOWN
    assert second.expected.clauses == {"it": NO}
    assert second.expected.near == {"it"}
    assert second.expected.outputs == {"amount": None, "other": 300}
    assert (second.expected.nearly, second.expected.pending) == (False, True)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("base:", "bse:", "不认识的键 bse"),
        ("rule: the.rule\n", "", "缺少 rule"),
        ("name: 基准", "as_of: 2025-01-01", "缺少 name"),
        ("resident: true", "resdent: true", "不认识的事实 resdent"),
        ("resident: true", "resident: 是", "是 不是 true 或 false"),
        ("revenue: 1万元}", "resident: true}", "不认识的事实 resident"),
        ("revenue: 1万元}", "revenue: 1人}", "1人 是数量，这里要金额"),
        ("last three years", "23", "23 不是年度"),
        ("verdict: unknown", "verdict: maybe", "maybe 不在可用的词里"),
        ("near: [it]", "near: it", "这里应是一个列表"),
        ("clauses: {it: no}", "clauses: it", "clauses 应是“名称: 值”的形式"),
        ("name: 基准", "name: [基准]", "name 应是一个值"),
    ],
)
def test_a_wrong_scenario_is_refused_with_its_line(tmp_path, old, new, complaint):
    with pytest.raises(PolicyError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("the.scenarios.yaml 第 ")
