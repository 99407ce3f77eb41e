"""Where a Word file departs from the layout of official documents, measure by measure, each with its basis.

Only what a file states can be read: a text that overflows its page is seen by whoever prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt

from tidu.reporting import layout
from tidu.reporting.word_fonts import font_of, indent_of, size_of
from tidu.reporting.word_numbering import auto_level, is_numbered

TOLERANCE_MM: Final = 1.0  # GB 5.2.1: ± 1 mm
LINE_PITCHES: Final = (Pt(28), Pt(29))  # 22 lines on 225 mm; 28 to 29 pt in practice
SHORT: Final = 10
"""Fewer characters make a line (a date, a signature), no paragraph of the body."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DOCUMENT_NUMBER: Final = re.compile(r"^\S+〔\d{4}〕\d+号$")
_LEVELS: Final = (
    (1, re.compile(r"([一二三四五六七八九十]+)、")),
    (2, re.compile(r"[（(]([一二三四五六七八九十]+)[）)]")),
    (3, re.compile(r"(\d{1,2})[.．]\s?(?!\d)")),
)
_ORDINALS: Final = {numeral: number for number, numeral in enumerate(layout.NUMERALS, start=1)}


@dataclass(frozen=True)
class Departure:
    """One way in which the file departs: what is measured, as found, as wanted, by which clause, and where."""

    what: str
    found: str
    wanted: str
    basis: str
    places: tuple[str, ...] = ()


def departures(document: Any) -> list[Departure]:
    """Return every departure of an opened Word file, those of the page first; an empty list is a clean file."""
    found = [*_of_pages(document), *_of_page_numbers(document), *_of_lines(document)]
    return [*found, *_gathered(_of_paragraphs(document)), *_of_numbering(document)]


def _of_pages(document: Any) -> Iterator[Departure]:
    """Yield what is wrong with paper and margins of the first page of text; annexes may lie across."""
    section = next((one for one in document.sections if one.orientation == WD_ORIENT.PORTRAIT), None)
    if section is None:
        yield Departure("纸张", "全文横向", "A4 竖向", "GB/T 9704 5.1")
        return
    wanted = (
        ("纸张宽", section.page_width, layout.PAGE_WIDTH, "5.1"),
        ("纸张高", section.page_height, layout.PAGE_HEIGHT, "5.1"),
        ("上边距（天头）", section.top_margin, layout.MARGIN_TOP, "5.2.1"),
        ("左边距（订口）", section.left_margin, layout.MARGIN_LEFT, "5.2.1"),
        ("右边距", section.right_margin, layout.MARGIN_RIGHT, "5.2.1（版心宽 156 mm）"),
        ("下边距", section.bottom_margin, layout.MARGIN_BOTTOM, "5.2.1（版心高 225 mm）"),
    )
    for what, is_, should, clause in wanted:
        if is_ is None or abs(Length(is_).mm - should.mm) > TOLERANCE_MM:
            yield Departure(what, _millimetres(is_), _millimetres(should), f"GB/T 9704 {clause}")


def _millimetres(length: Any) -> str:
    return "没有写明" if length is None else f"{round(Length(length).mm, 1):g} mm"


def _of_page_numbers(document: Any) -> Iterator[Departure]:
    section = document.sections[0]
    footers = [section.footer, section.even_page_footer]
    if not any(_has_page_number(footer) for footer in footers):
        yield Departure("页码", "没有", "4 号半角宋体阿拉伯数字，左右各一字线", "GB/T 9704 7.5")
    elif not document.settings.odd_and_even_pages_header_footer:
        yield Departure("页码", "单双页在同一侧", "单页居右空一字，双页居左空一字", "GB/T 9704 7.5")


def _has_page_number(footer: Any) -> bool:
    return any(
        re.search(r"\bPAGE\b", element.text or element.get(qn("w:instr"), ""))
        for element in footer._element.iter(qn("w:instrText"), qn("w:fldSimple"))
    )


def _of_lines(document: Any) -> Iterator[Departure]:
    """Yield a departure where neither the grid of the page nor the spacing of the body gives 22 lines."""
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    pitch = Pt(int(grid.get(qn("w:linePitch"), 0)) / 20) if grid is not None else Pt(0)
    low, high = LINE_PITCHES
    exact = document.styles["Normal"].paragraph_format.line_spacing
    stated = exact if isinstance(exact, Length) else pitch
    if not low <= stated <= high:
        found = f"{round(stated.pt, 2):g} 磅" if stated else "没有固定行距"
        yield Departure("行距", found, "28 至 29 磅（每面 22 行）", "GB/T 9704 5.2.3")


