"""The minutes: sentences with the tasks that they led to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tidu.domain.meetings import sentences
from tidu.domain.meetings.models import Meeting, MinutesSentence
from tidu.domain.meetings.queries._meetings import MeetingNotFound
from tidu.domain.meetings.vocabulary import TASK_SOURCE, sentence_key
from tidu.domain.tasks import queries as tasks
from tidu.domain.tasks.models import Task
from tidu.foundation.actors import Actor


@dataclass(frozen=True)
class Sentence:
    """A sentence of the minutes and the tasks that it led to."""

    row: MinutesSentence
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Decision:
    """A sentence that led to tasks, as the owner of one reads it; `tasks` are those in the actor's scope."""

    meeting: Meeting
    sentence: MinutesSentence
    tasks: tuple[Task, ...]


def minutes(meeting: Meeting) -> list[Sentence]:
    """Return the sentences in their order, each with its tasks, in two queries."""
    rows = list(MinutesSentence.objects.filter(meeting=meeting).order_by("position"))
    found = tasks.tasks_of(TASK_SOURCE, [sentence_key(meeting.number, row.number) for row in rows])
    return [Sentence(row, tuple(found.get(sentence_key(meeting.number, row.number), ()))) for row in rows]


def paragraphs(read: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return the sentences paragraph by paragraph."""
    return [list(group) for _, group in groupby(read, key=lambda one: one.row.paragraph)]


def minutes_text(meeting: Meeting) -> str:
    """Return the minutes as they were written."""
    rows = MinutesSentence.objects.filter(meeting=meeting).order_by("position")
    return sentences.join(list(rows.values_list("paragraph", "text")))


def find_sentence(meeting: Meeting, number: int) -> MinutesSentence:
    """Return a sentence by its own number; raise MeetingNotFound."""
    found = MinutesSentence.objects.filter(meeting=meeting, number=number).first()
    if found is None:
        raise MeetingNotFound(f"纪要里没有第 {number} 句。请刷新页面。")
    return found


def find_decision(actor: Actor, key: str) -> Decision:
    """Return the sentence that a task names; raise MeetingNotFound for who neither sees the county nor owns a task."""
    meeting_number, _, sentence = key.rpartition("-")
    rows = MinutesSentence.objects.filter(meeting__number=meeting_number).select_related("meeting")
    row = rows.filter(number=int(sentence)).first() if sentence.isdecimal() else None
    found = tasks.tasks_seen(actor, TASK_SOURCE, key)
    if row is None or not (found or actor.sees_whole_county):
        raise MeetingNotFound(f"没有找到“{key}”这句议定事项。")
    return Decision(row.meeting, row, found)
