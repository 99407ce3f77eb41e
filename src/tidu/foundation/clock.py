"""The business clock: the only place in the house that reads the time for business purposes.

`TIDU_TODAY=2025-06-10` fixes the business day (the demo county lives on that day); without it the day is
today in Asia/Shanghai. Sign-in, sessions and locks use the wall clock and never this one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2199, 12, 31)
"""The days that a record or a question may speak of; what lies outside is a slip of the pen."""


def now() -> datetime:
    """Return the business moment: the fixed day at the wall clock's time of day, or simply now."""
    fixed = fixed_day()
    return wall() if fixed is None else datetime.combine(fixed, wall().timetz())


def wall() -> datetime:
    """Return the real moment, whatever day is fixed: for sign-in, sessions, locks and the audit's second stamp."""
    return datetime.now(ZONE)


def today() -> date:
    """Return the business day in Asia/Shanghai."""
    return now().date()


def day_of(moment: datetime) -> date:
    """Return the day in Asia/Shanghai on which `moment` falls."""
    return moment.astimezone(ZONE).date()


def fixed_day() -> date | None:
    """Return the day that `TIDU_TODAY` fixes, or None; a malformed value raises ValueError at once."""
    text = os.environ.get("TIDU_TODAY", "").strip()
    return date.fromisoformat(text) if text else None


def begin_of(day: date) -> datetime:
    """Return the first moment of `day` in Asia/Shanghai."""
    return datetime.combine(day, time.min, tzinfo=ZONE)


def end_of(day: date) -> datetime:
    """Return the first moment after `day` in Asia/Shanghai: what was known "on that day" is known before it."""
    return begin_of(day + timedelta(days=1))


@dataclass(frozen=True)
class AsOf:
    """A question's place in time.

    `on` is the day the question is about; `known_at` is the moment of knowledge (exclusive), or None for
    "as corrected now". Two different answers may both be right: the certificates valid at the end of 2024
    as known then, and as corrected since.
    """

    on: date
    known_at: datetime | None = None

    @classmethod
    def as_known_then(cls, on: date) -> AsOf:
        """Return the question about `on` with the knowledge of that same day."""
        return cls(on=on, known_at=end_of(on))

    def at(self, on: date) -> AsOf:
        """Return the same knowledge about another day."""
        return AsOf(on=on, known_at=self.known_at)

    @property
    def label(self) -> str:
        """Return the words of the as-of bar, e.g. 截至 2025-06-10 · 现在所知."""
        if self.known_at is None:
            return f"截至 {self.on.isoformat()} · 现在所知"
        last_day = (self.known_at - timedelta(microseconds=1)).astimezone(ZONE).date()
        knowledge = "当时所知" if last_day == self.on else f"{last_day.isoformat()} 所知"
        return f"截至 {self.on.isoformat()} · {knowledge}"
