"""Visits to firms: the guidance log of one, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Prefetch, QuerySet

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.support.models import Ticket, Visit
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


class VisitNotFound(LookupError):
    """Raised for a visit that does not exist, or to a firm outside the actor's scope."""


@dataclass(frozen=True)
class VisitFilters:
    """What a list of visits is narrowed to."""

    text: str = ""
    purpose: str = ""
    first_on: date | None = None
    last_on: date | None = None
    credit_code: str = ""


@dataclass(frozen=True)
class VisitLine:
    """One visit with the firm's name and the tickets that came of it, each with its number and kind."""

    visit: Visit
    firm_name: str
    tickets: tuple[tuple[str, str], ...]


def visits(actor: Actor, as_of: AsOf, filters: VisitFilters | None = None) -> QuerySet[Visit]:
    """Return the visits up to a day to firms in scope, the newest first. Read them as lines by `visit_lines`."""
    asked = filters or VisitFilters()
    found = Visit.objects.filter(visited_on__lte=as_of.on).select_related("enterprise", "visitor", "photo")
    if as_of.known_at is not None:
        found = found.filter(recorded_at__lt=as_of.known_at)
    if not actor.sees_whole_county:
        found = found.filter(enterprise__in=enterprises_queries.in_scope(actor, as_of))
    exact = {
        "purpose": asked.purpose,
        "visited_on__gte": asked.first_on,
        "visited_on__lte": asked.last_on,
        "enterprise__credit_code": asked.credit_code,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.text:
        found = found.filter(enterprise__in=enterprises_queries.bearing(asked.text, as_of))
    return found.order_by("-visited_on", "-pk")


def first_visit_on() -> date | None:
    """Return the day of the first visit that is on record at all, None where none is."""
    first: date | None = Visit.objects.aggregate(first=Min("visited_on"))["first"]
    return first


def visit_lines(found: QuerySet[Visit] | Iterable[Visit], as_of: AsOf) -> list[VisitLine]:
    """Return visits as lines, with firms' names and tickets: two queries more, whatever their number."""
    rows = list(found)
    firms = enterprises_queries.population_with({one.enterprise_id for one in rows}, as_of).firms
    opened: dict[int, list[tuple[str, str]]] = {one.pk: [] for one in rows}
    tickets = Ticket.objects.filter(visit__in=list(opened)).order_by("number")
    for visit_id, number, kind in tickets.values_list("visit_id", "number", "kind"):
        opened[visit_id].append((number, str(TicketKind(kind).label)))
    return [VisitLine(one, firms[one.enterprise_id].name_on(as_of.on), tuple(opened[one.pk])) for one in rows]


def visits_of(actor: Actor, credit_code: str, as_of: AsOf, *, most: int = 20) -> list[VisitLine]:
    """Return the newest visits to a firm that the actor may see: its guidance log."""
    found = visits(actor, as_of, VisitFilters(credit_code=credit_code))
    rows = list(found.prefetch_related(Prefetch("tickets", Ticket.objects.order_by("number")))[:most])
    return [
        VisitLine(
            one, "", tuple((each.number, str(TicketKind(each.kind).label)) for each in one.tickets.all())
        )
        for one in rows
    ]


def find_visit(actor: Actor, visit_id: int, as_of: AsOf) -> Visit:
    """Return one visit to a firm in scope; raise VisitNotFound."""
    found = visits(actor, as_of).filter(pk=visit_id).first()
    if found is None:
        raise VisitNotFound("没有找到这次走访。")
    return found


def places_of(found: Iterable[Visit], as_of: AsOf) -> dict[int, tuple[str, int | None, str]]:
    """Return, by firm visited, its name on the day, and its place's id and code; one query."""
    firms = enterprises_queries.population_with({one.enterprise_id for one in found}, as_of).firms
    placed = {}
    for enterprise_id, firm in firms.items():
        place = firm.place_on(as_of.on) or enterprises_queries.OUTSIDE
        placed[enterprise_id] = (firm.name_on(as_of.on), place.id, place.code)
    return placed
