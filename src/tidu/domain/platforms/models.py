"""The register of innovation platforms, and how far each has come, with the days reached and the days due."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.platforms.vocabulary import PlatformKind, PlatformLevel, PlatformStage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


class Platform(Versioned):
    """One platform. `place` is the township or park it stands in, null for a county-wide one outside any."""

    NATURAL_KEY = ("number",)

    number = models.CharField("编号", max_length=16)
    name = models.CharField("平台名称", max_length=120)
    kind = models.CharField("类型", max_length=20, choices=PlatformKind.choices)
    host = models.CharField("建设（依托）单位", max_length=120)
    place = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="属地"
    )

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "创新平台"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["number"], condition=Q(superseded_at__isnull=True), name="platform_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class PlatformMilestone(Versioned):
    """A stage of a platform: the day it was reached or is due by, and from which day it no longer holds (exclusive).

    A recognition has a level, so that every level a platform has been raised to stays on record with its day.
    """

    NATURAL_KEY = ("number", "stage", "level")

    number = models.CharField("平台编号", max_length=16)
    stage = models.CharField("阶段", max_length=12, choices=PlatformStage.choices)
    level = models.CharField("级别", max_length=12, choices=PlatformLevel.choices, blank=True, default="")
    reached_on = models.DateField("实际日期", null=True, blank=True)
    due_on = models.DateField("计划日期", null=True, blank=True)
    ended_on = models.DateField("终止日期（不含）", null=True, blank=True)
    document = models.CharField("依据", max_length=200)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "平台进展"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["number", "stage", "level"],
                condition=Q(superseded_at__isnull=True),
                name="platform_milestone_stands_once",
            ),
            models.CheckConstraint(
                name="platform_milestone_has_a_day",
                condition=Q(reached_on__isnull=False) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="platform_milestone_level",
                condition=(Q(stage=PlatformStage.RECOGNISED) & ~Q(level=""))
                | (~Q(stage=PlatformStage.RECOGNISED) & Q(level="")),
            ),
            models.CheckConstraint(
                name="platform_milestone_interval",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("reached_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_stage_display()}{self.get_level_display()}"

    @property
    def record(self) -> tuple[str, int, str]:
        """Return the record that answers for the stage's day."""
        return (self._meta.label, self.pk, "reached_on" if self.reached_on else "due_on")

    def holds(self, on: date, *, as_planned: bool = False) -> bool:
        """Return whether the stage is reached on a day; `as_planned` takes what is due by then for reached."""
        since = self.reached_on or (self.due_on if as_planned else None)
        return since is not None and since <= on and (self.ended_on is None or on < self.ended_on)
