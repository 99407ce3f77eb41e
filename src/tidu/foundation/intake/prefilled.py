"""A workbook that asks only for what is missing: what is known stands in it, locked and grey; the rest is white.

It is read back like any other workbook of its form. A mark in the file's properties tells whose it is.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

import xlsxwriter

from tidu.foundation.intake import marks, templates
from tidu.foundation.intake.cells import UNKNOWN, typed
from tidu.foundation.intake.forms import CellKind, FieldSpec, Form
from tidu.foundation.intake.row_heights import LINE, digits_of, height

MARK: Final = "TiduReturn"
MISSING_ONLY: Final = (
    "灰色是已有的数据，不用再填，也不能改；有误请与发表单位联系。白色是还缺的数据，请填写。",
    "确知没有的数填“缺数”；现在不清楚就留空。不要改动表头和前两列。",
)


_WIDEST = 44
_FIRST = 3
"""Above the first row stand the title, how to fill in, and the header."""


@dataclass(frozen=True)
class PrefilledRow:
    """One row: what identifies it and what is known (staged values), and texts already answered, by field."""

    fixed: Mapping[str, Any]
    known: Mapping[str, Any]
    answers: Mapping[str, str]

    def stands(self, name: str) -> Any:
        """Return the staged value of a cell that is locked, None for one that is open."""
        return self.known.get(name, self.fixed.get(name))


def prefilled_workbook(
    form: Form,
    *,
    fixed: Sequence[str],
    asked: Sequence[str],
    rows: Sequence[PrefilledRow],
    mark: str,
    title: str,
) -> bytes:
    """Return the workbook as .xlsx: the columns `fixed` name the row, the columns `asked` are asked for."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.set_custom_property(MARK, mark)
    page, choices = book.add_worksheet(templates.FILL_NAME), book.add_worksheet(templates.CHOICES_NAME)
    choices.hide()
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    specs = [form.field_named(name) for name in (*fixed, *asked)]
    widths = [_width(spec, rows) for spec in specs]
    _head(book, page, title, widths)
    page.freeze_panes(_FIRST, len(fixed))
    writer = _Writer(book, page)
    for place, spec in enumerate(specs):
        page.set_column(place, place, widths[place])
        page.write_string(2, place, templates.header_text(spec), writer.header)
        for number, row in enumerate(rows, start=_FIRST):
            writer.write(number, place, spec, row)
        _offer(page, choices, place, spec, rows)
    book.close()
    return stream.getvalue()


def _width(spec: FieldSpec, rows: Sequence[PrefilledRow]) -> int:
    """Return a column's width: a text that stands in it is seen whole up to a bound, as names of firms are."""
    texts = [text for row in rows if isinstance(text := row.stands(spec.name), str)]
    return max(templates.width(spec), min(_WIDEST, max(map(digits_of, texts), default=0)))


def _head(book: Any, page: Any, title: str, widths: Sequence[int]) -> None:
    """Write the title and how to fill in over the whole width, so that both are read on screen and on paper."""
    templates.lay_out(page, first=_FIRST)
    told = " ".join(MISSING_ONLY)
    wrapped = {"text_wrap": True, "valign": "vcenter"}
    for number, text, look in ((0, title, {"bold": True, **wrapped}), (1, told, wrapped)):
        page.merge_range(number, 0, number, max(1, len(widths) - 1), text, book.add_format(look))
        page.set_row(number, height([text], [sum(widths)]))
    page.set_row(_FIRST - 1, 2 * LINE)


def mark_of(content: bytes) -> str | None:
    """Return the mark of a workbook made here, None where it has none."""
    return marks.mark_in(content, MARK)


class _Writer:
    """Writes known values locked and grey, missing ones white and open."""

    def __init__(self, book: xlsxwriter.Workbook, page: Any) -> None:
        self._book, self._page = book, page
        self._formats: dict[tuple[CellKind, bool], Any] = {}
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})

    def write(self, number: int, place: int, spec: FieldSpec, row: PrefilledRow) -> None:
        """Write one cell."""
        value = row.stands(spec.name)
        look = self._format(spec.kind, known=value is not None)
        if value is not None:
            self._put(number, place, cell_value(spec, value), look)
        elif answer := row.answers.get(spec.name, ""):
            self._page.write_string(number, place, answer, look)
        else:
            self._page.write_blank(number, place, None, look)

    def _put(self, number: int, place: int, value: Any, look: Any) -> None:
        if isinstance(value, str):
            self._page.write_string(number, place, value, look)
        else:
            self._page.write_number(number, place, value, look)

    def _format(self, kind: CellKind, *, known: bool) -> Any:
        if (kind, known) not in self._formats:
            look = {"num_format": templates.FORMATS[kind], "border": 1, "locked": known}
            self._formats[kind, known] = self._book.add_format(
                look | ({"bg_color": "#E7E6E1"} if known else {})
            )
        return self._formats[kind, known]


def _offer(page: Any, choices: Any, place: int, spec: FieldSpec, rows: Sequence[PrefilledRow]) -> None:
    """Give the open cells of a column their drop-down: its words and 缺数, or 缺数 beside any number."""
    rule = templates.drop_down(choices, place, [*spec.words, UNKNOWN])
    if not spec.words:
        rule |= {"show_error": False}
    rule |= {"input_title": spec.label[:32], "input_message": f"{_how(spec)}；确知没有的选“{UNKNOWN}”"}
    known = [row.stands(spec.name) is not None for row in rows]
    for is_known, run in groupby(range(len(rows)), known.__getitem__):
        numbers = list(run)
        if not is_known:
            page.data_validation(_FIRST + numbers[0], place, _FIRST + numbers[-1], place, rule)


def _how(spec: FieldSpec) -> str:
    """Return how a cell is filled in, with its unit."""
    return f"{templates.HOW[spec.kind]}，单位{spec.unit}" if spec.unit else templates.HOW[spec.kind]


def cell_value(spec: FieldSpec, value: Any) -> Any:
    """Return a staged value as its column holds it: money in 万元 and dollars in 万美元, exactly."""
    if spec.kind in (CellKind.MONEY, CellKind.USD, CellKind.DECIMAL):
        return Decimal(typed(spec, value))
    return value if isinstance(value, int) and not isinstance(value, bool) else typed(spec, value)
