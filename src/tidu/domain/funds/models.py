"""A year's budget, its lines by use, and awards paid to firms; all kept in two times with their source, in fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


class FundYear(Versioned):
    """What a year has: appropriated by its budget, and carried in from the year before."""

    NATURAL_KEY = ("year",)

    year = models.PositiveSmallIntegerField("年度")
    appropriated_fen = models.BigIntegerField("当年预算")
    carried_in_fen = models.BigIntegerField("上年结转")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "资金年度"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["year"], condition=Q(superseded_at__isnull=True), name="fund_year_stands_once"
            ),
            models.CheckConstraint(
                name="fund_year_not_below_nought",
                condition=Q(appropriated_fen__gte=0) & Q(carried_in_fen__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年科技专项资金"


class FundLine(Versioned):
    """One use of a year's money: spoken for and not yet paid (占用), and paid."""

    NATURAL_KEY = ("year", "use")

    year = models.PositiveSmallIntegerField("年度")
    use = models.CharField("用途", max_length=12, choices=FundUse.choices)
    reserved_fen = models.BigIntegerField("占用")
    paid_fen = models.BigIntegerField("拨付")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "资金用途"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "use"], condition=Q(superseded_at__isnull=True), name="fund_line_stands_once"
            ),
            models.CheckConstraint(
                name="fund_line_not_below_nought", condition=Q(reserved_fen__gte=0) & Q(paid_fen__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_use_display()}"


class AwardPaid(Versioned):
    """A one-off award a firm was paid for a title: that one of the day `granted_on`."""

    NATURAL_KEY = ("enterprise", "use", "granted_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="awards_paid")
    use = models.CharField("奖励", max_length=12, choices=FundUse.choices)
    granted_on = models.DateField("所奖认定日")
    paid_on = models.DateField("拨付日")
    amount_fen = models.BigIntegerField("拨付金额")
    document = models.CharField("拨付文件", max_length=60)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "奖励拨付"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["enterprise", "use", "granted_on"],
                condition=Q(superseded_at__isnull=True),
                name="award_paid_stands_once",
            ),
            models.CheckConstraint(name="award_paid_above_nought", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(name="award_paid_after_grant", condition=Q(paid_on__gte=F("granted_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_use_display()}（{self.granted_on}）"
