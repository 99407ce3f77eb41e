"""What must hold before a platform is registered or comes a stage further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tidu.domain.platforms.models import PlatformMilestone
from tidu.domain.platforms.vocabulary import KEEPERS, PlatformKind, PlatformLevel, PlatformStage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind

PLACE_KINDS = (OrganisationKind.TOWNSHIP, OrganisationKind.PARK)


class UnableToKeepPlatform(ValueError):
    """Raised when a platform may not be recorded that way; the message is Chinese and says the mend."""


@dataclass(frozen=True, kw_only=True)
class PlatformStated:
    """A platform as an officer states it; `place_id` None for a county-wide one."""

    name: str
    kind: str
    host: str
    place_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A stage as an officer states it: the day reached, or the day due by; `level` for a recognition only."""

    stage: str
    document: str
    level: str = ""
    reached_on: date | None = None
    due_on: date | None = None
    ended_on: date | None = None


def check_keeper(actor: Actor) -> None:
    """Refuse somebody who does not keep the register."""
    if not (actor.is_system or actor.has_role(*KEEPERS)):
        raise UnableToKeepPlatform("只有科技局领导和股室经办可以登记创新平台。请联系科技局办理。")


def check_platform(stated: PlatformStated, place: Organisation | None) -> None:
    """Refuse a platform without name, host or kind, or in a place that is none."""
    if not (stated.name.strip() and stated.host.strip()):
        raise UnableToKeepPlatform("请写明平台名称和建设（依托）单位。")
    if stated.kind not in PlatformKind.values:
        raise UnableToKeepPlatform("请选择平台类型。")
    if stated.place_id is not None and (place is None or place.kind not in PLACE_KINDS):
        raise UnableToKeepPlatform("属地应是乡镇或工业园区；全县性平台请留空。")


def check_milestone(stated: Milestone, standing: Sequence[PlatformMilestone], today: date) -> None:
    """Refuse a stage without document or day, in the future as a fact, with a wrong level, or recognised unopened."""
    _check_words(stated)
    _check_days(stated, today)
    if stated.stage == PlatformStage.RECOGNISED and stated.reached_on:
        opened = next((one for one in standing if one.stage == PlatformStage.OPEN and one.reached_on), None)
        if opened is None:
            raise UnableToKeepPlatform("这个平台还没有登记建成运行的日期。请先登记建成，再登记认定。")


def _check_words(stated: Milestone) -> None:
    if stated.stage not in PlatformStage.values:
        raise UnableToKeepPlatform("请选择阶段：规划、在建、建成运行或认定。")
    if stated.stage == PlatformStage.RECOGNISED and stated.level not in PlatformLevel.values:
        raise UnableToKeepPlatform("认定要写明级别：县级、市级、省级或国家级。")
    if stated.stage != PlatformStage.RECOGNISED and stated.level:
        raise UnableToKeepPlatform("只有“认定”分级别。其他阶段请不选级别。")
    if not stated.document.strip():
        raise UnableToKeepPlatform("请写明依据：文号、批复或现场核查记录。")


def _check_days(stated: Milestone, today: date) -> None:
    if stated.reached_on is None and stated.due_on is None:
        raise UnableToKeepPlatform("请填实际日期；还没有做到的，填计划日期。")
    if stated.reached_on and stated.reached_on > today:
        raise UnableToKeepPlatform(
            f"实际日期 {stated.reached_on} 还没有到。计划中的事请填在“计划日期”，不算建成。"
        )
    if stated.ended_on and (stated.reached_on is None or stated.ended_on <= stated.reached_on):
        raise UnableToKeepPlatform("终止日期应晚于实际日期；没有做到过的阶段不能终止。")
