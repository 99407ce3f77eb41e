"""The measures of the standard fit into one another, and headings are numbered as it says, at every level."""

from __future__ import annotations

import pytest
from docx.shared import Mm

from tidu.reporting import layout
from tidu.reporting.layout import heading_number, numeral


def test_28_characters_with_their_spacing_fit_the_line_and_29_do_not():
    width = Mm(156).pt
    character = 16 + layout.CHARACTER_SPACING / 20
    assert 28 * character <= width < 29 * character


def test_22_lines_fit_the_page_and_23_do_not():
    assert 22 * layout.LINE_PITCH <= Mm(225) < 23 * layout.LINE_PITCH


def test_the_page_number_takes_no_room_from_the_text_and_its_middle_is_seven_millimetres_below_it():
    line, foot = layout.PAGE_NUMBER_LINE.mm, layout.FOOTER_DISTANCE.mm
    assert line + foot < 35
    assert round(297 - foot - line / 2 - (297 - 35), 2) == 7


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
