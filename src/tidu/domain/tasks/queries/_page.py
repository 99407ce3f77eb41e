"""One task: its parts, reports, feedback, urgings and story, the steps an actor may take, and the stocktake of it."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.domain.tasks.models import Task, TaskFeedback, TaskReport, TaskStep, TaskUrging
from tidu.domain.tasks.queries._lists import TaskLine, in_scope, lines_of
from tidu.domain.tasks.vocabulary import (
    DIRECTORS,
    OFFICERS,
    OWNERS,
    PENDING,
    STEP_LABELS,
    TASK_STEPS,
    UNDONE,
    TaskState,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import Transition


class TaskNotFound(LookupError):
    """Raised for a task that does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class TaskStory:
    """One step of a task in words."""

    step: TaskStep
    label: str
    state_label: str


@dataclass(frozen=True)
class TaskPage:
    """One task: its line, the lines of its parts, reports, feedback (newest first), urgings, story, and next steps.

    `waiting` is the urging that has no answer yet; `may_urge` and `may_reply` say whose act is possible.
    """

    line: TaskLine
    children: tuple[TaskLine, ...]
    reports: tuple[TaskReport, ...]
    feedback: tuple[TaskFeedback, ...]
    waiting: TaskUrging | None
    story: tuple[TaskStory, ...]
    next_steps: tuple[Transition, ...]
    may_urge: bool
    may_reply: bool


@dataclass(frozen=True)
class Stocktake:
    """The four questions of one priority: what (`line`), how (`parts`), on track (`light`), if not what next.

    `off_track` are the lines of the whole that are yellow or worse; `next_up` what each unit says comes next, or the
    node that comes next. Blockers and requests are those of each task's last feedback.
    """

    line: TaskLine
    parts: tuple[TaskLine, ...]
    feedback: tuple[TaskFeedback, ...]
    over: int

    @property
    def off_track(self) -> tuple[TaskLine, ...]:
        """Return the lines that are not on track."""
        return tuple(one for one in (self.line, *self.parts) if one.light not in (None, "GREEN"))

    @property
    def blockers(self) -> tuple[TaskFeedback, ...]:
        """Return the last feedback of each task that names a difficulty."""
        return tuple(one for one in self.feedback if one.blocker)

    @property
    def requests(self) -> tuple[TaskFeedback, ...]:
        """Return the last feedback of each task that asks for a decision."""
        return tuple(one for one in self.feedback if one.request)

    @property
    def plans(self) -> tuple[TaskFeedback, ...]:
        """Return the last feedback of each task that says what comes next."""
        return tuple(one for one in self.feedback if one.plan)


def find_task(actor: Actor, number: str, as_of: AsOf) -> TaskPage:
    """Return one task in scope; raise TaskNotFound."""
    task = _task(actor, number)
    children = task.children.select_related("owner", "person").order_by("due_on", "number")
    line, *parts = lines_of([task, *children], as_of)
    reports = TaskReport.objects.filter(task=task).prefetch_related("evidence").order_by("number")
    urgings = TaskUrging.objects.filter(task=task, replied_at__isnull=True)
    waiting = urgings.first()
    return TaskPage(
        line=line,
        children=tuple(parts),
        reports=tuple(reports),
        feedback=tuple(TaskFeedback.objects.filter(task=task).order_by("-pk")),
        waiting=waiting,
        story=tuple(
            TaskStory(step, STEP_LABELS[step.action], TaskState(step.state).label)
            for step in TaskStep.objects.filter(task=task).order_by("pk")
        ),
        next_steps=tuple(step for step in TASK_STEPS.from_state(task.state) if may_take(actor, task, step)),
        may_urge=waiting is None and may_urge(actor, task),
        may_reply=waiting is not None and (actor.is_system or is_of(actor, task)),
    )


def stocktake(actor: Actor, number: str, as_of: AsOf) -> Stocktake:
    """Return the stocktake of one priority: a task with everything it was broken into; raise TaskNotFound."""
    task = _task(actor, number)
    below = list(task.children.select_related("owner", "person").order_by("due_on", "number"))
    line, *parts = lines_of([task, *below], as_of)
    said = TaskFeedback.objects.filter(task__in=[task, *below]).select_related("task__owner")
    last = {one.task_id: one for one in said.order_by("pk")}
    over = sum(one.task.state not in PENDING for one in parts)
    return Stocktake(line=line, parts=tuple(parts), feedback=tuple(last.values()), over=over)


def may_take(actor: Actor, task: Task, step: Transition) -> bool:
    """Return whether a step is this actor's: the owner reports, another officer closes, a director withdraws."""
    if actor.is_system:
        return True
    if step.roles == OWNERS:
        return is_of(actor, task)
    if step.roles == DIRECTORS:
        return actor.has_role(*DIRECTORS)
    return actor.has_role(*OFFICERS) and not _reported(actor, task)


def may_urge(actor: Actor, task: Task) -> bool:
    """Return whether a leader may urge a task: it is the owner's turn."""
    return task.state in UNDONE and (actor.is_system or actor.has_role(*DIRECTORS))


def is_of(actor: Actor, task: Task) -> bool:
    """Return whether an actor works for the unit that owns a task, or leads the house that the unit belongs to."""
    return acts_for(actor, task.owner)


def acts_for(actor: Actor, unit: Organisation) -> bool:
    """Return whether an actor works for a unit, or leads the house that the unit belongs to."""
    homes = {unit.pk, unit.parent_id}
    return any(grant.role in OWNERS and grant.organisation_id in homes for grant in actor.grants)


def _task(actor: Actor, number: str) -> Task:
    related = ("owner", "person", "parent", "section")
    task = in_scope(actor).select_related(*related).filter(number=number).first()
    if task is None:
        raise TaskNotFound(f"没有找到编号为“{number}”的任务。")
    return task


def _reported(actor: Actor, task: Task) -> bool:
    last = TaskReport.objects.filter(task=task).order_by("-number").first()
    return last is not None and last.reported_by_id is not None and last.reported_by_id == actor.user_id
