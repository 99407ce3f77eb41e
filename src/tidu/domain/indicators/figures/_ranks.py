"""Our county's rank among the loaded peers, one figure for each ranked indicator."""

from __future__ import annotations

from dataclasses import replace

from tidu.domain.indicators import queries
from tidu.domain.indicators.figures._published import SOURCE, of_year
from tidu.domain.indicators.vocabulary import RANKED, Indicator, rank_code
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind


def declare() -> None:
    """Register them."""
    for indicator in RANKED:
        registry.register(
            Figure(
                code=rank_code(indicator),
                name=f"{indicator.label}在对标县中的位次",
                unit="位",
                kind=FigureKind.PERIOD,
                definition=(
                    f"所问年度“{indicator.label}”在本县和已载入的对标县中从大到小的位次，数值相同位次并列。"
                    "没有公布、没有载入的县排不进来：它们可能都在本县之前，实际位次在本数与本数加缺数县数之间。"
                ),
                source=SOURCE,
                answer=_ranking(indicator),
                parameters=(ParameterKind.YEAR.value,),
            )
        )


def _ranking(indicator: Indicator) -> Answering:
    """Return the answer of our rank: the counties are its rows, each with its own rank, those missing without."""

    def answer(figure: Figure, question: Question) -> Answer:
        asked = of_year(question)
        if asked.point is None:
            return not_yet(figure, asked)
        year = asked.year or 0
        label = f"{year} 年 · {asked.as_of.label}"
        compared = {one.indicator: one for one in queries.comparisons(year, asked.as_of)}.get(indicator)
        if compared is None or compared.own is None:
            reason = (
                f"没有本县 {year} 年的“{indicator.label}”，排不出位次。"
                f"请向{queries.office_of(indicator)}索取并导入“县域指标表”。"
            )
            rows = () if compared is None else _rows(compared)
            return replace(unknown(figure, asked, reason), rows=rows, on_label=label)
        return Answer(
            figure=figure,
            question=asked,
            value=compared.own.rank,
            rows=_rows(compared),
            missing=len(compared.missing),
            on_label=f"{label} · {compared.rank_words}",
        )

    return answer


def _rows(compared: queries.Comparison) -> tuple[Row, ...]:
    ranked = [
        Row(
            key=f"{one.county.county_code}/{one.county.year}",
            label=one.county.county_name,
            value=one.rank,
            detail=f"{one.county.value} {compared.unit}；{one.county.get_status_display()}；来源：{one.county.source}",
            record=one.county.record,
        )
        for one in compared.ranked
    ]
    missing = [
        Row(key=f"{one.county_name}/{compared.year}", label=one.county_name, detail=one.words)
        for one in compared.missing
    ]
    return (*ranked, *missing)
