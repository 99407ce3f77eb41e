"""Type as a Word file states it: from a run up through its styles to the defaults (ISO/IEC 29500-1, 17.7.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn

HALF_POINTS: Final = 2
TWIPS_PER_POINT: Final = 20


def font_of(run: Any, paragraph: Any) -> str:
    """Return the font of a run's Chinese characters, empty where only a theme or nothing names one."""
    for properties in _run_properties(run, paragraph):
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None and fonts.get(qn("w:eastAsia")):
            return str(fonts.get(qn("w:eastAsia")))
    return ""


def size_of(run: Any, paragraph: Any) -> float:
    """Return a run's size in points, 0 where nothing states one."""
    for properties in _run_properties(run, paragraph):
        size = properties.find(qn("w:sz"))
        if size is not None:
            return int(size.get(qn("w:val"))) / HALF_POINTS
    return 0


def indent_of(paragraph: Any) -> float | None:
    """Return by how many characters the first line is in, None where nothing states it."""
    for properties in _paragraph_properties(paragraph):
        indent = properties.find(qn("w:ind"))
        if indent is None:
            continue
        characters = indent.get(qn("w:firstLineChars"))
        if characters is not None:
            return int(characters) / 100
        twips = indent.get(qn("w:firstLine"))
        if twips is not None:
            size = next((size_of(run, paragraph) for run in paragraph.runs), 0)
            return int(twips) / TWIPS_PER_POINT / size if size else None
    return None


def _run_properties(run: Any, paragraph: Any) -> Iterator[Any]:
    """Yield the properties that hold for a run, the nearest first; no style is looked up before it is asked for."""
    yield from _stated(run._element.rPr)
    for style in (run.style, paragraph.style):
        for one in _styles(style):
            yield from _stated(one.element.rPr)
    defaults = paragraph.part.document.styles.element.find(qn("w:docDefaults"))
    if defaults is not None:
        yield from _stated(defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"))


def _paragraph_properties(paragraph: Any) -> Iterator[Any]:
    yield from _stated(paragraph._p.pPr)
    for style in _styles(paragraph.style):
        yield from _stated(style.element.pPr)


def _stated(properties: Any) -> Iterator[Any]:
    if properties is not None:
        yield properties


def _styles(style: Any) -> Iterator[Any]:
    """Yield a style and those it is based on."""
    while style is not None:
        yield style
        style = style.base_style
