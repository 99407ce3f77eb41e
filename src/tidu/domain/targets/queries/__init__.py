"""Targets and where they stand, and the year's cultivation plan against what happened, month by month."""

from tidu.domain.targets.queries._plan import MonthPlan, MonthRow, Plan, plan_actions, plan_of
from tidu.domain.targets.queries._progress import (
    Forecast,
    SplitLine,
    TargetNotFound,
    TargetProgress,
    actual_in_words,
    find_target,
    forecast,
    planned_on,
    progress,
    standing,
    standing_target,
)

__all__ = [
    "Forecast",
    "MonthPlan",
    "MonthRow",
    "Plan",
    "SplitLine",
    "TargetNotFound",
    "TargetProgress",
    "actual_in_words",
    "find_target",
    "forecast",
    "plan_actions",
    "plan_of",
    "planned_on",
    "progress",
    "standing",
    "standing_target",
]
