"""Questions about tasks: lists with days left, one task with its reports and story, tasks of other apps' records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tidu.domain.tasks import sources
from tidu.domain.tasks.models import Task, TaskReport, TaskStep
from tidu.domain.tasks.vocabulary import (
    DIRECTORS,
    OFFICERS,
    OWNERS,
    PENDING,
    STEP_LABELS,
    TASK_STEPS,
    TaskState,
)
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import Transition


class TaskNotFound(LookupError):
    """Raised for a task that does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class TaskFilters:
    """What a list of tasks is narrowed to; an empty field asks for nothing. `late` keeps those late on the day."""

    text: str = ""
    state: str = ""
    kind: str = ""
    owner: str = ""
    late: bool = False


@dataclass(frozen=True)
class TaskLine:
    """One task as a list shows it on a day. `days_left` are working days, negative when late, None once it is over."""

    task: Task
    days_left: int | None
    was_late: bool

    @property
    def is_late(self) -> bool:
        """Return whether the promise is due and not yet reported as kept."""
        return self.days_left is not None and self.days_left < 0

    @property
    def source_label(self) -> str:
        """Return what the record that the task comes from is called, e.g. 意见建议 2025-KF-017."""
        source = sources.find(self.task.source_kind)
        return f"{source.label} {self.task.source_key}" if source else self.task.source_key


@dataclass(frozen=True)
class TaskStory:
    """One step of a task in words."""

    step: TaskStep
    label: str
    state_label: str


@dataclass(frozen=True)
class TaskPage:
    """One task: its line, its reports with evidence, its story, and the steps that this actor may take next."""

    line: TaskLine
    reports: tuple[TaskReport, ...]
    story: tuple[TaskStory, ...]
    next_steps: tuple[Transition, ...]


def in_scope(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that an actor may see: all for the county's staff, else those of the own units."""
    if actor.sees_whole_county:
        return Task.objects.all()
    return Task.objects.filter(owner__code__in=actor.organisation_codes)


def tasks(actor: Actor, as_of: AsOf, filters: TaskFilters | None = None) -> QuerySet[Task]:
    """Return the tasks in scope that the filters ask for, soonest due first. Read them as lines by `lines_of`."""
    asked = filters or TaskFilters()
    found = in_scope(actor).select_related("owner", "person")
    exact = {"state": asked.state, "kind": asked.kind, "owner__code": asked.owner}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.text:
        found = found.filter(
            Q(number__icontains=asked.text)
            | Q(title__icontains=asked.text)
            | Q(source_key__icontains=asked.text)
        )
    if asked.late:
        found = found.filter(state=TaskState.OPEN, due_on__lt=as_of.on)
    return found.order_by("due_on", "number")


def lines_of(found: Iterable[Task], as_of: AsOf) -> list[TaskLine]:
    """Return tasks as lines of a day, in two queries more."""
    working = calendar.working_calendar()
    return [_line(one, as_of.on, working) for one in found]


def find_task(actor: Actor, number: str, as_of: AsOf) -> TaskPage:
    """Return one task in scope; raise TaskNotFound."""
    task = in_scope(actor).select_related("owner", "person").filter(number=number).first()
    if task is None:
        raise TaskNotFound(f"没有找到编号为“{number}”的任务。")
    (line,) = lines_of([task], as_of)
    reports = TaskReport.objects.filter(task=task).prefetch_related("evidence").order_by("number")
    return TaskPage(
        line=line,
        reports=tuple(reports),
        story=tuple(
            TaskStory(step, STEP_LABELS[step.action], TaskState(step.state).label)
            for step in TaskStep.objects.filter(task=task).order_by("pk")
        ),
        next_steps=tuple(step for step in TASK_STEPS.from_state(task.state) if may_take(actor, task, step)),
    )


def tasks_of(source_kind: str, keys: Collection[str]) -> dict[str, list[Task]]:
    """Return the tasks that records of another app led to, by their key, in one query."""
    found: dict[str, list[Task]] = {}
    tasks_found = Task.objects.filter(source_kind=source_kind, source_key__in=keys).select_related("owner")
    for one in tasks_found.order_by("number"):
        found.setdefault(one.source_key, []).append(one)
    return found


def tasks_then(as_of: AsOf, *, owner: str | None = None) -> list[tuple[Task, str]]:
    """Return every task that had been opened by a day, with the state in which it stood then, in two queries."""
    moment = clock.end_of(as_of.on) if as_of.known_at is None else min(clock.end_of(as_of.on), as_of.known_at)
    steps = TaskStep.objects.filter(at__lt=moment).order_by("pk")
    states = dict(steps.values_list("task_id", "state"))
    found = Task.objects.filter(pk__in=states).select_related("owner").order_by("number")
    if owner is not None:
        found = found.filter(owner__code=owner)
    return [(one, states[one.pk]) for one in found]


def may_take(actor: Actor, task: Task, step: Transition) -> bool:
    """Return whether a step is this actor's: the owner reports, another officer closes, a director withdraws."""
    if actor.is_system:
        return True
    if step.roles == OWNERS:
        return is_of(actor, task)
    if step.roles == DIRECTORS:
        return actor.has_role(*DIRECTORS)
    return actor.has_role(*OFFICERS) and not _reported(actor, task)


def is_of(actor: Actor, task: Task) -> bool:
    """Return whether an actor works for the unit that owns a task, or leads the house that the unit belongs to."""
    homes = {task.owner_id, task.owner.parent_id}
    return any(grant.role in OWNERS and grant.organisation_id in homes for grant in actor.grants)


def _reported(actor: Actor, task: Task) -> bool:
    last = TaskReport.objects.filter(task=task).order_by("-number").first()
    return last is not None and last.reported_by_id is not None and last.reported_by_id == actor.user_id


def _line(task: Task, on: date, working: WorkingCalendar) -> TaskLine:
    waits = task.state == TaskState.OPEN
    done_on = clock.day_of(task.done_at) if task.done_at else None
    return TaskLine(
        task=task,
        days_left=_left(on, task.due_on, working) if waits else None,
        was_late=(done_on or on) > task.due_on if task.state in (*PENDING, TaskState.CLOSED) else False,
    )


def _left(on: date, due_on: date, working: WorkingCalendar) -> int:
    """Return the working days left until a day; at least one less than none once the day is over."""
    left = working.between(on, due_on)
    return min(left, -1) if on > due_on else left
