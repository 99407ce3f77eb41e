"""The deadline of a round: the day it was given, or the latest of the days that more time granted leads to."""

from __future__ import annotations

from datetime import date

from tidu.domain.opinions.models import Extension, OpinionRound
from tidu.domain.opinions.queries import Deadline, deadline_of

DUE, SEVERE = date(2025, 6, 20), date(2025, 7, 4)
ROUND = OpinionRound(due_on=DUE, severe_on=SEVERE)


def longer(day: int, *, granted: bool | None) -> Extension:
    return Extension(until_on=date(2025, 7, day), severe_on=date(2025, 7, day + 14), granted=granted)


def test_the_latest_of_two_grants_holds_in_whatever_order_they_are_read_and_the_first_day_stays():
    for granted in ([longer(4, granted=True), longer(11, granted=True)], [longer(11, granted=True)]):
        for read in (granted, granted[::-1]):
            assert deadline_of(ROUND, read) == Deadline(DUE, date(2025, 7, 11), date(2025, 7, 25))


def test_what_was_refused_or_is_not_decided_moves_nothing():
    asked = [longer(11, granted=False), longer(14, granted=None)]
    assert deadline_of(ROUND, asked) == Deadline(DUE, DUE, SEVERE)
    assert not deadline_of(ROUND, asked).is_extended
