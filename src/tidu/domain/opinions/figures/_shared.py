"""What the figures of opinions have in common: their source, how they are declared, and a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tidu.domain.opinions import queries
from tidu.domain.opinions.models import Occasion
from tidu.domain.opinions.queries import OpinionThen
from tidu.domain.opinions.vocabulary import OpinionState, Outcome, ProposerGroup, ResultClass
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

OF_EVENT = (ParameterKind.YEAR.value, ParameterKind.EVENT_ON.value)
EVENT = "所问年度（不问年度则为截至日前最近一次）开放日"
FINAL = "最终条目：剔除无效、并入和已拆分的，拆分后的各条分别计"
_SOURCE = "意见登记、办理轮次及其经过（每一步有时间和经办人，登记后不能改写）"

About = Callable[[Figure, Question, AsOf, Occasion], Answer]


def of_open_day(answering: About) -> Answering:
    """Return an answer about the last Open Day of the year, or the day, that is asked for."""

    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        occasion = question.once(queries.latest_open_day, as_of, question.year, question.event_on)
        if occasion is None:
            return _none_held(figure, question, as_of)
        return answering(figure, question, as_of, occasion)

    return asked(answer)


def items_of(question: Question, as_of: AsOf, occasion: Occasion) -> list[OpinionThen]:
    """Return the opinions of an Open Day, read once for all its figures."""
    return question.once(queries.opinions_then, as_of, occasion=occasion)


def event_label(occasion: Occasion, as_of: AsOf) -> str:
    """Return which Open Day an answer is about, and as of when."""
    return f"{occasion.on.isoformat()} 开放日 · {as_of.label}"


def figure_of(
    code: str,
    name: str,
    unit: str,
    definition: str,
    *,
    answer: Answering,
    aliases: Sequence[str] = (),
    kind: FigureKind = FigureKind.PERIOD,
    decimals: int = 0,
    parameters: Sequence[str] = (ParameterKind.YEAR.value,),
) -> Figure:
    """Return a figure of opinions."""
    return Figure(
        code=code,
        name=name,
        unit=unit,
        kind=kind,
        definition=definition,
        source=_SOURCE,
        answer=answer,
        parameters=tuple(parameters),
        aliases=tuple(aliases),
        decimals=decimals,
    )


def asked(answering: Callable[[Figure, Question, AsOf], Answer]) -> Answering:
    """Return an answer that refuses a year to come."""

    def answer(figure: Figure, question: Question) -> Answer:
        if (as_of := question.point) is None:
            return not_yet(figure, question)
        return answering(figure, question, as_of)

    return answer


def _none_held(figure: Figure, question: Question, as_of: AsOf) -> Answer:
    when = f"{question.year} 年" if question.year else f"{as_of.on.isoformat()} 及以前"
    when = f"{question.event_on} " if question.event_on else when
    reason = f"{when}没有登记开放日。请科技局综合股登记后再取数。"
    return unknown(figure, question, reason, as_of)


def row_of(one: OpinionThen, value: int = 1) -> Row:
    """Return an opinion as a row."""
    last = one.present
    parts = [OpinionState(one.state).label, one.theme_name, ProposerGroup(one.opinion.group).label]
    if last is not None:
        parts.append(last.lead.short_name)
        if last.answered_at is None:
            parts.append(f"期限 {last.due_on.isoformat()}")
        else:
            parts.append(f"{Outcome(last.outcome).label} {ResultClass(last.result).value}")
    return Row(key=one.opinion.number, label=one.opinion.text[:60], value=value, detail=" · ".join(parts))
