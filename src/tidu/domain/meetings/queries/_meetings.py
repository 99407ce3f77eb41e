"""Meetings in scope, one of them with its agenda, and what it is linked to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tidu.domain.meetings import linkable
from tidu.domain.meetings.models import AgendaItem, Attendee, Meeting, MeetingLink, MeetingReport
from tidu.domain.meetings.vocabulary import AFTER_NOTICE, OUTSTANDING, AttendanceState
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


class MeetingNotFound(LookupError):
    """Raised for what does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class MeetingFilters:
    """What a list of meetings is narrowed to; an empty field asks for nothing."""

    text: str = ""
    state: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Linked:
    """Something that a meeting is linked to, as its room calls it; `page` is the name of the page that shows it."""

    kind: str
    key: str
    label: str
    name: str
    page: str


def moment_of(as_of: AsOf) -> datetime:
    """Return the moment before which something must have happened to be known."""
    end = clock.end_of(as_of.on)
    return end if as_of.known_at is None else min(end, as_of.known_at)


def in_scope(actor: Actor) -> QuerySet[Meeting]:
    """Return the meetings an actor may see: all for the county's staff, else those that concern oneself.

    A unit that owes a report sees the meeting at once; whoever is asked to come sees it once it is announced.
    """
    if actor.sees_whole_county:
        return Meeting.objects.all()
    reports = MeetingReport.objects.filter(meeting=OuterRef("pk"), unit__code__in=actor.organisation_codes)
    if actor.user_id is None:
        return Meeting.objects.filter(Exists(reports))
    asked = Attendee.objects.filter(meeting=OuterRef("pk"), person__user=actor.user_id)
    return Meeting.objects.filter(Exists(reports) | (Q(state__in=AFTER_NOTICE) & Exists(asked)))


def meetings(actor: Actor, filters: MeetingFilters | None = None) -> QuerySet[Meeting]:
    """Return the meetings in scope that the filters ask for, the latest first, each with its counts.

    `asked`, `coming`, `arrived` are persons, `reports_asked`, `reports_waiting` units.
    """
    wanted = filters or MeetingFilters()
    found = in_scope(actor)
    exact = {"state": wanted.state, "kind": wanted.kind}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.text:
        found = found.filter(
            Q(number__icontains=wanted.text)
            | Q(title__icontains=wanted.text)
            | Q(place__icontains=wanted.text)
        )
    return _counted(found).order_by("-starts_at", "-pk")


def find_meeting(actor: Actor, number: str) -> Any:
    """Return one meeting in scope with the counts that `meetings` tells; raise MeetingNotFound. One query."""
    found = _counted(in_scope(actor)).filter(number=number).first()
    if found is None:
        raise MeetingNotFound(f"没有找到编号为“{number}”的会议。")
    return found


def locked(meeting: Meeting) -> Meeting:
    """Return the meeting as it stands, kept from everybody else until the end of the transaction."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """Return the agenda in its order."""
    return list(AgendaItem.objects.filter(meeting=meeting).select_related("unit").order_by("position"))


def find_item(meeting: Meeting, position: int) -> AgendaItem:
    """Return the item at a place of the agenda; raise MeetingNotFound."""
    found = AgendaItem.objects.filter(meeting=meeting, position=position).first()
    if found is None:
        raise MeetingNotFound(f"议程里没有第 {position} 项。请刷新页面。")
    return found


def links(actor: Actor, meeting: Meeting) -> list[Linked]:
    """Return what a meeting is linked to, as far as the actor may see it: one query, and one per kind linked."""
    keys: dict[str, list[str]] = defaultdict(list)
    for link in MeetingLink.objects.filter(meeting=meeting).order_by("pk"):
        keys[link.kind].append(link.key)
    return [
        Linked(kind.kind, key, kind.label, names[key], kind.page)
        for kind in linkable.kinds()
        if kind.kind in keys
        for names in [kind.named(actor, keys[kind.kind])]
        for key in keys[kind.kind]
        if key in names
    ]


def linked_to(kind: str, key: str, *, kinds: Collection[str] = ()) -> QuerySet[Meeting]:
    """Return the meetings that are linked to a record of another room, the latest first, of some kinds if named."""
    found = Meeting.objects.filter(links__kind=kind, links__key=key)
    return (found.filter(kind__in=kinds) if kinds else found).order_by("-starts_at", "-pk")


def _counted(found: QuerySet[Meeting]) -> QuerySet[Any]:
    people = Attendee.objects.filter(meeting=OuterRef("pk"))
    reports = MeetingReport.objects.filter(meeting=OuterRef("pk"))
    coming = (AttendanceState.COMING, AttendanceState.DEPUTISED)
    return found.annotate(
        asked=_count(people),
        coming=_count(people.filter(state__in=coming)),
        arrived=_count(people.filter(arrived_at__isnull=False)),
        reports_asked=_count(reports),
        reports_waiting=_count(reports.filter(state__in=OUTSTANDING)),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("meeting").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
