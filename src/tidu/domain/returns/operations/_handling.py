"""Look after a return that went out: remind, exempt, close, reopen, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.returns import checks, queries
from tidu.domain.returns.checks import UnableToHandle
from tidu.domain.returns.models import Addressee, OutgoingReturn, Reminder
from tidu.domain.returns.vocabulary import ReturnState
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf


def remind(*, outgoing: OutgoingReturn, by: Actor, now: datetime) -> int:
    """Remind everybody whose next step it is, once a day at most, and return how many were reminded."""
    checks.check_can_handle(by)
    if outgoing.state != ReturnState.OPEN:
        raise UnableToHandle(f"{outgoing.number} 不在填报中，不用催。")
    today = clock.day_of(now)
    with transaction.atomic():
        owing = [
            one for one in queries.standings(queries.addressees_of(outgoing), AsOf(on=today)) if one.owes
        ]
        reminded = {
            one.addressee_id: one
            for one in Reminder.objects.filter(addressee__outgoing=outgoing).order_by("pk")
        }
        due = [
            one.addressee
            for one in owing
            if one.addressee.pk not in reminded
            or clock.day_of(reminded[one.addressee.pk].reminded_at) < today
        ]
        if not due:
            raise UnableToHandle("没有要催的：都已交回，或今天已经催过。")
        Reminder.objects.bulk_create(
            [Reminder(addressee=one, reminded_at=now, reminded_by_name=by.name) for one in due],
            batch_size=500,
        )
        _note("returns.remind", outgoing, f"催报 {outgoing.number}：{len(due)} 个单位", by=by, now=now)
    return len(due)


def exempt(*, addressee: Addressee, reason: str, by: Actor, now: datetime) -> Addressee:
    """Excuse an addressee from answering, with the reason."""
    checks.check_can_handle(by, reason)
    with transaction.atomic():
        addressee = (
            Addressee.objects.select_for_update(of=("self",)).select_related("outgoing").get(pk=addressee.pk)
        )
        checks.check_not_exempt(addressee, reason)
        addressee.exempt_because = reason.strip()
        addressee.save(update_fields=["exempt_because"])
        audit_operations.record(
            by=by,
            now=now,
            action="returns.exempt",
            subject=(Addressee._meta.label, str(addressee.pk)),
            summary=f"免报 {addressee.outgoing.number}：{reason.strip()}"[:300],
        )
    return addressee


def close(*, outgoing: OutgoingReturn, by: Actor, now: datetime) -> OutgoingReturn:
    """Take no more answers; who had not answered stays on record."""
    return _move(outgoing, ReturnState.CLOSED, "", by=by, now=now)


def reopen(*, outgoing: OutgoingReturn, reason: str, by: Actor, now: datetime) -> OutgoingReturn:
    """Take answers again."""
    return _move(outgoing, ReturnState.OPEN, reason, by=by, now=now)


def withdraw(*, outgoing: OutgoingReturn, reason: str, by: Actor, now: datetime) -> OutgoingReturn:
    """Take a return back: nobody has to answer it, and its questions count as not asked."""
    return _move(outgoing, ReturnState.WITHDRAWN, reason, by=by, now=now)


def _move(
    outgoing: OutgoingReturn, to: ReturnState, reason: str, *, by: Actor, now: datetime
) -> OutgoingReturn:
    with transaction.atomic():
        outgoing = OutgoingReturn.objects.select_for_update().get(pk=outgoing.pk)
        step = checks.check_can_move(outgoing, to, by, reason)
        outgoing.state = to
        outgoing.save(update_fields=["state"])
        said = f"{step.label} {outgoing.number}" + (f"：{reason.strip()}" if reason.strip() else "")
        _note(f"returns.{step.action}", outgoing, said, by=by, now=now)
    return outgoing


def _note(action: str, outgoing: OutgoingReturn, summary: str, *, by: Actor, now: datetime) -> None:
    audit_operations.record(
        by=by,
        now=now,
        action=action,
        subject=(OutgoingReturn._meta.label, outgoing.number),
        summary=summary[:300],
    )
