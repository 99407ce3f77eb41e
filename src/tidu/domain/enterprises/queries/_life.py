"""A firm's life as the register has it now: the ground on which the next event is judged, and who it was before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from tidu.domain.enterprises.intervals import in_force
from tidu.domain.enterprises.models import (
    Enterprise,
    LifeEvent,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
)
from tidu.domain.enterprises.queries._scope import EnterpriseNotFound, find_in_scope
from tidu.domain.enterprises.vocabulary import EndKind, EventKind, LifeState
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance


class EventNotFound(EnterpriseNotFound):
    """Raised for an event that does not stand, or that is of a firm out of the actor's scope."""


@dataclass(frozen=True)
class Life:
    """What stands of a firm, by first day, as corrected by all that is known now."""

    enterprise: Enterprise
    profile: Profile | None
    names: list[NameRecord]
    places: list[PlaceRecord]
    titles: list[Recognition]
    events: list[LifeEvent]

    @property
    def registered_on(self) -> date | None:
        """Return the day of registration, None where it is 缺数."""
        return self.profile.registered_on if self.profile else None

    @property
    def closed(self) -> bool:
        """Return whether the firm is closed."""
        return self.profile is not None and self.profile.life_state == LifeState.CLOSED

    @property
    def closed_on(self) -> date | None:
        """Return its last day, None while it lives or where the day is not known."""
        return self.profile.closed_on if self.profile else None

    @property
    def versions(self) -> tuple[tuple[int, ...], ...]:
        """Return the keys of all that stands: others as soon as anything of the firm's life is recorded."""
        profiles = [self.profile] if self.profile else []
        parts: tuple[list[Any], ...] = (profiles, self.names, self.places, self.titles, self.events)
        return tuple(tuple(one.pk for one in part) for part in parts)

    @property
    def name(self) -> str:
        """Return its last name, or its code."""
        return self.names[-1].name if self.names else self.enterprise.credit_code


def life_of(enterprise: Enterprise) -> Life:
    """Return what stands of a firm; five queries."""

    def standing(model: Any) -> Any:
        return model.objects.known_at(None).filter(enterprise=enterprise)

    return Life(
        enterprise=enterprise,
        profile=standing(Profile).first(),
        names=list(standing(NameRecord).order_by("valid_from_on")),
        places=list(standing(PlaceRecord).select_related("place").order_by("valid_from_on")),
        titles=list(standing(Recognition).order_by("valid_from_on", "pk")),
        events=list(standing(LifeEvent).select_related("source_line__batch").order_by("happened_on", "pk")),
    )


def standing_in_words(life: Life, today: date) -> list[str]:
    """Return what an officer compares a notice with: since when the firm is where, and its last title of each kind.

    A title that ended stays in the list with its last day, because a revocation may reach back to it.
    """
    place = in_force(life.places, today)
    where = [] if place is None else [f"{_where(place)}，{place.valid_from_on.isoformat()} 起"]
    shut = [f"已注销{f'，{life.closed_on.isoformat()}' if life.closed_on else ''}"] if life.closed else []
    last = {one.kind: one for one in life.titles}
    return [*shut, *where, *map(_title, last.values())]


def _where(place: PlaceRecord) -> str:
    return place.place.short_name if place.place else "县外"


def _title(title: Recognition) -> str:
    kind, ends = title.get_kind_display(), title.valid_until_on
    if title.end_kind == EndKind.REVOKED:
        return f"{kind}，{ends.isoformat()} 起撤销"
    return f"{kind}，{title.granted_on.isoformat()} 至 {(ends - timedelta(days=1)).isoformat()}"


def life_events_of(enterprise: Enterprise, as_of: AsOf) -> list[LifeEvent]:
    """Return every version of the events of a firm, its own and those of others that touch it; one query.

    An event taken back is among them; its last version no longer stands.
    """
    touching = LifeEvent.objects.filter(Q(enterprise=enterprise) | Q(other=enterprise))
    if as_of.known_at is not None:
        touching = touching.filter(recorded_at__lt=as_of.known_at)
    return list(touching.select_related("enterprise", "other", provenance.SOURCE).order_by("pk"))


def find_event(actor: Actor, event_id: int, as_of: AsOf) -> LifeEvent:
    """Return a standing event of a firm in the actor's scope; raise EventNotFound."""
    found = (
        LifeEvent.objects.known_at(None)
        .filter(pk=event_id)
        .select_related("enterprise", "other", "source_line__batch")
    )
    event: LifeEvent | None = found.first()
    if event is None:
        raise EventNotFound("没有找到这件事项。它可能已被撤销，或不在您的权限内。")
    find_in_scope(actor, event.enterprise.credit_code, as_of)
    return event


def taken_back_in_words(actor: Actor, event_id: int, as_of: AsOf) -> str:
    """Return who took an event back and when; raise EventNotFound where nobody has, or out of the actor's scope."""
    reversals = LifeEvent.objects.known_at(None).filter(kind=EventKind.REVERSED, subject=str(event_id))
    found = reversals.select_related("enterprise", "source_line__batch").first()
    if found is None:
        raise EventNotFound("没有找到这件事项。它可能不存在，或不在您的权限内。")
    find_in_scope(actor, found.enterprise.credit_code, as_of)
    when = f"{found.recorded_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    return f"这件事项已由{found.source_line.batch.loaded_by_name}于 {when} 撤销，没有再办一次。"


def code_of_event(event_id: int) -> str:
    """Return the credit code of the firm of an event, standing or not; raise EventNotFound."""
    found = LifeEvent.objects.filter(pk=event_id).values_list("enterprise__credit_code", flat=True).first()
    if found is None:
        raise EventNotFound("没有找到这件事项。")
    return str(found)


def codes_merged(codes: Iterable[str], as_of: AsOf | None = None) -> dict[str, str]:
    """Return, for those of the codes that were merged as duplicates, the code of the entry that stands."""
    known_at = as_of.known_at if as_of else None
    found: dict[str, str] = {}
    for part in provenance.chunks(sorted(set(codes))):
        merges = LifeEvent.objects.known_at(known_at).filter(kind=EventKind.DUPLICATE, subject__in=part)
        found.update(merges.values_list("subject", "enterprise__credit_code"))
    return found


def kept_code(actor: Actor, credit_code: str, as_of: AsOf) -> str | None:
    """Return the code under which a duplicate that was merged is kept, where the actor may see that firm."""
    code = codes_merged([credit_code], as_of).get(credit_code)
    try:
        return find_in_scope(actor, code, as_of).credit_code if code else None
    except EnterpriseNotFound:
        return None
