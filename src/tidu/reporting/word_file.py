"""A composed document as a Word file: real styles, the layout of GB/T 9704, proof in comments and an annex."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from tidu.reporting import layout, schema, wording
from tidu.reporting.annex import SourceOfNumber
from tidu.reporting.composition import Composed, ComposedParagraph, ComposedSection, ComposedTable, Run, Runs
from tidu.reporting.word_page import add_landscape_section, set_page, set_page_number

BLANK_COLOUR = WD_COLOR_INDEX.YELLOW
AUTHOR = "梯度"
INITIALS = "梯"


@dataclass(frozen=True)
class AnnexStyles:
    """The styles that the annexes are written in, by name: title, text, and the grid of their tables."""

    title: str = "Title"
    text: str = "Normal"
    grid: str = "Table Grid"


OUR_STYLES = AnnexStyles()
Row = tuple[str, ...]


def word_file(composed: Composed, sources: Sequence[SourceOfNumber]) -> bytes:
    """Return the document as .docx; `sources` are the lines of its annex."""
    document = docx.Document()
    set_properties(document, "".join(composed.outline.title_lines), composed.as_of.label)
    set_page(document)
    set_styles(document)
    set_page_number(document)
    _write_head(document, composed)
    for paragraph in composed.opening:
        _write_paragraph(document, paragraph)
    _write_sections(document, composed.sections)
    for paragraph in composed.closing:
        _write_paragraph(document, paragraph)
    _write_list_of_annexes(document, composed)
    write_annexes(document, composed, sources)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def set_properties(document: Any, title: str, comments: str) -> None:
    """Say what the file is, in place of what the blank file it grew from says of itself and of its day."""
    properties = document.core_properties
    properties.title = title
    properties.author = AUTHOR
    properties.comments = comments
    for name in ("dcterms:created", "dcterms:modified"):
        for stated in properties._element.findall(qn(name)):
            properties._element.remove(stated)
    package = document.part.package
    for key, relationship in list(package.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package.rels.pop(key)


def set_styles(document: Any) -> None:
    """Give Word's own styles the fonts and measures of the standard, so that outline and contents work."""
    styles = document.styles
    set_style(styles["Normal"], layout.BODY_FONT, layout.BODY_SIZE, indent=True)
    set_style(styles["Title"], layout.TITLE_FONT, layout.TITLE_SIZE, centred=True)
    set_style(styles["Subtitle"], layout.SPEAKER_FONT, layout.BODY_SIZE, centred=True)
    for level, font in layout.LEVEL_FONTS.items():
        set_style(styles[f"Heading {level}"], font, layout.BODY_SIZE, indent=True)


def set_style(style: Any, font: str, size: Pt, *, indent: bool = False, centred: bool = False) -> None:
    """Give one style its face, its size and the line pitch of the standard."""
    style.font.name = layout.LATIN_FONT
    style.font.size = size
    style.font.bold = False
    style.font.italic = False
    style.font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), font)
    _add(properties, "w:spacing", val=str(layout.CHARACTER_SPACING))
    _add(properties, "w:lang", val="en-US", eastAsia="zh-CN")
    paragraph = style.paragraph_format
    paragraph.space_before = paragraph.space_after = Pt(0)
    paragraph.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.line_spacing = layout.LINE_PITCH
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None
    settings = style.element.get_or_add_pPr()
    for border in settings.findall(qn("w:pBdr")):
        settings.remove(border)
    characters, twips = (layout.INDENT_CHARACTERS, layout.INDENT_TWIPS) if indent else (0, 0)
    _add(settings, "w:ind", firstLineChars=str(characters), firstLine=str(twips))
    if centred:
        _add(settings, "w:snapToGrid", val="0")


def _add(parent: Any, tag: str, **attributes: str) -> None:
    """Set one element below a parent, in place of the one that may be there, where the schema wants it."""
    for present in parent.findall(qn(tag)):
        parent.remove(present)
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    order = schema.ORDER[parent.tag]
    parent.insert_element_before(element, *order[order.index(tag) + 1 :])


