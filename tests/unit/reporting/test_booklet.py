"""A booklet as GB/T 9704-2012 lays it out: title, numbered headings, text, tables, and pictures that keep their words."""

from __future__ import annotations

import io
from typing import Any

import docx
import segno
from docx.enum.text import WD_LINE_SPACING

from tidu.reporting.booklet import Booklet, Grid, Part, Picture, booklet_file


def a_code() -> bytes:
    out = io.BytesIO()
    segno.make("https://tidu.example/open/say/").save(out, kind="png", scale=4)
    return out.getvalue()


def written() -> Any:
    parts = (
        Part("时间和地点", ["时间：2025年5月22日。"]),
        Part("议程", grid=Grid(("时间", "内容"), [("09:00", "政策宣讲")], (50, 106))),
        Part("扫码说话", pictures=[Picture(a_code(), "提意见")]),
    )
    return docx.Document(io.BytesIO(booklet_file(Booklet("来宾手册", "2025年5月22日　科技馆", parts))))


def test_the_parts_are_numbered_and_stand_in_their_order():
    said = [(one.style.name, one.text) for one in written().paragraphs if one.text.strip()]
    assert said == [
        ("Title", "来宾手册"),
        ("Subtitle", "2025年5月22日　科技馆"),
        ("Heading 1", "一、时间和地点"),
        ("Normal", "时间：2025年5月22日。"),
        ("Heading 1", "二、议程"),
        ("Heading 1", "三、扫码说话"),
        ("Normal", "提意见"),
    ]


def test_a_table_has_its_header_on_every_page_and_its_columns_as_wide_as_told():
    (table,) = written().tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["时间", "内容"],
        ["09:00", "政策宣讲"],
    ]
    assert [round(column.width.mm) for column in table.columns] == [50, 106]
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_a_picture_is_not_cut_by_the_pitch_of_the_lines_and_stays_with_its_words():
    document = written()
    (shape,) = document.inline_shapes
    assert round(shape.width.mm) == round(shape.height.mm) == 40
    (line,) = [one for one in document.paragraphs if "pic:pic" in one._p.xml]
    assert line.paragraph_format.line_spacing_rule == WD_LINE_SPACING.SINGLE
    assert line.paragraph_format.keep_with_next


def test_the_file_says_what_it_is_and_not_when_it_was_made():
    properties = written().core_properties
    assert (properties.title, properties.author) == ("来宾手册", "梯度")
