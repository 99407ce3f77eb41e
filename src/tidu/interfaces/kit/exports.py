"""Tables as files. No cell of ours can run as a formula in the reader's spreadsheet."""

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

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MISSING = "缺数"


def safe(value: Any) -> Any:
    """Return what may stand in a file: text that a spreadsheet would run gets a leading apostrophe."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file in UTF-8 with the mark by which spreadsheets recognise it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(header) for header in headers])
    writer.writerows([safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet; text is written as text, numbers as numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, header in enumerate(headers):
            sheet.write_string(0, column, header, bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, safe(value))
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write one cell as what it is."""
    if isinstance(value, int | Decimal):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value)


WRITERS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (csv_bytes, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def response(form: str, *, name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return the table as a download called `name`."""
    write, content_type = WRITERS[form]
    answer = HttpResponse(write(headers, rows), content_type=content_type)
    answer["Content-Disposition"] = attachment(f"{name}.{form}")
    return answer


def attachment(file_name: str) -> str:
    """Return the header that hands a file out under its Chinese name."""
    return f"attachment; filename*=UTF-8''{quote(file_name)}"
