"""Difficulty tickets: lists, one ticket with its story, and where all of them stood on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.support.models import Ticket, TicketRound, TicketStep
from tidu.domain.support.vocabulary import (
    ESCALATED,
    LEADERS,
    OFFICERS,
    STEP_LABELS,
    TICKET_STEPS,
    WAITING,
    Level,
    Rating,
    TicketKind,
    TicketState,
)
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import Transition


class TicketNotFound(LookupError):
    """Raised for a ticket that does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class TicketFilters:
    """What a list of tickets is narrowed to; an empty field asks for nothing. `waiting` keeps late or open ones."""

    text: str = ""
    kind: str = ""
    state: str = ""
    section: str = ""
    waiting: str = ""
    credit_code: str = ""


LATE, OPEN = "late", "open"


@dataclass(frozen=True)
class TicketLine:
    """One ticket as a list shows it on a day. `late` tells whether its present round is or was late.

    `days_late` are working days, as the promise counts them and as lateness is reported upward.
    """

    ticket: Ticket
    firm_name: str
    due_on: date
    answered_on: date | None
    rating: str
    ever_late: bool
    days_late: int

    @property
    def late(self) -> bool:
        """Return whether the firm waits beyond the promise, or waited in this round."""
        return self.days_late > 0

    @property
    def is_waiting(self) -> bool:
        """Return whether an answer is still owed."""
        return self.ticket.state in WAITING

    @property
    def rating_label(self) -> str:
        """Return what the firm said of the last answer, empty before it said anything."""
        return Rating(self.rating).label if self.rating else ""


@dataclass(frozen=True)
class StoryLine:
    """One step of a ticket in words."""

    at: datetime
    label: str
    by_name: str
    note: str
    state_label: str


@dataclass(frozen=True)
class TicketPage:
    """One ticket: its line, its rounds, its story, and the steps that this actor may take next.

    `seen` marks the story so far: whoever acts on the ticket hands it in.
    """

    line: TicketLine
    rounds: tuple[TicketRound, ...]
    story: tuple[StoryLine, ...]
    next_steps: tuple[Transition, ...]
    seen: int

    @property
    def may_rate(self) -> bool:
        """Return whether the actor is the firm and an answer waits for its word."""
        return any(step.action == "rate" for step in self.next_steps)


def in_scope(actor: Actor, as_of: AsOf) -> QuerySet[Ticket]:
    """Return the tickets of the firms that an actor may see."""
    if actor.sees_whole_county:
        return Ticket.objects.all()
    return Ticket.objects.filter(enterprise__in=enterprises_queries.in_scope(actor, as_of))


