"""A condition is taken apart at its joints; one place of it changes and the rest stays as it was written."""

from __future__ import annotations

import pytest

from tidu.rules.language.outline import JOINED, comparison, outline, with_part

MIXED = 'a and (b >= 1件 or not c) and at_least(2, d, ratio(e, f) > 5%, one_of(g, "x, y"))'


def test_groups_are_found_however_they_are_written_and_brackets_of_functions_are_not_joints():
    whole = outline(MIXED)
    assert (whole.joined, [item.text for item in whole.items][:2]) == ("all", ["a", "(b >= 1件 or not c)"])
    assert (whole.items[1].joined, [item.text for item in whole.items[1].items]) == (
        "any",
        ["b >= 1件", "not c"],
    )
    assert whole.items[2].joined == "at_least 2"
    assert [item.text for item in whole.items[2].items] == ["d", "ratio(e, f) > 5%", 'one_of(g, "x, y")']
    assert outline("sum(a, last 3 years) >= 1").joined == ""
    assert outline("").text == ""


@pytest.mark.parametrize("broken", ["all()", "a and", "at_least(2)", "any(a,)", "or", "((a)"])
def test_what_is_no_whole_group_is_left_as_one_leaf_to_the_loader(broken):
    assert outline(broken).items == ()
    assert outline(broken).text == broken


@pytest.mark.parametrize(
    ("path", "value", "after"),
    [
        ((0,), "z", MIXED.replace("a and", "z and")),
        ((1, 0), "b >= 2件", MIXED.replace("1件", "2件")),
        ((0,), "", MIXED.removeprefix("a and ")),
        ((2,), "", MIXED[: MIXED.index(" and at_least")]),
        ((1, 1), "", MIXED.replace("(b >= 1件 or not c)", "b >= 1件")),
        ((1, 2), "h", MIXED.replace("not c)", "not c or h)")),
        ((2, 3), "h", MIXED.replace('"x, y"))', '"x, y"), h)')),
        ((2, JOINED), "any", MIXED.replace("at_least(2, d", "any(d")),
        ((1, JOINED), "all", MIXED.replace("(b >= 1件 or not c)", "all(b >= 1件, not c)")),
        ((JOINED,), "at_least 2", f"at_least(2, {MIXED.replace(' and ', ', ')})"),
        ((0, 1), "h", MIXED.replace("a and", "all(a, h) and")),
        ((), "z", "z"),
    ],
)
def test_one_place_changes_and_the_rest_stays(path, value, after):
    assert with_part(MIXED, path, value) == after


@pytest.mark.parametrize("path", [(7,), (0, 0), (1, 5), ("x",)])
def test_a_path_that_leads_nowhere_is_refused(path):
    with pytest.raises(KeyError):
        with_part(MIXED, path, "z")


def test_a_comparison_has_two_sides_and_a_sign():
    assert comparison("ratio(a, b)≥5%") == ("ratio(a, b)", ">=", "5%")
    assert [comparison(one) for one in ("not a", "a >=", ">= b", "a > b > c", "f(a > b)")] == [None] * 5
