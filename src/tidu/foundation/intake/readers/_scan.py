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
    column_letter,
)

_TRUE = frozenset({"1", "true"})
_LETTERS = [column_letter(index) for index in range(MAX_COLUMNS)]
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
    """Handlers of the parser, and the cell they are in. A cell without an address follows its left neighbour.

    A sheet has millions of tags, so closing tags are looked at only inside a cell that holds a formula or an error.
    """

    def __init__(self, name: str, masks: Mapping[str, str]) -> None:
        self.name = name
        self.masks = masks
        self.found = Found()
        self.row, self.column = 0, -1
        self.kind = ""
        self.texts: dict[str, str] = {}
        self.inside = ""
        self.tags: dict[str, str] = {}
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self.tags.get(name) or self._named(name)
        if tag == "c":
            self._next_cell(attributes)
        elif tag == "v":
            if self.kind == "e" or self.texts:
                self._listen(tag)
        elif tag == "row":
            self._next_row(attributes)
        elif tag == "f":
            self._listen(tag)
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.found.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))

    def _named(self, name: str) -> str:
        """Return a name without its prefix, and keep it: a sheet has few names and many tags."""
        tag = self.tags[name] = name.rpartition(":")[2]
        return tag

    def _next_row(self, attributes: dict[str, str]) -> None:
        """Move to a row; raise UnableToRead when it does not follow the last."""
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:
            raise UnableToRead(DAMAGED)
        self.row, self.column = number, -1
        if attributes.get("hidden") in _TRUE:
            self.found.hidden_rows.add(self.row)

    def _next_cell(self, attributes: dict[str, str]) -> None:
        """Move to a cell; raise UnableToRead when it lies beyond the limits."""
        column, reference = self.column + 1, attributes.get("r", "")
        if (
            column < MAX_COLUMNS and reference == f"{_LETTERS[column]}{self.row}"
        ):  # the next one, as nearly always
            self.column = column
        else:
            self._jump(reference)
        if self.column >= self.found.columns or self.row > self.found.rows:
            self.found.reach(self.name, self.row, self.column)
        self.kind = attributes.get("t", "")
        if self.texts:
            self.texts = {}
        if self.masks and self.kind in {"", "n"}:
            mask = self.masks.get(attributes.get("s", "0"))
            if mask:
                self.found.masks[self.row, self.column] = mask

    def _jump(self, reference: str) -> None:
        """Move to a cell that is not beside the last one; raise UnableToRead for one that does not follow it."""
        match = _REFERENCE.fullmatch(reference)
        before = self.row, self.column
        self.column = column_index(match[1]) if match else self.column + 1
        self.row = int(match[2]) if match else self.row
        if (self.row, self.column) <= before:  # two cells in one place: only the last would be read
            raise UnableToRead(DAMAGED)

    def _listen(self, tag: str) -> None:
        """Take the text that follows, until the cell ends."""
        self.texts[tag] = ""
        self.inside = tag
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _text(self, text: str) -> None:
        self.texts[self.inside] += text

    def _end(self, name: str) -> None:
        self.parser.CharacterDataHandler = None
        if self.tags[name] == "c":
            found = self._judge()
            if found is not None:
                self.found.broken[self.row, self.column] = found
            self.texts = {}
            self.parser.EndElementHandler = None

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
