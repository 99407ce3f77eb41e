"""Parts of the acts on tasks, in the caller's transaction and story: name helping units, keep words, tell people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tidu.domain.returns.models import MonthlyReport
from tidu.domain.tasks import checks
from tidu.domain.tasks.models import MonthlyRequest, Task, TaskFeedback, TaskHelper, TaskNotice
from tidu.domain.tasks.monthly import Said
from tidu.domain.tasks.supervision import supervision_on
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar


def name_helpers(task: Task, unit_ids: Sequence[int], *, by: Actor, now: datetime) -> list[str]:
    """Give a task helping units and return their short names.

    Raises UnableToOpenTask.
    """
    found = list(Organisation.objects.filter(pk__in=unit_ids).order_by("position", "code"))
    checks.check_helpers(task.owner, unit_ids, found)
    TaskHelper.objects.bulk_create(
        TaskHelper(task=task, unit=one, named_at=now, named_by_name=by.name) for one in found
    )
    return [one.short_name for one in found]


def write_down(
    task: Task,
    said: Said,
    *,
    by: Actor,
    now: datetime,
    month: MonthlyReport | None = None,
    helper: TaskHelper | None = None,
) -> tuple[TaskFeedback, str]:
    """Keep what the owner of a task, or a helping unit, says of it; return it, and the words for the story.

    Raises UnableToMoveTask for a part that is too long.
    """
    parts = asdict(said)
    for words in parts.values():
        checks.check_length(words)
    feedback = TaskFeedback.objects.create(
        task=task,
        helper=helper,
        month=month,
        at=now,
        by_name=by.name,
        **{part: words.strip() for part, words in parts.items()},
    )
    return feedback, f"{feedback.text}（{month.month_on:%Y-%m} 月报）" if month else feedback.text


def tell(task: Task, people: Iterable[int], words: str, *, now: datetime) -> None:
    """Tell people something of a task; what is said in quiet hours is heard after them."""
    _tell(people, words, now=now, task=task)


def tell_asking(request: MonthlyRequest, people: Iterable[int], words: str, *, now: datetime) -> None:
    """Tell people something of a request of a month; what is said in quiet hours is heard after them."""
    _tell(people, words, now=now, asked=request)


def _tell(people: Iterable[int], words: str, *, now: datetime, **about: Any) -> None:
    quiet = supervision_on(clock.day_of(now)).quiet
    heard_at = quiet.heard_at(now, calendar.working_calendar())
    TaskNotice.objects.bulk_create(
        TaskNotice(person_id=person_id, words=words[:300], made_at=now, heard_at=heard_at, **about)
        for person_id in sorted(people)
    )
