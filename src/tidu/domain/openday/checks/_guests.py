"""Inviting and replying: quotas, who answers, substitutes, and the public page."""

from __future__ import annotations

from datetime import date

from tidu.domain.openday import queries
from tidu.domain.openday.models import Event, Invitation, SignUp
from tidu.domain.openday.queries import ABSENT
from tidu.domain.openday.vocabulary import (
    NAME_LENGTH,
    PER_DEVICE,
    PER_LINK,
    REPLYING,
    EventState,
    GuestGroup,
    InvitationState,
    SignUpState,
)
from tidu.foundation import clock


class UnableToInvite(ValueError):
    """Raised when somebody cannot be invited."""


class UnableToReply(ValueError):
    """Raised when a reply or a sign-up is not taken; the message is for the guest."""


def check_quota(event: Event, group: str, more: int) -> None:
    """Refuse guests beyond a group's seats; a substitute takes the one there was, whoever declines frees it."""
    seats, taken = queries.seats_of(event, group)
    if taken + more > seats:
        label = GuestGroup(group).label
        raise UnableToInvite(
            f"{label}名额 {seats} 人，已邀请 {taken} 人，再邀 {more} 人超出 {taken + more - seats} 人。"
            "请先增加名额，或逐个挑选。"
        )


def check_guest(event: Event, name: str, group: str) -> str:
    """Return a guest's name; refuse a missing one, an unknown group, and an event whose guests are settled."""
    if event.state == EventState.CLOSED:
        raise UnableToInvite("这次开放日已结，不能再邀请。")
    if group not in GuestGroup.values:
        raise UnableToInvite("请选择来宾的界别。")
    words = name.strip()
    if not words or len(words) > NAME_LENGTH:
        raise UnableToInvite(f"请填写来宾姓名，至多 {NAME_LENGTH} 个字。")
    return words


def _check_seat_left(event: Event, one: Invitation, *, by_staff: bool) -> None:
    """Refuse a yes to a seat that had been given up, where the group's seats are all taken by now."""
    substitute = queries.substitute_for(one) if one.state == InvitationState.SUBSTITUTED else one
    if substitute is None or substitute.state != InvitationState.DECLINED:
        return
    try:
        check_quota(event, one.group, 1)
    except UnableToInvite as error:
        if by_staff:
            raise
        raise UnableToReply("您让出席位以后，名额已经满了，不能再改为参加。想来的话请联系科技局。") from error


def check_not_invited(event: Event, name: str, organisation: str) -> None:
    """Refuse somebody who stands on the list already, by name and firm; namesakes are told apart by their firms."""
    for one in queries.namesakes(event, name):
        if not organisation.strip() or not one.organisation or organisation.strip() == one.organisation:
            firm = one.organisation or "没有写单位"
            raise UnableToInvite(
                f"名单里已有{one.name}（席 {one.number}，{firm}，{one.get_state_display()}）。"
                "是同一位的，请在名单里登记回复；是同名的另一位，请写明单位。"
            )


def check_can_reply(event: Event, one: Invitation, state: str, on: date, *, by_staff: bool) -> None:
    """Refuse an answer to an event that asks for none, after its day, and to a seat somebody else has taken by now."""
    if state not in (InvitationState.ACCEPTED, InvitationState.DECLINED, InvitationState.SUBSTITUTED):
        raise UnableToReply("请选择：参加、不参加，或改派他人。")
    if event.state not in REPLYING:
        raise UnableToReply(f"这次开放日目前是“{event.get_state_display()}”，不收回复。请联系科技局。")
    if not by_staff and on > event.occasion.on:
        raise UnableToReply("开放日已经结束，回复不再收。谢谢您。")
    if one.state == InvitationState.SUBSTITUTED and (not by_staff or one.substitute_of_id is not None):
        raise UnableToReply(
            "这个席位已改派他人，不能再改。要调整请联系科技局，由工作人员在原来的席位上登记。"
        )
    if one.substitute_of_id is not None and state == InvitationState.SUBSTITUTED:
        raise UnableToReply("改派的席位不能再改派。您若不能来，请选“不参加”。")
    if state != InvitationState.DECLINED:
        _check_seat_left(event, one, by_staff=by_staff)


def check_substitute(seat: Invitation, name: str) -> str:
    """Return a substitute's name; refuse none, and somebody of the same firm who has a seat already."""
    words = name.strip()
    if not words or len(words) > NAME_LENGTH:
        raise UnableToReply(f"请填写代您参加的人的姓名，至多 {NAME_LENGTH} 个字。")
    known = queries.namesakes(seat.event, words)
    if any(one.organisation == seat.organisation and one.state not in ABSENT for one in known):
        raise UnableToReply(f"{words}本人也在受邀之列，不能再占一个席位。请改派另一位，或选“不能来”。")
    return words


def check_sign_up_limit(event: Event, limit: int) -> None:
    """Refuse more seats for the public page than the public has."""
    seats, _ = queries.seats_of(event, GuestGroup.PUBLIC)
    if limit > seats:
        raise UnableToInvite(
            f"公众名额 {seats} 人，公众报名席位 {limit} 个放不下。请先在来宾构成里增加公众名额，或减少报名席位。"
        )


def check_can_withdraw(event: Event, on: date) -> None:
    """Refuse to give a place back once the day is over: who was expected stays as it was."""
    if event.state == EventState.CLOSED or on > event.occasion.on:
        raise UnableToReply("开放日已经结束，不用再退出。谢谢您。")


def check_can_sign_up(event: Event, name: str, phone: str, notice_version: str, on: date) -> str:
    """Return the name of who signs up; refuse an event without public seats, and a form without the notice."""
    if not event.sign_up_limit or event.state != EventState.INVITING:
        raise UnableToReply("这次开放日目前不接受公众报名。")
    if on > event.occasion.on:
        raise UnableToReply("开放日已经结束，不再接受报名。")
    if not notice_version.strip():
        raise UnableToReply("页面没有带上个人信息告知。请刷新页面后重新提交。")
    if not 7 <= len(_digits(phone)) <= 15:
        raise UnableToReply("请填写能联系到您的电话，用数字。")
    words = name.strip()
    if not words or len(words) > NAME_LENGTH:
        raise UnableToReply(f"请填写姓名，至多 {NAME_LENGTH} 个字。")
    return words


def check_sign_up_limits(event: Event, name: str, phone: str, sender: str, on: date) -> None:
    """Refuse whoever has a place already, and more than one device may send or the link may bring in a day."""
    standing = list(SignUp.objects.filter(event=event).exclude(state=SignUpState.WITHDRAWN))
    if any((one.name, _digits(one.phone)) == (name, _digits(phone)) for one in standing):
        raise UnableToReply(
            "这个姓名和手机号已经报过名，不用再报。请打开报名后的那一页看席位；找不到那一页的，请打电话联系科技局。"
        )
    if sender and sum(one.sender == sender for one in standing) >= PER_DEVICE:
        raise UnableToReply(
            f"这台手机已经报了 {PER_DEVICE} 个名。其他人请用自己的手机报名，或打电话联系科技局。"
        )
    begin, end = clock.begin_of(on), clock.end_of(on)
    today = SignUp.objects.filter(event=event, signed_up_at__gte=begin, signed_up_at__lt=end)
    if today.count() >= PER_LINK:
        raise UnableToReply(f"今天已经收到 {PER_LINK} 个报名，不再接收。请明天再报，或打电话联系科技局。")


def _digits(phone: str) -> str:
    return "".join(each for each in phone if each.isdigit())
