"""One pass over the XML of a sheet: how far it reaches, and what is hidden, which cells show nothing usable."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from tidu.foundation.intake.readers._formats import NO_TEXT
from tidu.foundation.intake.readers._model import (
    DAMAGED,
    MAX_COLUMNS,
    BrokenCell,
    Found,
    UnableToRead,
    check_area,
    column_index,
)

_TRUE = frozenset({"1", "true"})
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def scan(package: zipfile.ZipFile, part: str, name: str, masks: Mapping[str, str]) -> Found:
    """Return what a sheet shows beside its cells; raise UnableToRead when it reaches too far.

    `masks` are those of the cell styles. Expat itself stops entities that multiply.
    """
    sheet = _Scan(name, masks)
    with package.open(part) as stream:
        sheet.parser.ParseFile(stream)
    check_area(name, sheet.found.rows, sheet.found.columns)
    return sheet.found


class _Scan:
    """Handlers of the parser, and the cell they are in. A cell without an address follows its left neighbour."""

    def __init__(self, name: str, masks: Mapping[str, str]) -> None:
        self.name = name
        self.masks = masks
        self.found = Found()
        self.row, self.column = 0, -1
        self.kind = ""
        self.texts: dict[str, str] = {}
        self.inside = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._place(attributes.get("r", ""))
            self.kind = attributes.get("t", "")
            self.texts = {}
            mask = self.masks.get(attributes.get("s", "0"))
            if mask and self.kind in {"", "n"}:
                self.found.masks[self.row, self.column] = mask
        elif tag == "row":
            number = int(attributes.get("r", self.row + 1))
            if number <= self.row:
                raise UnableToRead(DAMAGED)
            self.row, self.column = number, -1
            if attributes.get("hidden") in _TRUE:
                self.found.hidden_rows.add(self.row)
        elif tag == "f" or (tag == "v" and (self.kind == "e" or self.texts)):
            self.texts[tag] = ""
            self.inside = tag
            self.parser.CharacterDataHandler = self._text
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.found.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))

    def _text(self, text: str) -> None:
        self.texts[self.inside] += text

    def _end(self, tag: str) -> None:
        if self.parser.CharacterDataHandler is not None:
            self.parser.CharacterDataHandler = None
        if self.texts and tag.rpartition(":")[2] == "c":
            found = self._judge()
            if found is not None:
                self.found.broken[self.row, self.column] = found

    def _judge(self) -> BrokenCell | None:
        """Return what is broken about the cell that ends here."""
        value = self.texts.get("v", "")
        if self.kind == "e":
            return BrokenCell(value, f"公式出错（{value}）")
        if not value and self.kind != "str":
            return BrokenCell(f"={self.texts['f']}", "公式的结果没有保存在文件里")
        if not value:
            self.found.masks[self.row, self.column] = NO_TEXT
        return None

    def _place(self, reference: str) -> None:
        """Move to a cell; raise UnableToRead when it lies beyond the limits."""
        match = _REFERENCE.fullmatch(reference)
        before = self.row, self.column
        self.column = column_index(match[1]) if match else self.column + 1
        self.row = int(match[2]) if match else self.row
        if (self.row, self.column) <= before:  # two cells in one place: only the last would be read
            raise UnableToRead(DAMAGED)
        self.found.reach(self.name, self.row, self.column)
