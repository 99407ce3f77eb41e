"""The measures of the standard fit into one another: what one of them promises, the others leave room for."""

from __future__ import annotations

from docx.shared import Mm

from tidu.reporting import layout


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
