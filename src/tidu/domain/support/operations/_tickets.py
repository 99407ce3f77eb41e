"""Take a difficulty down, work on it, answer it, and let the firm say whether it is solved."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.support import checks, queries
from tidu.domain.support.checks import UnableToMoveTicket
from tidu.domain.support.models import ServiceStandard, Ticket, TicketRound, Visit
from tidu.domain.support.operations._story import record
from tidu.domain.support.vocabulary import (
    ASSIGNED,
    OPENED,
    TICKET_STEPS,
    Level,
    Rating,
    TicketKind,
    TicketSource,
    TicketState,
)
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar


def open_ticket(
    *,
    enterprise_id: int,
    kind: str,
    text: str,
    by: Actor,
    now: datetime,
    source: str = TicketSource.DESK,
    visit: Visit | None = None,
    rule_code: str = "",
) -> Ticket:
    """Take down a firm's difficulty and return its ticket, due by the promise of the day.

    The firm itself opens with source DESK, nobody else does; VISIT names the visit that brought it; `rule_code` the
    policy from whose page the firm asks. Raises UnableToOpenTicket, and HolidaysMissing where no holiday table reaches
    to the deadline.
    """
    today = clock.day_of(now)
    with transaction.atomic():
        enterprise = Enterprise.objects.select_for_update().get(pk=enterprise_id)
        # The promises are locked, so that two tickets opened at once never get one number.
        list(ServiceStandard.objects.select_for_update().order_by("pk").values_list("pk"))
        standard = checks.check_can_open(
            actor=by, enterprise=enterprise, on=today, kind=kind, text=text, source=source, visit=visit
        )
        ticket = Ticket.objects.create(
            number=_next_number(today.year),
            enterprise=enterprise,
            kind=kind,
            text=text.strip(),
            source=source,
            visit=visit,
            section=standard.section,
            opened_at=now,
            rule_code=rule_code,
        )
        _begin_round(ticket, 1, standard, now)
        record(ticket, OPENED, f"{standard.section.short_name}承办", by=by, now=now)
    return ticket


def accept(*, number: str, handler_id: int, by: Actor, now: datetime, seen: int | None = None) -> Ticket:
    """Take a ticket on and name the person who answers for it. Raises UnableToMoveTicket.

    `seen` is the mark of the story that one looked at (`TicketPage.seen`); where somebody has acted on the ticket
    since, TicketMovedMeanwhile says who and what, here and in the steps below.
    """
    with transaction.atomic():
        ticket = _locked(number, seen)
        checks.check_step(ticket, TicketState.ACCEPTED, actor=by)
        handler = Person.objects.filter(pk=handler_id).first()
        if handler is None:
            raise UnableToMoveTicket("没有找到承办人。请从列表中选择。")
        ticket.handler = handler
        _move(ticket, TicketState.ACCEPTED, f"承办人：{handler.name}", by=by, now=now)
    return ticket


def work(*, number: str, note: str = "", by: Actor, now: datetime, seen: int | None = None) -> Ticket:
    """Begin to work on a ticket, or to work on it again. Raises UnableToMoveTicket."""
    with transaction.atomic():
        ticket = _locked(number, seen)
        checks.check_step(ticket, TicketState.WORKING, actor=by, reason=note)
        _move(ticket, TicketState.WORKING, note.strip(), by=by, now=now)
    return ticket


def answer(*, number: str, text: str, by: Actor, now: datetime, seen: int | None = None) -> Ticket:
    """Answer the firm: how it is solved and by whom. The clock stops, the firm's word is next."""
    with transaction.atomic():
        ticket = _locked(number, seen)
        checks.check_step(ticket, TicketState.ANSWERED, actor=by, reason=text)
        current = _round(ticket)
        current.answer, current.answered_at, current.answered_by_name = text.strip(), now, by.name
        current.save(update_fields=["answer", "answered_at", "answered_by_name"])
        _move(ticket, TicketState.ANSWERED, text.strip(), by=by, now=now)
    return ticket


