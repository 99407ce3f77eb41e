"""One pass over the records of an old workbook: how far its sheets reach, what is hidden, which cells are broken.

The records are walked, not interpreted: what the cells say comes from calamine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tidu.foundation.intake.readers import _formats
from tidu.foundation.intake.readers._model import (
    DAMAGED,
    MAX_COLUMNS,
    BrokenCell,
    Found,
    UnableToRead,
    check_area,
)

_BOUND_SHEET, _PASSWORD, _FORMAT, _XF, _EXTERN = 0x85, 0x2F, 0x41E, 0xE0, 0x1AE
_FORMULA, _BOOL_OR_ERROR, _NUMBER, _RK, _MANY_RK = 0x06, 0x205, 0x203, 0x27E, 0xBD
_DIMENSIONS, _TEXT_TABLE, _DATE_MODE = 0x200, 0xFC, 0x22
_ROW, _COLUMNS, _BOF, _EOF = 0x208, 0x7D, 0x809, 0x0A
_TEXTS = frozenset({0xFD, 0x204, 0xD6})
_CELLS = frozenset({_FORMULA, _BOOL_OR_ERROR, _NUMBER, _RK, _MANY_RK, *_TEXTS})
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_TO_BE_COMPUTED = 2
"""The flag of a formula that was written without being computed; its result then reads as a nought."""

_OTHER_BOOK = 0x0401, 0x3A01
"""Codes of the two references that stay inside the workbook or name an add-in."""


class Locked(ValueError):
    """Raised when the records are encrypted."""


class Book:
    """What the first records say of the whole: where each sheet's records begin, and the formats of its cells."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.starts: list[int] = []
        self.refers_elsewhere = False
        formats: dict[int, str] = dict(_formats.BUILT_IN)
        used: list[int] = []
        for kind, data in _records(stream, 0):
            if kind == _PASSWORD:
                raise Locked
            if kind == _BOUND_SHEET:
                self.starts.append(struct.unpack_from("<I", data)[0])
            elif kind == _TEXT_TABLE and max(struct.unpack_from("<2I", data)) > len(stream):
                raise UnableToRead(DAMAGED)
            elif kind == _FORMAT:
                formats[struct.unpack_from("<H", data)[0]] = _formats.mask_of(_text(data[2:]))
            elif kind == _XF:
                used.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _EXTERN and len(data) >= 4:
                self.refers_elsewhere |= struct.unpack_from("<H", data, 2)[0] not in _OTHER_BOOK
        self._masks = [formats.get(number, "") for number in used]

    @property
    def from_1904(self) -> bool:
        """Whether days are counted from 1904."""
        return any(kind == _DATE_MODE and data[:1] == b"\x01" for kind, data in _records(self.stream, 0))

    def _scan(self, index: int, name: str) -> Found:
        """Return what the records of a sheet show; raise UnableToRead when it reaches too far."""
        found = Found()
        for kind, data in _records(self.stream, self.starts[index]):
            if kind in _CELLS:
                self._cell(found, kind, data, name)
            elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
                found.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
            elif kind == _COLUMNS:
                first, last, _, _, flags = struct.unpack_from("<5H", data)
                if flags & 1:
                    found.hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))
        check_area(name, found.rows, found.columns)
        return found

    def scan_all(self) -> list[Found]:
        """Return what the records of each sheet show; raise UnableToRead when one is larger than any we take.

        Calamine sets memory aside for every sheet as soon as it opens the file: by the size that the sheet says it
        has, and by the cells that stand farthest apart.
        """
        for number, start in enumerate(self.starts, start=1):
            for kind, data in _records(self.stream, start):
                if kind == _DIMENSIONS:
                    first, last, left, right = struct.unpack_from("<2I2H", data)
                    if first > last or left > right:
                        raise UnableToRead(DAMAGED)
                    check_area(f"第 {number} 张", last - first, right - left)
                    break
        return [self._scan(place, f"第 {place + 1} 张") for place in range(len(self.starts))]

    def _cell(self, found: Found, kind: int, data: bytes, name: str) -> None:
        """Note where a cell stands, and what is odd about it."""
        row, column, style = struct.unpack_from("<3H", data)
        styles = [style]
        if kind == _MANY_RK:  # one record for neighbours: a style and a number each, then the last column
            styles = [struct.unpack_from("<H", data, place)[0] for place in range(4, len(data) - 2, 6)]
        found.reach(name, row + 1, column + len(styles) - 1)
        if kind in _TEXTS:
            return
        broken = _broken(kind, data)
        if broken:
            found.broken[row + 1, column] = broken
        if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 3:
            found.masks[row + 1, column] = _formats.NO_TEXT
            return
        for place, number in enumerate(styles):
            mask = self._masks[number] if number < len(self._masks) else ""
            if mask:
                found.masks[row + 1, column + place] = mask


def _broken(kind: int, data: bytes) -> BrokenCell | None:
    """Return the error that a cell holds, or its formula gave."""
    if kind == _FORMULA and data[14] & _TO_BE_COMPUTED and not any(data[6:14]):
        return BrokenCell("=…", "公式的结果没有保存在文件里")
    code = None
    if kind == _BOOL_OR_ERROR and data[7]:
        code = data[6]
    elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        code = data[8]
    if code is None:
        return None
    text = _ERRORS.get(code, "#N/A")
    return BrokenCell(text, f"公式出错（{text}）")


def _text(data: bytes) -> str:
    """Return a format code: in one byte or two for each letter."""
    length, wide = struct.unpack_from("<HB", data)
    return (
        data[3 : 3 + length * 2].decode("utf-16-le") if wide & 1 else data[3 : 3 + length].decode("latin-1")
    )


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream, without the charts inside it; raise UnableToRead for none."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        if depth == 0 and kind != _BOF:
            break
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[start + 4 : start + 4 + length]
        start += 4 + length
    raise UnableToRead(DAMAGED)
