"""A year's budget, and its lines by use; both kept in two times with their source. Money is integer fen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

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
