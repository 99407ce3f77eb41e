"""The page of a Word file: margins, the grid of 22 lines, and page numbers outside on odd and even pages."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tidu.reporting import layout

_OF_THE_TEXT = ("w:pgNumType", "w:cols", "w:titlePg", "w:lnNumType", "w:vAlign", "w:textDirection")
"""What a section takes over from the one before, and an annex must not: columns, a first page, numbers anew."""


def set_page(document: Any) -> None:
    """Set A4, the margins and the line grid of the standard."""
    section = document.sections[0]
    section.page_width, section.page_height = layout.PAGE_WIDTH, layout.PAGE_HEIGHT
    section.top_margin, section.bottom_margin = layout.MARGIN_TOP, layout.MARGIN_BOTTOM
    section.left_margin, section.right_margin = layout.MARGIN_LEFT, layout.MARGIN_RIGHT
    section.footer_distance = layout.FOOTER_DISTANCE
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(layout.GRID_LINE_PITCH))
    section._sectPr.append(grid)


def add_landscape_section(document: Any) -> None:
    """Turn the page for the annexes, whose tables are wider than a page of text; margins and numbers stay."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    for name in _OF_THE_TEXT:
        for stated in section._sectPr.findall(qn(name)):
            section._sectPr.remove(stated)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = layout.PAGE_HEIGHT, layout.PAGE_WIDTH


def set_page_number(document: Any) -> None:
    """Number the pages with a dash on each side: odd pages right, even pages left."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _number(footer: Any, side: Any) -> None:
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.line_spacing = layout.PAGE_NUMBER_LINE
    indent = OxmlElement("w:ind")
    for name in ("leftChars", "rightChars"):
        indent.set(qn(f"w:{name}"), "100")
    indent.set(qn("w:firstLineChars"), "0")
    indent.set(qn("w:firstLine"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(indent, "w:jc")
    _run(paragraph, "— ")
    field = _run(paragraph, "")
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        field._r.append(_field_part(kind, text))
    _run(paragraph, " —")


def _run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.size = layout.PAGE_NUMBER_SIZE
    run.font.name = layout.PAGE_NUMBER_FONT
    run._element.get_or_add_rPr().find(qn("w:rFonts")).set(qn("w:eastAsia"), layout.PAGE_NUMBER_FONT)
    return run


def _field_part(kind: str, text: str) -> Any:
    """Return one part of a PAGE field: its begin, its instruction or its end."""
    if kind:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
        return part
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = text
    return part
