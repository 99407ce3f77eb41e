"""Open a task with the nodes of its kind and the units that help, and break one into parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tidu.domain.tasks import checks
from tidu.domain.tasks.checks import UnableToOpenTask
from tidu.domain.tasks.models import Task, TaskNode
from tidu.domain.tasks.operations._steps import name_helpers
from tidu.domain.tasks.operations._story import move, record
from tidu.domain.tasks.supervision import NodeTemplate, SupervisionMissing, supervision_on
from tidu.domain.tasks.vocabulary import OPENED, TaskKind
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.numbering import operations as numbering


@dataclass(frozen=True)
class Part:
    """What a part of a task is: its words, its unit, its day; person, kind and helping units if they are named."""

    title: str
    owner_id: int
    due_on: date
    person_id: int | None = None
    kind: str = TaskKind.OTHER
    helper_ids: Sequence[int] = ()


def open_task(
    *,
    title: str,
    owner_id: int,
    due_on: date,
    by: Actor,
    now: datetime,
    kind: str = TaskKind.OTHER,
    source: tuple[str, str] = ("", ""),
    person_id: int | None = None,
    helper_ids: Sequence[int] = (),
) -> Task:
    """Promise something: `source` is the kind and key of the record it was promised in, `helper_ids` the units that
    help the owner. Raises UnableToOpenTask.
    """
    checks.check_may_open(by)
    with transaction.atomic():
        part = Part(title, owner_id, due_on, person_id, kind, helper_ids)
        return open_part(part, source=source, by=by, now=now)


def divide_task(*, number: str, parts: Sequence[Part], by: Actor, now: datetime) -> list[Task]:
    """Break a task into parts with owners and days of their own; it keeps its own work and day.

    Raises UnableToMoveTask, or UnableToOpenTask for a part that may not be.
    """
    with transaction.atomic():
        parent = checks.locked(number)
        checks.check_step(parent, "divide", actor=by)
        if not parts:
            raise UnableToOpenTask("请至少写一项子任务。")
        for part in parts:
            checks.check_part(parent, part.due_on)
        found = [open_part(part, parent=parent, by=by, now=now) for part in parts]
        words = "；".join(f"{one.number} {one.owner.short_name} {one.due_on.isoformat()}" for one in found)
        move(parent, "divide", words, by=by, now=now)
    return found


def open_part(
    part: Part,
    *,
    by: Actor,
    now: datetime,
    source: tuple[str, str] = ("", ""),
    parent: Task | None = None,
) -> Task:
    """Write a task down with its nodes and helpers, in the caller's transaction; raise UnableToOpenTask."""
    today = clock.day_of(now)
    unit = Organisation.objects.filter(pk=part.owner_id).first()
    owner = checks.check_task(title=part.title, kind=part.kind, owner=unit, due_on=part.due_on, today=today)
    series = numbering.hold(f"RW-{today.year}")
    task = Task.objects.create(
        number=f"RW-{today.year}-{numbering.take(series):03d}",
        title=part.title.strip(),
        kind=part.kind,
        source_kind=source[0],
        source_key=source[1],
        owner=owner,
        person_id=part.person_id,
        parent=parent,
        section_id=_section_of(owner, by, parent),
        due_on=part.due_on,
        opened_at=now,
        opened_by_name=by.name,
    )
    _plan(task, today)
    helpers = name_helpers(task, part.helper_ids, by=by, now=now)
    helping = f"，{'、'.join(helpers)}协办" if helpers else ""
    record(task, OPENED, f"{owner.short_name}{helping}，{part.due_on.isoformat()} 前完成", by=by, now=now)
    return task


def _section_of(owner: Organisation, by: Actor, parent: Task | None) -> int | None:
    """Return which section keeps an eye on a task: the owner itself, else the parent's, else the opener's."""
    if owner.kind == OrganisationKind.BUREAU_SECTION:
        return owner.pk
    if parent is not None:
        return parent.section_id
    own = (one for one in by.grants if one.organisation_kind == OrganisationKind.BUREAU_SECTION)
    return next((one.organisation_id for one in own), None)


def _plan(task: Task, opened_on: date) -> None:
    """Write down the nodes of the kind with the days planned for them; they are never moved."""
    try:
        templates = supervision_on(opened_on).nodes[task.kind]
        planned = [_planned_on(one, task, opened_on) for one in templates]
    except (HolidaysMissing, SupervisionMissing) as problem:
        raise UnableToOpenTask(str(problem)) from problem
    TaskNode.objects.bulk_create(
        TaskNode(task=task, position=place, name=one.name, act=one.act, planned_on=day)
        for place, (one, day) in enumerate(zip(templates, planned, strict=True), start=1)
    )


def _planned_on(template: NodeTemplate, task: Task, opened_on: date) -> date:
    return template.planned_on(opened_on, task.due_on, calendar.working_calendar())
