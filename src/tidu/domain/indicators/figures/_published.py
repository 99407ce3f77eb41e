"""Figures of our county's published indicators: one number of one year, read and never computed."""

from __future__ import annotations

from dataclasses import replace

from tidu.domain.indicators import queries
from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.indicators.vocabulary import UNITS, Indicator, IndicatorStatus
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

SOURCE = "县域指标表（统计、财政等部门公布，每个数注明来源文件）"
_PUBLISHED = (
    (
        "hightech_value_added_share",
        Indicator.HIGHTECH_SHARE,
        "所问年度高新技术产业增加值除以规模以上工业增加值，以统计部门公布为准",
        ("F07",),
    ),
    (
        "fiscal_st_share",
        Indicator.FISCAL_ST_SHARE,
        "所问年度财政科学技术支出除以一般公共预算支出，以财政决算公布为准",
        (),
    ),
    ("county_gdp", Indicator.GDP, "所问年度地区生产总值，以统计公报为准", ()),
    (
        "county_business_revenue",
        Indicator.BUSINESS_REVENUE,
        "所问年度全县法人单位营业收入，以统计部门提供为准",
        (),
    ),
    ("county_tax_revenue", Indicator.TAX_REVENUE, "所问年度全县税收收入，以税务部门提供为准", ()),
    ("county_employed", Indicator.EMPLOYED, "所问年度末全县法人单位从业人员，以统计部门提供为准", ()),
)


def declare() -> None:
    """Register them."""
    for code, indicator, definition, aliases in _PUBLISHED:
        registry.register(
            Figure(
                code=code,
                name=indicator.label,
                unit=UNITS[indicator],
                kind=FigureKind.PERIOD,
                definition=f"{definition}；未给年度时为最近一个完整年度，未发布为缺数。",
                source=SOURCE,
                answer=_reading(indicator),
                parameters=(ParameterKind.YEAR.value,),
                aliases=aliases,
                decimals=2 if UNITS[indicator] == "万人" else 1,
            )
        )


def _reading(indicator: Indicator) -> Answering:
    """Return the answer of a figure that reads one published indicator of our county."""

    def answer(figure: Figure, question: Question) -> Answer:
        asked = of_year(question)
        if asked.point is None:
            return not_yet(figure, asked)
        found = queries.own_indicator(indicator, asked.year or 0, asked.as_of)
        label = f"{asked.year} 年 · {asked.as_of.label}"
        office = queries.office_of(indicator)
        if found is None:
            reason = f"没有 {asked.year} 年的“{indicator.label}”。请向{office}索取并导入“县域指标表”。"
            return replace(unknown(figure, asked, reason), on_label=label)
        if found.value is None:
            reason = (
                f"{asked.year} 年的“{indicator.label}”尚未发布（{found.source}）。"
                f"请待发布后向{office}索取并导入“县域指标表”。"
            )
            return replace(unknown(figure, asked, reason), on_label=label)
        note = "" if found.status == IndicatorStatus.FINAL else f"（{found.get_status_display()}数）"
        return Answer(figure, asked, found.value, rows=(_row(found),), on_label=f"{label}{note}")

    return answer


def _row(found: CountyIndicator) -> Row:
    return Row(
        key=f"{found.county_code}/{found.year}",
        label=f"{found.county_name} {found.year} 年{found.get_indicator_display()}",
        value=found.value,
        detail=f"{found.get_status_display()}；来源：{found.source}",
        record=found.record,
    )


def of_year(question: Question) -> Question:
    """Return the question with its year: the last closed one where none is asked."""
    return question if question.year else replace(question, year=question.as_of.on.year - 1)
