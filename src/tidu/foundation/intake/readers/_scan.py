"""One pass over the XML of a sheet: how far it reaches, and which of its cells show nothing usable."""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

from tidu.foundation.intake.readers import _plain
from tidu.foundation.intake.readers._model import (
    MAX_COLUMNS,
    MAX_ROWS,
    BrokenCell,
    UnableToRead,
    column_index,
)

Broken = dict[tuple[int, int], BrokenCell]
"""Broken cells by row (from 1) and column (from 0)."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def scan(package: zipfile.ZipFile, part: str, name: str) -> Broken:
    """Return the error values and unsaved formulas of a sheet; raise UnableToRead when it reaches too far.

    Nothing is kept but what is broken. Expat itself stops entities that multiply.
    """
    if _plain.is_plain(package, part):
        return {}
    sheet = _Scan(name)
    with package.open(part) as stream:
        sheet.parser.ParseFile(stream)
    return sheet.broken


class _Scan:
    """Handlers of the parser, and the cell they are in. A cell without an address follows its left neighbour."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.broken: Broken = {}
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
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
        elif tag == "f" or (tag == "v" and (self.kind == "e" or self.texts)):
            self.texts[tag] = ""
            self.inside = tag
            self.parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        self.texts[self.inside] += text

    def _end(self, tag: str) -> None:
        if self.parser.CharacterDataHandler is not None:
            self.parser.CharacterDataHandler = None
        if self.texts and tag.rpartition(":")[2] == "c":
            found = self._judge()
            if found is not None:
                self.broken[self.row, self.column] = found

    def _judge(self) -> BrokenCell | None:
        """Return what is broken about the cell that ends here."""
        value = self.texts.get("v", "")
        if self.kind == "e":
            return BrokenCell(value, f"公式出错（{value}）")
        if not value and self.kind != "str":  # a formula may well give an empty text
            return BrokenCell(f"={self.texts['f']}", "公式的结果没有保存在文件里")
        return None

    def _place(self, reference: str) -> None:
        """Move to a cell; raise UnableToRead when it lies beyond the limits."""
        match = _REFERENCE.fullmatch(reference)
        self.column = column_index(match[1]) if match else self.column + 1
        self.row = int(match[2]) if match else self.row
        if self.row > MAX_ROWS:
            raise UnableToRead(
                f"工作表“{self.name}”用到第 {self.row:,} 行，超过 {MAX_ROWS:,} 行。"
                "请删去表尾的空行和格式，或按乡镇、年度分成几个文件。"
            )
        if self.column >= MAX_COLUMNS:
            raise UnableToRead(
                f"工作表“{self.name}”用到第 {self.column + 1:,} 列，超过 {MAX_COLUMNS} 列。"
                "请删去右边多余的列再上传。"
            )