def tickets(actor: Actor, as_of: AsOf, filters: TicketFilters | None = None) -> QuerySet[Ticket]:
    """Return the tickets in scope that the filters ask for: waiting ones first, then unrated ones, soonest due first.

    Each has its present round's `due_on`, `answered_at` and `rating` with it. Read them as lines by `lines_of`.
    """
    asked = filters or TicketFilters()
    found = _with_round(in_scope(actor, as_of)).select_related("enterprise", "section", "handler")
    exact = {
        "kind": asked.kind,
        "state": asked.state,
        "section__code": asked.section,
        "enterprise__credit_code": asked.credit_code,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.text:
        found = found.filter(
            Q(number__icontains=asked.text)
            | Q(text__icontains=asked.text)
            | Q(enterprise__in=enterprises_queries.bearing(asked.text, as_of))
        )
    if asked.waiting:
        found = found.filter(state__in=WAITING)
    if asked.waiting == LATE:
        found = found.filter(due_on__lt=as_of.on)
    turn = Case(When(state__in=WAITING, then=0), When(state=TicketState.ANSWERED, then=1), default=2)
    ordered: QuerySet[Ticket] = found.order_by(turn, "due_on", "number")
    return ordered


def lines_of(
    found: Iterable[Ticket], as_of: AsOf, names: Mapping[int, str] | None = None
) -> list[TicketLine]:
    """Return tickets as lines; one query for the firms' names where they are not at hand, one for late ones."""
    rows = list(found)
    late = any(_ran_to(one, as_of) > vars(one)["due_on"] for one in rows)
    working = calendar.calendar_to_show() if late else None
    if names is None:
        firms = enterprises_queries.population_with({one.enterprise_id for one in rows}, as_of).firms
        names = {key: firm.name_on(as_of.on) for key, firm in firms.items()}
    return [_line(one, names[one.enterprise_id], as_of, working) for one in rows]


def tickets_of(actor: Actor, credit_code: str, as_of: AsOf, firm_name: str = "") -> list[TicketLine]:
    """Return a firm's tickets that the actor may see: those waiting first; a name at hand spares a query."""
    found = list(tickets(actor, as_of, TicketFilters(credit_code=credit_code)))
    return lines_of(found, as_of, {one.enterprise_id: firm_name for one in found} if firm_name else None)


def ticket_page(actor: Actor, number: str, as_of: AsOf) -> TicketPage:
    """Return one ticket with its story; raise TicketNotFound, also for one out of scope."""
    found = tickets(actor, as_of).filter(number=number)
    rounds = Prefetch("rounds", TicketRound.objects.order_by("number"))
    steps = Prefetch("steps", TicketStep.objects.order_by("pk"))
    ticket = found.prefetch_related(rounds, steps).first()
    if ticket is None:
        raise TicketNotFound(f"没有找到编号为“{number}”的难题工单。")
    (line,) = lines_of([ticket], as_of)
    return TicketPage(
        line=line,
        rounds=tuple(ticket.rounds.all()),
        story=tuple(_story(step) for step in ticket.steps.all()),
        next_steps=next_steps(ticket, actor),
        seen=max(step.pk for step in ticket.steps.all()),
    )


def next_steps(ticket: Ticket, actor: Actor) -> tuple[Transition, ...]:
    """Return the steps that an actor may take now; those of the firm only for a person of this very firm."""
    held = {grant.role for grant in actor.grants}
    steps = TICKET_STEPS.from_state(ticket.state, roles=held)
    own = is_own(actor, ticket)
    return tuple(step for step in steps if step.roles <= OFFICERS or own)


def is_own(actor: Actor, ticket: Ticket) -> bool:
    """Return whether an actor speaks for the ticket's firm, and for nobody who handles tickets."""
    return ticket.enterprise.credit_code in actor.credit_codes and not actor.has_role(*OFFICERS, *LEADERS)


def find_ticket(actor: Actor, number: str, as_of: AsOf) -> Ticket:
    """Return one ticket in scope; raise TicketNotFound."""
    found = in_scope(actor, as_of).select_related("enterprise", "section", "handler").filter(number=number)
    ticket = found.first()
    if ticket is None:
        raise TicketNotFound(f"没有找到编号为“{number}”的难题工单。")
    return ticket


def last_act(ticket: Ticket) -> int:
    """Return the mark of a ticket's story so far: its last step."""
    return int(TicketStep.objects.filter(ticket=ticket).aggregate(last=Max("pk"))["last"])


def acts_after(ticket: Ticket, seen: int) -> list[TicketStep]:
    """Return what people did with a ticket after a step; the night's reports upward move nothing of the work."""
    later = TicketStep.objects.filter(ticket=ticket, pk__gt=seen).exclude(action=ESCALATED)
    return list(later.order_by("pk"))


def asked_about(rule_code: str) -> dict[int, datetime]:
    """Return when firms (by id) last opened a ticket from a policy's page; one query."""
    found = Ticket.objects.filter(rule_code=rule_code).values_list("enterprise_id")
    return dict(found.annotate(last=Max("opened_at")))


def overdue_counts(actor: Actor, as_of: AsOf) -> dict[str, int]:
    """Return how many tickets in scope wait, are late, and lie on each table above the section: one query."""
    found = _with_round(in_scope(actor, as_of)).filter(state__in=WAITING).values_list("due_on", "level")
    counts = {"waiting": 0, "late": 0, "bureau": 0, "county": 0}
    for due_on, level in found:
        counts["waiting"] += 1
        counts["late"] += due_on < as_of.on
        counts["bureau"] += level == Level.BUREAU
        counts["county"] += level == Level.COUNTY
    return counts


def _with_round(found: QuerySet[Ticket]) -> Any:
    rounds = TicketRound.objects.filter(ticket=OuterRef("pk")).order_by("-number")
    late = TicketRound.objects.filter(ticket=OuterRef("pk"), answered_at__date__gt=F("due_on"))
    return found.annotate(
        due_on=Subquery(rounds.values("due_on")[:1]),
        answered_at=Subquery(rounds.values("answered_at")[:1]),
        rating=Subquery(rounds.values("rating")[:1]),
        answered_late=Exists(late),
        went_up=Exists(TicketStep.objects.filter(ticket=OuterRef("pk"), level__gt=Level.SECTION)),
    )


def _ran_to(ticket: Ticket, as_of: AsOf) -> date:
    """Return the day to which a ticket's present round has run: that of its answer, or the day asked about."""
    answered_at: datetime | None = vars(ticket)["answered_at"]
    return as_of.on if answered_at is None else clock.day_of(answered_at)


def _working_days_late(working: WorkingCalendar | None, due_on: date, on: date) -> int:
    """Return by how many working days a deadline was missed, at least one on the day after it, 0 where it was kept."""
    return 0 if on <= due_on or working is None else -working.left(on, due_on)


def _line(ticket: Ticket, firm_name: str, as_of: AsOf, working: WorkingCalendar | None) -> TicketLine:
    row = vars(ticket)
    answered_on = None if row["answered_at"] is None else clock.day_of(row["answered_at"])
    days_late = _working_days_late(working, row["due_on"], _ran_to(ticket, as_of))
    return TicketLine(
        ticket=ticket,
        firm_name=firm_name,
        due_on=row["due_on"],
        answered_on=answered_on,
        rating=row["rating"],
        ever_late=row["answered_late"] or row["went_up"] or days_late > 0,
        days_late=days_late,
    )


def _story(step: TicketStep) -> StoryLine:
    return StoryLine(
        at=step.at,
        label=STEP_LABELS[step.action],
        by_name=step.by_name,
        note=step.note,
        state_label=TicketState(step.state).label,
    )


@dataclass(frozen=True)
class TicketThen:
    """A ticket as it stood at a moment: state, table, round, and every round's promise and answer until then."""

    ticket: Ticket
    firm_name: str
    place_id: int | None
    state: str
    rounds: tuple[TicketRound, ...]
    on: date

    @property
    def kind_label(self) -> str:
        """Return its kind."""
        return str(TicketKind(self.ticket.kind).label)

    @property
    def is_waiting(self) -> bool:
        """Return whether an answer was owed."""
        return self.state in WAITING

    @property
    def is_late(self) -> bool:
        """Return whether the answer owed was late on the day."""
        return self.is_waiting and self.rounds[-1].due_on < self.on


def first_ticket_on() -> date | None:
    """Return the day on which the first ticket of all was opened, None where none was."""
    first = Ticket.objects.aggregate(first=Min("opened_at"))["first"]
    return clock.day_of(first) if first else None


def tickets_then(as_of: AsOf, *, place: str | None = None) -> list[TicketThen]:
    """Return every ticket of the county, or of one place, as it stood on a day; in four queries, whoever looks."""
    moment = clock.end_of(as_of.on)
    if as_of.known_at is not None:
        moment = min(moment, as_of.known_at)
    rounds = Prefetch("rounds", TicketRound.objects.filter(began_at__lt=moment).order_by("number"))
    steps = Prefetch("steps", TicketStep.objects.filter(at__lt=moment).order_by("pk"))
    found = Ticket.objects.filter(opened_at__lt=moment).select_related("enterprise", "section")
    rows = list(found.prefetch_related(rounds, steps).order_by("number"))
    firms = enterprises_queries.population_with({one.enterprise_id for one in rows}, as_of).firms
    then = []
    for one in rows:
        firm = firms[one.enterprise_id]
        where = firm.place_on(as_of.on)
        if place is not None and (where is None or where.code != place):
            continue
        then.append(
            TicketThen(
                ticket=one,
                firm_name=firm.name_on(as_of.on),
                place_id=where.id if where else None,
                state=list(one.steps.all())[-1].state,
                rounds=tuple(_until(each, moment) for each in one.rounds.all()),
                on=as_of.on,
            )
        )
    return then


def _until(one: TicketRound, moment: datetime) -> TicketRound:
    """Return a round without what happened to it at `moment` or later."""
    if one.answered_at is not None and one.answered_at >= moment:
        one.answered_at, one.answer, one.rating, one.rated_at = None, "", "", None
    if one.rated_at is not None and one.rated_at >= moment:
        one.rating, one.rated_at = "", None
    return one


def sections() -> list[Organisation]:
    """Return the sections that tickets have been given to."""
    return list(
        Organisation.objects.filter(pk__in=Ticket.objects.values("section_id")).order_by("position", "code")
    )
