"""A booklet to print, such as the guests' handbook: headings, text, tables and pictures in the layout of GB/T 9704."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm

from tidu.reporting import layout
from tidu.reporting.word_file import set_indent, set_properties, set_styles, write_table
from tidu.reporting.word_page import set_page, set_page_number

PICTURE_WIDTH = Mm(40)  # own choice: a code that a telephone reads from the lap


@dataclass(frozen=True)
class Grid:
    """A table: headers, rows of as many texts, and how wide its columns are in millimetres."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A PNG with what is written below it."""

    png: bytes
    caption: str


@dataclass(frozen=True)
class Part:
    """What stands under one heading of the first level, in this order."""

    heading: str
    paragraphs: Sequence[str] = ()
    grid: Grid | None = None
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Booklet:
    """A booklet: title, the line below it, and its parts."""

    title: str
    subtitle: str
    parts: Sequence[Part]


def booklet_file(booklet: Booklet) -> bytes:
    """Return the booklet as .docx."""
    document = docx.Document()
    set_properties(document, booklet.title, booklet.subtitle)
    set_page(document)
    set_styles(document)
    set_page_number(document)
    document.add_paragraph(booklet.title, style="Title")
    document.add_paragraph(booklet.subtitle, style="Subtitle")
    document.add_paragraph()
    for number, part in enumerate(booklet.parts, start=1):
        _write_part(document, number, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write_part(document: Any, number: int, part: Part) -> None:
    document.add_paragraph(f"{layout.heading_number(1, number)}{part.heading}", style="Heading 1")
    for text in part.paragraphs:
        document.add_paragraph(text)
    if part.grid is not None:
        write_table(document, part.grid.headers, part.grid.rows, tuple(map(Mm, part.grid.widths)))
    for picture in part.pictures:
        _write_picture(document, picture)


def _write_picture(document: Any, picture: Picture) -> None:
    """Write a picture in a line as high as it is, kept on one page with its words."""
    line = document.add_paragraph()
    line.add_run().add_picture(io.BytesIO(picture.png), width=PICTURE_WIDTH)
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    line.paragraph_format.keep_with_next = True
    for one in (line, document.add_paragraph(picture.caption)):
        set_indent(one)
        one.alignment = WD_ALIGN_PARAGRAPH.CENTER
