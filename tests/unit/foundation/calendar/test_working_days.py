"""Counting working days across 调休, by hand from the notices of 2024 and 2025."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from tidu.foundation.calendar.tables import shipped_years
from tidu.foundation.calendar.vocabulary import DayKind
from tidu.foundation.calendar.working_days import HolidaysMissing, WorkingCalendar

SHIPPED = WorkingCalendar(
    years=frozenset(table.year for table in shipped_years()),
    special={row.day: row.kind for table in shipped_years() for row in table.days},
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 26), True),  # Sunday, worked for the Spring Festival
        (date(2025, 1, 27), True),  # an ordinary Monday on the eve of the holiday
        (date(2025, 1, 28), False),  # the first of eight days off
        (date(2025, 2, 4), False),  # the last of them, a Tuesday
        (date(2025, 2, 8), True),  # Saturday, worked
        (date(2025, 2, 9), False),  # an ordinary Sunday
        (date(2025, 10, 8), False),  # Wednesday, the eighth day of 国庆节、中秋节
        (date(2025, 10, 11), True),  # Saturday, worked
        (date(2024, 2, 9), True),  # 除夕 2024: staying at home was encouraged, not granted
        (date(2024, 5, 11), True),  # Saturday, worked
    ],
)
def test_a_day_is_judged_by_the_notice_before_its_weekday(day, works):
    assert SHIPPED.is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2025, 6, 6), 1, date(2025, 6, 9)),  # Friday to Monday
        (date(2025, 6, 7), 1, date(2025, 6, 9)),  # from a Saturday too
        (date(2025, 1, 24), 1, date(2025, 1, 26)),  # Friday to the worked Sunday
        (date(2025, 1, 24), 3, date(2025, 2, 5)),  # 26, 27 January, then after the festival
        (date(2025, 1, 27), 5, date(2025, 2, 10)),  # 5, 6, 7, worked 8, then Monday the 10th
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # over the year: 1-3 January off, Sunday the 4th worked
        (date(2025, 6, 10), 0, date(2025, 6, 10)),
        (date(2025, 6, 7), 0, date(2025, 6, 7)),  # nothing counted, nothing moved
        (date(2025, 2, 5), -1, date(2025, 1, 27)),  # backwards over the festival
        (date(2025, 6, 9), -1, date(2025, 6, 6)),
    ],
)
def test_a_period_of_working_days_ends_where_the_law_says(start, count, end):
    assert SHIPPED.add(start, count) == end


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2025, 6, 6), date(2025, 6, 9), 1),
        (date(2025, 6, 9), date(2025, 6, 6), -1),  # one working day late
        (date(2025, 6, 10), date(2025, 6, 10), 0),
        (date(2025, 1, 24), date(2025, 2, 8), 6),  # 26, 27 January; 5, 6, 7, 8 February
        (date(2024, 12, 31), date(2025, 12, 31), 248),  # 365 - 52 Sat - 52 Sun - 18 weekdays off + 5 worked
    ],
)
def test_working_days_between_two_days_do_not_count_the_first(start, end, days):
    assert SHIPPED.between(start, end) == days


@pytest.mark.parametrize(
    ("on", "left"),
    [
        (date(2025, 6, 5), 1),  # Thursday, due on Friday
        (date(2025, 6, 6), 0),  # on the day itself
        (date(2025, 6, 7), -1),  # Saturday: late, though no working day lies between
        (date(2025, 6, 9), -1),  # Monday
        (date(2025, 6, 10), -2),
    ],
)
def test_a_deadline_is_late_from_the_morning_after(on, left):
    assert SHIPPED.left(on, date(2025, 6, 6)) == left


def test_a_year_without_a_table_fails_loudly_and_is_named():
    with pytest.raises(HolidaysMissing, match="2027 年的节假日表还没有导入") as missing:
        SHIPPED.add(date(2026, 12, 30), 3)
    assert missing.value.year == 2027


def test_a_period_that_ends_before_the_missing_year_is_still_counted():
    assert SHIPPED.add(date(2026, 12, 30), 1) == date(2026, 12, 31)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_shipped_table_agrees_with_an_independent_one_on_every_day(year):
    first = date(year, 1, 1)
    days = [first + timedelta(days=offset) for offset in range(365 + (year == 2024))]
    ours = [day for day in days if SHIPPED.is_working_day(day)]
    theirs = [day for day in days if chinese_calendar.is_workday(day)]
    assert ours == theirs


def test_each_shipped_year_names_its_notice():
    assert {table.year: table.source for table in shipped_years()} == {
        2024: "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）",
        2025: "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
        2026: "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）",
    }


def test_what_is_only_shown_counts_monday_to_friday_where_no_table_is_there_yet():
    known = WorkingCalendar(frozenset({2026}), {date(2026, 12, 31): DayKind.OFF})
    shown = known.presuming()
    assert [shown.is_working_day(date(2027, 1, day)) for day in (1, 2, 3, 4)] == [True, False, False, True]
    assert not shown.is_working_day(date(2026, 12, 31))
    assert shown.between(date(2026, 12, 30), date(2027, 1, 4)) == 2
    with pytest.raises(HolidaysMissing):
        known.between(date(2026, 12, 30), date(2027, 1, 4))
