"""Single values change in an author's YAML; every other character stays."""

from __future__ import annotations

import pytest
import yaml

from tidu.rules.language.editing import with_item, with_values, without_items

TEXT = """# a comment
rule: a.b   # what it is
law: {title: 办法, number: 某〔2024〕1号}
note: >-
  folded
  words
conditions:
  - id: one
    says: "不低于 {least}"
    where: {least: 20万元}

  - id: two
    says: x
"""


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("rule",), "a.c", "rule: a.b   #", "rule: a.c   #"),
        (("law", "number"), "新〔1〕, 2号", "number: 某〔2024〕1号", 'number: "新〔1〕, 2号"'),
        (("law", "until"), "2026-01-01", "1号}", "1号, until: 2026-01-01}"),
        (("law", "number"), "", ", number: 某〔2024〕1号", ""),
        (("law", "title"), "", "title: 办法, ", ""),
        (("note",), "短", ">-\n  folded\n  words\n", "短\n"),
        (("note",), "", "note: >-\n  folded\n  words\n", ""),
        (("conditions", 0, "says"), "高于 {least}：是", '"不低于 {least}"', '"高于 {least}：是"'),
        (("conditions", 0, "where", "least"), "30万元", "20万元", "30万元"),
        (("conditions", 0, "near"), "10%", "20万元}\n", "20万元}\n    near: 10%\n"),
        (("conditions", 1, "says"), "", "    says: x\n", ""),
        (("conditions", 1, "says"), "a: b # c", "says: x", 'says: "a: b # c"'),
        (("region",), "", "", ""),
    ],
)
def test_one_value_changes_and_the_rest_stays(path, value, before, after):
    assert TEXT.count(before) == 1 or not before
    changed = with_values(TEXT, {path: value})
    assert changed == (TEXT.replace(before, after) if before else TEXT)
    node = yaml.safe_load(changed)
    for step in path[:-1]:
        node = node[step]
    assert str(node.get(path[-1], "")) == value


@pytest.mark.parametrize("value", ["yes", "5%", "‘a’", '"', "- a", "#", "a\nb", "{x}", "*a", "!b", "", "  x"])
def test_whatever_is_written_is_read_back(value):
    node = yaml.compose(with_values("a: b\n", {("a",): value}), Loader=yaml.SafeLoader)
    assert [written.value for _, written in (node.value if node else [])] == ([value] if value else [])


def test_a_flow_mapping_of_one_entry_loses_it_and_an_empty_one_gains_one():
    assert with_values("a: {b: c}\n", {("a", "b"): ""}) == "a: {}\n"
    assert with_values("a: {}\n", {("a", "b"): "c"}) == "a: {b: c}\n"


def test_a_block_whose_last_line_has_no_end_gains_an_entry():
    assert with_values("a: b", {("c",): "d"}) == "a: b\nc: d"
    assert with_values("a:\n  b:\n    c: d\n", {("a", "e"): "f"}) == "a:\n  e: f\n  b:\n    c: d\n"
    assert with_values("- b:\n    c: d\n", {(0, "e"): "f"}) == "- e: f\n  b:\n    c: d\n"


@pytest.mark.parametrize("path", [("nothing", "x"), ("rule", "x"), ("conditions", 7, "says")])
def test_a_path_that_leads_nowhere_is_refused(path):
    with pytest.raises(KeyError):
        with_values(TEXT, {path: "x"})


def test_items_go_with_their_lines():
    assert without_items(TEXT, ("conditions",), {0}) == TEXT.replace(
        TEXT[TEXT.index("  - id: one") : TEXT.index("  - id: two")], ""
    )
    assert without_items(TEXT, ("conditions",), {1}).endswith("where: {least: 20万元}\n\n")
    assert without_items(TEXT, ("conditions",), set()) == TEXT
    with pytest.raises(KeyError):
        without_items(TEXT, ("law",), {0})


ITEM = {"label": "第一批, 线上", "every_year": {"opens": "03-01", "closes": ""}}
WRITTEN = '{label: "第一批, 线上", every_year: {opens: 03-01, closes: ""}}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: b\nend: c\n", f"a: b\nlist:\n  - {WRITTEN}\nend: c\n"),
        ("a: b\n", f"a: b\nlist:\n  - {WRITTEN}\n"),
        ("list:\n  - x: y  # kept\nend: c\n", f"list:\n  - {WRITTEN}\n  - x: y  # kept\nend: c\n"),
        ("list:\n- x: y\nend: c\n", f"list:\n- {WRITTEN}\n- x: y\nend: c\n"),
        ("list: [{x: y}]\n", f"list: [{WRITTEN}, {{x: y}}]\n"),
        ("list: []\n", f"list: [{WRITTEN}]\n"),
    ],
)
def test_an_item_comes_to_the_head_of_a_list_and_the_rest_stays(before, after):
    changed = with_item(before, "list", ITEM, before="end")
    assert changed == after
    assert yaml.safe_load(changed)["list"][0] == ITEM
