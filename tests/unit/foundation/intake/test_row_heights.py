"""Rows of wrapped texts are high enough in every program, also in those that do not work it out themselves."""

from __future__ import annotations

import pytest

from tidu.foundation.intake.row_heights import LINE, digits_of, height, lines_of


@pytest.mark.parametrize(
    ("text", "digits"), [("", 0), ("2024", 4), ("净资产", 6), ("净资产（万元）", 14), ("Ａ1", 3)]
)
def test_a_chinese_letter_is_as_wide_as_two_digits(text, digits):
    assert digits_of(text) == digits


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("净资产净资", 10, 1),
        ("净资产净资产", 10, 2),
        ("净\n资", 10, 2),
        ("\n", 10, 2),
        ("0123456789", 3, 4),
    ],
)
def test_a_text_fills_as_many_lines_as_its_column_leaves_it(text, width, lines):
    assert lines_of(text, width) == lines


def test_a_row_is_as_high_as_its_longest_text_in_its_own_column():
    assert height(("净资产净资产", "净资产净资产净资产"), (10, 20)) == 2 * LINE
    assert height(("净资产净资产", ""), (4, 4)) == 3 * LINE


def test_an_empty_row_has_one_line():
    assert height((), (10, 20)) == LINE
