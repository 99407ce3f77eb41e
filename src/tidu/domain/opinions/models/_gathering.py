"""Where opinions are gathered, what they can be about, and until when they are answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.opinions.vocabulary import DeadlineUnit, OccasionKind, OpinionSource, RuleConfidence
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


class Occasion(models.Model):
    """A meeting that gathers opinions; `code` begins the numbers of its opinions (2025-KF).

    An answer given between `began_at` and `ended_at` is one on the spot. From `closed_at` on nothing more is taken down
    under it, for it has been reported on.
    """

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=OccasionKind.choices)
    on = models.DateField("日期")
    began_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_at = models.DateTimeField("截止收集时间", null=True, blank=True)

    class Meta:
        verbose_name = "场合"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="occasion_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False, ended_at__gte=F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Theme(models.Model):
    """What an opinion can be about: a tree as data. `keywords` are what the rules for suggestions look for."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=20)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    keywords = models.JSONField("关键词", default=list, blank=True)

    class Meta:
        verbose_name = "主题"

    def __str__(self) -> str:
        return self.code


class DeadlineRule(Versioned):
    """Until when an opinion of a source that is assigned on or after a day must be answered, with the clause for it.

    `amount` counts in `unit` from the assignment, `again_amount` from the day on which it is opened again,
    `extended_amount` is the most that may be granted in all. An assisting unit answers within `assist_amount` of
    `assist_unit`. A wrong assignment goes back within `return_days` working days; `severe_days` working days after the
    deadline an opinion is very late.
    """

    NATURAL_KEY = ("source", "valid_from_on")

    source = models.CharField("来源", max_length=10, choices=OpinionSource.choices)
    valid_from_on = models.DateField("起")
    amount = models.PositiveSmallIntegerField("答复时限")
    unit = models.CharField("单位", max_length=12, choices=DeadlineUnit.choices)
    extended_amount = models.PositiveSmallIntegerField("延长后最长")
    again_amount = models.PositiveSmallIntegerField("重办时限")
    again_unit = models.CharField("重办单位", max_length=12, choices=DeadlineUnit.choices)
    assist_amount = models.PositiveSmallIntegerField("协办时限")
    assist_unit = models.CharField("协办单位", max_length=12, choices=DeadlineUnit.choices)
    return_days = models.PositiveSmallIntegerField("退回时限（工作日）")
    severe_days = models.PositiveSmallIntegerField("严重逾期（逾期后工作日）")
    clause = models.CharField("依据", max_length=200)
    confidence = models.CharField("可信度", max_length=10, choices=RuleConfidence.choices)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "办理时限"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["source", "valid_from_on"],
                condition=Q(superseded_at__isnull=True),
                name="deadline_rule_stands_once",
            ),
            models.CheckConstraint(
                name="deadline_rule_has_days",
                condition=Q(
                    amount__gte=1,
                    again_amount__gte=1,
                    assist_amount__gte=1,
                    return_days__gte=1,
                    severe_days__gte=1,
                    extended_amount__gte=F("amount"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.valid_from_on}"
