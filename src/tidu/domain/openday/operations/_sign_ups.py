"""The public page: sign up, wait, and get the seat that somebody gave up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tidu.domain.openday import checks, queries
from tidu.domain.openday.models import Event, Invitation, SignUp
from tidu.domain.openday.operations import _replies
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.queries import locked
from tidu.domain.openday.vocabulary import GUEST, GuestGroup, InvitationState, ReplyWay, SignUpState
from tidu.foundation import clock
from tidu.foundation.actors import Actor


def sign_up(
    *,
    event: Event,
    name: str,
    phone: str,
    client_id: str,
    notice_version: str,
    now: datetime,
    organisation: str = "",
    sender: str = "",
    by: Actor = GUEST,
) -> SignUp:
    """Sign somebody of the public up, once per `client_id`: on a seat while there is one, else on the waiting list.

    `sender` is a keyed digest of the device, for the limits. Raises UnableToReply.
    """
    with transaction.atomic():
        event = locked(event)
        words = checks.check_can_sign_up(event, name, phone, notice_version, clock.day_of(now))
        before = event.sign_ups.filter(client_id=client_id).first()
        if before is not None:
            return before
        checks.check_sign_up_limits(event, words, phone, sender, clock.day_of(now))
        made = SignUp.objects.create(
            event=event,
            name=words,
            organisation=organisation.strip()[:120],
            phone=phone.strip()[:32],
            state=SignUpState.WAITING,
            signed_up_at=now,
            client_id=client_id[:64],
            notice_version=notice_version.strip()[:20],
            sender=sender,
        )
        promote(event, by=by, now=now)
        made.refresh_from_db()
        note(event, "sign_up", f"{event.occasion.code} 公众报名：{made.get_state_display()}", by=by, now=now)
    return made


def withdraw_sign_up(*, one: SignUp, now: datetime, by: Actor = GUEST) -> SignUp:
    """Give a place on the list or a seat back; whoever waits first gets the seat. Doing it twice is harmless.

    Raises UnableToReply.
    """
    with transaction.atomic():
        event = locked(one.event)
        one = SignUp.objects.select_related("seat").get(pk=one.pk)
        if one.state == SignUpState.WITHDRAWN:
            return one
        checks.check_can_withdraw(event, clock.day_of(now))
        if one.seat is not None:
            way = ReplyWay.SIGN_UP
            _replies.take_back(one.seat, way=way, by=by, now=now)
            _replies.answer(one.seat, InvitationState.DECLINED, way=way, by=by, now=now)
            one.seat.save()
        one.state = SignUpState.WITHDRAWN
        one.save(update_fields=["state"])
        promote(event, by=by, now=now)
        note(event, "withdraw", f"{event.occasion.code} 公众报名：已退出", by=by, now=now)
    return one


def promote(event: Event, *, by: Actor, now: datetime) -> list[SignUp]:
    """Give free public seats to those who wait, in order, until the day is over. The caller locked the event."""
    if clock.day_of(now) > event.occasion.on:
        return []
    waiting = event.sign_ups.filter(state=SignUpState.WAITING).order_by("signed_up_at", "pk")
    promoted = list(waiting[: queries.free_public_seats(event)])
    for one in promoted:
        last = event.invitations.aggregate(last=Max("number"))["last"] or 0
        one.seat = Invitation.objects.create(
            event=event,
            number=last + 1,
            group=GuestGroup.PUBLIC,
            name=one.name,
            organisation=one.organisation,
            phone=one.phone,
            state=InvitationState.ACCEPTED,
            invited_at=now,
            replied_at=now,
            reply_way=ReplyWay.SIGN_UP,
            replied_by_name=by.name,
        )
        one.state = SignUpState.SEATED
        one.save(update_fields=["seat", "state"])
    if promoted:
        seats = [one.seat.number for one in promoted if one.seat]
        words = f"{event.occasion.code} 公众席位 {len(promoted)} 个"
        note(event, "promote", words, by=by, now=now, seats=seats)
    return promoted
