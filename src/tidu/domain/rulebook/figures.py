"""Figures read from the rules themselves: rates and caps that a speech may name, with document and article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tidu.domain.rulebook import queries
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind
from tidu.rules.model.library import NoVersionInForce

RD_SUBSIDY, PLATFORM = "qinglan.rd_subsidy", "qinglan.platform"
HNTE_NEW, HNTE_AGAIN, GAZELLE = "qinglan.hnte_new", "qinglan.hnte_again", "qinglan.gazelle_award"
FEN_PER_WAN = 1_000_000
PER_CENT = 100
OF_RESEARCH = "所问研发年度适用的文件规定的数；未给年度时为最近一个完整年度。"
OF_DAY = "所问日认定的适用文件规定的数：给出往年年份时为该年 12 月 31 日，当年为截至日。"

Shown = Callable[[Fraction], Decimal]
When = Callable[[Question], tuple[date, str] | None]


def declare() -> None:
    """Register them."""
    for code, name, unit, alias, which, answer in (
        ("rd_subsidy_rate", "研发费用补助比例", "%", "F18", OF_RESEARCH, _subsidy("rate", _per_cent)),
        ("rd_subsidy_cap", "研发费用补助每户上限", "万元", "F19", OF_RESEARCH, _subsidy("cap", _wan_yuan)),
        ("award_hnte_new", "新认定高新技术企业奖励", "万元", "F17", OF_DAY, _award(HNTE_NEW, "award")),
        ("award_hnte_again", "重新认定高新技术企业奖励", "万元", "", OF_DAY, _award(HNTE_AGAIN, "award")),
        ("award_gazelle", "瞪羚企业奖励", "万元", "", OF_DAY, _award(GAZELLE, "award")),
        (
            "award_platform_national",
            "国家级创新平台奖励",
            "万元",
            "F20",
            OF_DAY,
            _award(PLATFORM, "national"),
        ),
        (
            "award_platform_provincial",
            "省级创新平台奖励",
            "万元",
            "F21",
            OF_DAY,
            _award(PLATFORM, "provincial"),
        ),
    ):
        registry.register(
            Figure(
                code=code,
                name=name,
                unit=unit,
                kind=FigureKind.POINT,
                definition=f"{name}：{which}",
                source="政策规则（文号、条款见明细）",
                answer=answer,
                parameters=(ParameterKind.YEAR.value,),
                aliases=(alias,) if alias else (),
                owner="政策法规股",
            )
        )


def _subsidy(parameter: str, shown: Shown) -> Answering:
    return _reading(RD_SUBSIDY, parameter, _research_year, shown)


def _award(code: str, parameter: str) -> Answering:
    return _reading(code, parameter, _recognition_day, _wan_yuan)


def _research_year(question: Question) -> tuple[date, str]:
    """Return the day that decides which version governs a year's R&D, and its words."""
    year = question.year or question.as_of.on.year - 1
    return date(year, 12, 31), f"{year} 年研发费用适用"


def _recognition_day(question: Question) -> tuple[date, str] | None:
    """Return the day of a recognition that is asked about, and its words; None for a year to come."""
    as_of = question.point
    return None if as_of is None else (as_of.on, f"{as_of.on} 认定适用")


def _reading(code: str, parameter: str, when: When, shown: Shown) -> Answering:
    """Return the answer of a figure that reads one parameter of the version of a rule in force on a day."""

    def answer(figure: Figure, question: Question) -> Answer:
        asked = when(question)
        if asked is None:
            return not_yet(figure, question)
        on, on_label = asked
        try:
            rule = queries.library().rule(code, on=on)
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
