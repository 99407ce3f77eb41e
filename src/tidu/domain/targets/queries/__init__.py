"""Targets and where they stand with their lights, the year's plan against what happened, and the problem list."""

from tidu.domain.targets.queries._light import Forecast, forecast, light_of
from tidu.domain.targets.queries._path import TargetNotFound, path_of, paths_of, planned_on, year_end
from tidu.domain.targets.queries._plan import MonthPlan, MonthRow, Plan, plan_actions, plan_of
from tidu.domain.targets.queries._problems import ProblemLine, find_problem, problem_lines, problems
from tidu.domain.targets.queries._progress import (
    SplitLine,
    TargetProgress,
    actual_in_words,
    find_target,
    progress,
    split_of,
    split_words,
    standing,
    standing_target,
)
from tidu.domain.targets.queries._remarks import Remark, standing_remark

__all__ = [
    "Forecast",
    "MonthPlan",
    "MonthRow",
    "Plan",
    "ProblemLine",
    "Remark",
    "SplitLine",
    "TargetNotFound",
    "TargetProgress",
    "actual_in_words",
    "find_problem",
    "find_target",
    "forecast",
    "light_of",
    "path_of",
    "paths_of",
    "plan_actions",
    "plan_of",
    "planned_on",
    "problem_lines",
    "problems",
    "progress",
    "split_of",
    "split_words",
    "standing",
    "standing_remark",
    "standing_target",
    "year_end",
]
