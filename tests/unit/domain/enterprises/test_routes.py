"""What a firm's answers about the direct routes (第八条（二）至（四）) say on a day, worked out from the calendar."""

from datetime import date

import pytest

from tidu.domain.enterprises.intervals import years_before
from tidu.domain.enterprises.queries import _routes as routes

ANSWERED_ON = date(2025, 3, 1)


def said(on: date, **values: object) -> dict[str, bool | None]:
    given = {"routes_answered_on": ANSWERED_ON} | values
    return routes.facts([given.get(field) for field in routes.FIELDS], on)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("on", "fact"),
    [
        (date(2020, 6, 9), None),  # before the latest award: an earlier one may have counted
        (date(2020, 6, 10), True),
        (date(2025, 6, 10), True),  # five years to the day
        (date(2025, 6, 11), False),  # the answer is still fresh, and the latest award is too old
        (date(2026, 3, 1), False),  # 365 days after the answer
        (date(2026, 3, 2), None),
    ],
)
def test_an_award_counts_for_five_years_and_then_the_answer_goes_stale(on, fact):
    assert said(on, science_award=True, science_award_on=date(2020, 6, 10))["science_award_5y"] is fact


def test_a_recent_standard_counts_long_after_the_firm_was_asked():
    found = said(date(2029, 12, 31), led_standard=True, led_standard_on=date(2025, 1, 15))
    assert found["led_standard_5y"] is True


@pytest.mark.parametrize(
    ("on", "fact"),
    [(date(2021, 1, 1), False), (date(2026, 3, 1), False), (date(2026, 3, 2), None)],
)
def test_never_speaks_for_the_past_and_for_a_year_to_come(on, fact):
    assert said(on, led_standard=False)["led_standard_5y"] is fact


@pytest.mark.parametrize(
    ("on", "fact"),
    [
        (date(2025, 2, 28), None),
        (date(2025, 3, 1), True),
        (date(2026, 3, 1), True),
        (date(2026, 3, 2), None),
    ],
)
def test_an_institution_is_known_for_a_year_from_the_answer_and_not_before(on, fact):
    assert said(on, provincial_rd_institution=True)["provincial_rd_institution"] is fact


def test_a_blank_is_unknown_and_so_is_an_answer_without_its_day():
    asked = ("science_award_5y", "provincial_rd_institution", "led_standard_5y", routes.NATIONAL_AWARD)
    unknown = dict.fromkeys(asked)
    assert said(ANSWERED_ON) == unknown
    assert (
        said(
            ANSWERED_ON,
            science_award=False,
            provincial_rd_institution=False,
            led_standard=False,
            routes_answered_on=None,
        )
        == unknown
    )


def test_years_before_a_leap_day_end_on_the_last_of_february():
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)
    assert years_before(date(2025, 6, 10), 2) == date(2023, 6, 10)


@pytest.mark.parametrize(
    ("on", "fact"),
    [
        (date(2025, 6, 10), True),  # three years to the day
        (date(2025, 6, 11), False),  # the answer is still fresh, and the latest award is too old
        (date(2026, 3, 2), None),
    ],
)
def test_a_national_award_counts_three_years_for_the_gradient_titles(on, fact):
    found = said(on, science_award=True, science_award_on=date(2022, 6, 10))
    assert found[routes.NATIONAL_AWARD] is fact


def test_a_national_award_settles_the_lesser_ones_and_none_leaves_them_open():
    won = said(date(2025, 6, 10), science_award=True, science_award_on=date(2024, 6, 10))
    assert [won[fact] for fact in routes.LESSER_AWARDS] == [True, True, True]
    never = said(date(2025, 6, 10), science_award=False)
    assert never[routes.NATIONAL_AWARD] is False
    assert not set(routes.LESSER_AWARDS) & never.keys()
