"""The level that Word's automatic numbering gives a paragraph: its number stands in no text (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from typing import Any, Final

from docx.oxml.ns import qn

_CHINESE: Final = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
    }
)
_LEVELS: Final = (
    (1, re.compile(r"%\d、"), True),
    (2, re.compile(r"[（(]%\d[）)]"), True),
    (3, re.compile(r"%\d[.．]"), False),
)


def auto_level(paragraph: Any) -> int:
    """Return the level of headings (一、 1, （一） 2, 1. 3) that automatic numbering gives a paragraph, 0 for none."""
    form = _form(paragraph)
    if form is None:
        return 0
    chinese, text = form
    return next(
        (level for level, mark, wants in _LEVELS if wants is chinese and mark.fullmatch(text.strip())), 0
    )


def is_numbered(paragraph: Any) -> bool:
    """Return whether Word numbers a paragraph, or puts a mark before it."""
    return _form(paragraph) is not None


def _form(paragraph: Any) -> tuple[bool, str] | None:
    """Return whether a paragraph's automatic number is Chinese, and how it is written (%1、); None without one."""
    stated = _stated(paragraph)
    numbering = _numbering(paragraph)
    if stated is None or numbering is None:
        return None
    key, depth = stated
    abstract = _found(numbering, "w:num", "w:numId", key)
    pointed = None if abstract is None else abstract.find(qn("w:abstractNumId"))
    if pointed is None:
        return None
    kind = _found(numbering, "w:abstractNum", "w:abstractNumId", pointed.get(qn("w:val")))
    level = None if kind is None else _found(kind, "w:lvl", "w:ilvl", depth)
    if level is None:
        return None
    form, text = level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))
    said = "" if text is None else str(text.get(qn("w:val"), ""))
    return (form is not None and form.get(qn("w:val")) in _CHINESE), said


def _stated(paragraph: Any) -> tuple[str, str] | None:
    """Return which list a paragraph belongs to and how deep, by itself or by its styles; None for no list."""
    holders = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        holders.append(style.element.pPr)
        style = style.base_style
    for holder in holders:
        found = None if holder is None else holder.find(qn("w:numPr"))
        if found is None:
            continue
        key, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        named = None if key is None else str(key.get(qn("w:val")))
        if named is not None:
            return None if named == "0" else (named, "0" if depth is None else str(depth.get(qn("w:val"))))
    return None


def _numbering(paragraph: Any) -> Any:
    parts = (rel.target_part for rel in paragraph.part.rels.values() if rel.reltype.endswith("/numbering"))
    return next((part.element for part in parts), None)


def _found(holder: Any, tag: str, key: str, value: str | None) -> Any:
    return next((one for one in holder.findall(qn(tag)) if one.get(qn(key)) == value), None)
