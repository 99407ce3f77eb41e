"""County indicators, loaded from a workbook as the bureau does it."""

from __future__ import annotations

from typing import Any

from tests.factories.intake import a_workbook, loaded
from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.indicators.vocabulary import UNITS, Indicator

OWN = ("360899", "青岚县")
HEADER = ("区划代码", "县（市、区）", "年度", "指标", "数值", "单位", "状态", "来源")


def a_row(
    value: float | None,
    county: tuple[str, str] = OWN,
    year: int = 2023,
    indicator: Indicator = Indicator.HIGHTECH_SHARE,
    status: str = "最终",
) -> tuple[Any, ...]:
    """Return a row of the workbook."""
    return (*county, year, indicator.label, value, UNITS[indicator], status, f"{year} 年公报")


def county_indicators(*rows: tuple[Any, ...]) -> list[CountyIndicator]:
    """Return what stands after a workbook with these rows, or with our share of 2023 alone, was loaded."""
    loaded("county_indicators", a_workbook(HEADER, *(rows or (a_row(35.1),))))
    return list(CountyIndicator.objects.known_at(None).order_by("pk"))
