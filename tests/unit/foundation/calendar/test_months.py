"""Months counted by hand: the day is kept, and the last of the month stands in for a day it has not."""

from __future__ import annotations

from datetime import date

import pytest

from tidu.foundation.calendar.months import month_end, months_after


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 15), 0, date(2025, 1, 15)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 6, 10), 24, date(2027, 6, 10)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2025, 6, 10), -24, date(2023, 6, 10)),
    ],
)
def test_a_day_some_months_on_keeps_its_number_or_ends_the_month(
    day: date, months: int, expected: date
) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 2, 28), date(2025, 2, 28)),
        (date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_the_end_of_a_month_is_its_last_day(day: date, expected: date) -> None:
    assert month_end(day) == expected
