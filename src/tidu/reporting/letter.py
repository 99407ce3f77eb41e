"""A letter (函) and the receipt (回执) it may ask for, in the layout of GB/T 9704, as a Word file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

from tidu.reporting import layout, wording
from tidu.reporting.word_file import set_font, set_indent, set_styles
from tidu.reporting.word_page import set_page, set_page_number

RECEIPT = "回执"


@dataclass(frozen=True)
class Letter:
    """A letter: its number, title, whom it is for, paragraphs, whose it is, its day.

    `receipt` are the lines of the receipt on the second page, each a label with what is filled in already; a letter
    without them asks for none.
    """

    sender: str
    number: str
    title: str
    addressee: str
    paragraphs: Sequence[str]
    on: date
    receipt: Sequence[tuple[str, str]] = ()


def letter_file(letter: Letter) -> bytes:
    """Return the letter as .docx: number, title, addressee, body, signature, and the receipt if it asks for one."""
    document = docx.Document()
    set_page(document)
    set_styles(document)
    set_page_number(document)
    if letter.number:
        number = document.add_paragraph(letter.number)
        set_indent(number)
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(letter.title, style="Title")
    document.add_paragraph()
    set_indent(document.add_paragraph(f"{letter.addressee}："))
    for text in letter.paragraphs:
        document.add_paragraph(text)
    document.add_paragraph()
    if letter.receipt:
        set_indent(document.add_paragraph(f"附件：{RECEIPT}"), 2)
        document.add_paragraph()
    _sign(document, letter.sender, wording.full_day(letter.on))
    if letter.receipt:
        _write_receipt(document, letter)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sign(document: Any, sender: str, day: str) -> None:
    """Write sender and day (GB 7.3.5.2, without a seal): the day begins two characters right of the sender.

    The longer of the two stands two characters in from the right.
    """
    longer = _characters(day) - _characters(sender)
    indents = (2, -longer) if longer <= 0 else (4 + longer, 2)
    for text, characters in zip((sender, day), indents, strict=True):
        line = document.add_paragraph(text)
        set_indent(line)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(characters * layout.BODY_SIZE.pt)


def _characters(text: str) -> float:
    """Return how many Chinese characters wide a text is; a digit or letter takes half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _write_receipt(document: Any, letter: Letter) -> None:
    """Write the receipt on a page of its own: 附件 in Hei on the first line, the title in the middle of the third."""
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    label = document.add_paragraph()
    set_font(label.add_run("附件"), layout.LEVEL_FONTS[1])
    set_indent(label)
    document.add_paragraph()
    document.add_paragraph(RECEIPT, style="Title")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name, value in letter.receipt:
        row = table.add_row()
        for cell, text in zip(row.cells, (name, value), strict=True):
            cell.paragraphs[0].add_run(text)
            set_indent(cell.paragraphs[0])