def _of_paragraphs(document: Any) -> Iterator[tuple[Departure, str]]:
    """Yield what is wrong with each paragraph, and the paragraph's place."""
    titled = False
    for number, paragraph in _text(document):
        text = paragraph.text.strip()
        place = f"第 {number} 段“{text[:SHORT]}{'…' if len(text) > SHORT else ''}”"
        level = level_of(text) or auto_level(paragraph)
        if _DOCUMENT_NUMBER.search(text):
            wrong = list(_of_type(paragraph, "发文字号", layout.BODY_FONT, layout.BODY_SIZE, "7.2.5"))
        elif _is_centred(paragraph):
            wrong = [] if titled else list(_of_title(paragraph))
            titled = True
        elif level:
            wrong = list(_of_heading(paragraph, level))
        elif len(text) >= SHORT:
            wrong = list(_of_body(paragraph))
        else:
            wrong = []
        yield from ((one, place) for one in wrong)


def _text(document: Any) -> Iterator[tuple[int, Any]]:
    """Yield the paragraphs of the text with their numbers, from 1, up to the list of annexes."""
    for number, paragraph in enumerate(document.paragraphs, start=1):
        if paragraph.text.startswith("附件"):
            return
        if _CHINESE.search(paragraph.text):
            yield number, paragraph


def level_of(text: str) -> int:
    """Return the level that a paragraph's number gives it (一、 1, （一） 2, 1. 3), 0 for none."""
    return next((level for level, mark in _LEVELS if mark.match(text)), 0)


def _is_centred(paragraph: Any) -> bool:
    stated = paragraph.alignment
    style = paragraph.style
    while stated is None and style is not None:
        stated, style = style.paragraph_format.alignment, style.base_style
    return bool(stated == WD_ALIGN_PARAGRAPH.CENTER)


def _of_title(paragraph: Any) -> Iterator[Departure]:
    yield from _of_type(paragraph, "标题", layout.TITLE_FONT, layout.TITLE_SIZE, "7.3.1")


def _of_heading(paragraph: Any, level: int) -> Iterator[Departure]:
    names = {1: "一级标题", 2: "二级标题", 3: "三级标题"}
    yield from _of_type(paragraph, names[level], layout.LEVEL_FONTS[level], layout.BODY_SIZE, "7.3.3")


def _of_body(paragraph: Any) -> Iterator[Departure]:
    # A paragraph may open with its lead (一是…) in Kai: the type of the body is that of its last run.
    yield from _of_type(paragraph, "正文", layout.BODY_FONT, layout.BODY_SIZE, "5.2.2", last=True)
    indent = None if is_numbered(paragraph) else indent_of(paragraph)
    if (
        indent is not None
        and round(indent) != layout.INDENT_CHARACTERS // 100
        and not _is_addressee(paragraph)
    ):
        yield Departure("首行缩进", f"{indent:g} 字", "2 字", "GB/T 9704 7.3.3")


def _is_addressee(paragraph: Any) -> bool:
    return bool(paragraph.text.rstrip().endswith(("：", ":")))


def _of_type(
    paragraph: Any, what: str, font: str, size: Length, clause: str, *, last: bool = False
) -> Iterator[Departure]:
    """Yield a wrong font or size of the first (or `last`) run with Chinese characters."""
    runs = [run for run in paragraph.runs if _CHINESE.search(run.text)]
    if not runs:
        return
    run = runs[-1 if last else 0]
    stated, points = font_of(run, paragraph), size_of(run, paragraph)
    if stated not in layout.SAME_FONTS.get(font, (font,)):
        yield Departure(f"{what}字体", stated or "没有写明", font, f"GB/T 9704 {clause}")
    if points != size.pt:
        found = f"{points:g} 磅" if points else "没有写明"
        yield Departure(f"{what}字号", found, f"{size.pt:g} 磅", f"GB/T 9704 {clause}")


def _gathered(found: Iterator[tuple[Departure, str]]) -> list[Departure]:
    """Return each departure once, with all its places."""
    places: dict[Departure, list[str]] = {}
    for departure, place in found:
        places.setdefault(departure, []).append(place)
    return [
        Departure(one.what, one.found, one.wanted, one.basis, tuple(where)) for one, where in places.items()
    ]


def _of_numbering(document: Any) -> Iterator[Departure]:
    """Yield the headings whose number does not follow the one before on their level, e.g. 三、 after 一、."""
    last = dict.fromkeys((1, 2, 3), 0)
    for _, paragraph in _text(document):
        text = paragraph.text.strip()
        level = level_of(text)
        if not level:
            continue
        for below in range(level + 1, 4):
            last[below] = 0
        number = _number(text, level)
        if number != last[level] + 1:
            wanted = f"第 {last[level] + 1} 个" + (f"（前一个是第 {last[level]} 个）" if last[level] else "")
            yield Departure("标题序号", f"第 {number} 个", wanted, "GB/T 9704 7.3.3", (f"“{text[:20]}”",))
        last[level] = number


def _number(text: str, level: int) -> int:
    """Return a heading's number: 十二、 is 12."""
    mark = _LEVELS[level - 1][1].match(text)
    said = mark[1] if mark else ""
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        return _ORDINALS[said[0]]
    return (_ORDINALS[tens] if tens else 1) * 10 + (_ORDINALS[ones] if ones else 0)
