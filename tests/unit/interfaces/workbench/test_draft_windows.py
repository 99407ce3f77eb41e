"""Application windows in the form of a draft: added, changed, taken out, and the rest of the YAML untouched."""

from __future__ import annotations

import pytest

from tidu import policies
from tidu.interfaces.workbench.draft_form import parts_of, with_form
from tidu.interfaces.workbench.draft_windows import GROUP

TEXT = (policies.TEMPLATES / "fixed_sum.yaml.txt").read_text(encoding="utf-8")
YEARLY = {
    "f.new_window/kind": "every_year",
    "f.new_window/opens": "03-01",
    "f.new_window/closes": "04-30",
    "f.new_window/article": "第六条",
}


def cells(text: str) -> dict[str, str]:
    """Each field of the windows' parts with its value."""
    return {cell.field: cell.value for part in parts_of(text) if part.group == GROUP for cell in part.cells}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (YEARLY, "{every_year: {opens: 03-01, closes: 04-30}, article: 第六条}"),
        (
            {
                "f.new_window/kind": "once",
                "f.new_window/label": "第一批",
                "f.new_window/closes": "2026-09-30",
                "f.new_window/article": "第六条",
            },
            "{label: 第一批, once: {closes: 2026-09-30}, article: 第六条}",
        ),
        (
            {"f.new_window/kind": "all_year", "f.new_window/article": "第六条"},
            "{all_year: true, article: 第六条}",
        ),
        (
            {"f.new_window/kind": "unpublished", "f.new_window/why": "另行通知"},
            "{unpublished: 另行通知}",
        ),
    ],
)
def test_a_window_is_added_before_the_conditions(typed, written):
    line = f"windows:\n  - {written}\nconditions:\n"
    assert with_form(TEXT, typed) == TEXT.replace("conditions:\n", line)


def test_without_a_kind_nothing_is_added():
    assert with_form(TEXT, {**YEARLY, "f.new_window/kind": ""}) == TEXT
    assert with_form(TEXT, {}) == TEXT


def test_half_a_window_is_kept_as_typed_so_that_the_fault_is_told():
    text = with_form(TEXT, {"f.new_window/kind": "every_year", "f.new_window/opens": "3月"})
    assert 'every_year: {opens: 3月, closes: ""}' in text


def test_a_window_is_changed_where_it_stands():
    text = with_form(TEXT, YEARLY)
    assert cells(text)["f.windows/0/every_year/closes"] == "04-30"
    changed = with_form(text, {"f.windows/0/every_year/closes": "05-31", "f.windows/0/confidence": "demo"})
    assert changed == text.replace("04-30}, article: 第六条}", "05-31}, article: 第六条, confidence: demo}")


def test_each_kind_has_its_own_fields_and_what_is_not_published_no_mark():
    text = with_form(TEXT, {"f.new_window/kind": "unpublished", "f.new_window/why": "另行通知"})
    text = with_form(text, {"f.new_window/kind": "once", "f.new_window/closes": "2026-09-30"})
    found = cells(text)
    assert found["f.windows/0/once/opens"] == ""
    assert found["f.windows/0/once/closes"] == "2026-09-30"
    assert found["f.windows/1/unpublished"] == "另行通知"
    assert "f.windows/1/confidence" not in found


def test_windows_are_taken_out_one_by_one():
    first = with_form(TEXT, YEARLY)
    both = with_form(first, {"f.new_window/kind": "all_year", "f.new_window/article": "第七条"})
    assert with_form(both, {"f.window_gone/0": "yes"}) == first
    assert with_form(first, {"f.window_gone/0": "yes"}) == TEXT
    assert with_form(both, {"f.window_gone/0": "yes", "f.window_gone/1": "yes"}) == TEXT


def test_windows_on_one_line_are_left_to_the_yaml():
    text = TEXT.replace("conditions:\n", "windows: [{all_year: true, article: 第六条}]\nconditions:\n")
    assert "f.window_gone/0" not in cells(text)
    assert with_form(text, {"f.window_gone/0": "yes"}) == text


def test_what_is_no_list_of_windows_is_left_to_the_yaml():
    for odd in ("windows: 常年\n", "windows:\n  - 常年\n"):
        text = TEXT.replace("conditions:\n", f"{odd}conditions:\n")
        assert set(cells(text)) == {field for field in cells(TEXT) if "new_window" in field}
