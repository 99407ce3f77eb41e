"""Import holiday tables. A year's table is replaced as a whole and what it was stays in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.calendar.checks import UnableToImportYear, check_can_import, year_is_present
from tidu.foundation.calendar.models import HolidayYear, SpecialDay
from tidu.foundation.calendar.tables import rows_from_csv, shipped_years
from tidu.foundation.calendar.working_days import SpecialDayRow

__all__ = ["UnableToImportYear", "import_csv", "import_year", "load_shipped_years"]


def import_year(
    *, year: int, days: Sequence[SpecialDayRow], source: str, by: Actor, now: datetime
) -> HolidayYear:
    """Replace the table of `year` by `days`, copied from the notice named in `source`.

    Importing the table that already stands changes nothing. Raises UnableToImportYear.
    """
    rows = tuple(sorted(days, key=lambda row: row.day))
    check_can_import(by=by, year=year, days=rows, source=source)
    with transaction.atomic():
        table = HolidayYear.objects.select_for_update().filter(year=year).first()
        before = _rows_of(table) if table else ()
        if table and before == rows and table.source == source:
            return table
        table, _ = HolidayYear.objects.update_or_create(
            year=year, defaults={"source": source, "loaded_at": now}
        )
        table.days.all().delete()
        SpecialDay.objects.bulk_create(
            [SpecialDay(holiday_year=table, day=row.day, kind=row.kind, name=row.name) for row in rows]
        )
        audit.record(
            by=by,
            now=now,
            action="calendar.import_year",
            subject=("holiday_year", str(year)),
            summary=f"导入 {year} 年节假日表：{len(rows)} 天，依据：{source}"[:300],
            detail={"before": _written(before), "after": _written(rows)},
        )
    return table


def import_csv(*, year: int, text: str, source: str, by: Actor, now: datetime) -> HolidayYear:
    """Replace the table of `year` by the rows of a CSV (日期,类别,名称); raises UnableToImportYear."""
    return import_year(year=year, days=rows_from_csv(text), source=source, by=by, now=now)


def load_shipped_years(*, by: Actor, now: datetime) -> list[HolidayYear]:
    """Import the shipped tables of the years that are still missing; what the county imported is left alone."""
    return [
        import_year(year=shipped.year, days=shipped.days, source=shipped.source, by=by, now=now)
        for shipped in shipped_years()
        if not year_is_present(shipped.year)
    ]


def _rows_of(table: HolidayYear) -> tuple[SpecialDayRow, ...]:
    """Return what stands, by day."""
    return tuple(SpecialDayRow(row.day, row.kind, row.name) for row in table.days.order_by("day"))


def _written(rows: Sequence[SpecialDayRow]) -> list[str]:
    """Return the rows as the audit keeps them."""
    return [f"{row.day} {row.kind} {row.name}" for row in rows]
