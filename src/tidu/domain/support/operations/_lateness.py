"""The nightly job: what is late goes up one level, and stays written down for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.support import queries
from tidu.domain.support.models import ServiceStandard, Ticket, TicketRound
from tidu.domain.support.operations._story import record
from tidu.domain.support.vocabulary import ESCALATED, WAITING, Level
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.clock import AsOf


def escalate_overdue(*, by: Actor, now: datetime) -> str:
    """Move every late ticket up one level where it has lain long enough, and say how many.

    The first move comes on the day after the deadline, the next after `level_days` working days more, up to the
    county. Done twice on a day, the second time moves nothing.
    """
    today = clock.day_of(now)
    working = calendar.working_calendar()
    standards = queries.standards_on(AsOf(on=today))
    moved = []
    with transaction.atomic():
        late = Ticket.objects.select_for_update(of=("self",)).filter(
            state__in=WAITING, level__lt=Level.COUNTY
        )
        due = dict(
            TicketRound.objects.filter(ticket__in=late.values("pk"))
            .order_by("number")
            .values_list("ticket_id", "due_on")
        )
        for ticket in late.select_related("enterprise").order_by("pk"):
            days_late = working.between(due[ticket.pk], today) if due[ticket.pk] < today else 0
            if days_late and _has_lain_enough(ticket, standards.get(ticket.kind), days_late):
                _raise_level(ticket, days_late, by=by, now=now)
                moved.append(ticket.number)
    return f"逾期工单上报 {len(moved)} 件" + (f"：{'、'.join(moved)}" if moved else "")


def _has_lain_enough(ticket: Ticket, standard: ServiceStandard | None, days_late: int) -> bool:
    """Return whether a ticket has waited on its table for the days that the promise gives each table."""
    between = standard.level_days if standard else 1
    return days_late > ticket.level * between


def _raise_level(ticket: Ticket, days_late: int, *, by: Actor, now: datetime) -> None:
    ticket.level += 1
    ticket.save(update_fields=["level"])
    words = f"逾期 {days_late} 个工作日，上报{Level(ticket.level).label}"
    record(ticket, ESCALATED, words, by=by, now=now, days_late=days_late)
