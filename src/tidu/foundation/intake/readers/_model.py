"""What a reader hands on: a sheet of raw cells in the places where their sender sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

MAX_BYTES = 40 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 300
MAX_CELLS = 6_000_000
"""Cells of the rectangle from A1 to the farthest cell; all of it is kept in memory, the blank ones too."""

DAMAGED = "文件已损坏，打不开。请用表格软件打开原文件，另存为 .xlsx 再上传。"

_LETTERS = re.compile(r"[A-Z]{1,3}")


class UnableToRead(ValueError):
    """Raised for a file that cannot be taken as it is; the message says in Chinese why and how to mend it."""


@dataclass(frozen=True)
class BrokenCell:
    """A cell that shows nothing usable: an error value, or a formula whose result was not saved."""

    text: str
    reason: str

    def __str__(self) -> str:
        return self.text


Cell = str | float | bool | date | datetime | time | timedelta | BrokenCell | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is the sender's row number, `cells[0]` is column A."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Return the cell of a column (0 is A), None beyond the last."""
        return self.cells[index] if index < len(self.cells) else None


Place = tuple[int, int]
"""A cell by row (from 1) and column (from 0)."""

Area = tuple[int, int, int, int]
"""A rectangle: first row, first column, last row, last column."""


@dataclass(frozen=True)
class Sheet:
    """One sheet. `name` is empty for a text file; `notices` say in Chinese how the file was taken.

    Only the first cell of a merged area holds what is written in it. `masks` say, for cells whose format shows
    another number than they hold, how. `from_1904`: its days are counted from 1904, as old Macs did.
    """

    name: str
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()
    merges: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    masks: Mapping[Place, str] = field(default_factory=dict)
    from_1904: bool = False


@dataclass
class Found:
    """What a pass over a sheet's own bytes finds beside its cells."""

    broken: dict[Place, BrokenCell] = field(default_factory=dict)
    masks: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0

    def reach(self, name: str, row: int, column: int) -> None:
        """Note that a cell stands at a row and column; raise UnableToRead beyond the limits."""
        if row > self.rows or column >= self.columns:
            check_reach(name, row, column)
            self.rows, self.columns = max(self.rows, row), max(self.columns, column + 1)


def check_reach(name: str, row: int, column: int) -> None:
    """Raise UnableToRead when a sheet has a cell beyond the limits."""
    if row > MAX_ROWS:
        raise UnableToRead(
            f"工作表“{name}”用到第 {row:,} 行，超过 {MAX_ROWS:,} 行。"
            "请删去表尾的空行和格式，或按乡镇、年度分成几个文件。"
        )
    if column >= MAX_COLUMNS:
        raise UnableToRead(
            f"工作表“{name}”用到第 {column + 1:,} 列，超过 {MAX_COLUMNS} 列。请删去右边多余的列再上传。"
        )


def check_area(name: str, rows: int, columns: int) -> None:
    """Raise UnableToRead when the rectangle that a sheet reaches over is too large."""
    if rows * columns > MAX_CELLS:
        raise UnableToRead(
            f"工作表“{name}”用到第 {rows:,} 行、第 {columns:,} 列，合起来太大。请删去表外的内容和格式，或分成几个文件。"
        )


def is_blank(cell: Cell) -> bool:
    """Return whether a cell is empty or holds only white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_letter(index: int) -> str:
    """Return the letter of a column: 0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letter: str) -> int:
    """Return the index of a column letter: A → 0; raise ValueError for anything else."""
    if not _LETTERS.fullmatch(letter):
        raise ValueError(f"not a column letter: {letter!r}")
    index = 0
    for character in letter:
        index = index * 26 + ord(character) - ord("A") + 1
    return index - 1
