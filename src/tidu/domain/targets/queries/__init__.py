"""Targets and where they stand, and the year's cultivation plan against what happened, month by month."""

from tidu.domain.targets.queries._path import TargetNotFound, path_of, paths_of, planned_on, year_end
from tidu.domain.targets.queries._plan import MonthPlan, MonthRow, Plan, plan_actions, plan_of
from tidu.domain.targets.queries._progress import (
    Forecast,
    SplitLine,
    TargetProgress,
    actual_in_words,
    find_target,
    forecast,
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
    "path_of",
    "paths_of",
    "plan_actions",
    "plan_of",
    "planned_on",
    "progress",
    "standing",
    "standing_target",
    "year_end",
]
