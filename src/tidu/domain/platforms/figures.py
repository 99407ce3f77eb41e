"""Figures that count platforms which are open, by kind, level and place; what is planned is never counted."""

from __future__ import annotations

from tidu.domain.platforms import queries
from tidu.domain.platforms.queries import PlatformOn, PlatformRegister
from tidu.domain.platforms.vocabulary import COUNTED, LEVELS, Counted
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, refuse_unknown_place, unknown
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind


def declare() -> None:
    """Register them."""
    for code, counted in COUNTED.items():
        parameters = (
            [ParameterKind.YEAR.value] if counted.in_park else [ParameterKind.YEAR, ParameterKind.PLACE]
        )
        registry.register(
            Figure(
                code=code,
                name=counted.name,
                unit="家",
                kind=FigureKind.POINT,
                definition=_definition(counted),
                source="创新平台登记（每个阶段注明日期和依据）",
                answer=_counting(counted),
                parameters=tuple(str(one) for one in parameters),
                aliases=counted.aliases,
                owner="平台与人才股",
            )
        )


def _definition(counted: Counted) -> str:
    what = counted.kind.label if counted.kind else "创新平台"
    above = "" if counted.level in (None, LEVELS[-1]) else "及以上"
    level = f"已认定为{counted.level.label}{above}、" if counted.level else ""
    where = "工业园区内" if counted.in_park else "全县（可按属地）"
    county_wide = "园区以外的全县性平台不计；" if counted.in_park else ""
    return (
        f"统计日（给出年份时为该年 12 月 31 日，当年为截至日）{where}{level}已建成运行的{what}数；"
        f"{county_wide}规划和在建的不计，停办或被取消认定的自该日起不计。"
    )


def _counting(counted: Counted) -> Answering:
    """Return the answer of a figure that counts platforms on a day."""

    def answer(figure: Figure, question: Question) -> Answer:
        as_of = question.point
        if as_of is None:
            return not_yet(figure, question)
        register = _register(question)
        if not register.platforms:
            reason = "创新平台还没有登记，无从统计。请向平台与人才股索取清单并登记。"
            return unknown(figure, question, reason, as_of)
        refuse_unknown_place(question)
        rows = [_row(one) for one in register.on(as_of.on) if one.counts(counted) and _in(one, question)]
        return Answer(figure, question, value=len(rows), rows=rows, on_label=as_of.label)

    return answer


def _register(question: Question) -> PlatformRegister:
    return question.once(queries.register_at, question.as_of.known_at)


def _in(one: PlatformOn, question: Question) -> bool:
    place = one.platform.place
    return question.place is None or (place is not None and place.code == question.place)


def _row(one: PlatformOn) -> Row:
    place, deciding = one.platform.place, one.deciding
    since = f"，{deciding.reached_on}，{deciding.document}" if deciding else ""
    return Row(
        key=one.platform.number,
        label=one.platform.name,
        value=1,
        detail=f"{one.platform.get_kind_display()}，{one.stage_words}{since}",
        place_id=place.pk if place else None,
        record=deciding.record if deciding else None,
    )
