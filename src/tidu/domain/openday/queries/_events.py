"""The Open Days, one of them, and what it is planned to be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from tidu.domain.openday.models import Event
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


class EventNotFound(LookupError):
    """Raised for an Open Day that does not exist or that the actor may not see."""


def moment_of(as_of: AsOf) -> datetime:
    """Return the moment before which something must have happened to be known: the day's end, or the knowledge's."""
    end = clock.end_of(as_of.on)
    return end if as_of.known_at is None else min(end, as_of.known_at)


def in_scope(actor: Actor) -> QuerySet[Event]:
    """Return the Open Days an actor may see: all for the bureau and the county, none for others."""
    return Event.objects.select_related("occasion") if actor.sees_whole_county else Event.objects.none()


def events(actor: Actor) -> QuerySet[Event]:
    """Return the Open Days in scope, the latest first."""
    return in_scope(actor).order_by("-occasion__on", "-pk")


def find_event(actor: Actor, code: str) -> Event:
    """Return an Open Day by the code of its occasion; raise EventNotFound. One query."""
    return _found(in_scope(actor), code)


def event_by_code(code: str) -> Event:
    """Return an Open Day for its public pages, which need no account; raise EventNotFound."""
    return _found(Event.objects.select_related("occasion"), code)


def latest_event(as_of: AsOf, year: int | None = None, event_on: date | None = None) -> Event | None:
    """Return the last Open Day held by a day, of one year where it is asked for."""
    held = Event.objects.select_related("occasion").filter(occasion__on__lte=as_of.on)
    if year is not None:
        held = held.filter(occasion__on__year=year)
    if event_on is not None:
        held = held.filter(occasion__on=event_on)
    return held.order_by("-occasion__on", "-pk").first()


def event_before(event: Event) -> Event | None:
    """Return the Open Day held before this one."""
    earlier = Event.objects.select_related("occasion").filter(occasion__on__lt=event.occasion.on)
    return earlier.order_by("-occasion__on", "-pk").first()


def names_of(actor: Actor, codes: Collection[str]) -> dict[str, str]:
    """Return what Open Days in scope are called, by code: one query."""
    found = in_scope(actor).filter(occasion__code__in=codes)
    return {one.occasion.code: _name(one) for one in found}


def offered(actor: Actor) -> list[tuple[str, str]]:
    """Return codes and names of the Open Days in scope, the latest first."""
    return [(one.occasion.code, _name(one)) for one in events(actor)]


def locked(event: Event) -> Event:
    """Return the event as it stands, kept from everybody else until the end of the transaction."""
    return Event.objects.select_for_update(of=("self",)).select_related("occasion").get(pk=event.pk)


def _name(event: Event) -> str:
    return f"{event.occasion.on.isoformat()} {event.occasion.name}"


def _found(among: QuerySet[Event], code: str) -> Event:
    event = among.filter(occasion__code=code).first()
    if event is None:
        raise EventNotFound(f"没有编号为“{code}”的开放日。")
    return event
