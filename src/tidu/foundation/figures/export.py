"""Tables as files: CSV and xlsx that no spreadsheet program runs as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from tidu.foundation.figures.model import Answer, Number, Row

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Characters at which spreadsheet programs begin to compute."""

ROW_HEADERS = ("编号", "名称", "值", "说明")


def csv_file(headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str] = ()) -> bytes:
    """Return a UTF-8 CSV with byte-order mark; `notes` stand above the header, one a line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([_harmless(note)] for note in notes)
    writer.writerow([_harmless(header) for header in headers])
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(
    title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], notes: Iterable[str] = ()
) -> bytes:
    """Return a workbook of one sheet: notes, a header row, rows; texts stay texts, numbers numbers."""
    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        line = 0
        for note in notes:
            sheet.write_string(line, 0, note)
            line += 1
        for column, header in enumerate(headers):
            sheet.write_string(line, column, header, bold)
        for row in rows:
            line += 1
            for column, value in enumerate(row):
                _write_cell(sheet, line, column, value, day)
    return target.getvalue()


def answer_rows(rows: Iterable[Row]) -> Iterable[tuple[Any, ...]]:
    """Yield the rows behind a figure as `ROW_HEADERS` names them; 缺数 is written as the word."""
    for row in rows:
        yield (row.key, row.label, "缺数" if row.value is None else _plain(row.value), row.detail)


def answer_notes(answer: Answer) -> list[str]:
    """Return what must stand beside the rows of a figure: name, value, unit, as-of, definition, source."""
    value = "缺数" if answer.value is None else f"{_plain(answer.value)} {answer.figure.unit}"
    notes = [
        f"指标：{answer.figure.name}（{answer.figure.code}）",
        f"数值：{value}",
        f"时点：{answer.on_label}",
        f"口径：{answer.figure.definition}",
        f"来源：{answer.figure.source}",
    ]
    return notes + ([f"说明：{answer.reason}"] if answer.reason else [])


def answer_csv(answer: Answer, rows: Sequence[Row]) -> bytes:
    """Return a figure's rows as CSV; `rows` are those its reader may see."""
    return csv_file(ROW_HEADERS, answer_rows(rows), answer_notes(answer))


def answer_xlsx(answer: Answer, rows: Sequence[Row]) -> bytes:
    """Return a figure's rows as a workbook; `rows` are those its reader may see."""
    return xlsx_file(answer.figure.name, ROW_HEADERS, answer_rows(rows), answer_notes(answer))


def _plain(value: Number) -> Any:
    return ("是" if value else "否") if isinstance(value, bool) else value


def _as_text(value: Any) -> str:
    """Return a CSV cell; only texts can hide a formula, a negative number may keep its sign."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_cell(sheet: Any, line: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(line, column, value, day)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, str(value))


def _sheet_name(title: str) -> str:
    """Return a sheet name that every program accepts: 31 characters, none of []:*?/\\."""
    return "".join(character for character in title if character not in "[]:*?/\\'")[:31] or "表"
