"""What places ask of the county in their monthly reports without naming a task: kept, answered, made a task."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from tidu.domain.returns.models import MonthlyReport
from tidu.domain.tasks import checks, queries
from tidu.domain.tasks.models import MonthlyRequest, Task, TaskDecision
from tidu.domain.tasks.monthly import asked
from tidu.domain.tasks.operations._opening import Part, open_part
from tidu.domain.tasks.operations._steps import tell_asking
from tidu.domain.tasks.vocabulary import (
    DECIDED,
    MONTHLY_SOURCE,
    OPENED,
    SETTLED,
    STEP_LABELS,
    TASK_OVER,
    TaskKind,
)
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.numbering import operations as numbering


def keep_requests(report: MonthlyReport, fed: Collection[str], *, by: Actor, now: datetime) -> None:
    """Keep the requests of a month as it was sent now: new lines are added, lines left out and not answered withdrawn.

    `fed` are the numbers of the tasks whose feedback the month is. Called in the transaction that sends the month.
    """
    month = f"{report.place.code}-{report.month_on:%Y-%m}"
    series = numbering.hold(month)
    standing = {one.text: one for one in queries.requests_of_month(report.place, report.month_on)}
    wanted = asked(report.requests, fed)
    for text in wanted:
        if text not in standing:
            MonthlyRequest.objects.create(
                key=f"{month}-{numbering.take(series)}",
                report=report,
                text=text,
                asked_at=now,
                asked_by_name=by.name,
            )
    for one in standing.values():
        gone = one.text not in wanted and queries.decision_of(one) is None
        if gone != (one.withdrawn_at is not None):
            one.withdrawn_at = now if gone else None
            one.save(update_fields=["withdrawn_at"])


def decide_asked(*, key: str, text: str, by: Actor, now: datetime) -> TaskDecision:
    """Answer a request of a month once, as a leader; the people of the place are told. Raises UnableToMoveTask."""
    with transaction.atomic():
        request = checks.check_may_decide_asked(checks.locked_request(key), by)
        checks.check_words(text, "请写明批复：定了什么、由谁办。")
        return _decided(request, text.strip(), by=by, now=now)


def settle_asked(*, key: str, by: Actor, now: datetime) -> TaskDecision:
    """Say, for the place that asked, that what was decided has been carried out. Raises UnableToMoveTask."""
    with transaction.atomic():
        request = checks.locked_request(key)
        decision = checks.check_may_settle(by, request)
        decision.settled_at, decision.settled_by_name = now, by.name
        decision.save(update_fields=["settled_at", "settled_by_name"])
        _note(request, SETTLED, decision.text, by=by, now=now)
    return decision


def open_asked(
    *,
    key: str,
    title: str,
    owner_id: int,
    due_on: date,
    by: Actor,
    now: datetime,
    helper_ids: Sequence[int] = (),
) -> Task:
    """Make a request of a month a task; where nobody has answered it yet, that is the answer, and a leader's act.

    Raises UnableToMoveTask, UnableToOpenTask.
    """
    checks.check_may_open(by)
    with transaction.atomic():
        request = checks.check_may_open_asked(checks.locked_request(key), by)
        part = Part(title, owner_id, due_on, kind=TaskKind.OTHER, helper_ids=helper_ids)
        task = open_part(part, source=(MONTHLY_SOURCE, key), by=by, now=now)
        words = f"立为任务 {task.number}，由{task.owner.short_name}办理，{due_on.isoformat()} 前完成。"
        if queries.decision_of(request) is None:
            _decided(request, words, by=by, now=now)
        else:
            _tell(request, f"“{request.text}”{words}", now=now)
            _note(request, OPENED, words, by=by, now=now)
    return task


def asked_ended(*, key: str, task_number: str, kept: bool, by: Actor, now: datetime) -> None:
    """Tell the place that the task made of its request is over."""
    request = checks.locked_request(key)
    how = "核查销号，请确认落实" if kept else "撤销"
    words = f"所立的任务 {task_number} 已由{by.name}{how}。"
    _tell(request, f"“{request.text}”{words}", now=now)
    _note(request, TASK_OVER, words, by=by, now=now)


def _decided(request: MonthlyRequest, text: str, *, by: Actor, now: datetime) -> TaskDecision:
    decision = TaskDecision.objects.create(asked=request, text=text, decided_at=now, decided_by_name=by.name)
    _tell(request, f"{by.name}批复“{request.text}”：{text}", now=now)
    _note(request, DECIDED, text, by=by, now=now)
    return decision


def _tell(request: MonthlyRequest, words: str, *, now: datetime) -> None:
    people = queries.reached_on(clock.day_of(now)).at(request.unit.pk)
    tell_asking(request, people, words, now=now)


def _note(request: MonthlyRequest, action: str, words: str, *, by: Actor, now: datetime) -> None:
    audit_operations.record(
        by=by,
        now=now,
        action=f"tasks.{action}_asked",
        subject=("tasks.MonthlyRequest", request.key),
        organisation_code=request.unit.code,
        summary=f"{STEP_LABELS[action]} {request.key}“{request.text}”：{words}"[:300],
    )
