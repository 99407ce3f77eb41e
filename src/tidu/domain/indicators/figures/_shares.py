"""What firms add up to beside the whole county: R&D to the product, and technology firms in output, tax and jobs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from tidu.domain.indicators.figures._published import of_year
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.arithmetic import FEN_PER_WAN, share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

_LARGER = 10_000
"""A county is told in 亿元 and 万人, its firms in 万元 and 人."""


@dataclass(frozen=True)
class _Share:
    """A figure of firms (`part`) in per cent of one of the county (`whole`)."""

    code: str
    name: str
    part: str
    whole: str
    definition: str
    decimals: int = 1


_SHARES = (
    _Share(
        "enterprise_rd_gdp_share",
        "企业研发投入相当于地区生产总值的比例",
        "rd_expense_total",
        "county_gdp",
        "所问年度企业研发投入（已知合计）除以地区生产总值；只含登记企业，不含高校院所，"
        "不是统计部门公布的全社会研发投入强度。",
        decimals=2,
    ),
    _Share(
        "tech_revenue_share",
        "科技型企业营业收入占全县比重",
        "tech_revenue_total",
        "county_business_revenue",
        "所问年末科技型企业当年销售收入（已知合计）除以全县法人单位营业收入；缺数的企业不计入，实际比重只会更高。",
    ),
    _Share(
        "tech_tax_share",
        "科技型企业税收占全县比重",
        "tech_tax_total",
        "county_tax_revenue",
        "所问年末科技型企业当年实缴税费（已知合计）除以全县税收收入；企业填的税费可能含规费，只作参考；"
        "缺数的企业不计入。",
    ),
    _Share(
        "tech_staff_share",
        "科技型企业从业人员占全县比重",
        "tech_staff_total",
        "county_employed",
        "所问年末科技型企业当年职工总数（已知合计）除以全县法人单位从业人员；缺数的企业不计入，实际比重只会更高。",
    ),
)


def declare() -> None:
    """Register them."""
    for share in _SHARES:
        registry.register(
            Figure(
                code=share.code,
                name=share.name,
                unit="%",
                kind=FigureKind.PERIOD,
                definition=share.definition,
                source="企业年度数据表；县域指标表",
                answer=_dividing(share.part, share.whole),
                parameters=(ParameterKind.YEAR.value,),
                decimals=share.decimals,
            )
        )


def _dividing(part_code: str, whole_code: str) -> Answering:
    """Return the answer of a figure of firms in per cent of one of the county."""

    def answer(figure: Figure, question: Question) -> Answer:
        asked = of_year(question)
        if asked.point is None:
            return not_yet(figure, asked)
        part, whole = registry.ask(part_code, asked), registry.ask(whole_code, asked)
        for one in (part, whole):
            if one.value is None:
                return replace(unknown(figure, asked, one.reason), parts=(part, whole), on_label=one.on_label)
        numerator, denominator = _whole(part), _whole(whole) * _LARGER
        if denominator <= 0:
            reason = f"{whole.figure.name}不大于 0，请核对县域指标表。"
            return replace(unknown(figure, asked, reason), parts=(part, whole))
        return Answer(
            figure=figure,
            question=asked,
            value=share_percent(numerator, denominator, figure.decimals),
            rows=tuple(_row(key, one) for key, one in (("numerator", part), ("denominator", whole))),
            missing=part.missing,
            on_label=f"{asked.year} 年 · {asked.as_of.label}",
            parts=(part, whole),
        )

    return answer


def _whole(answer: Answer) -> int:
    """Return a value as a whole number of millionths, exactly."""
    return int(Decimal(answer.value or 0) * FEN_PER_WAN)


def _row(key: str, part: Answer) -> Row:
    return Row(key, part.figure.name, part.value, f"{part.figure.unit}；{part.on_label}")