def _write_head(document: Any, composed: Composed) -> None:
    title = document.add_paragraph(style="Title")
    for number, line in enumerate(composed.outline.title_lines):
        if number:
            title.add_run().add_break()
        title.add_run(line)
    if composed.speaker:
        line = document.add_paragraph(style="Subtitle")
        _write_runs(document, line, composed.speaker)
        line.add_run(f"（{wording.full_day(composed.as_of.on)}）")
    if composed.outline.salutation:
        document.add_paragraph()
        set_indent(document.add_paragraph(composed.outline.salutation))


def _write_sections(document: Any, sections: Iterable[ComposedSection]) -> None:
    for position, section in enumerate(sections, start=1):
        number = layout.heading_number(section.level, position)
        document.add_paragraph(f"{number}{section.heading}", style=f"Heading {section.level}")
        for paragraph in section.body:
            _write_paragraph(document, paragraph)
        _write_sections(document, section.sections)


def _write_paragraph(document: Any, paragraph: ComposedParagraph) -> None:
    if paragraph.table is not None:
        _write_figure_table(document, paragraph.table)
        return
    line = document.add_paragraph()
    if paragraph.lead:
        set_font(line.add_run(paragraph.lead), layout.LEVEL_FONTS[2])
    _write_runs(document, line, paragraph.runs)


def _write_figure_table(document: Any, table: ComposedTable) -> None:
    """Write a figure over years or places: what it is above, and a row for each."""
    caption = document.add_paragraph(table.caption)
    set_indent(caption)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = [(name, f"{run.text}{mark_of(run)}" if run.note else run.text) for name, run in table.cells]
    write_table(document, (table.head, "数值"), rows, layout.FIGURE_WIDTHS, OUR_STYLES)


def _write_runs(document: Any, line: Any, runs: Runs) -> None:
    for run in runs:
        written = line.add_run(run.text)
        if run.is_blank:
            written.font.highlight_color = BLANK_COLOUR
        elif run.answer is not None:
            mark = line.add_run(mark_of(run))
            mark.font.superscript = True
            mark.font.size = layout.NOTE_SIZE
        add_remark(document, written, run)


def mark_of(run: Run) -> str:
    """Return the mark that leads from a number to its line in the annex."""
    return f"[{run.note}]"


def add_remark(document: Any, written: Any, run: Run) -> None:
    """Comment a blank with the reason why it is open, a number with its proof; plain words stay without."""
    text = f"{run.label}：{run.reason}" if run.is_blank else _proof(run) if run.answer is not None else ""
    if text:
        comment = document.add_comment(runs=written, text=text, author=AUTHOR, initials=INITIALS)
        # The library stamps the machine's moment on it; what was frozen reads the same whenever it is written.
        comment._comment_elm.attrib.pop(qn("w:date"), None)


def _proof(run: Run) -> str:
    """Return the comment of a filled blank: which figure, how counted, as of when, how many rows."""
    assert run.answer is not None  # noqa: S101 - only filled runs come here
    answer = run.answer
    on = answer.on_label or answer.question.as_of.label
    counted = f"口径：{answer.figure.definition} 时点：{on}。明细 {len(answer.rows)} 行。"
    return f"〔{run.note}〕{run.label}：{run.text}。{counted}"


def set_font(run: Any, font: str) -> None:
    """Set the font of a run's Chinese characters; digits and letters keep theirs."""
    run.font.name = layout.LATIN_FONT
    run._element.get_or_add_rPr().find(qn("w:rFonts")).set(qn("w:eastAsia"), font)


