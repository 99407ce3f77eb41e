"""Reading holiday tables: a county's CSV, and the tables shipped with the product."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

import yaml

from tidu.foundation.calendar.checks import UnableToImportYear
from tidu.foundation.calendar.vocabulary import DayKind
from tidu.foundation.calendar.working_days import SpecialDayRow

HEADERS = {"day": "day", "日期": "day", "kind": "kind", "类别": "kind", "name": "name", "名称": "name"}
KINDS = {**{kind.value: kind.value for kind in DayKind}, **{str(kind.label): kind.value for kind in DayKind}}
SHIPPED = "holidays_cn.yaml"


@dataclass(frozen=True)
class ShippedYear:
    """One year's table as shipped, with the notice it was copied from."""

    year: int
    source: str
    days: tuple[SpecialDayRow, ...]


def rows_from_csv(text: str) -> tuple[SpecialDayRow, ...]:
    """Return the rows of a CSV with the columns 日期, 类别, 名称 (or day, kind, name), in any order.

    Raises UnableToImportYear naming the line; nothing is guessed.
    """
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    header = [HEADERS.get(cell.strip().lower(), "") for cell in next(lines, [])]
    missing = [
        label for label, name in (("日期", "day"), ("类别", "kind"), ("名称", "name")) if name not in header
    ]
    if missing:
        raise UnableToImportYear(f"第 1 行缺少列：{'、'.join(missing)}。表头应为“日期,类别,名称”。")
    rows = []
    for cells in lines:
        if any(cell.strip() for cell in cells):
            rows.append(
                _row(dict(zip(header, (cell.strip() for cell in cells), strict=False)), lines.line_num)
            )
    return tuple(rows)


def _row(cells: dict[str, str], line: int) -> SpecialDayRow:
    """Return one row, or refuse it with its line number."""
    text, kind, name = (cells.get(column, "") for column in ("day", "kind", "name"))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UnableToImportYear(f"第 {line} 行的日期“{text}”读不懂，请写成 2025-01-28 的样子。") from None
    if kind not in KINDS:
        raise UnableToImportYear(f"第 {line} 行的类别“{kind}”不对，只能填“放假”或“调休上班”。")
    return SpecialDayRow(day=day, kind=KINDS[kind], name=name)


def shipped_years() -> tuple[ShippedYear, ...]:
    """Return the tables shipped with the product, oldest year first."""
    text = resources.files("tidu.foundation.calendar").joinpath(SHIPPED).read_text(encoding="utf-8")
    return tuple(
        ShippedYear(year=entry["year"], source=entry["source"], days=tuple(_days_of(entry["holidays"])))
        for entry in yaml.safe_load(text)
    )


def _days_of(holidays: list[dict[str, Any]]) -> Iterator[SpecialDayRow]:
    """Yield every day of the notices' sentences: from the first to the last day off, and the days worked instead."""
    for holiday in holidays:
        first: date = holiday["first"]
        for offset in range((holiday["last"] - first).days + 1):
            yield SpecialDayRow(first + timedelta(days=offset), DayKind.OFF.value, holiday["name"])
        for day in holiday["worked"]:
            yield SpecialDayRow(day, DayKind.WORKED.value, holiday["name"])
