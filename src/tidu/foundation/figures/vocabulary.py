"""Words of the figures registry."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final


class FigureKind(StrEnum):
    """Whether a figure is a stock on a day, a flow of a period, or a running total."""

    POINT = "时点"
    PERIOD = "当期"
    CUMULATIVE = "累计"


DAY: Final = "日期"
"""The unit of a figure that is a day, written as the number 20250522: nothing is added to it."""


SMALL_SAMPLE: Final = 5
"""Fewer answers of people than this are shown as 样本不足: a mean or a share of them would tell who said what."""

SMALL_SAMPLE_LABEL: Final = "样本不足"


def as_day(value: int) -> date:
    """Return the day that a figure of the unit DAY is."""
    return date(value // 10_000, value // 100 % 100, value % 100)


class ParameterKind(StrEnum):
    """What a figure may be asked for."""

    YEAR = "year"
    PLACE = "place"
    EVENT_ON = "event_on"
    STAGE = "stage"
