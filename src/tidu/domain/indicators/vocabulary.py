"""Words of county indicators: what statistics, finance and other offices publish of whole counties."""

from __future__ import annotations

from typing import Final

from django.db import models


class Indicator(models.TextChoices):
    """What is published of a county. Of every one that is ranked more is better, so a rank counts from the largest."""

    GDP = "GDP", "地区生产总值"
    HIGHTECH_SHARE = "HIGHTECH_SHARE", "高新技术产业增加值占规上工业增加值比重"
    HIGHTECH_GROWTH = "HIGHTECH_GROWTH", "高新技术产业增加值增速"
    FISCAL_ST_SHARE = "FISCAL_ST_SHARE", "财政科技支出占一般公共预算支出比重"
    RD_INTENSITY = "RD_INTENSITY", "全社会研发经费投入强度"
    RD_ACTIVE_SHARE = "RD_ACTIVE_SHARE", "有研发活动的规上工业企业占比"
    HNTE = "HNTE", "高新技术企业数"
    SME_NUMBER = "SME_NUMBER", "科技型中小企业数"
    SPECIALISED_SME = "SPECIALISED_SME", "专精特新中小企业数"
    PATENT_DENSITY = "PATENT_DENSITY", "每万人口发明专利拥有量"
    CONTRACT_AMOUNT = "CONTRACT_AMOUNT", "技术合同成交额"
    PROVINCIAL_PLATFORM = "PROVINCIAL_PLATFORM", "省级及以上创新平台数"
    BUSINESS_REVENUE = "BUSINESS_REVENUE", "法人单位营业收入"
    TAX_REVENUE = "TAX_REVENUE", "税收收入"
    EMPLOYED = "EMPLOYED", "法人单位从业人员"


class IndicatorStatus(models.TextChoices):
    """How firm a published number is; 未发布 says that the office has not told it yet, which is not 0."""

    PRELIMINARY = "PRELIMINARY", "初步"
    FINAL = "FINAL", "最终"
    UNPUBLISHED = "UNPUBLISHED", "未发布"


_SHARES = (
    Indicator.HIGHTECH_SHARE,
    Indicator.HIGHTECH_GROWTH,
    Indicator.FISCAL_ST_SHARE,
    Indicator.RD_INTENSITY,
    Indicator.RD_ACTIVE_SHARE,
)
UNITS: Final[dict[str, str]] = {
    **dict.fromkeys(_SHARES, "%"),
    Indicator.GDP: "亿元",
    Indicator.HNTE: "家",
    Indicator.SME_NUMBER: "家",
    Indicator.SPECIALISED_SME: "家",
    Indicator.PATENT_DENSITY: "件",
    Indicator.CONTRACT_AMOUNT: "亿元",
    Indicator.PROVINCIAL_PLATFORM: "个",
    Indicator.BUSINESS_REVENUE: "亿元",
    Indicator.TAX_REVENUE: "亿元",
    Indicator.EMPLOYED: "万人",
}
"""The one unit in which each indicator is kept."""

DECIMALS: Final = 4
"""Values are kept as whole numbers of ten-thousandths of the unit."""

TOTALS: Final = frozenset({Indicator.BUSINESS_REVENUE, Indicator.TAX_REVENUE, Indicator.EMPLOYED})
"""What the whole county has, to measure a part of it by; a large county is no better than a small one, so no rank."""

RANKED: Final = tuple(one for one in Indicator if one not in TOTALS)
"""What is compared between counties."""

_FIGURES: Final[dict[str, str]] = {
    Indicator.GDP: "county_gdp",
    Indicator.HIGHTECH_SHARE: "hightech_value_added_share",
    Indicator.HNTE: "hnte_count",
    Indicator.SME_NUMBER: "sme_number_count",
    Indicator.SPECIALISED_SME: "specialised_sme_count",
}


def rank_code(indicator: str) -> str:
    """Return the code of the figure of a rank: that of the figure which counts the same thing, where one does."""
    return f"{_FIGURES.get(indicator, indicator.lower())}_rank"


STATISTICS: Final = "县统计局"
FINANCE: Final = "县财政局"
TAXES: Final = "县税务局"
ASKED_OF: Final[dict[str, str]] = {Indicator.FISCAL_ST_SHARE: FINANCE, Indicator.TAX_REVENUE: TAXES}
"""Whom to ask for an indicator that is missing; the statistics bureau for all others."""
