"""Difficulty tickets, promises and the people around them, made through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.factories.accounts import a_person, a_role, an_actor, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.pool import a_member
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.pool import queries as pool
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.support import operations
from tidu.domain.support.models import (
    ContactLeader,
    ServiceStandard,
    Ticket,
    TicketRound,
    TicketStep,
    Visit,
)
from tidu.domain.support.vocabulary import TicketKind, TicketSource, TicketState, VisitPurpose
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.actors import Actor, OrganisationKind, Role, system
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.clock import AsOf

OFFICER = system("测试经办")
OPENED_AT = datetime(2025, 5, 30, 2, 0, tzinfo=UTC)
"""A Friday before the Dragon Boat holiday: the tenth working day after it is Monday, 2025-06-16."""
DUE = date(2025, 6, 16)


def at(text: str, hour: int = 2) -> datetime:
    """Return a moment of a day: 10 o'clock in the county."""
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def a_standard(
    kind: str = TicketKind.TALENT,
    *,
    section: Organisation | None = None,
    days: int = 10,
    level_days: int = 5,
    since: date = date(2024, 1, 1),
) -> ServiceStandard:
    """Return a promise for a kind of ticket, with the shipped holiday tables that its deadlines need."""
    calendar.load_shipped_years(by=OFFICER, now=at("2024-01-01"))
    return operations.set_standard(
        kind=kind,
        section_id=(section or an_organisation(OrganisationKind.BUREAU_SECTION)).pk,
        days=days,
        level_days=level_days,
        valid_from_on=since,
        by=OFFICER,
        now=at("2024-01-01"),
    )


def the_firm_itself(enterprise: Enterprise) -> Actor:
    """Return the contact of a firm, signed in; a firm may have several."""
    home = Organisation.objects.filter(code=enterprise.credit_code).first()
    home = home or an_organisation(OrganisationKind.ENTERPRISE, code=enterprise.credit_code)
    return an_actor(Role.ENTERPRISE_CONTACT, organisation=home)


def a_ticket(
    enterprise: Enterprise | None = None,
    state: str = TicketState.REGISTERED,
    *,
    kind: str = TicketKind.TALENT,
    text: str = "招不到工艺工程师",
    now: datetime = OPENED_AT,
) -> Ticket:
    """Return a ticket taken down by telephone and moved on to a state, every step at `now`."""
    if not ServiceStandard.objects.known_at(None).filter(kind=kind).exists():
        a_standard(kind)
    firm = enterprise or an_enterprise(place=an_organisation())
    ticket = operations.open_ticket(
        enterprise_id=firm.pk, kind=kind, text=text, source=TicketSource.PHONE, by=OFFICER, now=now
    )
    number = ticket.number
    order = [TicketState.ACCEPTED, TicketState.WORKING, TicketState.ANSWERED, TicketState.CLOSED]
    wanted = order[: order.index(TicketState(state)) + 1] if state in order else []
    for each in wanted:
        if each == TicketState.ACCEPTED:
            ticket = operations.accept(number=number, handler_id=a_handler().pk, by=OFFICER, now=now)
        elif each == TicketState.WORKING:
            ticket = operations.work(number=number, by=OFFICER, now=now)
        elif each == TicketState.ANSWERED:
            ticket = operations.answer(number=number, text="已对接两所高校", by=OFFICER, now=now)
        else:
            firm_itself = the_firm_itself(firm)
            ticket = operations.rate_ticket(number=number, rating="SATISFIED", by=firm_itself, now=now)
    return ticket


def a_handler(name: str = "") -> Person:
    """Return a clerk who can answer for tickets."""
    return a_role(Role.SECTION_CLERK, person=a_person(name=name)).person


def a_ticket_round(ticket: Ticket | None = None) -> TicketRound:
    """Return the present round of a ticket."""
    return TicketRound.objects.filter(ticket=ticket or a_ticket()).latest("number")


def a_ticket_step(ticket: Ticket | None = None) -> TicketStep:
    """Return the last step of a ticket's story."""
    return TicketStep.objects.filter(ticket=ticket or a_ticket()).latest("pk")


def a_leader(
    role: str = Role.TOWNSHIP_LEADER, *, name: str = "", organisation: Organisation | None = None
) -> Person:
    """Return somebody who can be a contact leader."""
    return a_role(role, person=a_person(name=name), organisation=organisation).person


def a_contact_leader(
    enterprise: Enterprise | None = None, person: Person | None = None, *, since: date = date(2025, 1, 6)
) -> ContactLeader:
    """Return who answers for a firm of the pool from a day on."""
    firm = enterprise or an_enterprise(place=an_organisation())
    if pool.stage_of(firm.pk, AsOf(on=since)) == Stage.OUT:
        a_member(firm, since=date(2024, 3, 1))
    (leader,) = operations.assign_leader(
        enterprise_ids=[firm.pk],
        person_id=(person or a_leader()).pk,
        on=since,
        by=OFFICER,
        now=at(since.isoformat()),
    )
    return leader


def a_visit(
    enterprise: Enterprise | None = None,
    person: Person | None = None,
    *,
    on: date = date(2025, 6, 9),
    photo: bytes | None = None,
) -> Visit:
    """Return a visit of somebody to a firm, written down on the same day."""
    visit, _ = operations.record_visit(
        enterprise_id=(enterprise or an_enterprise(place=an_organisation())).pk,
        note=operations.VisitNote(
            VisitPurpose.REGULAR, "订单稳定，想扩建实验室", "下月送政策上门", photo=photo
        ),
        person=person or a_leader(),
        on=on,
        by=OFFICER,
        now=at(on.isoformat()),
    )
    return visit
