"""Acts around meetings. Each takes `by=` and `now=` and writes the audit."""

from tidu.domain.meetings.checks import UnableToPrepare, UnableToReply, UnableToReport
from tidu.domain.meetings.operations._agenda import add_item, change_item, move_item, remove_item
from tidu.domain.meetings.operations._meetings import (
    MeetingPlan,
    change_meeting,
    link,
    move_meeting,
    plan_meeting,
    unlink,
)
from tidu.domain.meetings.operations._minutes import open_decision, task_ended, write_minutes
from tidu.domain.meetings.operations._people import invite_group, invite_person, note_arrivals, reply
from tidu.domain.meetings.operations._reminding import remind_daily
from tidu.domain.meetings.operations._reports import (
    approve,
    ask_reports,
    comment,
    hand_in,
    remind,
    send_back,
)
from tidu.domain.meetings.operations._speaking import move_speaker, note_spoken, set_speaking

__all__ = [
    "MeetingPlan",
    "UnableToPrepare",
    "UnableToReply",
    "UnableToReport",
    "add_item",
    "approve",
    "ask_reports",
    "change_item",
    "change_meeting",
    "comment",
    "hand_in",
    "invite_group",
    "invite_person",
    "link",
    "move_item",
    "move_meeting",
    "move_speaker",
    "note_arrivals",
    "note_spoken",
    "open_decision",
    "plan_meeting",
    "remind",
    "remind_daily",
    "remove_item",
    "reply",
    "send_back",
    "set_speaking",
    "task_ended",
    "unlink",
    "write_minutes",
]
