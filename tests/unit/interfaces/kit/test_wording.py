"""Numbers, money and days as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tidu.interfaces.kit import wording


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (1234567, 0, "1,234,567"),
        (-1234, 0, "-1,234"),
        (Decimal("12.345"), 2, "12.35"),
        (Decimal("0.005"), 2, "0.01"),
        (Fraction(1, 3), 2, "0.33"),
        (True, 0, "是"),
        (False, 0, "否"),
        (None, 0, "缺数"),
    ],
)
def test_a_number_has_thousands_separators_and_unknown_is_no_nought(value, decimals, shown):
    assert wording.number(value, decimals) == shown


def test_a_figure_that_is_a_day_is_shown_as_one():
    assert wording.figure_value(20250522, "日期") == "2025-05-22"
    assert wording.figure_value(None, "日期") == "缺数"
    assert wording.figure_value(Decimal("12.345"), "%", 1) == "12.3"


def test_fen_are_shown_as_wan_or_as_yuan():
    assert wording.wan(320_000_000) == "320.00"
    assert wording.wan(123_456_789_012) == "123,456.79"
    assert wording.yuan(123_456) == "1,234.56"
    assert wording.wan(None) == wording.yuan(None) == "缺数"


def test_the_end_of_a_half_open_interval_is_shown_as_its_last_valid_day():
    assert wording.last_day(date(2025, 8, 18)) == "2025-08-17"
    assert wording.last_day(date(2025, 1, 1)) == "2024-12-31"
    assert wording.last_day(None) == "长期"


def test_a_moment_is_shown_in_the_county_s_own_time():
    assert wording.moment(datetime(2025, 6, 9, 16, 30, tzinfo=UTC)) == "2025-06-10 00:30"
    assert wording.day(datetime(2025, 6, 9, 16, 30, tzinfo=UTC)) == "2025-06-10"


def test_a_ratio_is_shown_as_a_percentage():
    assert wording.percent(Fraction(462, 10_000)) == "4.62%"
    assert wording.percent(None) == "缺数"
