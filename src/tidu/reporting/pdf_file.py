"""A Word file of ours as a PDF: the same words, set anew by the measures that the Word file states.

The Word file is what was frozen; the PDF adds nothing to it and leaves only its comments out, which the annex repeats.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import docx
import typst
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table

from tidu.reporting import layout, pdf_fonts
from tidu.reporting.word_fonts import font_of, indent_of, size_of

MEDIA_TYPE: Final = "application/pdf"
_PAGE: Final = (Path(__file__).parent / "pdf_page.typ").read_bytes()
_SIDES: Final = {WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right"}

_TEXT_WIDTH: Final = Length(layout.PAGE_WIDTH - layout.MARGIN_LEFT - layout.MARGIN_RIGHT)
_STEP: Final = (_TEXT_WIDTH.pt - 0.01) / layout.CHARACTERS_PER_LINE
"""From one character of the text to the next, in points; the hundredth keeps the last one from being pushed out."""

Data = dict[str, Any]


def pdf_of(word: bytes) -> bytes:
    """Return a Word file that this house wrote as a PDF; raise pdf_fonts.NoChineseFont.

    The same file gives the same PDF: it carries no moment of its making.
    """
    faces = pdf_fonts.chosen()
    document = docx.Document(io.BytesIO(word))
    paper = {
        "title": document.core_properties.title,
        "faces": {wanted: one.used for wanted, one in faces.items()},
        "measures": _measures(),
        "sections": [_section(one) for one in document.sections],
    }
    return typst.compile(
        _PAGE, font_paths=pdf_fonts.fonts(), sys_inputs={"paper": json.dumps(paper)}, format="pdf"
    )


def _measures() -> Data:
    """Return the measures of the standard in points, and the names of its faces."""
    return {
        "top": layout.MARGIN_TOP.pt,
        "bottom": layout.MARGIN_BOTTOM.pt,
        "left": layout.MARGIN_LEFT.pt,
        "right": layout.MARGIN_RIGHT.pt,
        "pitch": layout.LINE_PITCH.pt,
        "tracking": _STEP - layout.BODY_SIZE.pt,
        "latin": layout.LATIN_FONT,
        "body": layout.BODY_FONT,
        "size": layout.BODY_SIZE.pt,
        "number": layout.PAGE_NUMBER_FONT,
        "number_size": layout.PAGE_NUMBER_SIZE.pt,
        "drop": layout.PAGE_NUMBER_DROP.pt,
    }


def _section(section: Any) -> Data:
    return {
        "width": section.page_width.pt,
        "height": section.page_height.pt,
        "blocks": [one for block in section.iter_inner_content() for one in _blocks(block)],
    }


def _blocks(block: Any) -> Iterator[Data]:
    """Yield a table, a paragraph, or the break of the page or the picture that a paragraph holds."""
    if isinstance(block, Table):
        yield _table(block)
    elif pictures := list(block._p.iter(qn("pic:pic"))):
        yield from (_picture(one, block) for one in pictures)
    elif any(one.get(qn("w:type")) == "page" for one in block._p.iter(qn("w:br"))):
        yield {"kind": "break"}
    else:
        yield _paragraph(block)


def _paragraph(paragraph: Any) -> Data:
    """Return a paragraph: its stretches, side, level as a heading (0 for none), and by how many points it is in."""
    name, stated = paragraph.style.name, paragraph.paragraph_format
    return {
        "kind": "paragraph",
        "runs": [one for run in paragraph.runs for one in _run(run, paragraph)],
        "side": _SIDES.get(_alignment(paragraph), "left"),
        "level": int(name[-1]) if name.startswith("Heading") else 0,
        "first": (indent_of(paragraph) or 0) * _STEP,
        "left": (stated.left_indent or Pt(0)).pt,
        "right": (stated.right_indent or Pt(0)).pt,
    }


def _picture(picture: Any, paragraph: Any) -> Data:
    """Return a picture: its bytes, its width, and the side it stands on."""
    (blip,), (extent,) = (list(picture.iter(qn(name))) for name in ("a:blip", "a:ext"))
    part = paragraph.part.related_parts[blip.get(qn("r:embed"))]
    return {
        "kind": "picture",
        "bytes": list(part.blob),
        "width": Length(int(extent.get("cx"))).pt,
        "side": _SIDES.get(_alignment(paragraph), "left"),
    }


def _run(run: Any, paragraph: Any) -> Iterator[Data]:
    if run.text:
        yield {
            "text": run.text,
            "face": font_of(run, paragraph),
            "size": size_of(run, paragraph),
            "raised": bool(run.font.superscript),
            "marked": run.font.highlight_color is not None,
        }


def _alignment(paragraph: Any) -> Any:
    own = paragraph.alignment
    return paragraph.style.paragraph_format.alignment if own is None else own


def _table(table: Table) -> Data:
    rows = [[_cell(cell) for cell in row.cells] for row in table.rows]
    headers = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    return {
        "kind": "table",
        "widths": [column.width.pt if column.width else None for column in table.columns],
        "headers": sum(headers),
        "rows": rows,
    }


def _cell(cell: Any) -> list[Data]:
    return [run for line in cell.paragraphs for one in line.runs for run in _run(one, line)]
