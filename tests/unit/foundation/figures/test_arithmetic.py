"""Exact arithmetic: expected values by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tidu.foundation.figures.arithmetic import growth_percent, wan_yuan


@pytest.mark.parametrize(
    ("now", "base", "decimals", "growth"),
    [
        (121, 79, 1, "53.2"),  # 42/79 = 0.53164...
        (120, 98, 1, "22.4"),  # 22/98 = 0.22448...
        (98, 121, 1, "-19.0"),  # -23/121 = -0.19008...
        (10, 10, 1, "0.0"),
        (1001, 1000, 0, "0"),  # 0.1 %
        (2001, 2000, 1, "0.1"),  # 0.05 %, half away from nought
        (1999, 2000, 1, "-0.1"),
        (0, 5, 2, "-100.00"),
    ],
)
def test_growth_is_rounded_half_away_from_nought(now, base, decimals, growth):
    assert str(growth_percent(now, base, decimals)) == growth


def test_fen_become_wan_exactly():
    assert wan_yuan(1_234_567_89) == Decimal("123.456789")
    assert wan_yuan(49_978_054_551_637_184) == Decimal("49978054551.637184")
    assert wan_yuan(-1) == Decimal("-0.000001")
