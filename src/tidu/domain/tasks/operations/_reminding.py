"""The daily job that climbs the ladder of reminders, and urging by a leader with the owner's written reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from tidu.domain.tasks import checks, queries
from tidu.domain.tasks.checks import UnableToMoveTask
from tidu.domain.tasks.models import Task, TaskNotice, TaskUrging
from tidu.domain.tasks.operations._steps import tell
from tidu.domain.tasks.operations._story import record
from tidu.domain.tasks.supervision import LadderStep, supervision_on
from tidu.domain.tasks.vocabulary import REPLIED, UNDONE, URGED, Rung
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.handling.turns import take_turn

NAMED = 5
"""Tasks named in the outcome of a night; the rest are counted."""

Due = tuple[Task, LadderStep, frozenset[int]]
"""A task that has come to a step of the ladder, and the people who answer for it there: nobody may."""


def remind(*, by: Actor, now: datetime) -> str:
    """Tell whom the ladder reaches today of each task that is not reported, and say how many were told.

    Done twice on a day, the second time tells nobody anything. Nothing is sent: a notice is read in the product, as
    soon as the quiet hours are over.
    """
    today = clock.day_of(now)
    supervision = supervision_on(today)
    heard_at = supervision.quiet.heard_at(now, calendar.working_calendar())
    with transaction.atomic():
        take_turn("tasks.remind")
        found = Task.objects.filter(state__in=UNDONE).select_related("owner", "section")
        undone = {one.pk: one for one in found}
        given, reached = queries.given(undone), queries.reached_on(today)
        owed = [(one, one.opened_at, one.due_on) for one in undone.values()]
        due = queries.climbed(owed, supervision.ladder, reached, today)
        notices = [
            one
            for one in _notices(due, reached, now=now, heard_at=heard_at)
            if (one.task_id, one.person_id, one.days) not in given
        ]
        TaskNotice.objects.bulk_create(notices)
        outcome = _outcome(notices, [task.number for task, _, answering in due if not answering])
        if notices:
            audit_operations.record(
                by=by,
                now=now,
                action="tasks.remind",
                subject=("tasks.TaskNotice", today.isoformat()),
                summary=outcome,
            )
    return outcome


def urge(*, number: str, by: Actor, now: datetime) -> TaskUrging:
    """Urge a task in one press: the owner's people are told and owe a written reply. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_may_urge(task, by)
        urging = TaskUrging.objects.create(task=task, urged_at=now, urged_by_name=by.name)
        words = f"{by.name}催办：{task.title}，期限 {task.due_on.isoformat()}，请书面回复。"
        tell(task, queries.reached_on(clock.day_of(now)).people(task, Rung.OWNER), words, now=now)
        record(task, URGED, "请责任单位书面回复", by=by, now=now)
    return urging


def reply_urging(*, number: str, reply: str, by: Actor, now: datetime) -> TaskUrging:
    """Answer an urging in writing, for the unit that owns the task. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_owner(task, by)
        checks.check_words(reply, "请写明办到哪一步、什么时候办完。")
        urging = TaskUrging.objects.filter(task=task, replied_at__isnull=True).first()
        if urging is None:
            raise UnableToMoveTask(f"{number} 没有等待回复的催办。")
        urging.reply, urging.replied_at, urging.replied_by_name = reply.strip(), now, by.name
        urging.save(update_fields=["reply", "replied_at", "replied_by_name"])
        record(task, REPLIED, reply.strip(), by=by, now=now)
    return urging


def _notices(
    due: Sequence[Due], reached: queries.Reached, *, now: datetime, heard_at: datetime
) -> Iterator[TaskNotice]:
    """Yield what is told to those who answer for a task, and to those who help; nothing is stored."""
    helpers = queries.helpers_by_task([task.pk for task, _, _ in due])
    for task, step, answering in due:
        stand_in = reached.stand_in(task, step.to)
        for person_id in sorted(answering | reached.helping(helpers.get(task.pk, ()), step.to)):
            helps = person_id not in answering
            words = _words(task, step, helps=helps, stand_in="" if helps else stand_in)
            told = {"task": task, "person_id": person_id, "words": words, "days": step.days, "rung": step.to}
            yield TaskNotice(**told, made_at=now, heard_at=heard_at)


def _outcome(notices: list[TaskNotice], unheard: list[str]) -> str:
    told = f"任务提醒 {len(notices)} 条，{len({one.person_id for one in notices})} 人"
    if not unheard:
        return told
    named = f"{'、'.join(unheard[:NAMED])}{'等' if len(unheard) > NAMED else ''} {len(unheard)} 项"
    return f"{told}；{named}没有人可以提醒：责任单位和局领导都没有人在岗"


def _words(task: Task, step: LadderStep, *, helps: bool, stand_in: str) -> str:
    part, why = "（本单位协办）" if helps else "", f"。{stand_in}" if stand_in else ""
    told = f"{task.owner.short_name}{part}：{task.title}，{step.words}（{task.due_on.isoformat()}）"
    return f"{told[: 300 - len(why)]}{why}"
