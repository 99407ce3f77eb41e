"""The agenda: items added, changed, taken off, and moved a place up or down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.meetings import checks, queries
from tidu.domain.meetings.checks import UnableToPrepare
from tidu.domain.meetings.models import AgendaItem, Meeting
from tidu.domain.meetings.operations._note import note
from tidu.domain.meetings.operations._places import change_places, close_up
from tidu.domain.meetings.queries import locked
from tidu.foundation.actors import Actor


def add_item(
    *,
    meeting: Meeting,
    title: str,
    minutes: int,
    by: Actor,
    now: datetime,
    speaker: str = "",
    unit_id: int | None = None,
) -> AgendaItem:
    """Add an item at the end of the agenda. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        item = AgendaItem(meeting=meeting, position=len(queries.agenda(meeting)) + 1)
        _write(item, title=title, minutes=minutes, speaker=speaker, unit_id=unit_id)
        note(meeting, "agenda", f"议程加第 {item.position} 项：{item.title}", by=by, now=now)
    return item


def change_item(
    *,
    item: AgendaItem,
    title: str,
    minutes: int,
    by: Actor,
    now: datetime,
    speaker: str = "",
    unit_id: int | None = None,
) -> AgendaItem:
    """Change an item where it stands. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(item.meeting)
        item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
        _write(item, title=title, minutes=minutes, speaker=speaker, unit_id=unit_id)
        note(meeting, "agenda", f"议程改第 {item.position} 项：{item.title}", by=by, now=now)
    return item


def remove_item(*, item: AgendaItem, by: Actor, now: datetime) -> None:
    """Take an item off; those behind it close up. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(item.meeting)
        checks.check_open(meeting)
        AgendaItem.objects.get(pk=item.pk).delete()
        close_up(queries.agenda(meeting))
        note(meeting, "agenda", f"议程删去：{item.title}", by=by, now=now)


def move_item(*, item: AgendaItem, up: bool, by: Actor, now: datetime) -> AgendaItem:
    """Move an item one place towards the beginning, or the end. Raises UnableToPrepare where there is no place."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(item.meeting)
        checks.check_open(meeting)
        item = AgendaItem.objects.get(pk=item.pk)
        wanted = item.position - 1 if up else item.position + 1
        other = AgendaItem.objects.filter(meeting=meeting, position=wanted).first()
        if other is None:
            raise UnableToPrepare(f"“{item.title}”已经在最{'前' if up else '后'}。")
        change_places(item, other)
        note(meeting, "agenda", f"议程“{item.title}”移到第 {item.position} 项", by=by, now=now)
    return item


def _write(item: AgendaItem, *, title: str, minutes: int, speaker: str, unit_id: int | None) -> None:
    checks.check_open(item.meeting)
    if minutes < 1:
        raise UnableToPrepare("每项议程至少 1 分钟。")
    item.title, item.minutes = checks.check_words(title, "议程"), minutes
    item.speaker, item.unit_id = speaker.strip()[:80], unit_id
    item.save()
