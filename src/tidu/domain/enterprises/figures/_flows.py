"""Changes: between two year ends, and within a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tidu.domain.enterprises.figures._answers import (
    RECOGNITION_SOURCE,
    Counting,
    counted,
)
from tidu.domain.enterprises.figures._counts import PARAMETERS, TECH_ENTERPRISES
from tidu.domain.enterprises.vocabulary import EndKind, GrantKind, RecognitionKind
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.arithmetic import growth_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.shared import Shared
from tidu.foundation.figures.vocabulary import FigureKind

_COMPARED = (*PARAMETERS, "base_year")


def _increase(figure: Figure, question: Question) -> Answer:
    parts = _both_ends(question)
    if isinstance(parts, str):
        return unknown(figure, question, parts)
    base, now = parts
    rows = _differences(base, now)
    value = sum(int(row.value or 0) for row in rows)
    return Answer(figure, question, value=value, rows=rows, on_label=_span(base, now), parts=parts)


def _growth(figure: Figure, question: Question) -> Answer:
    parts = _both_ends(question)
    if isinstance(parts, str):
        return unknown(figure, question, parts)
    base, now = parts
    if not base.value:
        return unknown(figure, question, f"基期（{question.base_year} 年）为 0 家，增长率没有意义。")
    value = growth_percent(len(now.rows), len(base.rows), figure.decimals)
    rows = _differences(base, now)
    return Answer(figure, question, value=value, rows=rows, on_label=_span(base, now), parts=parts)


def _both_ends(question: Question) -> tuple[Answer, Answer] | str:
    """Return the counts of the base year and of the year asked, or why they cannot be compared."""
    if question.base_year is None:
        return "没有给出基期年份。请指明与哪一年相比。"
    year = question.year or question.as_of.on.year
    if question.base_year > year:
        return f"基期 {question.base_year} 年晚于 {year} 年。请对调两个年份。"
    both = replace(question, shared=question.shared or Shared())
    base = TECH_ENTERPRISES.answer(TECH_ENTERPRISES, both.of_base_year())
    now = TECH_ENTERPRISES.answer(TECH_ENTERPRISES, both)
    for end in (base, now):
        if end.value is None:
            return end.reason
    return base, now


def _differences(base: Answer, now: Answer) -> list[Row]:
    """Return a row of +1 for each firm that came and of -1 for each that went: their sum is the increase."""
    before, after = {row.key for row in base.rows}, {row.key for row in now.rows}
    came = [replace(row, value=1, detail=f"新增：{row.detail}") for row in now.rows if row.key not in before]
    went = [replace(row, value=-1, detail=f"减少：{row.detail}") for row in base.rows if row.key not in after]
    return came + went


def _span(base: Answer, now: Answer) -> str:
    return f"{base.on_label} → {now.on_label}"


def _granted(grant_kind: str) -> Answering:
    """Return how to count the firms that won the HNTE title in the year, for the first time or again."""

    def answer(figure: Figure, question: Question) -> Answer:
        if (as_of := question.point) is None:
            return not_yet(figure, question)
        counting = Counting.of(question, as_of, [RecognitionKind.HNTE])
        granted = [
            title
            for title in counting.known(RecognitionKind.HNTE)
            if title.grant_kind == grant_kind and date(as_of.on.year, 1, 1) <= title.granted_on <= as_of.on
        ]
        return counted(figure, question, counting, granted)

    return answer


def _lapsed(figure: Figure, question: Question) -> Answer:
    """Count firms whose certificate ran out in the year and that hold none on the day."""
    if (as_of := question.point) is None:
        return not_yet(figure, question)
    counting = Counting.of(question, as_of, [RecognitionKind.HNTE])
    holding = {title.enterprise_id for title in counting.held([RecognitionKind.HNTE])}
    gone = [
        title
        for title in counting.known(RecognitionKind.HNTE)
        if title.end_kind == EndKind.NONE
        and date(as_of.on.year, 1, 1) <= title.valid_until_on <= as_of.on
        and title.enterprise_id not in holding
    ]
    return counted(figure, question, counting, gone)


def _flow(code: str, name: str, definition: str, answer: Answering) -> Figure:
    return Figure(
        code=code,
        name=name,
        unit="家",
        kind=FigureKind.PERIOD,
        definition=definition,
        source=RECOGNITION_SOURCE,
        answer=answer,
        parameters=PARAMETERS,
    )


FIGURES = (
    Figure(
        code="tech_enterprise_increase",
        name="科技型企业净增数",
        unit="家",
        kind=FigureKind.PERIOD,
        definition="科技型企业数在两个年末之间的差（净增：新增减去减少，不等于当年新认定数）；口径同“科技型企业数”。",
        source=RECOGNITION_SOURCE,
        answer=_increase,
        parameters=_COMPARED,
        aliases=("F05",),
        public=True,
    ),
    Figure(
        code="tech_enterprise_growth",
        name="科技型企业数增长率",
        unit="%",
        kind=FigureKind.PERIOD,
        definition="期末科技型企业数 ÷ 基期科技型企业数 − 1，保留一位小数；口径同“科技型企业数”。",
        source=RECOGNITION_SOURCE,
        answer=_growth,
        parameters=_COMPARED,
        aliases=("F06",),
        decimals=1,
        public=True,
    ),
    _flow(
        "hnte_new_count",
        "当年新认定高新技术企业数",
        "当年首次认定（不含重新认定）、期末属地在本县的高新技术企业数；新增不等于净增。",
        _granted(GrantKind.NEW),
    ),
    _flow(
        "hnte_renewed_count",
        "当年重新认定高新技术企业数",
        "当年证书期满后重新认定、期末属地在本县的高新技术企业数。",
        _granted(GrantKind.RENEWED),
    ),
    _flow(
        "hnte_lapsed_count",
        "当年到期未续高新技术企业数",
        "证书在当年届满、期末没有有效证书且属地在本县的企业数；被撤销的另计，不在其内。",
        _lapsed,
    ),
)
