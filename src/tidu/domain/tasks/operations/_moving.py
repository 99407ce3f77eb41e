"""Sign for a task, report it done with evidence, and let a second person close it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidu.domain.tasks import checks, sources
from tidu.domain.tasks.models import Task, TaskReport
from tidu.domain.tasks.operations._story import move
from tidu.foundation.actors import Actor
from tidu.foundation.files import operations as files
from tidu.foundation.files.handed import Handed


def sign_task(*, number: str, by: Actor, now: datetime) -> Task:
    """Take a task on for the unit that owns it. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_step(task, "sign", actor=by)
        move(task, "sign", "", by=by, now=now)
    return task


def report_done(
    *, number: str, text: str, evidence: Sequence[Handed], by: Actor, now: datetime
) -> TaskReport:
    """Say what was done, with files that show it; another person looks at it. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_step(task, "report", actor=by, reason=text)
        checks.check_children(task, all_over=False)
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
        task.done_at = now
        move(task, "report", text.strip(), by=by, now=now)
    return report


def close_task(*, number: str, by: Actor, now: datetime, remark: str = "") -> Task:
    """Close what somebody else reported as done; it counts as done on the day of the report."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_step(task, "close", actor=by, reason=remark)
        checks.check_children(task, all_over=True)
        _look_at(task, by=by, now=now, accepted=True, reason=remark)
        task.closed_at = now
        move(task, "close", remark.strip(), by=by, now=now)
        _tell_source(task, kept=True, by=by, now=now)
    return task


def send_back(*, number: str, reason: str, by: Actor, now: datetime) -> Task:
    """Send a report back: the task goes on, due as before. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_step(task, "send_back", actor=by, reason=reason)
        _look_at(task, by=by, now=now, accepted=False, reason=reason)
        task.done_at = None
        task.nodes.filter(act="report").update(reached_on=None)
        move(task, "send_back", reason.strip(), by=by, now=now)
    return task


def withdraw_task(*, number: str, reason: str, by: Actor, now: datetime) -> Task:
    """Take a task back, with a reason; it stays on record, and its parts have to be over. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_step(task, "withdraw", actor=by, reason=reason)
        checks.check_children(task, all_over=True)
        task.withdrawn_at = now
        move(task, "withdraw", reason.strip(), by=by, now=now)
        _tell_source(task, kept=False, by=by, now=now)
    return task


def _look_at(task: Task, *, by: Actor, now: datetime, accepted: bool, reason: str) -> None:
    report = TaskReport.objects.filter(task=task).latest("number")
    checks.check_second_person(report, by)
    report.accepted, report.checked_at, report.checked_by_name = accepted, now, by.name
    report.reason = reason.strip()[:300]
    report.save(update_fields=["accepted", "checked_at", "checked_by_name", "reason"])


def _tell_source(task: Task, *, kept: bool, by: Actor, now: datetime) -> None:
    """Tell the app of the record in which a task was promised that it is over."""
    source = sources.find(task.source_kind)
    if source is not None:
        source.ended(key=task.source_key, task_number=task.number, kept=kept, by=by, now=now)
