"""Preparing a meeting: who may, which words and times, which steps."""

from __future__ import annotations

from datetime import date, datetime

from tidu.domain.meetings import linkable
from tidu.domain.meetings.models import AgendaItem, Attendee, Meeting, MinutesSentence
from tidu.domain.meetings.vocabulary import MEETING_STEPS, OFFICERS, TITLE_LENGTH, TOOK_PLACE, MeetingState
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.handling.transitions import IllegalTransition, Transition


class UnableToPrepare(ValueError):
    """Raised when a part of a meeting is not taken; the message is Chinese and says the mend."""


def check_officer(by: Actor) -> None:
    """Refuse everybody but the bureau's officers."""
    if not (by.is_system or by.has_role(*OFFICERS)):
        raise UnableToPrepare("只有科技局领导和股室经办可以办理会议。请联系科技局。")


def check_words(text: str, label: str, most: int = TITLE_LENGTH) -> str:
    """Return what was typed without the blanks around it; refuse nothing at all and too much."""
    words = text.strip()
    if not words:
        raise UnableToPrepare(f"请填写“{label}”。")
    if len(words) > most:
        raise UnableToPrepare(f"“{label}”太长，至多 {most} 个字。请写要点。")
    return words


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a meeting that ends before it begins, or that lasts over its day."""
    if ends_at <= starts_at:
        raise UnableToPrepare("结束时间应晚于开始时间。请改正。")
    if clock.day_of(starts_at) != clock.day_of(ends_at):
        raise UnableToPrepare("会议应在同一天结束。跨天的会议请分天登记。")


def check_open(meeting: Meeting) -> None:
    """Refuse to change a meeting that is closed."""
    if meeting.state == MeetingState.CLOSED:
        raise UnableToPrepare("会议已结，不能再改。要更正请先重新打开。")


def check_took_place(meeting: Meeting) -> None:
    """Refuse to note who came, who spoke or what was decided before people have met."""
    if meeting.state not in TOOK_PLACE:
        raise UnableToPrepare(f"会议目前是“{meeting.get_state_display()}”。请先点“召开”，再登记。")


def check_step(meeting: Meeting, target: str, today: date) -> Transition:
    """Refuse a step that the table does not have, or for which something is still missing."""
    try:
        step = MEETING_STEPS.between(meeting.state, target)
    except IllegalTransition as problem:
        raise UnableToPrepare(f"{meeting.number}：{problem}") from None
    if step.action == "notify":
        _check_can_notify(meeting)
    if step.action == "hold" and today < clock.day_of(meeting.starts_at):
        raise UnableToPrepare(f"会议定于 {clock.day_of(meeting.starts_at)}，还没有到。改期请先改时间。")
    if step.action == "close" and not MinutesSentence.objects.filter(meeting=meeting).exists():
        raise UnableToPrepare("还没有会议纪要。请先写纪要，再办结。")
    return step


def check_link(kind: str, key: str, by: Actor) -> str:
    """Return the name of a record to be linked; refuse one that does not exist or that the actor may not see."""
    linked = linkable.find(kind)
    name = linked.named(by, [key]).get(key) if linked else None
    if name is None:
        raise UnableToPrepare("没有找到要关联的内容。请从列表中选择。")
    return name


def _check_can_notify(meeting: Meeting) -> None:
    if not AgendaItem.objects.filter(meeting=meeting).exists():
        raise UnableToPrepare("议程还是空的。请先排议程，再通知。")
    if not Attendee.objects.filter(meeting=meeting).exists():
        raise UnableToPrepare("还没有参会人员。请先按范围邀请，再通知。")
