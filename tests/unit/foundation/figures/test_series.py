"""A series rises in every year, or names the year that does not; a missing year is never a fall."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tidu.foundation.figures.series import Series


@pytest.mark.parametrize(
    ("values", "rises", "broken"),
    [
        ((79, 98, 121), True, None),
        ((Decimal("2.4"), Decimal("2.3"), Decimal("2.6")), False, 2023),
        ((79, 79, 80), False, 2023),
        ((79, None, 121), None, None),
        ((79, 70, None), False, 2023),
        ((None, None, None), None, None),
        ((5,), None, None),
    ],
)
def test_each_year_has_to_lie_above_the_one_before(values, rises, broken):
    series = Series.of(zip(range(2022, 2025), values, strict=False))
    assert series.rises() is rises
    step = series.broken_at()
    assert (step.year if step else None) == broken


def test_a_fall_is_broken_by_the_year_that_does_not_fall():
    series = Series.of([(2024, 7), (2022, 9), (2023, 9)])
    step = series.broken_at(falling=True)
    assert (step.year, step.before, step.value) == (2023, 9, 9)
