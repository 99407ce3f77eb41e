"""An office's own Word file with marks, read as an outline; what is wrong with a mark is named by its paragraph."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from tidu.reporting import marks
from tidu.reporting.outline import (
    FigureBlank,
    NamesBlank,
    Outline,
    Paragraph,
    Parameter,
    ParameterBlank,
    Piece,
)
from tidu.reporting.word_upload import opened

PARAMETERS: Final = (
    Parameter("base_year", "基期年份", "year"),
    Parameter("end_year", "末期年份", "year"),
    Parameter("event_on", "开放日日期", "day"),
)
"""What a template may ask for; whoever fills it is asked only for what its marks use."""

OUTLINE_CODE: Final = "office_template"
_QUOTED: Final = 10
_BREAKS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
_HEADS: Final = (
    ("页眉", ("header", "first_page_header", "even_page_header")),
    ("页脚", ("footer", "first_page_footer", "even_page_footer")),
)
_NOT_FILLED: Final = "标记不能写在{place}里。请移到正文、表格、页眉或页脚。"
_NO_MARKS: Final = (
    "文件里没有标记。请在要填数的地方写 [[指标名 year=末期年份]] 这样的标记，可用的见页面下方。"
)


@dataclass(frozen=True)
class WrongMark:
    """One fault: where it stands, as a person finds it, and what is wrong with the mend."""

    place: str
    reason: str


class TemplateFaults(ValueError):
    """Raised for a template whose marks cannot all be read; message and `wrong` name every one, in reading order."""

    def __init__(self, wrong: list[WrongMark]) -> None:
        said = "".join(f"{one.place}：{one.reason}" for one in wrong)
        super().__init__(f"模板有 {len(wrong)} 处要改。{said}")
        self.wrong = wrong


@dataclass(frozen=True)
class MarkedParagraph:
    """A paragraph (`element`) with marks; only one of the `in_text` may hold comments."""

    element: Any
    in_text: bool


@dataclass(frozen=True)
class Template:
    """A readable template: its opened Word file, its paragraphs with marks, and the outline that they come to."""

    document: Any
    marked: tuple[MarkedParagraph, ...]
    outline: Outline

    @property
    def mark_count(self) -> int:
        """Return how many marks there are to fill."""
        return sum(len(marks.MARK.findall(text_of(one.element))) for one in self.marked)


def read_template(content: bytes, name: str) -> Template:
    """Return the template in a .docx file; raise UnableToOpen or TemplateFaults."""
    document = opened(content)
    known = marks.known_by(PARAMETERS)
    marked: list[MarkedParagraph] = []
    paragraphs: list[Paragraph] = []
    wrong: list[WrongMark] = []
    for place, paragraph in _paragraphs(document):
        text = text_of(paragraph.element)
        try:
            pieces = marks.pieces_of(text, known)
        except marks.MarkFault as fault:
            wrong.extend(WrongMark(f"{place}{_quoted(text)}", reason) for reason in fault.reasons)
            continue
        if marks.MARK.search(text):
            marked.append(paragraph)
            paragraphs.append(Paragraph(pieces))
    wrong.extend(_out_of_reach(document))
    if not marked and not wrong:
        wrong.append(WrongMark("全文", _NO_MARKS))
    if wrong:
        raise TemplateFaults(wrong)
    used = {said for paragraph in paragraphs for piece in paragraph.pieces() for said in _asked(piece)}
    return Template(document, tuple(marked), outline_of(name, used, tuple(paragraphs)))


def outline_of(name: str, used: Collection[str], paragraphs: tuple[Paragraph, ...] = ()) -> Outline:
    """Return a template as an outline; `used` names the parameters its marks take."""
    return Outline(
        code=OUTLINE_CODE,
        name=name,
        title_lines=(name,),
        speaker=(),
        salutation="",
        parameters=tuple(one for one in PARAMETERS if one.name in used),
        opening=paragraphs,
    )


def _asked(piece: Piece) -> Iterator[str]:
    """Yield the parameters that a piece needs."""
    if isinstance(piece, ParameterBlank):
        yield piece.parameter
    figure = piece.figure if isinstance(piece, NamesBlank) else piece
    if isinstance(figure, FigureBlank):
        yield from (parameter for _, parameter in figure.arguments)


def text_of(paragraph: Any) -> str:
    """Return the words of a paragraph as they are read, however Word has cut them into runs."""
    return "".join(words for _, words in stretches(paragraph))


def stretches(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """Yield the elements of a paragraph that show something, with their words; what is struck out is passed over."""
    for element in paragraph.iter(qn("w:t"), *_BREAKS):
        run = element.getparent()
        if run.tag != qn("w:r") or next(run.iterancestors(qn("w:p"))) is not paragraph:
            continue
        if next(run.iterancestors(qn("w:moveFrom")), None) is None:
            yield element, _BREAKS.get(element.tag, element.text or "")


def _quoted(text: str) -> str:
    words = text.strip()
    return f"“{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}”"


def _paragraphs(document: Any) -> Iterator[tuple[str, MarkedParagraph]]:
    """Yield every paragraph that can be filled with its place: the text, its tables, and heads and feet of pages."""
    body = document.element.body
    yield from ((place, MarkedParagraph(one, in_text=True)) for place, one in _within(body, "正文"))
    for number, section in enumerate(document.sections, start=1):
        for label, names in _HEADS:
            for name in names:
                part = getattr(section, name)
                if not part.is_linked_to_previous:
                    where = f"第 {number} 节{label}"
                    found = _within(part._element, where)
                    yield from ((place, MarkedParagraph(one, in_text=False)) for place, one in found)


def _within(parent: Any, label: str) -> Iterator[tuple[str, Any]]:
    number = 0
    tables = [one for one in parent.iter(qn("w:tbl")) if next(one.iterancestors(qn("w:tbl")), None) is None]
    for paragraph in parent.iter(qn("w:p")):
        if _box_of(paragraph) is not None:
            continue
        cells = list(paragraph.iterancestors(qn("w:tc")))
        if cells:
            yield f"{label}{_cell_place(cells[-1], tables)}", paragraph
        else:
            number += 1
            yield f"{label}第 {number} 段", paragraph


def _cell_place(cell: Any, tables: list[Any]) -> str:
    """Return where a cell of an outermost table stands: table, row and cell, each counted from 1."""
    row = next(cell.iterancestors(qn("w:tr")))
    table = next(one for one in tables if one in set(row.iterancestors(qn("w:tbl"))))
    return f"表 {tables.index(table) + 1} 第 {_count(row)} 行第 {_count(cell)} 格"


def _count(element: Any) -> int:
    return sum(1 for _ in element.itersiblings(element.tag, preceding=True)) + 1


def _box_of(paragraph: Any) -> Any:
    return next(paragraph.iterancestors(qn("w:txbxContent")), None)


def _out_of_reach(document: Any) -> Iterator[WrongMark]:
    """Yield the marks in places that are not filled: text boxes, which a file holds twice, and notes."""
    seen: set[str] = set()
    for label, paragraph in _unreachable(document):
        text = text_of(paragraph)
        if "[[" in text and text not in seen:
            seen.add(text)
            yield WrongMark(f"{label}{_quoted(text)}", _NOT_FILLED.format(place=label))


def _unreachable(document: Any) -> Iterator[tuple[str, Any]]:
    for box in document.element.body.iter(qn("w:txbxContent")):
        yield from (("文本框", one) for one in box.iter(qn("w:p")))
    for relationship in document.part.rels.values():
        label = {"footnotes": "脚注", "endnotes": "尾注"}.get(relationship.reltype.rpartition("/")[2])
        if label:
            notes = parse_xml(relationship.target_part.blob)
            yield from ((label, one) for one in notes.iter(qn("w:p")))
