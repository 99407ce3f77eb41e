"""Figures of our county's published indicators, and enterprise R&D beside the county's product."""

from __future__ import annotations

from dataclasses import replace

from tidu.domain.indicators import queries
from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.indicators.vocabulary import UNITS, Indicator, IndicatorStatus
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.arithmetic import FEN_PER_WAN, share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

_SOURCE = "县域指标表（统计、财政等部门公布，每个数注明来源文件）"
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
                source=_SOURCE,
                answer=_reading(indicator),
                parameters=(ParameterKind.YEAR.value,),
                aliases=aliases,
                decimals=1,
            )
        )
    registry.register(
        Figure(
            code="enterprise_rd_gdp_share",
            name="企业研发投入相当于地区生产总值的比例",
            unit="%",
            kind=FigureKind.PERIOD,
            definition=(
                "所问年度企业研发投入（已知合计）除以地区生产总值；只含登记企业，不含高校院所，"
                "不是统计部门公布的全社会研发投入强度。"
            ),
            source="企业年度数据表；县域指标表",
            answer=_rd_gdp,
            parameters=(ParameterKind.YEAR.value,),
            decimals=2,
        )
    )


def _reading(indicator: Indicator) -> Answering:
    """Return the answer of a figure that reads one published indicator of our county."""

    def answer(figure: Figure, question: Question) -> Answer:
        asked = _of_year(question)
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


def _rd_gdp(figure: Figure, question: Question) -> Answer:
    asked = _of_year(question)
    expense, product = registry.ask("rd_expense_total", asked), registry.ask("county_gdp", asked)
    parts = (expense, product)
    for part in parts:
        if part.value is None:
            return replace(unknown(figure, asked, part.reason), parts=parts, on_label=part.on_label)
    fen, whole = int(expense.value * FEN_PER_WAN), int(product.value * 10_000 * FEN_PER_WAN)  # type: ignore[operator]
    if whole <= 0:
        return replace(unknown(figure, asked, "地区生产总值不大于 0，请核对县域指标表。"), parts=parts)
    rows = (
        Row("numerator", expense.figure.name, expense.value, f"万元；{expense.on_label}"),
        Row("denominator", product.figure.name, product.value, f"亿元；{product.on_label}"),
    )
    return Answer(
        figure=figure,
        question=asked,
        value=share_percent(fen, whole, figure.decimals),
        rows=rows,
        missing=expense.missing,
        on_label=f"{asked.year} 年 · {asked.as_of.label}",
        parts=parts,
    )


def _of_year(question: Question) -> Question:
    """Return the question with its year: the last closed one where none is asked."""
    return question if question.year else replace(question, year=question.as_of.on.year - 1)
