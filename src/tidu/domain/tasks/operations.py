"""Open a task, report it done with evidence, and let a second person close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tidu.domain.tasks import checks, sources
from tidu.domain.tasks.checks import UnableToMoveTask, UnableToOpenTask
from tidu.domain.tasks.models import Task, TaskReport, TaskStep
from tidu.domain.tasks.vocabulary import OPENED, STEP_LABELS, TASK_STEPS, TaskKind, TaskState
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.files import operations as files
from tidu.foundation.files.handed import Handed
from tidu.foundation.numbering import operations as numbering

__all__ = [
    "UnableToMoveTask",
    "UnableToOpenTask",
    "close_task",
    "open_task",
    "report_done",
    "send_back",
    "withdraw_task",
]


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
) -> Task:
    """Promise something: `source` is the kind and key of the record it was promised in. Raises UnableToOpenTask."""
    today = clock.day_of(now)
    with transaction.atomic():
        owner = checks.check_can_open(
            actor=by,
            title=title,
            kind=kind,
            owner=Organisation.objects.filter(pk=owner_id).first(),
            due_on=due_on,
            today=today,
        )
        series = numbering.hold(f"RW-{today.year}")
        source_kind, source_key = source
        task = Task.objects.create(
            number=f"RW-{today.year}-{numbering.take(series):03d}",
            title=title.strip(),
            kind=kind,
            source_kind=source_kind,
            source_key=source_key,
            owner=owner,
            person_id=person_id,
            due_on=due_on,
            opened_at=now,
            opened_by_name=by.name,
        )
        _record(task, OPENED, f"{owner.short_name}，{due_on.isoformat()} 前完成", by=by, now=now)
    return task


def report_done(
    *, number: str, text: str, evidence: Sequence[Handed], by: Actor, now: datetime
) -> TaskReport:
    """Say what was done, with files that show it; another person looks at it. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = _locked(number)
        checks.check_step(task, TaskState.REPORTED, actor=by, reason=text)
        checks.check_evidence(evidence)
        report = TaskReport.objects.create(
            task=task,
            number=TaskReport.objects.filter(task=task).count() + 1,
            text=text.strip(),
            reported_at=now,
            reported_by_id=by.user_id,
            reported_by_name=by.name,
        )
        report.evidence.set(files.store(name=one.name, content=one.content, now=now) for one in evidence)
        _move(task, TaskState.REPORTED, text.strip(), by=by, now=now)
    return report


def close_task(*, number: str, by: Actor, now: datetime, remark: str = "") -> Task:
    """Close what somebody else reported as done; it counts as done on the day of the report."""
    with transaction.atomic():
        task = _locked(number)
        checks.check_step(task, TaskState.CLOSED, actor=by, reason=remark)
        report = _look_at(task, by=by, now=now, accepted=True, reason=remark)
        task.done_at, task.closed_at = report.reported_at, now
        _move(task, TaskState.CLOSED, remark.strip(), by=by, now=now)
        _tell_source(task, kept=True, by=by, now=now)
    return task


def send_back(*, number: str, reason: str, by: Actor, now: datetime) -> Task:
    """Send a report back: the task is open again, due as before. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = _locked(number)
        checks.check_step(task, TaskState.OPEN, actor=by, reason=reason)
        _look_at(task, by=by, now=now, accepted=False, reason=reason)
        _move(task, TaskState.OPEN, reason.strip(), by=by, now=now)
    return task


def withdraw_task(*, number: str, reason: str, by: Actor, now: datetime) -> Task:
    """Take a task back, with a reason; it stays on record. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = _locked(number)
        checks.check_step(task, TaskState.WITHDRAWN, actor=by, reason=reason)
        _move(task, TaskState.WITHDRAWN, reason.strip(), by=by, now=now)
        _tell_source(task, kept=False, by=by, now=now)
    return task


def _locked(number: str) -> Task:
    task = Task.objects.select_for_update(of=("self",)).select_related("owner").filter(number=number).first()
    if task is None:
        raise UnableToMoveTask(f"没有找到编号为“{number}”的任务。")
    return task


def _look_at(task: Task, *, by: Actor, now: datetime, accepted: bool, reason: str) -> TaskReport:
    report = TaskReport.objects.filter(task=task).latest("number")
    checks.check_second_person(report, by)
    report.accepted, report.checked_at, report.checked_by_name = accepted, now, by.name
    report.reason = reason.strip()[:300]
    report.save(update_fields=["accepted", "checked_at", "checked_by_name", "reason"])
    return report


def _move(task: Task, target: TaskState, words: str, *, by: Actor, now: datetime) -> None:
    step = TASK_STEPS.between(task.state, target)
    task.state = target
    task.save(update_fields=["state", "done_at", "closed_at"])
    _record(task, step.action, words, by=by, now=now)


def _tell_source(task: Task, *, kept: bool, by: Actor, now: datetime) -> None:
    source = sources.find(task.source_kind)
    if source is not None:
        source.ended(key=task.source_key, task_number=task.number, kept=kept, by=by, now=now)


def _record(task: Task, action: str, words: str, *, by: Actor, now: datetime) -> None:
    """Write a step into the story, and into the audit."""
    TaskStep.objects.create(
        task=task, action=action, state=task.state, at=now, by_id=by.user_id, by_name=by.name, note=words
    )
    audit_operations.record(
        by=by,
        now=now,
        action=f"tasks.{action}",
        subject=("tasks.Task", task.number),
        summary=f"{STEP_LABELS[action]} {task.number}：{words}"[:300],
        detail={"state": task.state, "source": f"{task.source_kind} {task.source_key}".strip()},
    )
