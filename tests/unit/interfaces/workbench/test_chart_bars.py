"""Bars of one figure: all to one scale from nought, the unknown without a bar."""

from __future__ import annotations

import pytest

from tidu.interfaces.workbench.templatetags.chart_bars import LABEL, SPACE, laid_out


def cells(*values: float | None) -> list[dict[str, object]]:
    return [{"name": str(value), "value": value, "run": {"text": f"{value}家"}} for value in values]


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ((1.0, 2.0, None), [(LABEL, SPACE / 2), (LABEL, SPACE), (LABEL, 0)]),
        ((-1.0, 2.0), [(LABEL, SPACE / 3), (LABEL + SPACE / 3, SPACE * 2 / 3)]),
        ((0.0,), [(LABEL, 0)]),
        ((), []),
    ],
)
def test_bars_lie_to_one_scale_that_begins_at_nought(values, bars):
    assert [(bar.x, bar.width) for bar in laid_out(cells(*values))] == bars


def test_what_is_not_known_says_so():
    (bar,) = laid_out(cells(None))
    assert (bar.text, bar.is_known, bar.after) == ("缺数", False, LABEL + 4)
