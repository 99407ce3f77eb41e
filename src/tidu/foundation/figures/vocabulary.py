"""Words of the figures registry."""

from __future__ import annotations

from enum import StrEnum


class FigureKind(StrEnum):
    """Whether a figure is a stock on a day, a flow of a period, or a running total."""

    POINT = "时点"
    PERIOD = "当期"
    CUMULATIVE = "累计"


class ParameterKind(StrEnum):
    """What a figure may be asked for."""

    YEAR = "year"
    PLACE = "place"
    EVENT_ON = "event_on"
    STAGE = "stage"
