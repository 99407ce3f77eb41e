"""Words of tasks: a promise with an owner and a day, the proof that it is kept, and the second person who closes it."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class TaskKind(models.TextChoices):
    """What sort of thing was promised; its template of nodes goes by it."""

    PROMISE = "PROMISE", "答复承诺"
    DECISION = "DECISION", "会议议定"
    PROJECT = "PROJECT", "在建项目"
    INVESTMENT = "INVESTMENT", "招商引资"
    OTHER = "OTHER", "其他"


class TaskState(models.TextChoices):
    """Where a task stands. Being late is no state: it is read from the days."""

    OPEN = "OPEN", "待办"
    SIGNED = "SIGNED", "在办"
    DIVIDED = "DIVIDED", "已分解"
    REPORTED = "REPORTED", "待核"
    CLOSED = "CLOSED", "销号"
    WITHDRAWN = "WITHDRAWN", "撤销"


class TaskLight(models.TextChoices):
    """What the printed rule says of a task that is not over; it is computed and never typed."""

    GREEN = "GREEN", "绿"
    YELLOW = "YELLOW", "黄"
    RED = "RED", "红"
    SEVERE = "SEVERE", "严重逾期"


class Rung(models.TextChoices):
    """Whom a step of the ladder of reminders reaches."""

    OWNER = "OWNER", "责任人"
    HEAD = "HEAD", "股室负责人"
    LEADER = "LEADER", "局领导"


OWNING_KINDS: Final = (
    OrganisationKind.BUREAU_SECTION,
    OrganisationKind.BUREAU,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PARK,
    OrganisationKind.COUNTY_OFFICE,
)
"""What kinds of units own tasks."""

HEAD_POST: Final = "股长"
"""What the post of a section's head is called; a section without one is reminded as a whole."""

OFFICERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who opens a task and who closes what others have done."""

DIRECTORS: Final = frozenset({Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER})
"""Who may take a task back, urges, and decides what is asked for."""

OWNERS: Final = OFFICERS | {Role.TOWNSHIP_LEADER, Role.COUNTY_LEADER}
"""Who acts for the unit that owns a task, holding the role there."""

UNDONE: Final = (TaskState.OPEN, TaskState.SIGNED, TaskState.DIVIDED)
"""States in which the owner still has to report: the days run."""

PENDING: Final = (*UNDONE, TaskState.REPORTED)
"""States in which the promise is not yet kept."""

RED_LIGHTS: Final = (TaskLight.RED, TaskLight.SEVERE)

TASK_STEPS: Final = TransitionTable(
    name="任务",
    labels={str(state.value): str(state.label) for state in TaskState},
    transitions=(
        Transition("sign", "签收", TaskState.OPEN, TaskState.SIGNED, OWNERS),
        Transition("divide", "分解", TaskState.SIGNED, TaskState.DIVIDED, OWNERS),
        Transition("divide", "分解", TaskState.DIVIDED, TaskState.DIVIDED, OWNERS),
        Transition("feed_back", "反馈", TaskState.SIGNED, TaskState.SIGNED, OWNERS, needs_reason=True),
        Transition("feed_back", "反馈", TaskState.DIVIDED, TaskState.DIVIDED, OWNERS, needs_reason=True),
        *(
            Transition("report", "报告完成", state, TaskState.REPORTED, OWNERS, needs_reason=True)
            for state in UNDONE
        ),
        Transition("close", "核查销号", TaskState.REPORTED, TaskState.CLOSED, OFFICERS),
        Transition(
            "send_back", "退回再办", TaskState.REPORTED, TaskState.SIGNED, OFFICERS, needs_reason=True
        ),
        *(
            Transition("withdraw", "撤销", state, TaskState.WITHDRAWN, DIRECTORS, needs_reason=True)
            for state in PENDING
        ),
    ),
)
"""立项→签收→分解→反馈→核查→销号. Who reports at once has signed by it; a report needs evidence, and somebody else
than the reporter closes it."""

OPENED: Final = "open"
DIVIDED: Final = "divide"
URGED: Final = "urge"
REPLIED: Final = "reply"
HELPERS: Final = "helpers"
HELPED: Final = "help"
DECIDED: Final = "decide"
SETTLED: Final = "settle"
TASK_OVER: Final = "task_over"

STEP_LABELS: Final[dict[str, str]] = {
    OPENED: "立项",
    URGED: "催办",
    REPLIED: "回复催办",
    HELPERS: "确定协办单位",
    HELPED: "协办反馈",
    DECIDED: "批复请求",
    SETTLED: "批复已落实",
    TASK_OVER: "请求所立的任务结束",
    **{step.action: step.label for step in TASK_STEPS.transitions},
}
"""What each act on a task is called in its story."""

TEXT_LENGTH: Final = 1000
"""The most characters that somebody may say of a task at once."""

MONTHLY_WORDS: Final[dict[str, str]] = {
    "progress": "text",
    "difficulties": "blocker",
    "requests": "request",
    "plans": "plan",
}
"""Which box of a township's monthly report fills which part of a task's feedback."""

MONTHLY_SOURCE: Final = "monthly"
"""The source kind of a task that a request of a monthly report led to; its key is the request's own."""
