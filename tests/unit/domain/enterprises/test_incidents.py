"""What compliance checks say about last year and this year. The day asked about is 10 June 2025."""

from datetime import date

import pytest

from tidu.domain.enterprises.queries._incidents import since_last_year

ON = date(2025, 6, 10)
OLD = date(2015, 6, 1)


def days(*checks: str) -> list[tuple[date, bool]]:
    """Return checks written as days, those that found something with a mark of exclamation."""
    return [(date.fromisoformat(text.removesuffix("!")), text.endswith("!")) for text in checks]


@pytest.mark.parametrize(
    ("checks", "answer"),
    [
        ((), None),
        (("2024-03-12", "2025-03-12"), False),  # together they see 2023-03-12 to 2025-03-12
        (("2025-03-12",), None),  # 1 January to 11 March 2024 was looked at by nobody
        (("2024-03-12",), None),  # too old to speak for today
        (("2024-01-01", "2025-01-01"), False),  # the first day of last year is seen
        (("2024-03-12", "2025-03-13"), None),  # 12 to 13 March 2024 lies between the two
        (("2023-12-31", "2024-12-31"), False),
        (("2024-02-29", "2025-02-28"), False),
        (("2024-03-12", "2025-03-12!"), True),
        (("2025-01-01!",), True),  # its year is 2024, wholly within the time asked about
        (("2024-12-31!", "2025-03-12"), None),  # it may have happened on 31 December 2023
        (("2024-03-12!", "2025-01-01"), False),  # the later check has seen all of 2024
        (("2024-03-12", "2025-03-12", "2025-06-11!"), False),  # done after the day asked about
    ],
)
def test_checks_answer_for_the_year_before_each_of_them(checks, answer):
    assert since_last_year(days(*checks), OLD, ON) is answer


@pytest.mark.parametrize(
    ("registered_on", "checks", "answer"),
    [
        (date(2024, 3, 12), ("2025-03-12",), False),  # the whole life of the firm is seen
        (date(2024, 3, 11), ("2025-03-12",), None),
        (date(2024, 9, 1), ("2025-03-12!",), True),
        (date(2025, 2, 1), (), None),  # young, but nobody has looked
        (None, ("2024-03-12", "2025-03-12"), False),
    ],
)
def test_nothing_can_have_happened_before_a_firm_was_founded(registered_on, checks, answer):
    assert since_last_year(days(*checks), registered_on, ON) is answer


def test_the_last_clean_check_speaks_for_365_days():
    checks = days("2024-06-10", "2025-06-10")
    assert since_last_year(checks, OLD, date(2025, 12, 31)) is False
    assert since_last_year(checks, OLD, date(2026, 6, 10)) is False
    assert since_last_year(checks, OLD, date(2026, 6, 11)) is None
