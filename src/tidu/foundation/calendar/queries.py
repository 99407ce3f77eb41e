"""Ask the working-day calendar. Each question reads the holiday tables anew: they change once a year.

For many questions at once, take `working_calendar()` once and ask that value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tidu.foundation.calendar.models import HolidayYear
from tidu.foundation.calendar.working_days import HolidaysMissing, SpecialDayRow, WorkingCalendar

__all__ = [
    "HolidaysMissing",
    "SpecialDayRow",
    "WorkingCalendar",
    "YearTable",
    "add_working_days",
    "calendar_to_show",
    "is_working_day",
    "missing_years_warning",
    "working_calendar",
    "year_tables",
]

NOTICE_IS_DUE = 11  # the State Council publishes next year's notice in late October or November


@dataclass(frozen=True)
class YearTable:
    """One year's table as the administration page shows it."""

    year: int
    source: str
    loaded_at: datetime
    days: tuple[SpecialDayRow, ...]


def working_calendar() -> WorkingCalendar:
    """Return all holiday tables as one value, in one query."""
    rows: list[tuple[int, date | None, str]] = list(
        HolidayYear.objects.values_list("year", "days__day", "days__kind")
    )
    return WorkingCalendar(
        years=frozenset(year for year, _, _ in rows),
        special={day: kind for _, day, kind in rows if day is not None},
    )


def calendar_to_show() -> WorkingCalendar:
    """Return the tables for what is only shown, in one query: days left and lights, but no deadline that binds.

    A year without a table counts from Monday to Friday; the home says that the table is missing.
    """
    return working_calendar().presuming()


def is_working_day(day: date) -> bool:
    """Return whether offices work on `day`; raise HolidaysMissing for a year without a table."""
    return working_calendar().is_working_day(day)


def add_working_days(day: date, n: int) -> date:
    """Return the n-th working day after `day`, which itself is not counted; raise HolidaysMissing."""
    return working_calendar().add(day, n)


def missing_years_warning(today: date) -> str | None:
    """Return a sentence for the notice bar: this year is missing, or from 1 November next year is; else None."""
    needed = [today.year] + ([today.year + 1] if today.month >= NOTICE_IS_DUE else [])
    present = set(HolidayYear.objects.filter(year__in=needed).values_list("year", flat=True))
    missing = [year for year in needed if year not in present]
    if not missing:
        return None
    names = "、".join(f"{year} 年" for year in missing)
    return (
        f"{names}的节假日表还没有导入：到期日无法计算，页面上余下的工作日暂按周一至周五数。"
        "请在“工作日历”导入国务院办公厅的放假通知。"
    )


def year_tables() -> tuple[YearTable, ...]:
    """Return every year's table, newest year first, in two queries."""
    years = HolidayYear.objects.order_by("-year").prefetch_related("days")
    return tuple(
        YearTable(
            year=one.year,
            source=one.source,
            loaded_at=one.loaded_at,
            days=tuple(
                SpecialDayRow(row.day, row.kind, row.name)
                for row in sorted(one.days.all(), key=lambda row: row.day)
            ),
        )
        for one in years
    )
