"""What compliance checks say about 填报上一年及当年, at which 第六条（四） of 国科发政〔2017〕115号 looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tidu.domain.enterprises.intervals import years_before
from tidu.domain.enterprises.vocabulary import ANSWERS_LAST

Checked = tuple[date, bool]
"""The day of a check, and whether it found something."""


def since_last_year(checks: Iterable[Checked], registered_on: date | None, on: date) -> bool | None:
    """Return whether something happened from 1 January of last year to a day; checks come oldest first.

    A check looks one year back from its own day. It answers yes where that year, as far as the firm existed, lies
    within the time asked about. The answer is no only when clean checks leave no part of that time before the newest
    of them unseen and the newest still speaks; everything else is unknown.
    """
    done = [(day, found) for day, found in checks if day <= on]
    began_on = registered_on or date.min
    since_on = max(date(on.year - 1, 1, 1), began_on)
    if any(found and max(years_before(day, 1), began_on) >= since_on for day, found in done):
        return True
    seen_to: date | None = None
    for day, found in done:
        if not found and years_before(day, 1) <= (seen_to or since_on):
            seen_to = day
    return None if seen_to is None or seen_to < on - ANSWERS_LAST else False
