"""Single values change in an author's YAML; every other character stays."""

from __future__ import annotations

import pytest
import yaml

from tidu.rules.language.editing import INSIDE, with_item, with_values, without_items

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
    changed = with_item(before, ("list",), ITEM, before="end")
    assert changed == after
    assert yaml.safe_load(changed)["list"][0] == ITEM


LISTED = """# head
list:
  # about one
  - {x: 1}   # kept
  # about two
  - x: 2
    y: 3

  # about three
  - x: 4
end: [a, b]
"""


def test_comments_between_items_stay_when_one_of_them_goes():
    assert with_values(LISTED, {("list", 1): ""}) == LISTED.replace("  - x: 2\n    y: 3\n\n", "")
    assert with_values(LISTED, {("list", 0): "", ("list", 2): ""}) == LISTED.replace(
        "  - {x: 1}   # kept\n", ""
    ).replace("  - x: 4\n", "")
    assert with_values("a: [{b: c}, d, e]\n", {("a", 1): "", ("a", 2): ""}) == "a: [{b: c}]\n"
    assert with_values("a: [{b: c}]\nz: d\n", {("a", 0): ""}) == "z: d\n"


def test_an_item_comes_to_its_place_behind_the_comments_of_the_one_before():
    after = with_item(LISTED, ("list",), {"x": "9"}, at=2)
    assert after == LISTED.replace("    y: 3\n", "    y: 3\n  - {x: 9}\n")
    assert with_item(LISTED, ("list",), {"x": "9"}, at=3) == LISTED.replace("end:", "  - {x: 9}\nend:")
    assert with_item("a: [{b: c}]\n", ("a",), {"b": "d"}, at=1) == "a: [{b: c}, {b: d}]\n"
    long = with_item("a:\n  - b: >-\n      c\nz: d\n", ("a",), {"b": "字" * 60, "e": "字" * 60}, at=1)
    assert long == f"a:\n  - b: >-\n      c\n  - b: {'字' * 60}\n    e: {'字' * 60}\nz: d\n"
    for nowhere in (("none", "x"), ("end", 0)):
        with pytest.raises(KeyError):
            with_item(LISTED, nowhere, {"x": "9"})


def test_a_path_leads_on_into_a_condition_and_lists_and_mappings_can_be_set():
    text = "require: >-\n  a and\n  b\nnear: x # c\n"
    assert with_values(text, {("require", INSIDE, 1): "d"}) == "require: a and d\nnear: x # c\n"
    assert with_values(text, {("near",): ("a", "b: c")}) == text.replace("near: x", 'near: [a, "b: c"]')
    assert with_values("a: [b, c]\n", {("a", 1): "d"}) == "a: [b, d]\n"
    for wrong in (("near", INSIDE, 3), ("require", INSIDE, 7)):
        with pytest.raises(KeyError):
            with_values(text, {wrong: "d"})
    with pytest.raises(KeyError):
        with_values(LISTED, {("list", INSIDE, 0): "d"})


def test_the_second_document_is_reached_by_its_number():
    assert with_values("a: b\n---\na: c\n", {(1, "a"): "d", ("a",): "e"}) == "a: e\n---\na: d\n"


@pytest.mark.parametrize("at", [2, "x"])
def test_a_place_of_a_list_that_is_not_there_is_refused(at):
    with pytest.raises(KeyError):
        with_values(TEXT, {("conditions", at): "x"})
