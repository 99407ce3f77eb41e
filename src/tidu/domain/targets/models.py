"""Targets: a figure, a value, a day and an owner, split over townships and the park; what is said beside a light;
actions of the year's plan; problems with their evidence.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


class Target(Versioned):
    """What a figure should be on a day. `figure_code` names the registry's figure; progress is read from it."""

    NATURAL_KEY = ("figure_code", "due_on")

    figure_code = models.CharField("指标", max_length=60)
    name = models.CharField("目标名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=TargetKind.choices, default=TargetKind.REACH)
    value = models.PositiveIntegerField("目标值")
    unit = models.CharField("单位", max_length=12, default="家")
    due_on = models.DateField("期限")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "目标"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["figure_code", "due_on"],
                condition=Q(superseded_at__isnull=True),
                name="target_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"


class TargetSplit(Versioned):
    """One township's or park's share of a target; the parts need not sum to the whole, the gap is shown."""

    NATURAL_KEY = ("figure_code", "due_on", "place")

    figure_code = models.CharField("指标", max_length=60)
    due_on = models.DateField("期限")
    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveIntegerField("分解值")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "目标分解"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["figure_code", "due_on", "place"],
                condition=Q(superseded_at__isnull=True),
                name="target_split_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_code} {self.due_on} {self.place_id}"


class LightRemark(Versioned):
    """What somebody says beside the light of a target. The light stays as computed; empty words take a remark back."""

    NATURAL_KEY = ("figure_code", "due_on")

    figure_code = models.CharField("指标", max_length=60)
    due_on = models.DateField("期限")
    text = models.CharField("说明", max_length=300, blank=True, default="")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "亮灯说明"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["figure_code", "due_on"],
                condition=Q(superseded_at__isnull=True),
                name="light_remark_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_code} {self.due_on} {self.text}"


class MonthlyGoal(Versioned):
    """What a target's figure should be at the end of one month of its year; null where the month is computed again.

    December has none: there the target itself stands.
    """

    NATURAL_KEY = ("figure_code", "due_on", "month")

    figure_code = models.CharField("指标", max_length=60)
    due_on = models.DateField("期限")
    month = models.PositiveSmallIntegerField("月份")
    value = models.PositiveIntegerField("月度目标", null=True, blank=True)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "月度目标"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["figure_code", "due_on", "month"],
                condition=Q(superseded_at__isnull=True),
                name="monthly_goal_stands_once",
            ),
            models.CheckConstraint(
                name="monthly_goal_before_december", condition=Q(month__gte=1, month__lte=11)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_code} {self.due_on.year}-{self.month:02d}"


class PlanAction(Versioned):
    """One action of a year's cultivation plan: what is done for which tier, by whom, until when, for how much."""

    NATURAL_KEY = ("year", "number")

    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("举措", max_length=300)
    tier = models.CharField("层级", max_length=20, choices=RecognitionKind.choices, blank=True, default="")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("完成时限")
    budget_fen = models.BigIntegerField("资金", null=True, blank=True)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "培育举措"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "number"],
                condition=Q(superseded_at__isnull=True),
                name="plan_action_stands_once",
            ),
            models.CheckConstraint(
                name="plan_action_not_below_nought",
                condition=Q(budget_fen__isnull=True) | Q(budget_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number} {self.text}"


class Problem(Versioned):
    """A problem of the county's work: the figure that shows it, what it is measured against, who owns it, the proof."""

    NATURAL_KEY = ("number",)

    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("问题", max_length=200)
    figure_code = models.CharField("指标", max_length=60, blank=True, default="")
    benchmark = models.CharField("对照", max_length=200)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField("佐证", max_length=500, blank=True, default="")
    solved_on = models.DateField("解决日期", null=True, blank=True)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "工作问题"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["number"], condition=Q(superseded_at__isnull=True), name="problem_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"

    @property
    def is_proven(self) -> bool:
        """Return whether evidence is stated; without it the problem is 待佐证."""
        return bool(self.evidence)
