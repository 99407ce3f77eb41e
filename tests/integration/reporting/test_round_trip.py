"""Another office opens what we write and saves it again: text, levels, type, proof and page are still there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.factories.office import NO_WRITER, by_libreoffice, has_writer
from tidu.foundation.clock import AsOf
from tidu.reporting import annex, reading
from tidu.reporting.composition import compose
from tidu.reporting.layout_report import departures
from tidu.reporting.letter import Letter, letter_file
from tidu.reporting.word_file import word_file
from tidu.reporting.word_fonts import font_of, size_of

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not has_writer(), reason=NO_WRITER)]

AS_OF = AsOf(on=date(2025, 6, 10))
YEARS = {"base_year": 2022, "end_year": 2024}
OUTLINES = {
    "open_day_speech": {**YEARS, "event_on": date(2025, 5, 22)},
    "yearly_summary": YEARS,
    "monthly_brief": {},
    "open_day_report": {"event_on": date(2025, 5, 22), "before_on": date(2024, 5, 23), "end_year": 2025},
}
REPLY = Letter(
    sender="青岚县科技局",
    number="青科函〔2025〕3号",
    title="关于QL-2025-0001号意见建议的答复函",
    addressee="欧阳晴",
    paragraphs=["您提出的意见收悉：“补助到账太慢”", "经研究，现答复如下：", "已缩短到十个工作日。"],
    on=date(2025, 6, 5),
    receipt=(("姓名", "欧阳晴"), ("是否满意", "")),
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def composed_file(code: str) -> bytes:
    composed = compose(reading.find(code), OUTLINES[code], AS_OF)
    return word_file(composed, annex.lines(composed))


def typed(document: Any) -> list[Any]:
    """Return each paragraph of the text: words, style, and face and size of its first and last Chinese stretch."""
    lines = [(line, [run for run in line.runs if CHINESE.search(run.text)]) for line in document.paragraphs]
    return [
        (line.text, line.style.name, _face(line, runs[0]), _face(line, runs[-1]))
        for line, runs in lines
        if runs
    ]


def _face(line: Any, run: Any) -> tuple[str, float]:
    return font_of(run, line), size_of(run, line)


def proofs(document: Any) -> list[tuple[str, str, str]]:
    """Return each comment with its author and the words it stands at."""
    said = {one._comment_elm.get(qn("w:id")): one for one in document.comments}
    return [(mark, said[key].author, said[key].text) for key, mark in _commented(document.element.body)]


def _commented(body: Any) -> Iterator[tuple[str, str]]:
    """Yield the number of each comment and the words between its ends."""
    open_ones: dict[str, str] = {}
    for element in body.iter():
        key = element.get(qn("w:id"))
        if element.tag == qn("w:commentRangeStart"):
            open_ones[key] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            yield key, open_ones.pop(key)
        elif element.tag == qn("w:t"):
            open_ones = {key: words + element.text for key, words in open_ones.items()}


def raised(document: Any) -> list[str]:
    """Return the marks of the annex beside the numbers, in the order of reading."""
    return [run.text for line in document.paragraphs for run in line.runs if run.font.superscript]


def marked(document: Any) -> list[str]:
    """Return the visible blanks."""
    runs = [run for line in document.paragraphs for run in line.runs if run.text]
    return [run.text for run in runs if run.font.highlight_color]


def tables(document: Any) -> list[Any]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def pages(document: Any) -> list[Any]:
    """Return paper, margins and the place of the page number of each section, in whole millimetres, and its lines."""
    return [
        (
            [round(length.mm) for length in _lengths(section)],
            section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")),
        )
        for section in document.sections
    ]


def _lengths(section: Any) -> list[Any]:
    paper = [section.page_width, section.page_height]
    return [*paper, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]


def page_numbers(document: Any) -> list[Any]:
    """Return words, field, side and type of the page number on odd and on even pages."""
    section = document.sections[0]
    found = []
    for footer in (section.footer, section.even_page_footer):
        line = footer.paragraphs[0]
        fields = [one.text.split()[0] for one in line._p.iter(qn("w:instrText"))]
        words = re.sub(r"\d", "", line.text).split()
        font = line.runs[0].font
        found.append((words, fields, line.alignment, font.name, font.size))
    return [document.settings.odd_and_even_pages_header_footer, *found]


KEPT = (typed, proofs, raised, marked, tables, pages, page_numbers, departures)


def test_nothing_is_lost_when_another_office_opens_our_documents_and_saves_them_again(county, tmp_path):
    given = {**{code: composed_file(code) for code in OUTLINES}, "reply": letter_file(REPLY)}
    written = by_libreoffice(list(given.values()), "docx:MS Word 2007 XML", tmp_path, given="docx")
    for name, before, after in zip(given, given.values(), written, strict=True):
        ours, theirs = docx.Document(io.BytesIO(before)), docx.Document(io.BytesIO(after))
        for kept in KEPT:
            assert (name, kept.__name__, kept(theirs)) == (name, kept.__name__, kept(ours))
        assert typed(ours)
        assert departures(ours) == []
        assert (len(proofs(ours)) > 5) == (name in OUTLINES)
