"""Words of tasks: a promise with an owner and a day, the proof that it is kept, and the second person who closes it."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.actors import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class TaskKind(models.TextChoices):
    """Where a task comes from."""

    PROMISE = "PROMISE", "答复承诺"
    DECISION = "DECISION", "会议议定"
    OTHER = "OTHER", "其他"


class TaskState(models.TextChoices):
    """Where a task stands. Being late is no state: it is read from the days."""

    OPEN = "OPEN", "待办"
    REPORTED = "REPORTED", "待核"
    CLOSED = "CLOSED", "销号"
    WITHDRAWN = "WITHDRAWN", "撤销"


OFFICERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who opens a task and who closes what others have done."""

DIRECTORS: Final = frozenset({Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER})
"""Who may take a task back."""

OWNERS: Final = OFFICERS | {Role.TOWNSHIP_LEADER, Role.COUNTY_LEADER}
"""Who reports for the unit that owns a task, holding the role there."""

PENDING: Final = (TaskState.OPEN, TaskState.REPORTED)
"""States in which the promise is not yet kept: lateness runs."""

TASK_STEPS: Final = TransitionTable(
    name="任务",
    labels={str(state.value): str(state.label) for state in TaskState},
    transitions=(
        Transition("report", "报告完成", TaskState.OPEN, TaskState.REPORTED, OWNERS, needs_reason=True),
        Transition("close", "核查销号", TaskState.REPORTED, TaskState.CLOSED, OFFICERS),
        Transition("send_back", "退回再办", TaskState.REPORTED, TaskState.OPEN, OFFICERS, needs_reason=True),
        Transition("withdraw", "撤销", TaskState.OPEN, TaskState.WITHDRAWN, DIRECTORS, needs_reason=True),
        Transition("withdraw", "撤销", TaskState.REPORTED, TaskState.WITHDRAWN, DIRECTORS, needs_reason=True),
    ),
)
"""待办→待核→销号. What is reported needs evidence, and somebody else than the reporter closes it."""

OPENED: Final = "open"

STEP_LABELS: Final[dict[str, str]] = {
    OPENED: "立项",
    **{step.action: step.label for step in TASK_STEPS.transitions},
}
"""What each act on a task is called in its story."""
