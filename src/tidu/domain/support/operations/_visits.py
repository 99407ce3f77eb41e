"""Write a visit down: in one act the visit, its photograph and the tickets that come of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.support import checks
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
    purpose: str,
    heard: str,
    by: Actor,
    now: datetime,
    on: date | None = None,
    next_step: str = "",
    needs: Collection[str] = (),
    photo: bytes | None = None,
    person: Person | None = None,
) -> tuple[Visit, list[Ticket]]:
    """Write down that somebody was at a firm, and open a ticket for each kind of need heard there.

    The visitor is the person behind `by`; the system names one. `photo` is kept without the camera's notes. Raises
    UnableToRecordVisit, UnableToOpenTicket, and UnableToStore for what is no photograph.
    """
    on = on or clock.day_of(now)
    with transaction.atomic():
        enterprise = Enterprise.objects.get(pk=enterprise_id)
        visitor = checks.check_visit(
            actor=by,
            person=person,
            enterprise=enterprise,
            on=on,
            today=clock.day_of(now),
            purpose=purpose,
            heard=heard,
        )
        visit = Visit.objects.create(
            enterprise=enterprise,
            visitor=visitor,
            visited_on=on,
            purpose=purpose,
            heard=heard.strip(),
            next_step=next_step.strip(),
            photo=_kept(photo, enterprise, on, now),
            recorded_at=now,
        )
        audit_operations.record(
            by=by,
            now=now,
            action="support.record_visit",
            subject=("support.Visit", str(visit.pk)),
            organisation_code=enterprise.credit_code,
            summary=f"{VisitPurpose(purpose).label}：{heard.strip()}"[:300],
            detail={"on": on.isoformat(), "needs": sorted(needs), "photo": photo is not None},
        )
        tickets = [
            open_ticket(
                enterprise_id=enterprise_id,
                kind=kind,
                text=heard,
                source=TicketSource.VISIT,
                visit=visit,
                by=by,
                now=now,
            )
            for kind in sorted(needs)
        ]
    return visit, tickets


def _kept(photo: bytes | None, enterprise: Enterprise, on: date, now: datetime) -> StoredFile | None:
    if photo is None:
        return None
    content, ending = photographs.without_notes(photo)
    name = f"走访-{enterprise.credit_code}-{on.isoformat()}.{ending}"
    return files.store(name=name, content=content, now=now)
