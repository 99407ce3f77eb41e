"""The minutes: written as sentences, and sentences made into tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from tidu.domain.meetings import checks, queries, sentences
from tidu.domain.meetings.checks import UnableToPrepare
from tidu.domain.meetings.models import Meeting, MinutesSentence
from tidu.domain.meetings.operations._note import note
from tidu.domain.meetings.queries import locked
from tidu.domain.meetings.vocabulary import TASK_SOURCE, sentence_key
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks.models import Task
from tidu.domain.tasks.vocabulary import TaskKind
from tidu.foundation.actors import Actor

MINUTES_LENGTH = 50_000


def write_minutes(*, meeting: Meeting, text: str, by: Actor, now: datetime) -> list[MinutesSentence]:
    """Write the minutes, or write them anew: a sentence that stays word for word keeps its number.

    A sentence that led to a task has to stay, for the task names it. Raises UnableToPrepare.
    """
    checks.check_officer(by)
    parts = sentences.split(checks.check_words(text, "纪要", MINUTES_LENGTH))
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_took_place(meeting)
        checks.check_open(meeting)
        standing = queries.minutes(meeting)
        last = MinutesSentence.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
        rows = _matched(meeting, parts, [one.row for one in standing], last)
        kept = {row.pk for row in rows}
        _check_tasks_stay([one for one in standing if one.row.pk not in kept])
        MinutesSentence.objects.filter(meeting=meeting).exclude(pk__in=kept).delete()
        for row in rows:
            row.save()
        note(meeting, "minutes", f"纪要 {len(rows)} 句", by=by, now=now)
    return rows


def open_decision(
    *,
    meeting: Meeting,
    sentence: int,
    owner_id: int,
    due_on: date,
    by: Actor,
    now: datetime,
    title: str = "",
    helper_ids: Sequence[int] = (),
) -> Task:
    """Make a sentence of the minutes a task of a unit, with units that help; without a title the sentence is it.

    Raises UnableToPrepare, UnableToOpenTask.
    """
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_took_place(meeting)
        row = queries.find_sentence(meeting, sentence)
        task = tasks.open_task(
            title=title or row.text,
            owner_id=owner_id,
            due_on=due_on,
            kind=TaskKind.DECISION,
            source=(TASK_SOURCE, sentence_key(meeting.number, row.number)),
            helper_ids=helper_ids,
            by=by,
            now=now,
        )
        note(meeting, "decide", f"纪要第 {row.number} 句立为任务 {task.number}", by=by, now=now)
    return task


def task_ended(*, key: str, task_number: str, kept: bool, by: Actor, now: datetime) -> None:
    """Note at the meeting that a task of its minutes is closed or withdrawn; the page reads the task itself."""
    number, _, sentence = key.rpartition("-")
    meeting = Meeting.objects.get(number=number)
    ended = "已销号" if kept else "已撤销"
    note(meeting, "ended", f"纪要第 {sentence} 句的任务 {task_number} {ended}", by=by, now=now)


def _matched(
    meeting: Meeting, parts: list[tuple[int, str]], standing: list[MinutesSentence], last: int
) -> list[MinutesSentence]:
    """Return a row per sentence in order: the one that says the same already, or a new one."""
    left = list(standing)
    rows = []
    for position, (paragraph, text) in enumerate(parts, start=1):
        row = next((one for one in left if one.text == text), None)
        if row is None:
            last += 1
            row = MinutesSentence(meeting=meeting, number=last, text=text)
        else:
            left.remove(row)
        row.position, row.paragraph = position, paragraph
        rows.append(row)
    return rows


def _check_tasks_stay(gone: list[queries.Sentence]) -> None:
    """Refuse to drop or reword a sentence that a task names."""
    for one in gone:
        if one.tasks:
            numbers = "、".join(task.number for task in one.tasks)
            raise UnableToPrepare(f"“{one.row.text}”已立为任务 {numbers}，这一句不能改动。请原样保留。")
