"""The cells of one column, one after the other: what was read once, and what is plain, is not worked out again.

A table has millions of cells. Most are numbers as a spreadsheet keeps them, or words that stand there many times. A
column takes these itself and gives everything else to `cells.read`; it says exactly what `cells.read` would say.
"""

from __future__ import annotations

from collections.abc import Callable

from tidu.foundation.intake.cells import (
    DECIMAL_UNITS,
    LARGEST_AMOUNT,
    LARGEST_COUNT,
    MONEY_UNITS,
    USD_UNITS,
    Column,
    Reading,
    power,
    read,
)
from tidu.foundation.intake.forms import CellKind
from tidu.foundation.intake.readers import Cell

_REMEMBERED = 4_096
_LONG = 200
"""How many words of a column are remembered, and from how many letters on a text is not."""

_UNITS = {CellKind.MONEY: MONEY_UNITS, CellKind.USD: USD_UNITS, CellKind.DECIMAL: DECIMAL_UNITS}

ReadCell = Callable[[Cell], "int | Reading"]
"""Reads a cell without a mask: a whole number that the cell states, or the reading."""


def reader_of(column: Column) -> ReadCell:
    """Return what reads the cells of a column."""
    return _numbers(column) if column.spec.kind in CellKind.numbers() else _words(column)


def _words(column: Column) -> ReadCell:
    """Return what reads a column of words, years or days: the same cell is read once."""
    known: dict[Cell, Reading] = {}

    def read_cell(cell: Cell) -> Reading:
        if not _may_be_known(cell):
            return read(column, cell)
        reading = known.get(cell)
        if reading is None:
            if len(known) == _REMEMBERED:
                known.clear()
            reading = known[cell] = read(column, cell)
        return reading

    return read_cell


def _may_be_known(cell: Cell) -> bool:
    """Return whether equal cells read alike: true of texts and blanks, and of numbers but for 0 and -0."""
    if type(cell) is str:
        return len(cell) < _LONG
    return cell is None or (type(cell) is float and cell != 0)


def _numbers(column: Column) -> ReadCell:
    """Return what reads a column of numbers.

    A workbook's number x is taken for n of the smallest unit, in which a column's unit is 10**p, when n / 10**p is x
    and n has at most 15 digits. Both are exact as floats and a division is rounded once, so x is the float nearest to
    the typed decimal; of decimals with 15 digits only one is. That is the decimal `cells.read` works out from x.
    """
    kind = column.spec.kind
    counts = kind is CellKind.COUNT
    units = _UNITS.get(kind, {})
    scale = 1.0 if counts else float(10 ** power(column.unit, units))
    most = LARGEST_COUNT if counts else LARGEST_AMOUNT - 1
    least = -most if column.spec.signed and not counts else 0
    largest = most / scale
    words = _words(column)

    def read_cell(cell: Cell) -> int | Reading:
        if type(cell) is not float:
            return words(cell)
        if -largest <= cell <= largest:
            number = round(cell * scale)
            if number / scale == cell and least <= number <= most:
                return number
        return read(column, cell)

    return read_cell
