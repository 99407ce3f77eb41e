"""Templates: an empty workbook of a form, with units in the headers, drop-downs, and a sheet of notes.

What is filled in under these headers is read back without any mapping.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from tidu.foundation.intake.forms import CellKind, FieldSpec, Form
from tidu.foundation.intake.readers import column_letter
from tidu.foundation.intake.row_heights import height

FILL_NAME = "填报"
NOTES_NAME = "填写说明"
CHOICES_NAME = "选项"
_A4 = 9
_NOTE_WIDTHS = (34, 26, 26, 26)
FILLED_ROWS = 2_000
"""Rows that carry formats and drop-downs."""

FORMATS: dict[CellKind, str] = {
    CellKind.TEXT: "@",
    CellKind.CREDIT_CODE: "@",
    CellKind.CHOICE: "@",
    CellKind.BOOLEAN: "@",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.COUNT: "0",
    CellKind.YEAR: "0",
    CellKind.MONEY: "#,##0.00####",
    CellKind.USD: "#,##0.00####",
    CellKind.DECIMAL: "#,##0.####",
}
HOW: dict[CellKind, str] = {
    CellKind.TEXT: "文字",
    CellKind.CREDIT_CODE: "18 位代码，文本格式",
    CellKind.COUNT: "整数",
    CellKind.MONEY: "数字，精确到分",
    CellKind.USD: "数字，精确到美分",
    CellKind.DECIMAL: "数字，最多四位小数；百分比只填数，如 35.1",
    CellKind.DATE: "日期，如 2024-05-22",
    CellKind.YEAR: "四位年份，如 2024",
    CellKind.BOOLEAN: "是 / 否",
    CellKind.CHOICE: "从下拉列表中选",
}
_RULES = (
    "带 * 的列必须填写。",
    "没有数据请留空：留空不改动已有数据，也不会当作 0。确知没有的数填“缺数”，原有数据将记为缺数。",
    "不要改动表头；可以增加别的列，增加的列不会载入。",
    "同一条记录只填一行。",
)


def template_workbook(form: Form) -> bytes:
    """Return the empty workbook of a form as .xlsx."""
    form = form.with_choices()
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})  # a place may be called anything
    page, notes = book.add_worksheet(FILL_NAME), book.add_worksheet(NOTES_NAME)
    choices = book.add_worksheet(CHOICES_NAME)
    choices.hide()
    header = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    required = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#FDE9E7"}
    )
    page.set_row(0, 44)
    lay_out(page, first=1)
    page.freeze_panes(1, 2)
    for place, spec in enumerate(form.fields):
        page.set_column(place, place, width(spec), book.add_format({"num_format": FORMATS[spec.kind]}))
        page.write_string(0, place, header_text(spec), required if spec.required else header)
        offer_choices(page, choices, place, spec)
    _write_notes(book, notes, form)
    book.close()
    return stream.getvalue()


def header_text(spec: FieldSpec) -> str:
    """Return the header of a column, e.g. *统一社会信用代码 or 销售收入（万元）."""
    unit = f"（{spec.unit}）" if spec.unit else ""
    return f"{'*' if spec.required else ''}{spec.label}{unit}"


def width(spec: FieldSpec) -> int:
    """Return a column's width in characters."""
    wide = {CellKind.CREDIT_CODE: 22, CellKind.TEXT: 20, CellKind.CHOICE: 18}
    return wide.get(spec.kind, 14)


def lay_out(page: Any, first: int) -> None:
    """Let a sheet be printed lying on A4, one page wide, its `first` rows on every page and in sight."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, first - 1)
    page.freeze_panes(first, 0)


def offer_choices(page: Any, choices: Any, place: int, spec: FieldSpec) -> None:
    """Give a column its drop-down: one word per stored value, kept on the hidden sheet."""
    if spec.words:
        page.data_validation(1, place, FILLED_ROWS, place, drop_down(choices, place, spec.words))


def drop_down(choices: Any, place: int, words: Sequence[str]) -> dict[str, Any]:
    """Return the rule of a cell that takes one of these words, which are kept in a column of the hidden sheet."""
    choices.write_column(0, place, words)
    letter = column_letter(place)
    return {
        "validate": "list",
        "source": f"={CHOICES_NAME}!${letter}$1:${letter}${len(words)}",
        "error_title": "不在可选的词里",
        "error_message": "请从下拉列表中选。",
    }


def _write_notes(book: Any, notes: Any, form: Form) -> None:
    """Write the rules of filling in, and one line per column."""
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    lay_out(notes, first=1)
    for place, wide in enumerate(_NOTE_WIDTHS):
        notes.set_column(place, place, wide, wrapped)
    notes.write_string(0, 0, f"{form.name}填写说明", bold)
    for number, rule in enumerate((form.description, *_RULES), start=1):
        notes.merge_range(number, 0, number, 3, rule, wrapped)
        notes.set_row(number, height([rule], [sum(_NOTE_WIDTHS)]))
    first = len(_RULES) + 3
    for place, title in enumerate(("列", "怎样填", "可选的词", "说明")):
        notes.write_string(first, place, title, bold)
    for number, spec in enumerate(form.fields, start=first + 1):
        told = (header_text(spec), HOW[spec.kind], "、".join(spec.words), spec.hint)
        notes.set_row(number, height(told, _NOTE_WIDTHS))
        for place, text in enumerate(told):
            notes.write_string(number, place, text, wrapped)
