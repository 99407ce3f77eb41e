"""The register's columns about the direct routes: what the firm has, since when, and on which day it said so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tidu.domain.enterprises.vocabulary import DIRECT_ROUTES
from tidu.foundation.intake.forms import CellKind, Fault, FieldSpec

_BLANK = "填“是”或“否”；不清楚的留空，即为缺数"

FIELDS = (
    FieldSpec(
        "science_award",
        "获得过国家级科技奖励（前三名）",
        CellKind.BOOLEAN,
        headers=("国家级科技奖励",),
        hint=_BLANK,
    ),
    FieldSpec("science_award_on", "最近一次获奖日期", CellKind.DATE, headers=("获奖日期",)),
    FieldSpec(
        "provincial_rd_institution",
        "拥有省部级以上研发机构",
        CellKind.BOOLEAN,
        headers=("省部级以上研发机构",),
        hint=_BLANK,
    ),
    FieldSpec(
        "led_standard",
        "主导制定过国际、国家或行业标准",
        CellKind.BOOLEAN,
        headers=("主导制定标准",),
        hint=_BLANK + "；地方标准和团体标准不算",
    ),
    FieldSpec("led_standard_on", "最近一项标准发布日期", CellKind.DATE, headers=("标准发布日期",)),
    FieldSpec(
        "routes_answered_on",
        "直通条件填报日期",
        CellKind.DATE,
        hint="回答以上三问的日期；“否”和研发机构的回答管一年",
    ),
)

_LABELS = {field.name: field.label for field in FIELDS}
DAYS = {field.name: field.label for field in FIELDS if field.kind is CellKind.DATE}
"""Field -> label of the days among them; none of them can lie ahead."""


def faults(values: Mapping[str, Any], standing: Mapping[str, Any]) -> list[Fault]:
    """Return faults between an answer, its day and the day of answering, with what stands where a row is silent."""
    if not any(field.name in values for field in FIELDS):
        return []
    merged = {**standing, **values}
    found = []
    for _, answer, day in DIRECT_ROUTES:
        said = merged.get(answer)
        if day and bool(said) != bool(merged.get(day)):
            found.append(_unpaired(answer, day, said=bool(said)))
        if said is not None and not merged.get("routes_answered_on"):
            reason = f"填了“{_LABELS[answer]}”，没有填报日期"
            found.append(Fault(answer, "answer_without_day", reason, "请填写直通条件填报日期"))
    return found


def _unpaired(answer: str, day: str, *, said: bool) -> Fault:
    """Return the fault of a yes without its day, or of a day without its yes."""
    if said:
        reason = f"“{_LABELS[answer]}”填了是，没有{_LABELS[day]}"
        return Fault(day, "route_without_day", reason, f"请填写{_LABELS[day]}；不清楚的两格都留空")
    reason = f"填了{_LABELS[day]}，“{_LABELS[answer]}”却不是“是”"
    return Fault(answer, "day_without_route", reason, "请改填“是”，或删去日期")
