"""A new workbook for a sender whose own file cannot be marked: the cells as they were read, marked, and the list."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tidu.foundation.intake import templates
from tidu.foundation.intake.cells import shown
from tidu.foundation.intake.correcting import PROPERTY
from tidu.foundation.intake.readers import Sheet
from tidu.foundation.intake.returning import _styles, _words
from tidu.foundation.intake.returning._words import Marks
from tidu.foundation.intake.row_heights import height
from tidu.foundation.intake.vocabulary import Severity

AS_WRITTEN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(sheet: Sheet, marks: Marks, lines: Sequence[Sequence[str | int]], mark: str) -> bytes:
    """Return a workbook of the sheet as it was read; a text stays one even after its cell has been edited."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, AS_WRITTEN)
    book.set_custom_property(PROPERTY, mark, "text")
    _write_cells(book, sheet, marks)
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    listing = book.add_worksheet(_words.LIST_NAME)
    templates.lay_out(listing, first=1)
    for place, width in enumerate(_words.WIDTHS):
        listing.set_column(place, place, width)
    for number, line in enumerate(lines):
        listing.set_row(number, height(map(str, line), _words.WIDTHS))
        for place, value in enumerate(line):
            listing.write(number, place, value, wrapped)
    book.close()
    return stream.getvalue()


def _write_cells(book: Any, sheet: Sheet, marks: Marks) -> None:
    """Write the cells as they were read, coloured and with notes where something is wrong."""
    formats = {
        (severity, numeric): book.add_format(
            ({"bg_color": f"#{_styles.COLOURS[severity]}"} if severity else {})
            | ({} if numeric else {"quote_prefix": True, "num_format": "@"})
        )
        for severity in (None, *Severity)
        for numeric in (True, False)
    }
    page = book.add_worksheet(sheet.name or "Sheet1")
    for row in sheet.rows:
        for column, cell in enumerate(row.cells):
            if isinstance(cell, float):
                severity = _severity(marks, row.number, column)
                page.write_number(row.number - 1, column, cell, formats[severity, True])
            elif text := shown(cell):
                severity = _severity(marks, row.number, column)
                page.write_string(row.number - 1, column, text, formats[severity, False])
    filled = {
        (row.number, column) for row in sheet.rows for column, cell in enumerate(row.cells) if shown(cell)
    }
    for (number, column), at_cell in marks.items():
        if (number, column) not in filled:
            page.write_blank(number - 1, column, None, formats[_words.worst(at_cell), False])
        page.write_comment(number - 1, column, _words.said(at_cell), {"x_scale": 2, "author": "Tidu"})


def _severity(marks: Marks, row: int, column: int) -> Severity | None:
    """Return how grave what is wrong with a cell is, None for nothing."""
    at_cell = marks.get((row, column))
    return _words.worst(at_cell) if at_cell else None
