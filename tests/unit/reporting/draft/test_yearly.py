"""Growth of each year on the average, by whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidu.reporting.draft import yearly

CUT = Fraction(1, 10**12)


@pytest.mark.parametrize(
    ("start", "end", "years", "growth"),
    [
        (100, 121, 2, Fraction(1, 10)),
        (10, 80, 3, Fraction(1)),
        (4, 1, 2, Fraction(-1, 2)),
        (3, 4, 1, Fraction(1, 3)),
    ],
)
def test_what_comes_out_even_is_exact(start, end, years, growth):
    assert yearly.growth(Fraction(start), Fraction(end), years) == growth


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(2, 12))
def test_so_many_years_of_it_lead_to_the_end_and_a_little_more_leads_beyond(start, end, years):
    each = 1 + yearly.growth(Fraction(start), Fraction(end), years)
    assert start * each**years <= end < start * (each + CUT) ** years


def test_a_difference_is_shared_out_equally():
    assert yearly.difference(Fraction(79), Fraction(120), 2) == Fraction(41, 2)
