"""What guests will hear and see: programme, routes, and what the hosts have released of themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.queries import EnterpriseNotFound
from tidu.domain.openday.models import (
    CardField,
    Event,
    Highlight,
    Leg,
    ProgrammeItem,
    Stop,
    TourGroup,
    Vehicle,
)
from tidu.domain.openday.queries._events import moment_of
from tidu.domain.openday.vocabulary import CardLine
from tidu.domain.rulebook import queries as rulebook
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.files.models import StoredFile


class ItemNotFound(LookupError):
    """Raised for an item, or slides, that the programme does not have; the message is Chinese."""


def programme(event: Event) -> list[ProgrammeItem]:
    """Return the programme in its order, each item with the policies told; two queries."""
    found = ProgrammeItem.objects.filter(event=event).select_related("slides").prefetch_related("policies")
    return list(found.order_by("starts_at", "position"))


def find_item(event: Event, position: int) -> ProgrammeItem:
    """Return an item of the programme by its position; raise ItemNotFound."""
    found = ProgrammeItem.objects.filter(event=event, position=position).select_related("slides").first()
    if found is None:
        raise ItemNotFound("议程里没有这一项。请刷新页面。")
    return found


def slides_of(event: Event, position: int, *, released: bool = False) -> StoredFile:
    """Return a briefing's slides, or only if they have been released; raise ItemNotFound."""
    item = find_item(event, position)
    if item.slides is None or (released and item.slides_released_at is None):
        raise ItemNotFound(f"“{item.title}”没有可以下载的课件。")
    return item.slides


def tellable_policies(as_of: AsOf) -> list[tuple[str, str]]:
    """Return code and name of every policy in force on a day that a briefing may tell."""
    return [(rule.code, rule.name) for rule in rulebook.benefit_rules(as_of)]


def stops(event: Event) -> QuerySet[Stop]:
    """Return the stops in their order, each with its host."""
    return Stop.objects.filter(event=event).select_related("host").order_by("position")


@dataclass(frozen=True)
class Route:
    """A group on its way: its legs by time, and how many guests were assigned to it."""

    group: TourGroup
    legs: tuple[Leg, ...]
    assigned: int


def routes(event: Event) -> list[Route]:
    """Return every group with its legs, in two queries."""
    legs = Leg.objects.select_related("stop").order_by("starts_at")
    groups: Any = TourGroup.objects.filter(event=event).select_related("vehicle")
    found = groups.annotate(assigned=Count("guests")).prefetch_related(Prefetch("legs", legs))
    return [Route(one, tuple(one.legs.all()), one.assigned) for one in found.order_by("name", "pk")]


def find_group(event: Event, pk: int) -> TourGroup:
    """Return a group of an event; raise ItemNotFound."""
    found = TourGroup.objects.filter(event=event, pk=pk).first()
    if found is None:
        raise ItemNotFound("没有这个参观组。请刷新页面。")
    return found


def find_leg(event: Event, group: int, stop: int) -> Leg:
    """Return a group's stay at a stop; raise ItemNotFound."""
    legs = Leg.objects.select_related("group__event__occasion", "stop")
    found = legs.filter(group__event=event, group=group, stop=stop).first()
    if found is None:
        raise ItemNotFound("没有这一段行程。请刷新页面。")
    return found


def vehicles(event: Event) -> list[Vehicle]:
    """Return the vehicles by name."""
    return list(Vehicle.objects.filter(event=event).order_by("name"))


@dataclass(frozen=True)
class GuestCard:
    """A host as guests see it: its name, and the lines that it has released, nothing else."""

    stop: Stop
    host_name: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StaffCard:
    """A host's card for the bureau: lines with what is drafted and which of it is released."""

    stop: Stop
    host_name: str
    fields: tuple[CardField, ...]
    highlights: tuple[Highlight, ...]

    @property
    def held_back(self) -> int:
        """Return how many lines wait for the firm."""
        return sum(one.released_at is None for one in self.fields)


_LINES = list(CardLine.values)


def guest_cards(event: Event, as_of: AsOf) -> list[GuestCard]:
    """Return the hosts with what they had released on a day; what is not released is not even read."""
    released = CardField.objects.filter(released_at__isnull=False, released_at__lt=moment_of(as_of))
    found = list(stops(event).prefetch_related(Prefetch("card", released)))
    names = _names(found, as_of)
    return [
        GuestCard(
            stop=one,
            host_name=names[one.host_id],
            lines=tuple((each.get_line_display(), each.value) for each in _in_order(one)),
        )
        for one in found
    ]


def staff_cards(event: Event, as_of: AsOf) -> list[StaffCard]:
    """Return the hosts' cards with drafts and highlights."""
    highlights = Highlight.objects.select_related("evidence").order_by("pk")
    found = list(stops(event).prefetch_related("card", Prefetch("highlights", highlights)))
    names = _names(found, as_of)
    return [
        StaffCard(one, names[one.host_id], tuple(_in_order(one)), tuple(one.highlights.all()))
        for one in found
    ]


def firm_stops(actor: Actor) -> list[Stop]:
    """Return the stops at which the actor's firms are hosts, with their cards, the latest event first."""
    own = Stop.objects.filter(host__credit_code__in=actor.credit_codes)
    found = own.select_related("host", "event__occasion").prefetch_related("card")
    return list(found.order_by("-event__occasion__on", "position"))


def find_stop(event: Event, pk: int) -> Stop:
    """Return a stop of an event; raise EnterpriseNotFound where it has no such stop."""
    found = stops(event).filter(pk=pk).first()
    if found is None:
        raise EnterpriseNotFound("没有这个参观点。请从行程里选。")
    return found


def evidence_of(event: Event, pk: int) -> Highlight:
    """Return a highlight of an event with its file; raise EnterpriseNotFound."""
    found = Highlight.objects.filter(stop__event=event, pk=pk).select_related("evidence").first()
    if found is None:
        raise EnterpriseNotFound("没有这条亮点。")
    return found


def _in_order(stop: Stop) -> list[CardField]:
    return sorted(stop.card.all(), key=lambda one: _LINES.index(one.line))


def _names(found: list[Stop], as_of: AsOf) -> dict[int, str]:
    """Return the hosts' names on a day."""
    if not found:
        return {}
    firms = enterprises.population_with([one.host_id for one in found], as_of).firms
    names: dict[int, str] = defaultdict(str)
    for one in found:
        firm = firms.get(one.host_id)
        names[one.host_id] = firm.name_on(as_of.on) if firm else one.host.credit_code
    return names
