"""A county's published number of one year, ours or a peer's, with how firm it is and who published it."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.domain.indicators.vocabulary import DECIMALS, UNITS, Indicator, IndicatorStatus
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


class CountyIndicator(Versioned):
    """One indicator of one county and year. `value_e4` is in ten-thousandths of the unit, null where 未发布."""

    NATURAL_KEY = ("county_code", "indicator", "year")

    county_code = models.CharField("区划代码", max_length=6)
    county_name = models.CharField("县（市、区）", max_length=40)
    indicator = models.CharField("指标", max_length=20, choices=Indicator.choices)
    year = models.PositiveSmallIntegerField("年度")
    value_e4 = models.BigIntegerField("数值", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=IndicatorStatus.choices)
    source = models.CharField("来源", max_length=200)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "县域指标"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["county_code", "indicator", "year"],
                condition=Q(superseded_at__isnull=True),
                name="county_indicator_stands_once",
            ),
            models.CheckConstraint(
                name="county_indicator_published_with_value",
                condition=Q(status=IndicatorStatus.UNPUBLISHED, value_e4__isnull=True)
                | (~Q(status=IndicatorStatus.UNPUBLISHED) & Q(value_e4__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_name} {self.year} {self.get_indicator_display()}"

    @property
    def value(self) -> Decimal | None:
        """Return the value in the indicator's unit, exactly; None where it is not published."""
        return None if self.value_e4 is None else plain(Decimal(self.value_e4).scaleb(-DECIMALS))

    @property
    def unit(self) -> str:
        """Return the indicator's unit."""
        return UNITS[self.indicator]

    @property
    def record(self) -> tuple[str, int, str]:
        """Return the record that answers for the value."""
        return (self._meta.label, self.pk, "value_e4")


def plain(number: Decimal) -> Decimal:
    """Return the number without trailing noughts or an exponent."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == number else number.normalize()
