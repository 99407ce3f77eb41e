"""Lists of tasks: who sees which, narrowed by filters, as lines of a day with their light."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, When

from tidu.domain.tasks import sources
from tidu.domain.tasks.light import NodeDay, days_late, light_on
from tidu.domain.tasks.models import Task, TaskHelper, TaskNode
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
    `helping` are the units that help, in the order of the directory.
    """

    task: Task
    days_left: int | None
    days_late: int
    light: TaskLight | None
    nodes: tuple[NodeDay, ...]
    helping: tuple[TaskHelper, ...] = ()

    @property
    def helpers(self) -> tuple[str, ...]:
        """Return the short names of the units that help."""
        return tuple(one.unit.short_name for one in self.helping)

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


def in_scope(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that an actor may see: all for the county's staff, else those that the own units own or help
    with, and the parts of these.
    """
    if actor.sees_whole_county:
        return Task.objects.all()
    codes = actor.organisation_codes
    helped = TaskHelper.objects.filter(unit__code__in=codes).values("task_id")
    return Task.objects.filter(
        Q(owner__code__in=codes) | Q(parent__owner__code__in=codes) | Q(pk__in=helped) | Q(parent__in=helped)
    )


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
    """Return tasks as lines of a day, in three queries more."""
    working = calendar.calendar_to_show()
    everything = list(found)
    nodes: dict[int, list[NodeDay]] = {}
    for one in TaskNode.objects.filter(task__in=everything).order_by("task_id", "position"):
        nodes.setdefault(one.task_id, []).append(NodeDay(one.name, one.planned_on, one.reached_on))
    helpers: dict[int, list[TaskHelper]] = {}
    named = TaskHelper.objects.filter(task__in=everything).select_related("unit")
    for helper in named.order_by("unit__position", "unit__code"):
        helpers.setdefault(helper.task_id, []).append(helper)
    return [
        _line(one, tuple(nodes.get(one.pk, ())), tuple(helpers.get(one.pk, ())), as_of.on, working)
        for one in everything
    ]


def undone_of(unit: Organisation) -> list[Task]:
    """Return the tasks that a unit has still to report or helps with meanwhile, soonest due first; one query."""
    helped = TaskHelper.objects.filter(unit=unit).values("task_id")
    mine = Q(owner=unit) | Q(pk__in=helped)
    return list(Task.objects.filter(mine, state__in=UNDONE).order_by("due_on", "number"))


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


def _line(
    task: Task,
    nodes: tuple[NodeDay, ...],
    helping: tuple[TaskHelper, ...],
    on: date,
    working: WorkingCalendar,
) -> TaskLine:
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
        helping=helping,
    )
