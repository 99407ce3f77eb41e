"""The way back to the sender: their own workbook with the faulty cells coloured and a comment on each.

A text file, and a workbook too large to be marked, come back as a new .xlsx; the first sheet then holds the cells as
they were read. A sheet 退回说明 lists every fault in either case. Charts and pictures of the sender's workbook are
not kept.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tidu.foundation.files import queries as files_queries
from tidu.foundation.intake import queries, readers
from tidu.foundation.intake.cells import shown
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import Severity

LARGEST_MARKED = 300_000
"""Cells of a workbook that is still marked in place."""

LIST_NAME = "退回说明"
LIST_HEADER = ("行", "列", "表头", "原内容", "问题", "建议", "程度")
_COLOURS = {Severity.FAULT: "FFC7CE", Severity.QUESTION: "FFEB9C", Severity.WARNING: "FFEB9C"}
_FILLS = {severity: PatternFill("solid", fgColor=colour) for severity, colour in _COLOURS.items()}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WORDS = {Severity.FAULT: "须改正", Severity.QUESTION: "须回答", Severity.WARNING: "请留意"}
_WIDTHS = (6, 6, 24, 24, 44, 44, 8)

FaultRecord = dict[str, Any]
Marks = dict[tuple[int, int], list[FaultRecord]]


def error_workbook(load: Load) -> bytes:
    """Return the sender's workbook, marked, as .xlsx."""
    content = files_queries.read(load.file)
    faults = queries.faults(load)
    if content.startswith(b"PK"):
        return _marked(content, load, faults)
    [sheet] = readers.read_sheets(load.file_name, content)
    return _new_workbook(sheet, faults)


def error_workbook_name(load: Load) -> str:
    """Return the file name of the marked workbook, e.g. 报表（批注）.xlsx."""
    stem = load.file_name.rpartition(".")[0] or load.file_name
    return f"{stem}（批注）.xlsx"


def _marks(faults: Iterable[FaultRecord]) -> Marks:
    """Return the faults by cell (row, column from 0); one without a column is shown on the row's first cell."""
    marks: Marks = {}
    for fault in faults:
        column = readers.column_index(fault["column"]) if fault["column"] else 0
        marks.setdefault((int(fault["row"]), column), []).append(fault)
    return marks


def _worst(faults: Iterable[FaultRecord]) -> Severity:
    """Return the gravest severity among them."""
    found = {fault["severity"] for fault in faults}
    return next(severity for severity in Severity if severity in found)


def _said(faults: Iterable[FaultRecord]) -> str:
    """Return the words of a comment: each reason with its mend."""
    return "\n".join(
        f"{fault['reason']}。{fault['suggestion']}。" if fault["suggestion"] else f"{fault['reason']}。"
        for fault in faults
    )


def _listed(fault: FaultRecord) -> tuple[str | int, ...]:
    """Return a fault as a line of the list."""
    return (
        fault["row"],
        fault["column"],
        fault["header"] or fault["label"],
        fault["text"],
        fault["reason"],
        fault["suggestion"],
        _WORDS[Severity(fault["severity"])],
    )


def _marked(content: bytes, load: Load, faults: list[FaultRecord]) -> bytes:
    """Return the sender's own workbook with coloured cells and comments."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of features it drops; the sender is told in the list
        book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[load.sheet]
    if sheet.max_row * sheet.max_column > LARGEST_MARKED:
        [read] = readers.read_sheets(load.file_name, content, load.sheet)
        return _new_workbook(read, faults)
    for (row, column), at_cell in _marks(faults).items():
        cell = _writable(sheet, row, column + 1)
        cell.fill = _FILLS[_worst(at_cell)]
        cell.comment = Comment(_said(at_cell), "Tidu", width=320, height=120)
    _add_list(book, faults)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _writable(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell that can be marked: inside a merged range, its first one."""
    cell = sheet.cell(row=row, column=column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(row=area.min_row, column=area.min_col)
    assert isinstance(cell, Cell)  # noqa: S101 - the first cell of a merged range is a real one
    return cell


def _add_list(book: Workbook, faults: Iterable[FaultRecord]) -> None:
    """Add the sheet that lists every fault; texts that look like formulas stay texts."""
    if LIST_NAME in book.sheetnames:
        del book[LIST_NAME]
    sheet = book.create_sheet(LIST_NAME)
    for number, line in enumerate((LIST_HEADER, *map(_listed, faults)), start=1):
        for place, value in enumerate(line, start=1):
            cell = sheet.cell(row=number, column=place, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = _WRAPPED
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions[readers.column_letter(place)].width = width


def _new_workbook(sheet: readers.Sheet, faults: list[FaultRecord]) -> bytes:
    """Return a new workbook with the cells as they were read, marked, and the list of faults."""
    stream = io.BytesIO()
    # Rows go out as they are written: a large workbook is never whole in memory.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    formats = {severity: book.add_format({"bg_color": f"#{colour}"}) for severity, colour in _COLOURS.items()}
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    marks = _marks(faults)
    page = book.add_worksheet(sheet.name or "Sheet1")
    for row in sheet.rows:
        for column, cell in enumerate(row.cells):
            at_cell = marks.get((row.number, column))
            page.write_string(
                row.number - 1, column, shown(cell), formats[_worst(at_cell)] if at_cell else None
            )
    for (number, column), at_cell in marks.items():
        page.write_comment(number - 1, column, _said(at_cell), {"x_scale": 2, "author": "Tidu"})
    listing = book.add_worksheet(LIST_NAME)
    for place, width in enumerate(_WIDTHS):
        listing.set_column(place, place, width)
    for number, line in enumerate((LIST_HEADER, *map(_listed, faults))):
        for place, value in enumerate(line):
            listing.write(number, place, value, wrapped)
    book.close()
    return stream.getvalue()
