"""Holiday years for tests: the real tables shipped with the product."""

from __future__ import annotations

from datetime import UTC, datetime

from tidu.foundation import actors
from tidu.foundation.calendar import operations
from tidu.foundation.calendar.models import HolidayYear, SpecialDay


def the_shipped_years() -> list[HolidayYear]:
    """Import the shipped tables of 2024, 2025 and 2026."""
    return operations.load_shipped_years(by=actors.system("测试"), now=datetime(2024, 1, 1, tzinfo=UTC))


def a_special_day() -> SpecialDay:
    """Return New Year's Day of the first shipped year."""
    return the_shipped_years()[0].days.earliest("day")
