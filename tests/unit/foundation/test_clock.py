"""The business clock: one fixed day for the demo county, the county's own day otherwise."""

from datetime import UTC, date, datetime

import pytest

from tidu.foundation import clock
from tidu.foundation.clock import AsOf


def test_a_fixed_day_is_today_whatever_the_machine_says(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    assert clock.today() == date(2025, 6, 10)
    assert clock.now().date() == date(2025, 6, 10)
    assert clock.wall().date() != date(2025, 6, 10)


def test_without_a_fixed_day_the_clock_is_the_walls(monkeypatch):
    monkeypatch.delenv("TIDU_TODAY", raising=False)
    before = clock.wall()
    assert before <= clock.now() <= clock.wall()


def test_a_malformed_day_is_refused_at_once(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "10.6.2025")
    with pytest.raises(ValueError, match=r"10\.6\.2025"):
        clock.today()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 6, 9, 15, 59, tzinfo=UTC), date(2025, 6, 9)),
        (datetime(2025, 6, 9, 16, 0, tzinfo=UTC), date(2025, 6, 10)),  # midnight in Asia/Shanghai
    ],
)
def test_a_moment_falls_on_the_countys_day(moment, day):
    assert clock.day_of(moment) == day


def test_what_was_known_on_a_day_was_known_before_the_next():
    assert AsOf.as_known_then(date(2024, 12, 31)).known_at == datetime(2024, 12, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("as_of", "label"),
    [
        (AsOf(date(2025, 6, 10)), "截至 2025-06-10 · 现在所知"),
        (AsOf.as_known_then(date(2024, 12, 31)), "截至 2024-12-31 · 当时所知"),
        (AsOf.as_known_then(date(2025, 3, 31)).at(date(2024, 12, 31)), "截至 2024-12-31 · 2025-03-31 所知"),
    ],
)
def test_the_bar_says_of_which_day_and_with_whose_knowledge(as_of, label):
    assert as_of.label == label