def set_indent(paragraph: Any, characters: int = 0) -> None:
    """Set a paragraph flush left, or all its lines in by whole characters."""
    twips = str(characters * layout.INDENT_TWIPS // 2)
    _add(
        paragraph._p.get_or_add_pPr(),
        "w:ind",
        leftChars=str(100 * characters),
        left=twips,
        firstLineChars="0",
        firstLine="0",
    )


def _annex_titles(composed: Composed) -> tuple[str, str]:
    return f"未填的空（{len(composed.unfilled)} 处）", f"数字出处表（{composed.as_of.label}）"


def _write_list_of_annexes(document: Any, composed: Composed) -> None:
    """Name the annexes one line below the text, the names one below the other, without punctuation at their ends."""
    document.add_paragraph()
    for number, title in enumerate(_annex_titles(composed), start=1):
        line = document.add_paragraph(f"附件：{number}. {title}" if number == 1 else f"{number}. {title}")
        set_indent(line, 2 if number == 1 else layout.ANNEX_NAME_CHARACTERS)


def write_annexes(
    document: Any,
    composed: Composed,
    sources: Sequence[SourceOfNumber],
    styles: AnnexStyles = OUR_STYLES,
    *,
    numbered: bool = True,
) -> None:
    """Write what could not be filled and where each number comes from, each from a page of its own.

    `numbered` annexes say 附件1, 附件2 above their titles, as the list below the text names them.
    """
    blanks: list[Row] = [
        (str(number), run.label, run.reason) for number, run in enumerate(composed.unfilled, start=1)
    ]
    numbers: list[Row] = [
        (str(line.note), line.figure, line.value, line.definition, line.on, str(line.rows), line.source)
        for line in sources
    ]
    tables: tuple[tuple[Row, list[Row], tuple[Any, ...]], ...] = (
        (("序号", "空", "为什么空着、向谁索取"), blanks, layout.BLANKS_WIDTHS),
        (("序号", "指标", "数值", "口径", "时点与所知", "明细行", "出处"), numbers, layout.ANNEX_WIDTHS),
    )
    for number, (title, table) in enumerate(zip(_annex_titles(composed), tables, strict=True), start=1):
        add_landscape_section(document)
        if numbered:
            _write_annex_label(document, number)
        document.add_paragraph(title, style=styles.title)
        headers, rows, widths = table
        write_table(document, headers, rows, widths, styles)


def _write_annex_label(document: Any, number: int) -> None:
    """Write 附件 and its number on the first line in Hei, so that the title stands in the middle of the third."""
    label = document.add_paragraph()
    set_font(label.add_run(f"附件{number}"), layout.LEVEL_FONTS[1])
    set_indent(label)
    document.add_paragraph()


def write_table(
    document: Any,
    headers: Row,
    rows: Iterable[Row],
    widths: tuple[Any, ...],
    styles: AnnexStyles = OUR_STYLES,
) -> None:
    """Write a table of columns so wide, its header row in Hei and again on every page."""
    table = document.add_table(rows=1, cols=len(headers), style=styles.grid)
    table.autofit = False
    _write_row(table.rows[0], headers, layout.LEVEL_FONTS[1], styles)
    _mark_header(table.rows[0])
    for row in rows:
        _write_row(table.add_row(), row, layout.BODY_FONT, styles)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _write_row(row: Any, texts: Row, font: str, styles: AnnexStyles) -> None:
    """Fill a row and keep it on one page."""
    _add(row._tr.get_or_add_trPr(), "w:cantSplit", val="true")
    for cell, text in zip(row.cells, texts, strict=True):
        _write_cell(cell, text, font, styles)


def _mark_header(row: Any) -> None:
    """Let the header row stand again on every page of the table."""
    properties = row._tr.get_or_add_trPr()
    _add(properties, "w:tblHeader", val="true")


def _write_cell(cell: Any, text: str, font: str, styles: AnnexStyles) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = styles.text
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _add(paragraph._p.get_or_add_pPr(), "w:snapToGrid", val="0")
    set_indent(paragraph)
    run = paragraph.add_run(text)
    run.font.size = layout.TABLE_SIZE
    set_font(run, font)
