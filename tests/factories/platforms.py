"""Platforms at any stage, registered through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidu.domain.platforms import operations
from tidu.domain.platforms.models import Platform, PlatformMilestone
from tidu.domain.platforms.operations import Milestone, PlatformStated
from tidu.domain.platforms.vocabulary import PlatformKind, PlatformLevel, PlatformStage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import system

KEEPER = system("测试平台股")
REGISTERED_AT = datetime(2025, 1, 13, 1, 0, tzinfo=UTC)
OPENED = Milestone(stage=PlatformStage.OPEN, reached_on=date(2022, 3, 1), document="验收意见")


def recognised(level: PlatformLevel = PlatformLevel.PROVINCIAL, on: date = date(2023, 3, 1)) -> Milestone:
    return Milestone(stage=PlatformStage.RECOGNISED, level=level, reached_on=on, document="认定文件")


def a_platform(
    *milestones: Milestone,
    kind: PlatformKind = PlatformKind.MAKERSPACE,
    place: Organisation | None = None,
    now: datetime = REGISTERED_AT,
) -> Platform:
    """Return a platform with these stages, open since 2022 where none are given."""
    stated = PlatformStated(
        name="测试众创空间", kind=kind, host="测试管委会", place_id=place.pk if place else None
    )
    return operations.add_platform(stated=stated, milestones=milestones or (OPENED,), by=KEEPER, now=now)


def a_milestone(number: str, milestone: Milestone, now: datetime = REGISTERED_AT) -> PlatformMilestone:
    """Return a stage of a platform, stated."""
    return operations.state_milestone(number=number, milestone=milestone, by=KEEPER, now=now)
