"""Fill an office's own Word file: its runs, styles and tables stay, each mark becomes its value with its proof."""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.run import Run as WordRun

from tidu.foundation.clock import AsOf
from tidu.reporting import annex, layout, marks
from tidu.reporting.annex import SourceOfNumber
from tidu.reporting.composition import Composed, Parameters, Run, compose
from tidu.reporting.outline import Words
from tidu.reporting.template_reading import Template, stretches, text_of
from tidu.reporting.word_file import (
    BLANK_COLOUR,
    AnnexStyles,
    add_remark,
    mark_of,
    set_style,
    write_annexes,
)

STYLES: Final = AnnexStyles("数字出处表标题", "数字出处表正文", "数字出处表格线")
"""Styles of our own, so that the office's stay as they are and need not be there."""

_GRID_LINES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True)
class Filled:
    """A filled template: the Word file, what was composed, and the lines of its annex."""

    content: bytes
    composed: Composed
    sources: list[SourceOfNumber]


def fill(template: Template, parameters: Parameters, as_of: AsOf) -> Filled:
    """Fill every mark for a day, and append the annexes; raise UnableToCompose.

    The template's document is written into: read it anew to fill it again.
    """
    composed = compose(template.outline, parameters, as_of)
    sources = annex.lines(composed)
    document = template.document
    for marked, paragraph, asked in zip(
        template.marked, composed.opening, template.outline.opening, strict=True
    ):
        values = [
            run
            for run, piece in zip(paragraph.runs, asked.pieces(), strict=True)
            if not isinstance(piece, Words)
        ]
        for written, run in _fill(marked.element, values):
            if marked.in_text:
                add_remark(document, WordRun(written, document), run)
    _add_styles(document)
    write_annexes(document, composed, sources, STYLES, numbered=False)
    out = io.BytesIO()
    document.save(out)
    return Filled(out.getvalue(), composed, sources)


def _fill(paragraph: Any, values: list[Run]) -> list[tuple[Any, Run]]:
    """Put values in place of a paragraph's marks; return each value's own run, in the order of reading.

    The last mark comes first, so that the places of those before it stay as they were found.
    """
    found = list(zip(marks.MARK.finditer(text_of(paragraph)), values, strict=True))
    return [(_put(paragraph, match.span(), run), run) for match, run in reversed(found)][::-1]


def _put(paragraph: Any, span: tuple[int, int], run: Run) -> Any:
    """Put one value in place of the words between two places of a paragraph; return the run that holds it.

    It looks as the first letter of the mark looked; what the mark's runs hold beside its words stays.
    """
    _cut(paragraph, span[1])
    _cut(paragraph, span[0])
    words = list(_between(paragraph, span))
    first = words[0].getparent()
    written = _run_like(first, run.text)
    first.addprevious(written)
    if run.is_blank:
        written.get_or_add_rPr().highlight_val = BLANK_COLOUR
    elif run.answer is not None:
        note = _run_like(first, mark_of(run))
        note.get_or_add_rPr().superscript = True
        first.addprevious(note)
    for element in words:
        holder = element.getparent()
        holder.remove(element)
        if all(child.tag == qn("w:rPr") for child in holder):
            holder.getparent().remove(holder)
    return written


def _between(paragraph: Any, span: tuple[int, int]) -> Iterator[Any]:
    """Yield the elements whose words lie between two places, at which runs end."""
    place = 0
    for element, words in stretches(paragraph):
        if span[0] <= place < span[1]:
            yield element
        place += len(words)


def _cut(paragraph: Any, place: int) -> None:
    """Let a run begin at a place of a paragraph, where one does not."""
    passed = 0
    for element, words in list(stretches(paragraph)):
        if passed <= place < passed + len(words):
            _cut_run(element, place - passed)
            return
        passed += len(words)


def _cut_run(element: Any, letters: int) -> None:
    """Move what follows the first letters of a run's stretch, and all behind it, to a run of its own."""
    holder = element.getparent()
    if not letters and all(one.tag == qn("w:rPr") for one in element.itersiblings(preceding=True)):
        return
    behind = list(element.itersiblings())
    tail = _run_like(holder, "")
    if letters:
        head, rest = element.text[:letters], element.text[letters:]
        _say(element, head)
        more = OxmlElement("w:t")
        _say(more, rest)
        tail.append(more)
    else:
        tail.append(element)
    for one in behind:
        tail.append(one)
    holder.addnext(tail)


def _say(element: Any, words: str) -> None:
    element.text = words
    element.set(qn("xml:space"), "preserve")


def _run_like(holder: Any, words: str) -> Any:
    """Return a new run that looks like another."""
    run = OxmlElement("w:r")
    looks = holder.find(qn("w:rPr"))
    if looks is not None:
        run.append(deepcopy(looks))
    run.text = words
    return run


def _add_styles(document: Any) -> None:
    """Add the styles of the annexes, unless an earlier filling has."""
    styles = document.styles
    if STYLES.title in styles:
        return
    for name, font, size, centred in (
        (STYLES.title, layout.TITLE_FONT, layout.TITLE_SIZE, True),
        (STYLES.text, layout.BODY_FONT, layout.TABLE_SIZE, False),
    ):
        set_style(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), font, size, centred=centred)
    grid = styles.add_style(STYLES.grid, WD_STYLE_TYPE.TABLE)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _GRID_LINES)
    grid.element.append(parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders></w:tblPr>"))
