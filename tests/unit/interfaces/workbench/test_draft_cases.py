"""The scenarios of a draft as a form: facts, verdict and money read, changed, added and taken out."""

from __future__ import annotations

from textwrap import dedent

from tidu import policies
from tidu.interfaces.workbench.draft_cases import case_parts, with_cases
from tidu.interfaces.workbench.draft_form import cells_of, with_cells
from tidu.rules import load_library
from tidu.rules.language.scenarios import scenarios_in

LIBRARY = load_library(policies.FOLDER)
FACTS = LIBRARY.facts
RULE = LIBRARY.versions("qinglan.rd_subsidy")[-1]
TEXT = dedent(
    """\
    # 例子
    rule: qinglan.rd_subsidy
    as_of: 2026-06-10
    base:
      registered_on: 2018-03-01
      "2025": {rd_deductible: 100万元}
    scenarios:
      - name: 照常   # 第一个
        expect: {verdict: yes, outputs: {amount: 5万元}, clauses: {rd_floor: yes}}
      # 差一点
      - name: 差一分钱
        change: {"2025": {rd_deductible: 199999.99元}}
        expect: {verdict: no, nearly: true}
    """
)


def draw(text):
    return case_parts(text, FACTS, RULE)


def changed(posted, text=TEXT):
    every = {control.field: control.value for cell in cells_of(draw(text)) for control in cell.controls}
    whole = {**every, **posted}
    return with_cases(with_cells(text, whole, text, draw), whole, FACTS, RULE)


def test_each_scenario_shows_what_it_changes_and_what_it_expects():
    found = {control.field: control for cell in cells_of(draw(TEXT)) for control in cell.controls}
    assert found["f.base/2025/rd_deductible"].value == "100"
    assert found["f.scenarios/1/change/2025/rd_deductible"].value == "199999.99"
    assert "2025 年度" in found["f.scenarios/1/change/2025/rd_deductible"].label
    assert found["f.scenarios/1/expect/verdict"].value == "no"
    assert found["f.scenarios/0/expect/outputs/amount"].value == "5"
    assert [
        found[f"u.{at}"].value for at in ("scenarios/1/expect/outputs", "new/scenarios/outputs/amount")
    ] == [
        "万元",
        "万元",
    ]
    parts = {part.title: part for part in draw(TEXT)}
    assert "clauses，写在算例 YAML 第 9 行" in parts["算例：照常"].elsewhere


def test_one_value_changes_and_comments_and_order_stay():
    assert changed({}) == TEXT
    for posted, before, after in (
        ({"f.scenarios/0/expect/outputs/amount": "8"}, "amount: 5万元", "amount: 8万元"),
        ({"f.scenarios/1/expect/verdict": "unknown"}, "verdict: no", "verdict: unknown"),
        ({"f.scenarios/1/expect/nearly": ""}, ", nearly: true", ""),
        ({"f.scenarios/1/change/2025/rd_deductible": "缺数"}, "199999.99元", "缺数"),
        (
            {"f.scenarios/1/expect/outputs": "0", "u.scenarios/1/expect/outputs": "元"},
            "true}",
            "true, outputs: {amount: 0元}}",
        ),
        ({"f.gone/scenarios/0": "yes"}, TEXT[TEXT.index("  - name: 照常") : TEXT.index("  # 差一点")], ""),
        (
            {
                "f.new/further_change/to": "1",
                "f.new/further_change/change": "rd_deductible",
                "p.new/further_change/change": "2",
                "n.new/further_change/change": "1",
                "u.new/further_change/change": "元",
            },
            "199999.99元}}",
            "199999.99元}, 2024: {rd_deductible: 1元}}",
        ),
        (
            {
                "f.new/further_change/to": "1",
                "f.new/further_change/change": "in_county",
                "n.new/further_change/change": "false",
            },
            "199999.99元}}",
            "199999.99元}, in_county: false}",
        ),
        (
            {
                "f.new/further_change/to": "0",
                "f.new/further_change/change": "rd_deductible",
                "p.new/further_change/change": "last three years",
                "n.new/further_change/change": "缺数",
                "u.new/further_change/change": "元",
            },
            "clauses: {rd_floor: yes}}\n",
            "clauses: {rd_floor: yes}}\n    change: {last three years: {rd_deductible: 缺数}}\n",
        ),
    ):
        assert TEXT.count(before) == 1
        assert changed(posted) == TEXT.replace(before, after)


NEW = {
    "f.new/scenarios/name": "没有研发",
    "f.new/scenarios/change": "rd_deductible",
    "p.new/scenarios/change": "1",
    "n.new/scenarios/change": "0",
    "u.new/scenarios/change": "元",
    "f.new/scenarios/verdict": "no",
    "f.new/scenarios/outputs/amount": "0",
    "u.new/scenarios/outputs/amount": "元",
}


def test_a_scenario_comes_behind_the_others_and_can_be_judged():
    text = changed(NEW)
    assert text.startswith(TEXT)
    *_, last = scenarios_in(text, "算例", FACTS)
    assert (last.name, last.facts.yearly("rd_deductible", 2025)) == ("没有研发", 0)
    assert (str(last.expected.verdict), last.expected.outputs) == ("no", {"amount": 0})


def test_each_document_of_scenarios_has_its_own_places():
    both = f"{TEXT}---\n{TEXT}"
    assert changed({}, both) == both
    posted = {
        "f.1/scenarios/0/name": "另一个",
        **{key.replace("new/", "new/0/"): value for key, value in NEW.items()},
    }
    first, second = changed(posted, both).split("---\n")
    assert [one.name for one in scenarios_in(first, "算例", FACTS)] == ["照常", "差一分钱", "没有研发"]
    assert second == TEXT.replace("照常", "另一个")


def test_the_year_of_a_changed_fact_counts_from_the_scenarios_own_day():
    text = TEXT.replace("  - name: 差一分钱\n", "  - name: 差一分钱\n    as_of: 2028-03-01\n")
    posted = {
        "f.new/further_change/to": "1",
        "f.new/further_change/change": "rd_deductible",
        "n.new/further_change/change": "1",
        "u.new/further_change/change": "元",
    }
    assert "2027: {rd_deductible: 1元}" in changed(posted, text)