def rate_ticket(
    *, number: str, rating: str, by: Actor, now: datetime, remark: str = "", seen: int | None = None
) -> Ticket:
    """Let the firm say of the answer 满意, 基本满意 (the ticket is closed) or 不满意 (it is worked on again).

    Only a person of the firm may; a ticket worked on again gets a new round with a deadline of its own, and what was
    late stays late. Raises UnableToMoveTicket.
    """
    again = rating == Rating.UNSATISFIED
    target = TicketState.REOPENED if again else TicketState.CLOSED
    with transaction.atomic():
        ticket = _locked(number, seen)
        checks.check_rating(ticket, rating, remark)
        checks.check_step(ticket, target, actor=by, reason=remark)
        current = _round(ticket)
        current.rating, current.remark, current.rated_at, current.rated_by_name = (
            rating,
            remark.strip(),
            now,
            by.name,
        )
        current.save(update_fields=["rating", "remark", "rated_at", "rated_by_name"])
        words = f"{Rating(rating).label}：{remark.strip()}" if remark.strip() else Rating(rating).label
        _move(ticket, target, words, by=by, now=now)
        if again:
            ticket.level = Level.SECTION
            ticket.save(update_fields=["level"])
            _begin_round(ticket, current.number + 1, _promise(ticket.kind, now), now)
    return ticket


def assign(
    *, number: str, section_id: int, reason: str, by: Actor, now: datetime, seen: int | None = None
) -> Ticket:
    """Pass a ticket on to another section; the deadline stays. Raises UnableToMoveTicket."""
    with transaction.atomic():
        ticket = _locked(number, seen)
        section = Organisation.objects.filter(pk=section_id).first()
        checks.check_can_assign(ticket, section, actor=by, reason=reason)
        before = ticket.section.short_name
        ticket.section_id = section_id
        ticket.save(update_fields=["section"])
        words = f"{before} → {section.short_name if section else ''}：{reason.strip()}"
        record(ticket, ASSIGNED, words, by=by, now=now)
    return ticket


def _locked(number: str, seen: int | None) -> Ticket:
    """Return a ticket that nobody else acts on meanwhile, if nobody has since one looked at it."""
    found = Ticket.objects.select_for_update(of=("self",)).select_related("enterprise", "section")
    ticket = found.filter(number=number).first()
    if ticket is None:
        raise UnableToMoveTicket(f"没有找到编号为“{number}”的难题工单。")
    checks.check_seen(ticket, seen)
    return ticket


def _next_number(year: int) -> str:
    """Return the next number of a year, e.g. 2025-0007."""
    last = Ticket.objects.filter(number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:04d}"


def _promise(kind: str, now: datetime) -> ServiceStandard:
    """Return the promise of the day for a kind that had one before, and so has one now."""
    standard = queries.standard_on(kind, clock.day_of(now))
    if standard is None:
        raise UnableToMoveTicket(f"“{TicketKind(kind).label}”没有办理标准。请先设定。")
    return standard


def _begin_round(ticket: Ticket, number: int, standard: ServiceStandard, now: datetime) -> None:
    """Begin an attempt, due by the promise of its own first day."""
    today = clock.day_of(now)
    due_on = calendar.add_working_days(today, standard.days)
    TicketRound.objects.create(ticket=ticket, number=number, began_at=now, due_on=due_on)


def _round(ticket: Ticket) -> TicketRound:
    return TicketRound.objects.filter(ticket=ticket).latest("number")


def _move(ticket: Ticket, target: TicketState, words: str, *, by: Actor, now: datetime) -> None:
    """Carry a checked step out and write it down."""
    step = TICKET_STEPS.between(ticket.state, target)
    ticket.state = target
    ticket.save(update_fields=["state", "handler"])
    record(ticket, step.action, words, by=by, now=now)
