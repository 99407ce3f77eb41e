"""Words of meetings: how far one is, who is asked to come, where a unit's report stands, what leaders say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models

from tidu.foundation.actors import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class MeetingKind(models.TextChoices):
    """What a meeting is for."""

    SUMMARY = "SUMMARY", "总结会"
    PROMOTION = "PROMOTION", "推进会"
    DISPATCH = "DISPATCH", "调度会"
    TOPIC = "TOPIC", "专题会"
    OTHER = "OTHER", "其他"


class MeetingState(models.TextChoices):
    """How far a meeting is."""

    PLANNING = "PLANNING", "筹备"
    NOTIFIED = "NOTIFIED", "已通知"
    HELD = "HELD", "召开"
    CLOSED = "CLOSED", "已结"


class AttendanceState(models.TextChoices):
    """What is known of somebody who was asked to come."""

    PENDING = "PENDING", "待复"
    COMING = "COMING", "参加"
    EXCUSED = "EXCUSED", "请假"
    DEPUTISED = "DEPUTISED", "代会"


class AttendeeGroup(models.TextChoices):
    """A group of posts that is asked to come by one press."""

    COUNTY_LEADERS = "COUNTY_LEADERS", "县领导"
    BUREAU_LEADERS = "BUREAU_LEADERS", "科技局班子成员"
    SECTION_HEADS = "SECTION_HEADS", "股室负责人"
    TOWNSHIP_LEADERS = "TOWNSHIP_LEADERS", "乡镇（园区）分管领导"
    ENTERPRISES = "ENTERPRISES", "科技型企业代表"
    PARTY_DELEGATES = "PARTY_DELEGATES", "党代表"
    CONGRESS_DEPUTIES = "CONGRESS_DEPUTIES", "人大代表"
    CPPCC_MEMBERS = "CPPCC_MEMBERS", "政协委员"
    MEDIA = "MEDIA", "媒体记者"
    SINGLE = "SINGLE", "个别通知"


@dataclass(frozen=True)
class Posts:
    """Which posts of the directory make up a group: a role, whom it represents, and how the post's title ends."""

    role: str
    representing: str = ""
    title_ends: tuple[str, ...] = ()

    def includes(self, post_title: str) -> bool:
        """Return whether a title is one of the group; a deputy head is no head."""
        return not self.title_ends or (post_title.endswith(self.title_ends) and "副" not in post_title)


POSTS_OF: Final[Mapping[str, Posts]] = {
    AttendeeGroup.COUNTY_LEADERS: Posts(Role.COUNTY_LEADER),
    AttendeeGroup.BUREAU_LEADERS: Posts(Role.BUREAU_DIRECTOR),
    AttendeeGroup.SECTION_HEADS: Posts(Role.SECTION_CLERK, title_ends=("股长", "主任", "负责人")),
    AttendeeGroup.TOWNSHIP_LEADERS: Posts(Role.TOWNSHIP_LEADER),
    AttendeeGroup.ENTERPRISES: Posts(Role.ENTERPRISE_CONTACT),
    AttendeeGroup.PARTY_DELEGATES: Posts(Role.REPRESENTATIVE, "PARTY_DELEGATE"),
    AttendeeGroup.CONGRESS_DEPUTIES: Posts(Role.REPRESENTATIVE, "CONGRESS_DEPUTY"),
    AttendeeGroup.CPPCC_MEMBERS: Posts(Role.REPRESENTATIVE, "CPPCC_MEMBER"),
    AttendeeGroup.MEDIA: Posts(Role.REPRESENTATIVE, "MEDIA"),
}
"""Whom each group asks; 两代表一委员 are three groups, kept apart."""


class ReportState(models.TextChoices):
    """Where a unit's report stands. Being late is no state: it is read from the days."""

    ASKED = "ASKED", "待交"
    SUBMITTED = "SUBMITTED", "待审"
    RETURNED = "RETURNED", "退回"
    APPROVED = "APPROVED", "通过"


class Stance(models.TextChoices):
    """What a leader says of a report."""

    AGREED = "AGREED", "同意"
    REMARK = "REMARK", "意见"


OFFICERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who prepares meetings, and who approves reports."""

LEADERS: Final = frozenset({Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER})
"""Who comments on reports."""

REPORTERS: Final = OFFICERS | {Role.TOWNSHIP_LEADER, Role.ENTERPRISE_CONTACT}
"""Who hands a report in for the unit at which the role is held."""

_M = MeetingState
MEETING_STEPS: Final = TransitionTable(
    name="会议",
    labels={str(state.value): str(state.label) for state in MeetingState},
    transitions=(
        Transition("notify", "通知", _M.PLANNING, _M.NOTIFIED, OFFICERS),
        Transition("replan", "退回筹备", _M.NOTIFIED, _M.PLANNING, OFFICERS),
        Transition("hold", "召开", _M.NOTIFIED, _M.HELD, OFFICERS),
        Transition("close", "办结", _M.HELD, _M.CLOSED, OFFICERS),
        Transition("reopen", "重新打开", _M.CLOSED, _M.HELD, OFFICERS),
    ),
)
"""筹备→已通知→召开→已结, and back where something was forgotten."""

_R = ReportState
REPORT_STEPS: Final = TransitionTable(
    name="汇报材料",
    labels={str(state.value): str(state.label) for state in ReportState},
    transitions=(
        Transition("submit", "报送", _R.ASKED, _R.SUBMITTED, REPORTERS),
        Transition("submit", "再次报送", _R.RETURNED, _R.SUBMITTED, REPORTERS),
        Transition("approve", "通过", _R.SUBMITTED, _R.APPROVED, OFFICERS),
        Transition("send_back", "退回", _R.SUBMITTED, _R.RETURNED, OFFICERS, needs_reason=True),
    ),
)
"""待交→待审→通过 or 退回. Somebody else than the sender approves; what is approved stays as it is."""

OUTSTANDING: Final = (ReportState.ASKED, ReportState.RETURNED)
"""States in which the bureau waits for the unit: the deadline runs."""

AFTER_NOTICE: Final = (MeetingState.NOTIFIED, MeetingState.HELD, MeetingState.CLOSED)
"""States in which those who were asked see the meeting."""

TOOK_PLACE: Final = (MeetingState.HELD, MeetingState.CLOSED)
"""States in which people have met: who came and who spoke is noted."""

TASK_SOURCE: Final = "meeting"
"""The source kind of a task that a sentence of the minutes led to; its key is `sentence_key`."""


def sentence_key(meeting_number: str, sentence: int) -> str:
    """Return the key of a sentence of the minutes, e.g. HY-2025-003-4."""
    return f"{meeting_number}-{sentence}"


TITLE_LENGTH: Final = 120
NAME_LENGTH: Final = 60
TEXT_LENGTH: Final = 10_000
REASON_LENGTH: Final = 300
COMMENT_LENGTH: Final = 1000
MOST_FILE_BYTES: Final = 20 * 1024 * 1024
REPORT_KINDS: Final = ("docx", "doc", "wps", "pdf", "txt")
"""Kinds of file that a report may be."""
