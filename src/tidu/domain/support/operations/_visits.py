"""Write a visit down: in one act the visit, its photograph and the tickets that come of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.support import checks
from tidu.domain.support.checks import VisitNote
from tidu.domain.support.models import Ticket, Visit
from tidu.domain.support.operations._tickets import open_ticket
from tidu.domain.support.vocabulary import TicketSource, VisitPurpose
from tidu.foundation import clock
from tidu.foundation.accounts.models import Person
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.files import operations as files
from tidu.foundation.files import photographs
from tidu.foundation.files.models import StoredFile


def record_visit(
    *,
    enterprise_id: int,
    note: VisitNote,
    by: Actor,
    now: datetime,
    on: date | None = None,
    person: Person | None = None,
) -> tuple[Visit, list[Ticket]]:
    """Write down that somebody was at a firm, and open a ticket for each kind of need heard there.

    The visitor is the person behind `by`; the system names one. A photograph is kept without the camera's notes.
    Raises UnableToRecordVisit, UnableToOpenTicket, and UnableToStore for what is no photograph.
    """
    today = clock.day_of(now)
    on = on or today
    with transaction.atomic():
        enterprise = Enterprise.objects.get(pk=enterprise_id)
        visitor = checks.check_visit(
            actor=by, person=person, enterprise=enterprise, on=on, today=today, note=note
        )
        visit = Visit.objects.create(
            enterprise=enterprise,
            visitor=visitor,
            visited_on=on,
            purpose=note.purpose,
            heard=note.heard.strip(),
            next_step=note.next_step.strip(),
            photo=_kept(note.photo, enterprise, on, now),
            recorded_at=now,
        )
        _audit(visit, note, by=by, now=now)
        tickets = [_ticket(visit, kind, by=by, now=now) for kind in sorted(note.needs)]
    return visit, tickets


def _ticket(visit: Visit, kind: str, *, by: Actor, now: datetime) -> Ticket:
    return open_ticket(
        enterprise_id=visit.enterprise_id,
        kind=kind,
        text=visit.heard,
        source=TicketSource.VISIT,
        visit=visit,
        by=by,
        now=now,
    )


def _audit(visit: Visit, note: VisitNote, *, by: Actor, now: datetime) -> None:
    audit_operations.record(
        by=by,
        now=now,
        action="support.record_visit",
        subject=("support.Visit", str(visit.pk)),
        organisation_code=visit.enterprise.credit_code,
        summary=f"{VisitPurpose(visit.purpose).label}：{visit.heard}"[:300],
        detail={
            "on": visit.visited_on.isoformat(),
            "needs": sorted(note.needs),
            "photo": visit.photo is not None,
        },
    )


def _kept(photo: bytes | None, enterprise: Enterprise, on: date, now: datetime) -> StoredFile | None:
    if photo is None:
        return None
    content, ending = photographs.without_notes(photo)
    name = f"走访-{enterprise.credit_code}-{on.isoformat()}.{ending}"
    return files.store(name=name, content=content, now=now)
