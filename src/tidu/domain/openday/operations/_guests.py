"""Invite groups and single guests, take their replies, remind those who have not answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tidu.domain.openday import checks, queries
from tidu.domain.openday.models import Event, Invitation
from tidu.domain.openday.operations import _replies
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.operations._replies import Place
from tidu.domain.openday.operations._sign_ups import promote
from tidu.domain.openday.queries import locked
from tidu.domain.openday.vocabulary import (
    GUEST,
    INVITED_FROM,
    OFFICERS,
    GuestGroup,
    InvitationState,
    ReplyWay,
    SignUpState,
)
from tidu.foundation import clock
from tidu.foundation.accounts.models import Person
from tidu.foundation.actors import Actor


def invite_group(
    *, event: Event, group: str, by: Actor, now: datetime, person_ids: Collection[int] | None = None
) -> list[Invitation]:
    """Invite everybody (or the chosen ones) of the directory who belongs to a group on the event's day.

    A replaced leader is not among them, and whoever is invited already is not asked twice. Raises UnableToInvite where
    the group has too few seats; then nobody is invited.
    """
    checks.check_officer(by)
    if group not in INVITED_FROM:
        raise checks.UnableToInvite("请选择来宾的界别。")
    with transaction.atomic():
        event = locked(event)
        found = queries.candidates(event, group)
        chosen = [one for one in found if person_ids is None or one.person_id in person_ids]
        if not chosen:
            raise checks.UnableToInvite(
                f"通讯录里没有还未邀请的{GuestGroup(group).label}。可以逐个填写姓名邀请。"
            )
        checks.check_quota(event, group, len(chosen))
        number = _last_number(event)
        made = [
            Invitation.objects.create(
                event=event,
                number=number + place,
                group=group,
                person_id=one.person_id,
                name=checks.check_guest(event, one.person_name, group),
                organisation=one.organisation_name,
                post_title=one.post_title,
                invited_at=now,
            )
            for place, one in enumerate(chosen, start=1)
        ]
        words = f"{event.occasion.code} 邀请{GuestGroup(group).label} {len(made)} 人"
        note(event, "invite", words, by=by, now=now, seats=[one.number for one in made])
    return made


def invite_guest(
    *,
    event: Event,
    name: str,
    group: str,
    by: Actor,
    now: datetime,
    organisation: str = "",
    post_title: str = "",
    phone: str = "",
    email: str = "",
    person: Person | None = None,
) -> Invitation:
    """Invite one guest by name, of the directory or not. Raises UnableToInvite."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        words = checks.check_guest(event, name, group)
        checks.check_not_invited(event, words, organisation)
        checks.check_quota(event, group, 1)
        if person is not None and event.invitations.filter(person=person).exists():
            raise checks.UnableToInvite(f"{words}已经邀请过。请在名单里查看。")
        made = Invitation.objects.create(
            event=event,
            number=_last_number(event) + 1,
            group=group,
            person=person,
            name=words,
            organisation=organisation.strip()[:120],
            post_title=post_title.strip()[:60],
            phone=phone.strip()[:32],
            email=email.strip(),
            invited_at=now,
        )
        words = f"{event.occasion.code} 邀请{made.get_group_display()} 1 人（席 {made.number}）"
        note(event, "invite", words, by=by, now=now, seats=[made.number])
    return made


def reply(
    *,
    invitation: Invitation,
    state: str,
    way: str,
    now: datetime,
    by: Actor = GUEST,
    substitute_name: str = "",
    substitute_post: str = "",
    substitute_phone: str = "",
    reply_note: str = "",
    notice_version: str = "",
) -> Invitation:
    """Take a guest's answer, by link or entered by an officer: the two count the same. Return the seat's invitation.

    An answer may be changed, the one before is kept. A substitute is an invitation of its own, accepted, linked to the
    seat, in its place; an officer may give the seat back or on. Declining frees a public seat for whoever waits. Raises
    UnableToReply, and UnableToInvite to an officer where the group's seats are all taken.
    """
    if way not in ReplyWay.values:
        raise checks.UnableToReply("请选择回复方式。")
    if way != ReplyWay.LINK:
        checks.check_officer(by)
    with transaction.atomic():
        event, one = locked(invitation.event), Invitation.objects.get(pk=invitation.pk)
        by_staff = by.is_system or by.has_role(*OFFICERS)
        checks.check_can_reply(event, one, state, clock.day_of(now), by_staff=by_staff)
        place = _replies.take_back(one, way=way, by=by, now=now)
        _replies.answer(one, state, way=way, by=by, now=now)
        one.reply_note = reply_note.strip()[:300]
        if state == InvitationState.ACCEPTED:
            one.tour_group, one.seat = place
        elif state == InvitationState.SUBSTITUTED:
            _substitute(one, (substitute_name, substitute_post, substitute_phone), place, by=by, now=now)
        one.save()
        words = f"{event.occasion.code} 席 {one.number}：{InvitationState(state).label}"
        note(event, "reply", words, by=by, now=now, way=way, notice=notice_version)
        if state == InvitationState.DECLINED:
            _free(event, one, by=by, now=now)
    return one


def _substitute(
    one: Invitation, told: tuple[str, str, str], place: Place, *, by: Actor, now: datetime
) -> None:
    """Put somebody else on a seat: name, post and telephone as told, in the seat's own place, by the same way."""
    name, post, phone = told
    tour_group, seat = place
    Invitation.objects.create(
        event_id=one.event_id,
        number=_last_number(one.event) + 1,
        group=one.group,
        name=checks.check_substitute(one, name),
        organisation=one.organisation,
        post_title=post.strip()[:60],
        phone=phone.strip()[:32],
        state=InvitationState.ACCEPTED,
        substitute_of=one,
        invited_at=now,
        replied_at=now,
        reply_way=one.reply_way,
        replied_by_name=by.name,
        tour_group=tour_group,
        seat=seat,
    )


def _free(event: Event, one: Invitation, *, by: Actor, now: datetime) -> None:
    """Let the next of the public page take a public seat that was given up, also by a substitute."""
    own = (one.pk, one.substitute_of_id)
    signed = event.sign_ups.filter(seat__in=own, state=SignUpState.SEATED).first()
    if signed is not None:
        signed.state = SignUpState.WITHDRAWN
        signed.save(update_fields=["state"])
        promote(event, by=by, now=now)


def remind(*, event: Event, by: Actor, now: datetime) -> list[Invitation]:
    """Note that those who have not answered are being reminded, and return them; nothing is sent.

    Screens make text, link and QR code of each for paper, message or mail. Raises UnableToPlan.
    """
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        waiting = queries.remindable(event, clock.day_of(now))
        if not waiting:
            raise checks.UnableToPlan("没有需要提醒的：来宾都已回复或还没有邀请，或现在不收回复。")
        Invitation.objects.filter(pk__in=[one.pk for one in waiting]).update(reminded_at=now)
        words = f"{event.occasion.code} 提醒待复来宾 {len(waiting)} 人"
        note(event, "remind", words, by=by, now=now, seats=[one.number for one in waiting])
    return waiting


def _last_number(event: Event) -> int:
    return event.invitations.aggregate(last=Max("number"))["last"] or 0
