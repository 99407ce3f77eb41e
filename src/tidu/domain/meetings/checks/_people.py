"""Answering an invitation to a meeting."""

from __future__ import annotations

from tidu.domain.meetings.models import Attendee, Meeting
from tidu.domain.meetings.vocabulary import (
    NAME_LENGTH,
    OFFICERS,
    REASON_LENGTH,
    AttendanceState,
    MeetingState,
)
from tidu.foundation.accounts.models import User
from tidu.foundation.actors import Actor


class UnableToReply(ValueError):
    """Raised when an answer is not taken; the message is Chinese and says the mend."""


def check_reply(meeting: Meeting, one: Attendee, state: str, deputy: str, reason: str, *, by: Actor) -> None:
    """Refuse an answer for somebody else, to a meeting that is not announced, or that lacks its words."""
    if not (by.is_system or by.has_role(*OFFICERS) or _is_self(one, by)):
        raise UnableToReply("只能回复本人的参会通知。由他人代办的，请联系科技局登记。")
    if state not in AttendanceState.values or state == AttendanceState.PENDING:
        raise UnableToReply("请选择：参加、请假或代会。")
    if meeting.state not in (MeetingState.NOTIFIED, MeetingState.HELD):
        raise UnableToReply(f"会议目前是“{meeting.get_state_display()}”，不收回复。请联系科技局。")
    if state == AttendanceState.DEPUTISED and not 0 < len(deputy) <= NAME_LENGTH:
        raise UnableToReply(f"请填写代会人的姓名和职务，至多 {NAME_LENGTH} 个字。")
    if state == AttendanceState.EXCUSED and not 0 < len(reason) <= REASON_LENGTH:
        raise UnableToReply(f"请填写请假事由，至多 {REASON_LENGTH} 个字。")


def _is_self(one: Attendee, by: Actor) -> bool:
    return by.user_id is not None and User.objects.filter(pk=by.user_id, person=one.person_id).exists()
