"""Keep the register of platforms: add one, state a stage; every change is a version under a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tidu.domain.platforms import checks
from tidu.domain.platforms.checks import Milestone, PlatformStated, UnableToKeepPlatform
from tidu.domain.platforms.models import Platform, PlatformMilestone
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.numbering import operations as numbering
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind

__all__ = [
    "Milestone",
    "PlatformStated",
    "UnableToKeepPlatform",
    "add_platform",
    "change_platform",
    "state_milestone",
]

SERIES = "PT"


def add_platform(
    *, stated: PlatformStated, milestones: Sequence[Milestone], by: Actor, now: datetime
) -> Platform:
    """Register a platform with the stages known of it, and return it. Raises UnableToKeepPlatform."""
    checks.check_keeper(by)
    if not milestones:
        raise UnableToKeepPlatform("请至少登记一个阶段，例如规划的日期。")
    with transaction.atomic():
        number = f"{SERIES}-{numbering.take(numbering.hold(SERIES)):03d}"
        platform = _write(number, stated, by=by, now=now)
        for milestone in milestones:
            state_milestone(number=number, milestone=milestone, by=by, now=now)
    return platform


def change_platform(*, number: str, stated: PlatformStated, by: Actor, now: datetime) -> Platform:
    """Correct a platform's name, kind, host or place; what stood stays on record. Raises UnableToKeepPlatform."""
    checks.check_keeper(by)
    _standing(number)
    with transaction.atomic():
        return _write(number, stated, by=by, now=now)


def state_milestone(*, number: str, milestone: Milestone, by: Actor, now: datetime) -> PlatformMilestone:
    """State a stage of a platform, or state it anew, and return it. Raises UnableToKeepPlatform."""
    checks.check_keeper(by)
    platform = _standing(number)
    with transaction.atomic():
        standing = list(PlatformMilestone.objects.known_at(None).filter(number=number))
        checks.check_milestone(milestone, standing, clock.day_of(now))
        row = {"number": number} | asdict(milestone) | {"document": milestone.document.strip()}
        batch = provenance_operations.open_batch(
            kind=SourceKind.NOTICE,
            title=milestone.document.strip(),
            by=by,
            now=now,
            column_map={"reached_on": {}, "due_on": {}, "ended_on": {}},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        provenance_operations.append_versions(model=PlatformMilestone, rows=[(line, row)], now=now)
        written: PlatformMilestone = PlatformMilestone.objects.known_at(None).get(
            number=number, stage=milestone.stage, level=milestone.level
        )
        audit_operations.record(
            by=by,
            now=now,
            action="platforms.state_milestone",
            subject=("platforms.Platform", number),
            summary=f"{platform.name}：{written.get_level_display()}{written.get_stage_display()}",
            detail={
                "reached_on": str(milestone.reached_on or ""),
                "due_on": str(milestone.due_on or ""),
                "ended_on": str(milestone.ended_on or ""),
            },
        )
    return written


def _write(number: str, stated: PlatformStated, *, by: Actor, now: datetime) -> Platform:
    place = Organisation.objects.filter(pk=stated.place_id).first() if stated.place_id else None
    checks.check_platform(stated, place)
    row = {"number": number} | asdict(stated)
    batch = provenance_operations.open_batch(
        kind=SourceKind.FORM,
        title=f"创新平台登记：{stated.name.strip()}",
        by=by,
        now=now,
        column_map={"name": {}, "kind": {}, "host": {}, "place": {}},
    )
    (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
    provenance_operations.append_versions(model=Platform, rows=[(line, row)], now=now)
    audit_operations.record(
        by=by,
        now=now,
        action="platforms.keep_platform",
        subject=("platforms.Platform", number),
        summary=f"{number} {stated.name.strip()}，{place.short_name if place else '全县'}"[:300],
        detail=asdict(stated),
    )
    return _standing(number)


def _standing(number: str) -> Platform:
    found: Platform | None = Platform.objects.known_at(None).filter(number=number).first()
    if found is None:
        raise UnableToKeepPlatform(f"没有编号为“{number}”的创新平台。请从列表中选择。")
    return found
