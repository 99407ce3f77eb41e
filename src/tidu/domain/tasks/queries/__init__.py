"""Questions about tasks: lists with lights, one task, its stocktake, who was reminded of what, and the year's score."""

from tidu.domain.tasks.queries._lists import (
    TaskFilters,
    TaskLine,
    UnitLines,
    in_scope,
    lines_of,
    red_by_unit,
    tasks,
    tasks_of,
    tasks_then,
)
from tidu.domain.tasks.queries._notices import Digest, Reached, digests, given, ladder_step, reached_on
from tidu.domain.tasks.queries._page import (
    Stocktake,
    TaskNotFound,
    TaskPage,
    TaskStory,
    acts_for,
    find_task,
    is_of,
    may_take,
    may_urge,
    stocktake,
)
from tidu.domain.tasks.queries._scores import appeals, formula_of, scores

__all__ = [
    "Digest",
    "Reached",
    "Stocktake",
    "TaskFilters",
    "TaskLine",
    "TaskNotFound",
    "TaskPage",
    "TaskStory",
    "UnitLines",
    "acts_for",
    "appeals",
    "digests",
    "find_task",
    "formula_of",
    "given",
    "in_scope",
    "is_of",
    "ladder_step",
    "lines_of",
    "may_take",
    "may_urge",
    "reached_on",
    "red_by_unit",
    "scores",
    "stocktake",
    "tasks",
    "tasks_of",
    "tasks_then",
]
