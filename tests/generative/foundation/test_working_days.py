"""Adding working days and counting them are each other's inverse, whatever the holiday table."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tidu.foundation.calendar.vocabulary import DayKind
from tidu.foundation.calendar.working_days import WorkingCalendar

YEARS = frozenset(range(2023, 2029))
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def calendar_of(special: dict[date, str]) -> WorkingCalendar:
    return WorkingCalendar(years=YEARS, special=special)


CALENDARS = st.dictionaries(DAYS, st.sampled_from(DayKind.values), max_size=80).map(calendar_of)


@given(CALENDARS, DAYS, st.integers(-60, 60))
def test_what_was_added_is_counted(calendar, start, count):
    end = calendar.add(start, count)
    if count >= 0:
        assert calendar.between(start, end) == count
    else:
        # Going back, the day arrived at is the one that is not counted, and the day begun on is.
        assert calendar.between(start, end) == count + (not calendar.is_working_day(start))


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_a_period_always_ends_on_a_working_day(calendar, start, count):
    assert calendar.is_working_day(calendar.add(start, count))
    assert calendar.is_working_day(calendar.add(start, -count))


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_counts_add_up_over_any_day_between(calendar, first, second, third):
    whole = calendar.between(first, third)
    assert calendar.between(first, second) + calendar.between(second, third) == whole
    assert calendar.between(third, first) == -whole


@given(CALENDARS, DAYS)
def test_one_more_day_counts_exactly_when_it_is_worked(calendar, day):
    assert calendar.between(day, day + timedelta(days=1)) == calendar.is_working_day(day + timedelta(days=1))
