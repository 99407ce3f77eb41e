"""Tasks as they stood at the end of a day: told by what had happened until then, never by how they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from tidu.domain.tasks.models import Task, TaskStep
from tidu.domain.tasks.queries._lists import TaskLine, in_scope, lines_of
from tidu.domain.tasks.vocabulary import PENDING, REPLIED, URGED, TaskState
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

REPORT, SEND_BACK = "report", "send_back"


@dataclass(frozen=True)
class Stood:
    """One task at the end of a day: its state then, the moment of the report that stood (None where none did), the
    moments at which reports had been sent back, and of each urging with its written reply, None while it waited.
    """

    task: Task
    state: str
    done_at: datetime | None
    sent_back_at: tuple[datetime, ...]
    urgings: tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True)
class UnitLines:
    """The red tasks of one unit, the longest late first."""

    unit: str
    lines: tuple[TaskLine, ...]


def end_of(as_of: AsOf) -> datetime:
    """Return the moment until which a day and a knowledge reach, exclusive."""
    end = clock.end_of(as_of.on)
    return end if as_of.known_at is None else min(end, as_of.known_at)


def tasks_then(actor: Actor, as_of: AsOf) -> list[Stood]:
    """Return the tasks in scope that had been opened by a day as they stood then, soonest due first; two queries."""
    happened: dict[int, list[tuple[str, str, datetime]]] = {}
    steps = TaskStep.objects.filter(at__lt=end_of(as_of)).order_by("pk")
    for task_id, action, state, at in steps.values_list("task_id", "action", "state", "at"):
        happened.setdefault(task_id, []).append((action, state, at))
    found = in_scope(actor).filter(opened_at__lt=end_of(as_of)).select_related("owner", "person")
    return [_stood(one, happened[one.pk]) for one in found.order_by("due_on", "number")]


def red_by_unit(actor: Actor, as_of: AsOf) -> list[UnitLines]:
    """Return the tasks in scope that were red on a day by unit, the unit with most of them first: who does not move."""
    stood = [_as_it_stood(one) for one in tasks_then(actor, as_of) if one.state in PENDING]
    units: dict[int, list[TaskLine]] = {}
    for line in lines_of(stood, as_of):
        if line.is_red:
            units.setdefault(line.task.owner_id, []).append(line)
    rows = [UnitLines(lines[0].task.owner.short_name, tuple(lines)) for lines in units.values()]
    return sorted(rows, key=lambda row: (-len(row.lines), row.unit))


def _stood(task: Task, happened: list[tuple[str, str, datetime]]) -> Stood:
    state = happened[-1][1]
    reports = [at for action, _, at in happened if action == REPORT]
    stands = reports and state in (TaskState.REPORTED, TaskState.CLOSED)
    return Stood(
        task=task,
        state=state,
        done_at=reports[-1] if stands else None,
        sent_back_at=tuple(at for action, _, at in happened if action == SEND_BACK),
        urgings=_urgings(happened),
    )


def _urgings(happened: list[tuple[str, str, datetime]]) -> tuple[tuple[datetime, datetime | None], ...]:
    """Return each urging with its reply: no task is urged again before the last urging is answered."""
    urged = [at for action, _, at in happened if action == URGED]
    replied = [at for action, _, at in happened if action == REPLIED]
    return tuple(zip_longest(urged, replied))


def _as_it_stood(one: Stood) -> Task:
    """Return the task, not to be saved, without what happened to it after a day."""
    task = one.task
    task.state, task.done_at, task.withdrawn_at = one.state, one.done_at, None
    return task
