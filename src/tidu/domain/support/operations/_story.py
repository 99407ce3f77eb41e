"""What happened to a ticket is written twice: a line of the story that the firm reads, and an entry of the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max

from tidu.domain.support.models import Ticket, TicketRound, TicketStep
from tidu.domain.support.vocabulary import STEP_LABELS
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations


def record(ticket: Ticket, action: str, words: str, *, by: Actor, now: datetime, **further: Any) -> None:
    """Write a step into the ticket's present round, and into the audit, there with `further`."""
    number = TicketRound.objects.filter(ticket=ticket).aggregate(last=Max("number"))["last"]
    TicketStep.objects.create(
        ticket=ticket,
        round_number=number,
        action=action,
        state=ticket.state,
        level=ticket.level,
        at=now,
        by_id=by.user_id,
        by_name=by.name,
        note=words,
    )
    code = ticket.enterprise.credit_code
    audit_operations.record(
        by=by,
        now=now,
        action=f"support.{action}",
        subject=("support.Ticket", ticket.number),
        organisation_code=code,
        summary=f"{STEP_LABELS[action]} {ticket.number}：{words}"[:300],
        detail={"credit_code": code, "state": ticket.state, "level": ticket.level, **further},
    )
