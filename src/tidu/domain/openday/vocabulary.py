"""Words of the Open Day: its states, its guests, what a host shows, what is counted at the door and asked of guests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models

from tidu.domain.opinions.vocabulary import ProposerGroup
from tidu.foundation.actors import Actor, Role
from tidu.foundation.handling.transitions import Transition, TransitionTable

GuestGroup = ProposerGroup
"""A guest's group is the group that an opinion is counted under: one list, kept apart from the roles of accounts."""


class EventState(models.TextChoices):
    """How far an Open Day is."""

    PLANNING = "PLANNING", "筹备"
    INVITING = "INVITING", "发函"
    HELD = "HELD", "举办"
    CLOSED = "CLOSED", "已结"


class InvitationState(models.TextChoices):
    """What is known of a seat: nothing yet, yes, no, or somebody else in its place."""

    PENDING = "PENDING", "待复"
    ACCEPTED = "ACCEPTED", "接受"
    DECLINED = "DECLINED", "婉拒"
    SUBSTITUTED = "SUBSTITUTED", "改派"


class ReplyWay(models.TextChoices):
    """By which way a reply came; one that an officer enters counts the same."""

    LINK = "LINK", "链接"
    PHONE = "PHONE", "电话"
    PAPER = "PAPER", "回执"
    SPOKEN = "SPOKEN", "当面"
    SIGN_UP = "SIGN_UP", "公众报名"


class SignUpState(models.TextChoices):
    """Where somebody stands who signed up by the public page."""

    SEATED = "SEATED", "已有席位"
    WAITING = "WAITING", "候补"
    WITHDRAWN = "WITHDRAWN", "已退出"


class ItemKind(models.TextChoices):
    """What an item of the programme is."""

    ARRIVAL = "ARRIVAL", "签到"
    BRIEFING = "BRIEFING", "政策宣讲"
    VISIT = "VISIT", "参观"
    DISCUSSION = "DISCUSSION", "座谈"
    OTHER = "OTHER", "其他"


class CardLine(models.TextChoices):
    """What a host firm may show of itself."""

    PRODUCTS = "PRODUCTS", "主要产品"
    TECHNOLOGY = "TECHNOLOGY", "核心技术"
    HONOURS = "HONOURS", "资质荣誉"
    STAFF = "STAFF", "职工人数"
    RD_STAFF = "RD_STAFF", "研发人员"
    RD_EXPENSE = "RD_EXPENSE", "研发投入"
    REVENUE = "REVENUE", "营业收入"
    EXPORTS = "EXPORTS", "出口"


class HighlightKind(models.TextChoices):
    """What a praise in the report rests on."""

    EQUIPMENT = "EQUIPMENT", "生产设备"
    QUALITY = "QUALITY", "质量认证"
    RESULT = "RESULT", "研发成果"


class ScanKind(models.TextChoices):
    """What the door says of a guest."""

    IN = "IN", "签到"
    UNDO = "UNDO", "撤销签到"


class ConflictKind(models.TextChoices):
    """Why somebody should look at what the door recorded."""

    TWICE = "TWICE", "同一来宾被两台设备签到"
    NAMESAKE = "NAMESAKE", "临时来宾与另一来宾同名"
    NOT_EXPECTED = "NOT_EXPECTED", "已婉拒或改派，本人仍到场"


class SurveyMoment(models.TextChoices):
    """When a guest was asked."""

    BEFORE = "BEFORE", "参加前"
    AFTER = "AFTER", "参加后"


class SurveyQuestion(models.TextChoices):
    """What a guest is asked before and after, from 1 (not at all) to 5 (very well)."""

    POLICIES = "POLICIES", "我了解本县的科技政策"
    FIRMS = "FIRMS", "我了解本县的科技型企业"
    BUREAU = "BUREAU", "我了解科技局怎样办事"


OFFICERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who plans an Open Day, invites, and keeps the door."""

GUEST: Final = Actor(user_id=None, name="来宾")
"""Whoever acts through a signed link, without an account and without rights."""

DOOR: Final = Actor(user_id=None, name="签到设备")
"""An enrolled phone at the door."""

_S = EventState
EVENT_STEPS: Final = TransitionTable(
    name="开放日",
    labels={str(state.value): str(state.label) for state in EventState},
    transitions=(
        Transition("invite", "发函", _S.PLANNING, _S.INVITING, OFFICERS),
        Transition("replan", "退回筹备", _S.INVITING, _S.PLANNING, OFFICERS),
        Transition("hold", "举办", _S.INVITING, _S.HELD, OFFICERS),
        Transition("close", "结束", _S.HELD, _S.CLOSED, OFFICERS),
        Transition("reopen", "重新打开", _S.CLOSED, _S.HELD, OFFICERS),
    ),
)
"""筹备→发函→举办→已结, and back where something was forgotten."""

BACKWARD: Final = ("replan", "reopen")
"""Steps back: offered after the way on."""

REPLYING: Final = (EventState.INVITING, EventState.HELD)
"""States in which guests answer and sign up."""

DOOR_OPEN: Final = (EventState.INVITING, EventState.HELD)
"""States in which the door takes scans; the first, because nobody thinks of the state while guests arrive."""

INVITED_FROM: Final[Mapping[str, tuple[str, str]]] = {
    GuestGroup.PARTY_DELEGATE: (Role.REPRESENTATIVE, "PARTY_DELEGATE"),
    GuestGroup.CONGRESS_DEPUTY: (Role.REPRESENTATIVE, "CONGRESS_DEPUTY"),
    GuestGroup.CPPCC_MEMBER: (Role.REPRESENTATIVE, "CPPCC_MEMBER"),
    GuestGroup.MEDIA: (Role.REPRESENTATIVE, "MEDIA"),
    GuestGroup.PUBLIC: (Role.REPRESENTATIVE, "PUBLIC"),
    GuestGroup.ENTERPRISE: (Role.ENTERPRISE_CONTACT, ""),
    GuestGroup.TOWNSHIP: (Role.TOWNSHIP_LEADER, ""),
}
"""Which role of the directory, and which of its groups, is asked when a whole group is invited."""

NAME_LENGTH: Final = 60
TEXT_LENGTH: Final = 300
MOST_SCORE: Final = 5
GOOD_SCORE: Final = 4
"""Answers from this score on are counted in the share that finds it good."""

MEETING_LINK: Final = "openday"
"""The kind under which a meeting is linked to an Open Day, by the code of its occasion."""

RETAINED_MONTHS: Final = 12
"""Months after an Open Day until its guests' telephones are erased; names and counts stay."""

PER_DEVICE: Final = 5
"""Places, and feedback forms, that one device may send for one Open Day: a family shares a phone, a crowd does not."""

PER_LINK: Final = 500
"""Places, and feedback forms, that the link of one Open Day may bring within a day."""

PER_TABLET: Final = 200
"""Feedback forms that a tablet of the bureau's may collect within a day: every guest of a large Open Day."""

MOST_FILE_BYTES: Final = 30 * 1024 * 1024
SLIDE_KINDS: Final = ("pdf", "pptx", "ppt")
EVIDENCE_KINDS: Final = ("pdf", "jpg", "jpeg", "png", "docx")
