"""A letter as GB/T 9704-2012 lays it out: page, title, addressee, signature, and the receipt on a page of its own."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from tidu.reporting.letter import Letter, letter_file

RECEIPT = (("姓名", "欧阳晴"), ("能否参加", ""))


def written(number: str = "") -> Any:
    letter = Letter(
        sender="青岚县科技局",
        number=number,
        title="关于邀请参加科技开放日的函",
        addressee="晴川公司欧阳晴",
        paragraphs=["诚邀您参加。", "请回复能否参加。"],
        on=date(2025, 4, 5),
        receipt=RECEIPT,
    )
    return docx.Document(io.BytesIO(letter_file(letter)))


def lines(document: Any) -> list[str]:
    return [one.text.strip("\n") for one in document.paragraphs]


def test_the_parts_stand_in_their_order_and_the_day_has_no_zeros_before_it():
    said = [text for text in lines(written()) if text]
    assert said == [
        "关于邀请参加科技开放日的函",
        "晴川公司欧阳晴：",
        "诚邀您参加。",
        "请回复能否参加。",
        "附件：回执",
        "青岚县科技局",
        "2025年4月5日",
        "附件",
        "回执",
    ]


@pytest.mark.parametrize(
    ("number", "first"), [("青科函〔2025〕3号", "青科函〔2025〕3号"), ("", "关于邀请参加科技开放日的函")]
)
def test_a_document_number_stands_above_the_title_where_there_is_one(number, first):
    assert next(text for text in lines(written(number)) if text) == first


def test_the_page_has_the_margins_of_the_standard():
    section = written().sections[0]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(one.mm) for one in margins] == [37, 28, 26, 35]


@pytest.mark.parametrize(
    ("sender", "on", "indents"),
    [
        # 7 characters and 6: the sender two in, the day begins two right of it, so one in
        ("青岚县科技局办", date(2025, 4, 5), (2, 1)),
        # 6 and 6: no longer, so still two right of the sender, and flush
        ("青岚县科技局", date(2025, 4, 5), (2, 0)),
        # 6 and 7: the day two in, the sender as much further as keeps it two left of the day: 2 + 7 + 2 - 6
        ("青岚县科技局", date(2025, 12, 15), (5, 2)),
    ],
)
def test_the_day_begins_two_characters_right_of_the_sender(sender, on, indents):
    letter = Letter(sender, "", "答复函", "意见人", ["已办。"], on)
    signature = docx.Document(io.BytesIO(letter_file(letter))).paragraphs[-2:]
    assert [line.alignment for line in signature] == [WD_ALIGN_PARAGRAPH.RIGHT] * 2
    assert tuple(line.paragraph_format.right_indent.pt / 16 for line in signature) == indents


def test_the_document_number_is_set_like_the_text_in_the_middle():
    number = written("青科函〔2025〕3号").paragraphs[0]
    assert (number.style.name, number.alignment) == ("Normal", WD_ALIGN_PARAGRAPH.CENTER)
    assert number._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "0"


def test_the_receipt_begins_a_page_and_holds_what_is_known_beside_what_is_to_be_filled_in():
    document = written()
    breaks = [one for one in document.element.body.iter(qn("w:br")) if one.get(qn("w:type")) == "page"]
    assert len(breaks) == 1
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(line) for line in RECEIPT]


def test_a_letter_that_asks_for_no_receipt_has_one_page_and_names_no_annex():
    letter = Letter("科技局", "", "答复函", "意见人", ["已办。"], date(2025, 4, 5))
    said = [text for text in lines(docx.Document(io.BytesIO(letter_file(letter)))) if text]
    assert said == ["答复函", "意见人：", "已办。", "科技局", "2025年4月5日"]
