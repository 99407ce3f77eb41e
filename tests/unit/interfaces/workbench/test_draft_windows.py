"""Application windows in the form of a draft: added, changed, taken out, and the rest of the YAML untouched."""

from __future__ import annotations

from functools import partial

import pytest

from tidu import policies
from tidu.interfaces.workbench import draft_form
from tidu.interfaces.workbench.draft_windows import GROUP
from tidu.rules import load_library

TEXT = (policies.TEMPLATES / "fixed_sum.yaml.txt").read_text(encoding="utf-8")
LIBRARY = load_library(policies.FOLDER)
YEARLY = {
    "f.new/windows/kind": "every_year",
    "f.new/windows/opens": "03-01",
    "f.new/windows/closes": "04-30",
    "f.new/windows/article": "第六条",
}


def with_form(text, posted):
    draw, structure = (
        partial(one, library=LIBRARY) for one in (draft_form.parts_of, draft_form.with_structure)
    )
    return draft_form.with_form(text, posted, text, draw, structure)


def cells(text: str) -> dict[str, str]:
    """Each field of the windows' parts with its value."""
    return {
        cell.field: cell.value
        for part in draft_form.parts_of(text, LIBRARY)
        if part.group == GROUP
        for cell in part.cells
    }


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (YEARLY, "{every_year: {opens: 03-01, closes: 04-30}, article: 第六条}"),
        (
            {
                "f.new/windows/kind": "once",
                "f.new/windows/label": "第一批",
                "f.new/windows/closes": "2026-09-30",
                "f.new/windows/article": "第六条",
            },
            "{label: 第一批, once: {closes: 2026-09-30}, article: 第六条}",
        ),
        (
            {"f.new/windows/kind": "all_year", "f.new/windows/article": "第六条"},
            "{all_year: true, article: 第六条}",
        ),
        (
            {"f.new/windows/kind": "unpublished", "f.new/windows/why": "另行通知"},
            "{unpublished: 另行通知}",
        ),
    ],
)
def test_a_window_is_added_before_the_conditions(typed, written):
    line = f"windows:\n  - {written}\nconditions:\n"
    assert with_form(TEXT, typed) == TEXT.replace("conditions:\n", line)


def test_without_a_kind_nothing_is_added():
    assert with_form(TEXT, {**YEARLY, "f.new/windows/kind": ""}) == TEXT
    assert with_form(TEXT, {}) == TEXT


def test_half_a_window_is_kept_as_typed_so_that_the_fault_is_told():
    text = with_form(TEXT, {"f.new/windows/kind": "every_year", "f.new/windows/opens": "3月"})
    assert 'every_year: {opens: 3月, closes: ""}' in text


def test_a_window_is_changed_where_it_stands():
    text = with_form(TEXT, YEARLY)
    assert cells(text)["f.windows/0/every_year/closes"] == "04-30"
    changed = with_form(text, {"f.windows/0/every_year/closes": "05-31", "f.windows/0/confidence": "demo"})
    assert changed == text.replace("04-30}, article: 第六条}", "05-31}, article: 第六条, confidence: demo}")


def test_each_kind_has_its_own_fields_and_what_is_not_published_no_mark():
    text = with_form(TEXT, {"f.new/windows/kind": "unpublished", "f.new/windows/why": "另行通知"})
    text = with_form(text, {"f.new/windows/kind": "once", "f.new/windows/closes": "2026-09-30"})
    found = cells(text)
    assert found["f.windows/0/once/opens"] == ""
    assert found["f.windows/0/once/closes"] == "2026-09-30"
    assert found["f.windows/1/unpublished"] == "另行通知"
    assert "f.windows/1/confidence" not in found


def test_windows_are_taken_out_one_by_one():
    first = with_form(TEXT, YEARLY)
    both = with_form(first, {"f.new/windows/kind": "all_year", "f.new/windows/article": "第七条"})
    assert with_form(both, {"f.gone/windows/0": "yes"}) == first
    assert with_form(first, {"f.gone/windows/0": "yes"}) == TEXT
    assert with_form(both, {"f.gone/windows/0": "yes", "f.gone/windows/1": "yes"}) == TEXT


def test_a_window_is_taken_out_of_a_list_on_one_line():
    both = "windows: [{all_year: true, article: 第六条}, {unpublished: 另行通知}]\nconditions:\n"
    text = TEXT.replace("conditions:\n", both)
    left = both.replace("{all_year: true, article: 第六条}, ", "")
    assert with_form(text, {"f.gone/windows/0": "yes"}) == TEXT.replace("conditions:\n", left)


def test_what_is_no_list_of_windows_is_left_to_the_yaml():
    for odd in ("windows: 常年\n", "windows:\n  - 常年\n"):
        text = TEXT.replace("conditions:\n", f"{odd}conditions:\n")
        assert set(cells(text)) == {field for field in cells(TEXT) if "new/windows" in field}
