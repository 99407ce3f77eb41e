"""Figures read from the rules themselves: rates and caps that a speech may name, with document and article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tidu.domain.rulebook import queries
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind
from tidu.rules.model.library import NoVersionInForce

RD_SUBSIDY = "qinglan.rd_subsidy"
FEN_PER_WAN = 1_000_000
PER_CENT = 100


def declare() -> None:
    """Register them."""
    for code, name, unit, alias, answer in (
        ("rd_subsidy_rate", "研发费用补助比例", "%", "F18", _reading("rate", _per_cent)),
        ("rd_subsidy_cap", "研发费用补助每户上限", "万元", "F19", _reading("cap", _wan_yuan)),
    ):
        registry.register(
            Figure(
                code=code,
                name=name,
                unit=unit,
                kind=FigureKind.POINT,
                definition=f"{name}：所问研发年度适用的文件规定的数；未给年度时为最近一个完整年度。",
                source="政策规则（文号、条款见明细）",
                answer=answer,
                parameters=(ParameterKind.YEAR.value,),
                aliases=(alias,),
                owner="政策法规股",
            )
        )


def _reading(parameter: str, shown: Callable[[Fraction], Decimal]) -> Answering:
    """Return the answer of a figure that reads one parameter of the R&D subsidy."""

    def answer(figure: Figure, question: Question) -> Answer:
        year = question.year or question.as_of.on.year - 1
        on_label = f"{year} 年研发费用适用"
        try:
            rule = queries.library().rule(RD_SUBSIDY, on=date(year, 12, 31))
        except NoVersionInForce as none:
            return Answer(figure, question, value=None, reason=str(none), on_label=on_label)
        value = shown(rule.value(parameter))
        dated = next(one for one in rule.parameters if one.name == parameter).dated(rule.on)
        detail = f"{rule.law.cite(dated.article)}；可信程度：{rule.law.mark(dated.confidence)}"
        return Answer(
            figure=figure,
            question=question,
            value=value,
            rows=[Row(key=rule.law.number, label=rule.name, value=value, detail=detail)],
            on_label=on_label,
        )

    return answer


def _per_cent(ratio: Fraction) -> Decimal:
    """Return a ratio in per cent, exactly; a rate of law has a finite decimal."""
    exact = ratio * PER_CENT
    return _plain(Decimal(exact.numerator) / Decimal(exact.denominator))


def _wan_yuan(fen: Fraction) -> Decimal:
    """Return fen as 万元, exactly."""
    return _plain(Decimal(fen.numerator) / Decimal(fen.denominator * FEN_PER_WAN))


def _plain(number: Decimal) -> Decimal:
    """Return the number without trailing noughts or an exponent."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == number else number.normalize()
