"""Counting working days: a plain value over a holiday table, without a database.

The day on which a period begins is not counted (民法典第二百零一条): one working day after a Friday is Monday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tidu.foundation.calendar.vocabulary import DayKind

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class HolidaysMissing(LookupError):
    """Raised when a count meets a year without a holiday table; `year` names it."""

    def __init__(self, year: int) -> None:
        """Keep the year and say in Chinese how to mend it."""
        self.year = year
        super().__init__(
            f"{year} 年的节假日表还没有导入，不能计算工作日。请系统管理员在“工作日历”导入国务院办公厅的放假通知。"
        )


@dataclass(frozen=True)
class SpecialDayRow:
    """One line of a holiday table."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True)
class WorkingCalendar:
    """The holiday tables of `years`; `special` gives the kind of each day that differs from its weekday.

    `presumes` takes Monday to Friday for the working days of a year without a table, which else raises.
    """

    years: frozenset[int]
    special: Mapping[date, str] = field(default_factory=dict)
    presumes: bool = False

    def presuming(self) -> WorkingCalendar:
        """Return the same calendar for days that are only shown: a table that is not there yet hides no page."""
        return replace(self, presumes=True)

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on `day`; raise HolidaysMissing for a year without a table."""
        if day.year not in self.years and not self.presumes:
            raise HolidaysMissing(day.year)
        kind = self.special.get(day)
        return kind == DayKind.WORKED if kind is not None else day.weekday() < SATURDAY

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it when negative); 0 returns `day` itself."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and including `end`; negative when `end` is earlier.

        `between(d, add(d, n)) == n`, and an unanswered deadline of yesterday (a working day) is -1 or less.
        """
        if end < start:
            return -self.between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + ONE_DAY * offset) for offset in range(1, span + 1))

    def left(self, on: date, due_on: date) -> int:
        """Return the working days left until a deadline; at least one less than none once its day is over.

        A deadline on a Friday is late on Saturday, though no working day lies between.
        """
        left = self.between(on, due_on)
        return min(left, -1) if on > due_on else left
