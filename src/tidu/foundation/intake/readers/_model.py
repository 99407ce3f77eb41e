"""What a reader hands on: a sheet of raw cells in the places where their sender sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MAX_BYTES = 40 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 300

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


@dataclass(frozen=True)
class Row:
    """One row; `number` is the sender's row number, `cells[0]` is column A."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Return the cell of a column (0 is A), None beyond the last."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """One sheet. `name` is empty for a text file; `notices` say in Chinese how the file was taken."""

    name: str
    rows: tuple[Row, ...]
    notices: tuple[str, ...] = ()


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
