"""Counting months: plain days, without a database."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """Return the same day some months later (or earlier, below 0).

    The last of the month where it has no such day (民法典第二百零二条).
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def month_end(day: date) -> date:
    """Return the last day of the month in which a day lies."""
    return day.replace(day=monthrange(day.year, day.month)[1])
