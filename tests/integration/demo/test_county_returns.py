"""What the demo county was asked, and what came back, as its history says."""

from collections import Counter
from datetime import date

import pytest

from tidu.demo import geography
from tidu.domain.returns import queries
from tidu.domain.returns.vocabulary import AnswerState
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("county_day"),
    pytest.mark.xdist_group("demo"),  # the county is built once, not once per process
]

READER, NOW = system("测试"), AsOf(on=date(2025, 6, 10))


def test_each_township_stands_where_the_history_left_it():
    outgoing = queries.find_numbered(READER, "报2025-001")
    found = {one.addressee.place.code: one for one in queries.standings(queries.addressees_of(outgoing), NOW)}
    towns = geography.TOWNSHIP_CODES
    told = {
        geography.PARK_CODE: AnswerState.WAITING,
        towns[1]: AnswerState.WAITING,
        towns[2]: AnswerState.SENT_BACK,
        towns[-1]: AnswerState.EXEMPT,
    }
    assert {code: found[code].state for code in told} == told
    rest = [one for code, one in found.items() if code not in told]
    assert {(one.state, one.reminders) for one in rest} == {(AnswerState.PENDING, 1)}
    assert not any(one.late for one in found.values())  # due on 2025-06-13


def test_two_townships_are_silent_in_may_and_one_was_late_for_april():
    board = {row.place.code: row.months for row in queries.month_board(READER, NOW.on)}
    assert {len(months) for months in board.values()} == {3}
    may = Counter(months[0].report is not None for months in board.values())
    assert may == {True: 13, False: 2}
    assert [code for code, months in board.items() if months[1].late] == [geography.TOWNSHIP_CODES[6]]
