"""Lists of tasks: who sees which, narrowed by filters, as lines of a day with their light."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, When

from tidu.domain.tasks import sources
from tidu.domain.tasks.light import NodeDay, days_late, light_on
from tidu.domain.tasks.models import Task, TaskNode, TaskStep
from tidu.domain.tasks.supervision import supervision_on
from tidu.domain.tasks.vocabulary import PENDING, RED_LIGHTS, UNDONE, TaskLight
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf


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
    """One task as a list shows it on a day.

    `days_left` are working days, negative when late, None once it is reported. `days_late` are the working days by
    which the report (or the withdrawal) came, or is still to come, after the due day. `light` is None once it is over.
    """

    task: Task
    days_left: int | None
    days_late: int
    light: TaskLight | None
    nodes: tuple[NodeDay, ...]

    @property
    def is_late(self) -> bool:
        """Return whether the promise is due and not yet reported as kept."""
        return self.days_left is not None and self.days_left < 0

    @property
    def was_late(self) -> bool:
        """Return whether it was late at any time; nothing erases that."""
        return self.days_late > 0

    @property
    def is_red(self) -> bool:
        """Return whether the light is red or worse."""
        return self.light in RED_LIGHTS

    @property
    def next_node(self) -> NodeDay | None:
        """Return the first node that has not been reached."""
        return next((one for one in self.nodes if one.reached_on is None), None)

    @property
    def source_label(self) -> str:
        """Return what the record that the task comes from is called, e.g. 意见建议 2025-KF-017."""
        source = sources.find(self.task.source_kind)
        return f"{source.label} {self.task.source_key}" if source else self.task.source_key


@dataclass(frozen=True)
class UnitLines:
    """The red tasks of one unit, the longest late first."""

    unit: str
    lines: tuple[TaskLine, ...]


def in_scope(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that an actor may see: all for the county's staff, else the own units' and what they divided."""
    if actor.sees_whole_county:
        return Task.objects.all()
    codes = actor.organisation_codes
    return Task.objects.filter(Q(owner__code__in=codes) | Q(parent__owner__code__in=codes))


def tasks(actor: Actor, as_of: AsOf, filters: TaskFilters | None = None) -> QuerySet[Task]:
    """Return the tasks in scope that the filters ask for: those not kept yet, soonest due first, then the others.

    Read them as lines by `lines_of`.
    """
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
        found = found.filter(state__in=UNDONE, due_on__lt=as_of.on)
    due_if_pending = Case(When(state__in=PENDING, then=F("due_on"))).asc(nulls_last=True)
    return found.order_by(due_if_pending, "-due_on", "number")


def lines_of(found: Iterable[Task], as_of: AsOf) -> list[TaskLine]:
    """Return tasks as lines of a day, in two queries more; raise HolidaysMissing."""
    working = calendar.working_calendar()
    everything = list(found)
    nodes: dict[int, list[NodeDay]] = {}
    for one in TaskNode.objects.filter(task__in=everything).order_by("task_id", "position"):
        nodes.setdefault(one.task_id, []).append(NodeDay(one.name, one.planned_on, one.reached_on))
    return [_line(one, tuple(nodes.get(one.pk, ())), as_of.on, working) for one in everything]


def red_by_unit(actor: Actor, as_of: AsOf) -> list[UnitLines]:
    """Return the tasks in scope that were red on a day by unit, the unit with most of them first: who does not move."""
    stood = [_as_it_stood(task, state, as_of) for task, state in tasks_then(actor, as_of) if state in PENDING]
    units: dict[int, list[TaskLine]] = {}
    for line in lines_of(stood, as_of):
        if line.is_red:
            units.setdefault(line.task.owner_id, []).append(line)
    rows = [UnitLines(lines[0].task.owner.short_name, tuple(lines)) for lines in units.values()]
    return sorted(rows, key=lambda row: (-len(row.lines), row.unit))


def undone_of(unit: Organisation) -> list[Task]:
    """Return the tasks that a unit has still to report, soonest due first; one query."""
    return list(Task.objects.filter(owner=unit, state__in=UNDONE).order_by("due_on", "number"))


def tasks_of(source_kind: str, keys: Collection[str]) -> dict[str, list[Task]]:
    """Return the tasks that records of another app led to, by their key, in one query."""
    found: dict[str, list[Task]] = {}
    tasks_found = Task.objects.filter(source_kind=source_kind, source_key__in=keys).select_related("owner")
    for one in tasks_found.order_by("number"):
        found.setdefault(one.source_key, []).append(one)
    return found


def tasks_seen(actor: Actor, source_kind: str, key: str) -> tuple[Task, ...]:
    """Return the tasks in scope that a record of another app led to, in one query."""
    found = in_scope(actor).filter(source_kind=source_kind, source_key=key)
    return tuple(found.select_related("owner").order_by("number"))


def tasks_then(actor: Actor, as_of: AsOf) -> list[tuple[Task, str]]:
    """Return the tasks in scope that had been opened by a day, soonest due first, with the state in which each stood
    then, in two queries.
    """
    steps = TaskStep.objects.filter(at__lt=_end(as_of)).order_by("pk")
    states = dict(steps.values_list("task_id", "state"))
    found = in_scope(actor).filter(pk__in=states).select_related("owner", "person")
    return [(one, states[one.pk]) for one in found.order_by("due_on", "number")]


def _end(as_of: AsOf) -> datetime:
    """Return the moment until which a day and a knowledge reach."""
    end = clock.end_of(as_of.on)
    return end if as_of.known_at is None else min(end, as_of.known_at)


def _as_it_stood(task: Task, state: str, as_of: AsOf) -> Task:
    """Return the task, not to be saved, without what happened to it after a day."""
    task.state = state
    if task.done_at is not None and task.done_at >= _end(as_of):
        task.done_at = None
    return task


def _line(task: Task, nodes: tuple[NodeDay, ...], on: date, working: WorkingCalendar) -> TaskLine:
    waits = task.state in UNDONE
    over_at = task.done_at or task.withdrawn_at
    stands_on = clock.day_of(over_at) if over_at else on
    late = days_late(task.due_on, stands_on, working)
    light = None
    if task.state in PENDING:
        rule = supervision_on(on).light
        light = light_on(stands_on, due_on=task.due_on, nodes=nodes, rule=rule, working=working)
    return TaskLine(
        task=task,
        days_left=(-late or working.between(on, task.due_on)) if waits else None,
        days_late=late,
        light=light,
        nodes=nodes,
    )
