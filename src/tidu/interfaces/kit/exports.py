"""Lists as files: the one writer of CSV and xlsx. No text of ours runs as a formula in the reader's program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from tidu.foundation.clock import ZONE

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Characters at which spreadsheet programs begin to compute; East Asian ones take the wide signs too."""

MISSING = "缺数"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plain(value: Any) -> Any:
    """Return what a cell holds: a number, a day or a text; 缺数 is written as the word."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
    return value if isinstance(value, int | Decimal | date) else str(value)


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str] = ()) -> bytes:
    """Return a CSV file in UTF-8 with the mark by which spreadsheets recognise it; `notes` stand above the header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    lines = ([note] for note in notes)
    for line in (*lines, headers, *rows):
        writer.writerow([_csv_text(value) for value in line])
    return out.getvalue().encode("utf-8-sig")


def _csv_text(value: Any) -> str:
    """Return a CSV cell; only a text can hide a formula, so a negative number keeps its sign."""
    shown = plain(value)
    if isinstance(shown, Decimal):
        return f"{shown:f}"
    if isinstance(shown, str) and shown.startswith(FORMULA_STARTS):
        return f"'{shown}"
    return str(shown)


def xlsx_bytes(headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str] = ()) -> bytes:
    """Return a workbook of one sheet: notes, a header that stays in sight, rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        write = _CellWriter(book, sheet)
        head = 0
        for head, note in enumerate(notes, start=1):
            sheet.write_string(head - 1, 0, note)
        for column, header in enumerate(headers):
            sheet.write_string(head, column, header, write.bold)
        for line, row in enumerate(rows, start=head + 1):
            for column, value in enumerate(row):
                write(line, column, plain(value))
        sheet.freeze_panes(head + 1, 1)
    return out.getvalue()


class _CellWriter:
    """Writes each value as what it is: numbers as numbers, days as days, texts never as formulas."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.sheet = sheet
        self.bold = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"quote_prefix": True})

    def __call__(self, line: int, column: int, value: Any) -> None:
        if isinstance(value, date):
            self.sheet.write_datetime(line, column, value, self.day)
        elif isinstance(value, int | Decimal):
            self.sheet.write_number(line, column, value)
        else:  # a text that looks like a formula stays one even after the reader has edited the cell
            harmful = value.startswith(FORMULA_STARTS)
            self.sheet.write_string(line, column, value, self.text if harmful else None)


WRITERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (csv_bytes, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def response(
    form: str,
    *,
    name: str,
    headers: Sequence[str],
    rows: Iterable[Sequence[Any]],
    notes: Iterable[str] = (),
) -> HttpResponse:
    """Return the table as a download called `name`."""
    write, content_type = WRITERS[form]
    return download(write(headers, rows, notes), f"{name}.{form}", content_type)


def workbook(content: bytes, name: str) -> HttpResponse:
    """Return a workbook that is made already as a download called `name`."""
    return download(content, name, WRITERS["xlsx"][1])


def attached(content: bytes, name: str) -> HttpResponse:
    """Return a file that was handed in as a download, byte for byte, whatever it is."""
    return download(content, name, "application/octet-stream")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a file of a media type as a download called `name`."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = attachment(name)
    return answer


def attachment(file_name: str) -> str:
    """Return the header that hands a file out under its Chinese name."""
    return f"attachment; filename*=UTF-8''{quote(file_name)}"
