"""An outline as plain data, as versions of a manuscript keep it; `reading.read_tree` reads it back without loss."""

from __future__ import annotations

from typing import Any

from tidu.reporting.outline import (
    VARIANTS,
    Choice,
    FigureBlank,
    Gap,
    NamesBlank,
    Outline,
    Over,
    Paragraph,
    ParameterBlank,
    Piece,
    Pieces,
    Section,
    Table,
    Words,
)

Data = dict[str, Any]


def tree_of(outline: Outline) -> Data:
    """Return an outline as JSON-able data with the keys of an outline file; every paragraph is a mapping."""
    return {
        "outline": outline.code,
        "name": outline.name,
        "title_lines": list(outline.title_lines),
        "speaker": text_of(outline.speaker),
        "salutation": outline.salutation,
        "parameters": {one.name: {"label": one.label, "kind": one.kind} for one in outline.parameters},
        "opening": _body(outline.opening),
        "sections": [_section(section) for section in outline.sections],
        "closing": _body(outline.closing),
    }


def text_of(pieces: Pieces) -> str:
    """Return words and blanks as their writer types them: 现有[[F14]]。"""
    return "".join(piece.text if isinstance(piece, Words) else f"[[{_mark(piece)}]]" for piece in pieces)


def _section(section: Section) -> Data:
    return {
        "heading": section.heading,
        "body": _body(section.body),
        "sections": [_section(inner) for inner in section.sections],
    }


def _body(body: tuple[Paragraph, ...]) -> list[Data]:
    return [_paragraph(paragraph) for paragraph in body]


def _paragraph(paragraph: Paragraph) -> Data:
    content = paragraph.content
    if isinstance(content, Choice):
        sentences = {name: text_of(getattr(content, name)) for name in VARIANTS}
        return {"about": _figure(content.about), **sentences}
    if isinstance(content, Table):
        years = [f"from={content.first}", f"to={content.last}"] if content.over is Over.YEARS else []
        return {"table": " ".join([_figure(content.figure), f"over={content.over}", *years])}
    return {"lead": paragraph.lead, "text": text_of(content)}


def _mark(piece: Piece) -> str:
    if isinstance(piece, FigureBlank):
        return _figure(piece)
    if isinstance(piece, NamesBlank):
        return f"{'counts' if piece.counted else 'names'} {_figure(piece.figure)}"
    if isinstance(piece, Gap):
        return f"gap {piece.label} | {piece.reason}"
    assert isinstance(piece, ParameterBlank)  # noqa: S101 - words have no mark
    return f"{'day' if piece.whole else 'text'} {piece.parameter}"


def _figure(blank: FigureBlank) -> str:
    return " ".join([blank.code, *(f"{name}={parameter}" for name, parameter in blank.arguments)])
