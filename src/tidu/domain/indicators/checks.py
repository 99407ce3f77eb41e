"""What must hold of a row about a county before it is recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tidu.domain.indicators.vocabulary import UNITS, Indicator, IndicatorStatus
from tidu.foundation.intake.cells import plain
from tidu.foundation.intake.forms import Fault

_DIVISION = re.compile(r"[0-9]{6}")


def row_faults(values: Mapping[str, Any], standing: Mapping[str, Any] | None) -> list[Fault]:
    """Return what is wrong inside a row: no division code, another unit, a number where none is published."""
    merged = {**(standing or {}), **values}
    faults = []
    if not _DIVISION.fullmatch(str(values.get("county_code") or "")):
        faults.append(Fault("county_code", "bad_division", "区划代码应为 6 位数字", "请照民政部区划代码填写"))
    indicator, unit = values.get("indicator"), values.get("unit")
    if indicator and unit and plain(unit) != UNITS[indicator]:
        reason = f"“{Indicator(indicator).label}”以{UNITS[indicator]}计，本行写的是{unit}"
        faults.append(Fault("unit", "other_unit", reason, f"请换算成{UNITS[indicator]}再填"))
    return faults + _status_faults(values, merged)


def _status_faults(values: Mapping[str, Any], merged: Mapping[str, Any]) -> list[Fault]:
    if merged.get("status") == IndicatorStatus.UNPUBLISHED:
        if values.get("value_e4") is not None:
            return [Fault("value_e4", "unpublished", "状态是“未发布”，却填了数值", "请删去数值，或改状态")]
    elif merged.get("status") and merged.get("value_e4") is None:
        reason = "没有数值，状态却不是“未发布”"
        return [Fault("value_e4", "without_value", reason, "请填数值；还没有公布的，状态选“未发布”")]
    return []


def year_faults(values: Mapping[str, Any], today: date) -> list[Fault]:
    """Return a fault of a year that is still to come, or not over and called final."""
    year = int(values["year"])
    if year > today.year:
        return [Fault("year", "in_future", f"{year} 年还没有到", "请核对年度")]
    if year == today.year and values.get("status") == IndicatorStatus.FINAL:
        return [Fault("status", "not_over", f"{year} 年还没有结束，不能是最终数", "请把状态改为“初步”")]
    return []
