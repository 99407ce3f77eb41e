"""What a holiday table must be before it is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from tidu.foundation.actors import Actor, Role
from tidu.foundation.calendar.models import HolidayYear, SpecialDay
from tidu.foundation.calendar.vocabulary import DayKind
from tidu.foundation.calendar.working_days import SATURDAY, SpecialDayRow

WEEKDAYS = "一二三四五六日"
NAME_LENGTH = 40
SOURCE_LENGTH = 120


class UnableToImportYear(ValueError):
    """Raised when a holiday table is refused; the message is Chinese and says how to mend it."""


def check_can_import(*, by: Actor, year: int, days: Sequence[SpecialDayRow], source: str) -> None:
    """Refuse a table that nobody may import, that names no notice, or whose days cannot be right."""
    if not (by.is_system or by.has_role(Role.ADMINISTRATOR)):
        raise UnableToImportYear("只有系统管理员可以导入节假日表。")
    if not source.strip() or len(source) > SOURCE_LENGTH:
        raise UnableToImportYear(f"请写明依据的通知名称和文号，不超过 {SOURCE_LENGTH} 字。")
    if not days:
        raise UnableToImportYear(f"{year} 年的节假日表是空的：至少应有元旦。")
    for row in days:
        _check_day(year, row)
    _check_once(year, [row.day for row in days])


def _check_day(year: int, row: SpecialDayRow) -> None:
    """Refuse a day outside the notice's reach, of no known kind, or worked although it always was."""
    in_reach = row.day.year == year or (row.day.year, row.day.month) == (year - 1, 12)
    if not in_reach:
        raise UnableToImportYear(
            f"{row.day} 不在 {year} 年的通知范围内（上年 12 月至当年 12 月），请核对年份。"
        )
    if row.kind not in DayKind.values:
        raise UnableToImportYear(f"{row.day} 的类别“{row.kind}”不对，只能是“放假”或“调休上班”。")
    if row.kind == DayKind.WORKED and row.day.weekday() < SATURDAY:
        weekday = WEEKDAYS[row.day.weekday()]
        raise UnableToImportYear(f"{row.day} 是星期{weekday}，本来就上班，不应列为调休上班，请核对日期。")
    if not row.name.strip() or len(row.name) > NAME_LENGTH:
        raise UnableToImportYear(f"{row.day} 缺少节日名称，或名称超过 {NAME_LENGTH} 字。")


def _check_once(year: int, days: list[date]) -> None:
    """Refuse a day that stands twice, here or in another year's table."""
    twice = [day for day, times in Counter(days).items() if times > 1]
    if twice:
        raise UnableToImportYear(f"{min(twice)} 列了两次，请只留一行。")
    elsewhere = SpecialDay.objects.filter(day__in=days).exclude(holiday_year__year=year)
    found = elsewhere.select_related("holiday_year").first()
    if found is not None:
        raise UnableToImportYear(f"{found.day} 已在 {found.holiday_year.year} 年的表中，请只留一处。")


def year_is_present(year: int) -> bool:
    """Return whether a table of this year has been imported."""
    return HolidayYear.objects.filter(year=year).exists()
