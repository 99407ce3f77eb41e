"""Templates of an Open Day: quotas and a programme to begin with. Own proposals; every number can be changed after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from tidu.domain.openday.vocabulary import GuestGroup, ItemKind


@dataclass(frozen=True)
class PlannedItem:
    """An item of a template's programme."""

    kind: str
    title: str
    starts_at: time
    minutes: int


@dataclass(frozen=True)
class Template:
    """Seats per group in persons, and the programme."""

    name: str
    quotas: Mapping[str, int]
    programme: tuple[PlannedItem, ...]
    sign_up_limit: int


_GROUPS = GuestGroup

TEMPLATES: Mapping[str, Template] = {
    "standard": Template(
        name="标准开放日（半天，约 60 人）",
        quotas={
            _GROUPS.PARTY_DELEGATE: 6,
            _GROUPS.CONGRESS_DEPUTY: 9,
            _GROUPS.CPPCC_MEMBER: 7,
            _GROUPS.ENTERPRISE: 24,
            _GROUPS.MEDIA: 5,
            _GROUPS.TOWNSHIP: 15,
            _GROUPS.PUBLIC: 5,
        },
        programme=(
            PlannedItem(ItemKind.ARRIVAL, "签到、领取手册", time(8, 20), 30),
            PlannedItem(ItemKind.BRIEFING, "科技工作情况介绍和政策宣讲", time(8, 50), 40),
            PlannedItem(ItemKind.VISIT, "分组参观企业", time(9, 40), 100),
            PlannedItem(ItemKind.DISCUSSION, "座谈，听取意见建议", time(11, 30), 60),
        ),
        sign_up_limit=5,
    ),
    "small": Template(
        name="小型开放日（约 30 人）",
        quotas={
            _GROUPS.PARTY_DELEGATE: 3,
            _GROUPS.CONGRESS_DEPUTY: 5,
            _GROUPS.CPPCC_MEMBER: 4,
            _GROUPS.ENTERPRISE: 12,
            _GROUPS.MEDIA: 3,
            _GROUPS.TOWNSHIP: 5,
            _GROUPS.PUBLIC: 3,
        },
        programme=(
            PlannedItem(ItemKind.ARRIVAL, "签到、领取手册", time(8, 40), 20),
            PlannedItem(ItemKind.BRIEFING, "政策宣讲", time(9, 0), 30),
            PlannedItem(ItemKind.VISIT, "参观企业", time(9, 40), 60),
            PlannedItem(ItemKind.DISCUSSION, "座谈，听取意见建议", time(10, 50), 50),
        ),
        sign_up_limit=0,
    ),
}
