"""Marks in the XML of a sheet: cells get another style, cells and rows that were never written are put in.

Values, formulas, saved results and everything behind the cells stay as they are, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from tidu.foundation.intake.readers import Place, column_index, column_letter
from tidu.foundation.intake.returning import _xml
from tidu.foundation.intake.returning._package import OFFICE
from tidu.foundation.intake.returning._xml import Edits, Element, with_attribute
from tidu.foundation.intake.vocabulary import Severity

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")
_AFTER_NOTES = frozenset(
    {"legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)

Restyle = Callable[[int, Severity | None], int]
"""Gives the style of a cell by the style it has and what is wrong with it; None takes an earlier mark away."""


def homes(content: bytes, marks: Mapping[Place, Severity]) -> dict[Place, Place]:
    """Return, for each marked cell, the one that shows it: inside a merged area its first."""
    areas = [
        (int(top), column_index(left.decode()), int(bottom), column_index(right.decode()))
        for left, top, right, bottom in _MERGED.findall(content)
    ]
    shown = {}
    for row, column in marks:
        area = next((a for a in areas if a[0] <= row <= a[2] and a[1] <= column <= a[3]), None)
        shown[row, column] = (area[0], area[1]) if area else (row, column)
    return shown


def marked(
    content: bytes,
    marks: Mapping[Place, Severity],
    restyle: Restyle,
    ours: frozenset[int],
    notes_id: str,
) -> Edits:
    """Return the sheet with every marked cell restyled, earlier marks (`ours`) taken away, and the notes tied in.

    `notes_id` is the relation to the drawing of the notes, "" when the sheet is tied to one already.
    """
    work = _Work(content, marks, restyle, ours)
    work.parser.Parse(content, True)
    if notes_id:
        tag = f'<{work.prefix}legacyDrawing xmlns:tr="{OFFICE}" tr:id="{notes_id}"/>'
        work.edits.insert(work.notes_place, tag.encode())
    return work.edits


class _Work:
    """Handlers of one walk over a sheet, and the row and cell they are in.

    A sheet may have millions of cells: within a row nothing is looked at but cells, and those only where a mark
    waits in the row or earlier marks are to be taken away.
    """

    def __init__(
        self, content: bytes, marks: Mapping[Place, Severity], restyle: Restyle, ours: frozenset[int]
    ) -> None:
        self.edits = Edits(content)
        self.prefix = ""
        self.notes_place = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._started, self._ended
        self._restyle, self._ours = restyle, ours
        self._waiting: dict[int, dict[int, Severity]] = {}
        for (row, column), severity in sorted(marks.items()):
            self._waiting.setdefault(row, {})[column] = severity
        self._columns: list[tuple[int, int, int]] = []
        self._row, self._column, self._row_style = 0, -1, -1
        self._open: list[Element] = []
        self._row_name, self._cell_name = "", ""
        self._in_row, self._looks = False, False

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        if self._in_row:
            if self._looks and name == self._cell_name:
                self._cell(self._element(name, attributes))
            return
        element = self._element(name, attributes)
        self._open.append(element)
        if len(self._open) == 1:
            self.prefix = element.prefix
            self._row_name, self._cell_name = f"{self.prefix}row", f"{self.prefix}c"
        elif name == self._row_name:
            self._start_row(element)
        elif element.tag == "col" and attributes.get("style"):
            first, last = int(attributes["min"]), int(attributes["max"])
            self._columns.append((first - 1, last - 1, int(attributes["style"])))
        elif len(self._open) == 2 and element.tag in _AFTER_NOTES and not self.notes_place:
            self.notes_place = element.start

    def _ended(self, name: str) -> None:
        """Take a closing tag."""
        if self._in_row and name != self._row_name:
            return
        self._in_row = False
        element = self._open.pop()
        element.close = self.parser.CurrentByteIndex
        if name == self._row_name:
            rest = self._waiting.pop(self._row, {})
            if rest:
                self.edits.append_in(element, self._cells(self._row, rest))
        elif element.tag == "sheetData":
            rows = b"".join(self._new_row(number) for number in sorted(self._waiting))
            if rows:
                self.edits.append_in(element, rows)
        elif not self._open and not self.notes_place:
            self.notes_place = element.close

    def _element(self, name: str, attributes: dict[str, str]) -> Element:
        """Return the element whose opening tag the parser is at."""
        return _xml.opened(self.edits.content, name, attributes, self.parser.CurrentByteIndex)

    def _start_row(self, element: Element) -> None:
        """Move to a row; marked rows that were never written come before it."""
        self._row, self._column = int(element.attributes.get("r", self._row + 1)), -1
        while self._waiting and (first := next(iter(self._waiting))) < self._row:
            self.edits.insert(element.start, self._new_row(first))
            del self._waiting[first]
        custom = element.attributes.get("customFormat") in {"1", "true"}
        self._row_style = int(element.attributes.get("s", -1)) if custom else -1
        self._in_row, self._looks = True, bool(self._ours) or self._row in self._waiting

    def _cell(self, element: Element) -> None:
        """Move to a cell; restyle it, and put in those before it that were never written."""
        match = _REFERENCE.fullmatch(element.attributes.get("r", ""))
        self._column = column_index(match[1]) if match else self._column + 1
        waiting = self._waiting.get(self._row, {})
        before = {column: severity for column, severity in waiting.items() if column < self._column}
        if before:
            self.edits.insert(element.start, self._cells(self._row, before))
            for column in before:
                del waiting[column]
        severity = waiting.pop(self._column, None)
        style = int(element.attributes.get("s", 0))
        if severity is not None or style in self._ours:
            tag = with_attribute(self.edits.open_tag(element), "s", self._restyle(style, severity))
            self.edits.replace(element.start, element.open_end, tag)

    def _cells(self, row: int, cells: Mapping[int, Severity]) -> bytes:
        """Return cells that hold nothing but a style."""
        return "".join(
            f'<{self.prefix}c r="{column_letter(column)}{row}" s="{self._restyle(self._style(column), severity)}"/>'
            for column, severity in sorted(cells.items())
        ).encode()

    def _new_row(self, number: int) -> bytes:
        """Return a row that was never written."""
        self._row_style = -1
        cells = self._cells(number, self._waiting[number])
        return f'<{self.prefix}row r="{number}">'.encode() + cells + f"</{self.prefix}row>".encode()

    def _style(self, column: int) -> int:
        """Return the style that an unwritten cell takes from its row or column."""
        if self._row_style >= 0:
            return self._row_style
        return next((style for first, last, style in self._columns if first <= column <= last), 0)
