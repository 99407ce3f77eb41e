"""Headings are numbered as the standard says, at every level and beyond ten."""

from __future__ import annotations

import pytest

from tidu.reporting.layout import heading_number, numeral


@pytest.mark.parametrize(
    ("level", "position", "number"),
    [
        (1, 1, "一、"),
        (2, 10, "（十）"),
        (1, 11, "十一、"),
        (3, 2, "2."),
        (4, 12, "(12)"),
    ],
)
def test_a_heading_is_numbered_by_its_level(level, position, number):
    assert heading_number(level, position) == number


@pytest.mark.parametrize(
    ("number", "words"), [(9, "九"), (10, "十"), (19, "十九"), (20, "二十"), (99, "九十九")]
)
def test_numerals_go_on_beyond_ten(number, words):
    assert numeral(number) == words
