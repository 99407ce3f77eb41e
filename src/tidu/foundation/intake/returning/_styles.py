"""The styles of the sender's workbook, with a coloured copy of each style that a marked cell has."""

from __future__ import annotations

import re

from tidu.foundation.intake.returning import _xml
from tidu.foundation.intake.returning._xml import Edits, Element, with_attribute
from tidu.foundation.intake.vocabulary import Severity

COLOURS = {Severity.FAULT: "FFC7CF", Severity.QUESTION: "FFEB9D", Severity.WARNING: "FFEB9D"}
"""A shade beside the usual ones, so that our marks are known again and the sender's are left alone."""

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
NONE = b"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz \
val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>\
<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf \
numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" \
fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>\
</cellStyles></styleSheet>"""
_WRAPPED = """<{0}xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyAlignment="1">\
<{0}alignment vertical="top" wrapText="1"/></{0}xf>"""
_OURS = re.compile("|".join(sorted(set(COLOURS.values()))).encode())


class Styles:
    """Styles by number; new ones are added behind those there are, so that no number changes its meaning."""

    def __init__(self, content: bytes) -> None:
        content = _xml.utf8(content)
        if b"cellXfs" not in content or b"fills" not in content:
            content = NONE
        self._edits = Edits(content)
        self._fills: list[Element] = []
        self._formats: list[Element] = []
        self._lists: dict[str, Element] = {}
        inside: list[str] = []

        def started(element: Element) -> None:
            if element.tag in {"fills", "cellXfs"}:
                self._lists[element.tag] = element
            if inside[-1:] == ["fills"]:
                self._fills.append(element)
            if inside[-1:] == ["cellXfs"]:
                self._formats.append(element)
            inside.append(element.tag)

        def ended(_: Element) -> None:
            inside.pop()

        _xml.walk(content, started, ended)
        self._prefix = self._lists["cellXfs"].prefix
        self._added_fills: dict[str, int] = {}
        self._added: dict[tuple[int, str], int] = {}
        self._new: list[bytes] = []
        ours = {
            str(place)
            for place, fill in enumerate(self._fills)
            if _OURS.search(content[fill.start : fill.end])
        }
        self.ours = frozenset(
            number for number, element in enumerate(self._formats) if element.attributes.get("fillId") in ours
        )

    def coloured(self, base: int, severity: Severity) -> int:
        """Return the number of a style like `base` in the colour of a fault."""
        return self._copy(base, COLOURS[severity])

    def bare(self, base: int) -> int:
        """Return the number of a style like `base` without any colour."""
        return self._copy(base, "")

    def wrapped(self) -> int:
        """Return the number of a style for our own texts: wrapped, and never taken for formulas."""
        return self._add((0, "wrapped"), _WRAPPED.format(self._prefix).encode())

    def result(self) -> bytes:
        """Return the part with the added styles."""
        added = {
            "fills": [
                f'<{self._prefix}fill><{self._prefix}patternFill patternType="solid">'
                f'<{self._prefix}fgColor rgb="FF{colour}"/><{self._prefix}bgColor indexed="64"/>'
                f"</{self._prefix}patternFill></{self._prefix}fill>".encode()
                for colour in self._added_fills
            ],
            "cellXfs": self._new,
        }
        there = {"fills": len(self._fills), "cellXfs": len(self._formats)}
        for name, new in added.items():
            element = self._lists[name]
            tag = with_attribute(self._edits.open_tag(element), "count", there[name] + len(new))
            self._edits.replace(element.start, element.open_end, tag)
            self._edits.insert(element.close, b"".join(new))
        return self._edits.result()

    def _copy(self, base: int, colour: str) -> int:
        """Return the number of a copy of a style with another fill."""
        if colour and colour not in self._added_fills:
            self._added_fills[colour] = len(self._fills) + len(self._added_fills)
        fill = self._added_fills[colour] if colour else 0
        element = self._formats[base] if base < len(self._formats) else self._formats[0]
        tag = with_attribute(self._edits.open_tag(element), "fillId", fill)
        tag = with_attribute(tag, "applyFill", 1)
        return self._add((base, colour), tag + self._edits.content[element.open_end : element.end])

    def _add(self, key: tuple[int, str], raw: bytes) -> int:
        """Return the number of an added style."""
        if key not in self._added:
            self._added[key] = len(self._formats) + len(self._new)
            self._new.append(raw)
        return self._added[key]
