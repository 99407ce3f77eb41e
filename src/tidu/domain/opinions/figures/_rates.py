"""How opinions are answered: in time, and what their proposers say of attitude and result; of a year or an Open Day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tidu.domain.opinions import queries
from tidu.domain.opinions.figures._shared import (
    EVENT,
    FINAL,
    OF_EVENT,
    asked,
    event_label,
    figure_of,
    items_of,
    of_open_day,
    row_of,
)
from tidu.domain.opinions.models import Occasion
from tidu.domain.opinions.queries import OpinionThen
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.answers import before_the_first
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import SMALL_SAMPLE, SMALL_SAMPLE_LABEL

RATED = "意见人已评价的条目（按最近一次评价，不满意而重办的在再次评价前仍计）"

Kept = Callable[[OpinionThen, AsOf], bool]
Judged = Callable[[OpinionThen, AsOf], bool | None]


@dataclass(frozen=True)
class Rate:
    """A share of final items: its names as a figure of a year and of an Open Day, and who is judged how.

    Of fewer than `fewest` items the Open Day's figure says nothing.
    """

    of_year: str
    of_event: str
    name: str
    definition: str
    judged: Judged
    fewest: int = SMALL_SAMPLE


RATES = (
    Rate(
        "on_time",
        "on_time",
        "按期答复率",
        "各轮都在期限内答复的 ÷ 已答复或已过期限的条目",
        queries.on_time,
        1,
    ),
    Rate(
        "satisfaction",
        "result",
        "办理结果满意率",
        f"对结果满意或基本满意的 ÷ {RATED}",
        lambda one, _: one.likes_result,
    ),
    Rate(
        "attitude",
        "attitude",
        "办理态度满意率",
        f"对态度满意或基本满意的 ÷ {RATED}",
        lambda one, _: one.likes_attitude,
    ),
)


def of_year() -> Iterable[Figure]:
    """Yield what all sources of a year count up to."""
    yield figure_of(
        "opinion_year_count",
        "全部来源意见建议条数",
        "条",
        f"所问年度 1 月 1 日至截至日各来源登记的意见建议，{FINAL}。",
        answer=_of_year(lambda one, _: one.is_final),
    )
    yield figure_of(
        "opinion_effect_count",
        "促成改变的意见条数",
        "条",
        "所问年度登记的意见中，截至日已记有去向（改了条款、政策、任务或预算）的条数。",
        answer=_changed,
    )
    for one in RATES:
        yield figure_of(
            f"opinion_{one.of_year}_rate",
            f"意见{one.name}",
            "%",
            f"所问年度登记的最终条目中，{one.definition}，保留一位小数。每条一行，是为 1，否为 0。",
            answer=_rate(one.judged),
            decimals=1,
        )


def of_event() -> Iterable[Figure]:
    """Yield how one Open Day's opinions were answered; of few ratings nothing is said."""
    for one in RATES:
        few = f"少于 {one.fewest} 条的为{SMALL_SAMPLE_LABEL}；" if one.fewest > 1 else ""
        yield figure_of(
            f"open_day_{one.of_event}_rate",
            f"开放日意见{one.name}",
            "%",
            f"{EVENT}最终条目中，{one.definition}，保留一位小数；{few}每条一行，是为 1，否为 0。",
            answer=_event_rate(one.judged, one.fewest),
            decimals=1,
            parameters=OF_EVENT,
        )


def _of_year(kept: Kept) -> Answering:
    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        told = _read(question, as_of)
        if not told and (why := before_the_first(question, queries.first_taken_on(), "意见")):
            return Answer(figure, question, value=None, reason=why, on_label=_span(as_of))
        rows = tuple(row_of(one) for one in told if kept(one, as_of))
        return Answer(figure, question, value=len(rows), rows=rows, on_label=_span(as_of))

    return asked(answer)


def _rate(judged: Judged) -> Answering:
    """Return the share of a year's final items for which `judged` says yes, of those for which it says anything."""

    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        rows = _judged(_read(question, as_of), judged, as_of)
        return _share(figure, question, rows, _span(as_of), fewest=1)

    return asked(answer)


def _event_rate(judged: Judged, fewest: int) -> Answering:
    def answer(figure: Figure, question: Question, as_of: AsOf, occasion: Occasion) -> Answer:
        rows = _judged(items_of(question, as_of, occasion), judged, as_of)
        return _share(figure, question, rows, event_label(occasion, as_of), fewest=fewest)

    return of_open_day(answer)


def _judged(items: Iterable[OpinionThen], judged: Judged, as_of: AsOf) -> tuple[Row, ...]:
    final = (one for one in items if one.is_final)
    return tuple(row_of(one, int(said)) for one in final if (said := judged(one, as_of)) is not None)


def _share(figure: Figure, question: Question, rows: tuple[Row, ...], label: str, *, fewest: int) -> Answer:
    """Return how many of the rows are 1, in per cent; unknown where there are fewer than `fewest`."""
    if len(rows) < fewest:
        reason = f"{SMALL_SAMPLE_LABEL}：只有 {len(rows)} 条评价。" if rows else "没有可以计算的条目。"
        return Answer(figure, question, value=None, reason=reason, on_label=label)
    part = sum(int(row.value == 1) for row in rows)
    value = share_percent(part, len(rows), figure.decimals)
    return Answer(figure, question, value=value, rows=rows, on_label=label)


def _changed_answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
    told = _read(question, as_of)
    if not told and (why := before_the_first(question, queries.first_taken_on(), "意见")):
        return Answer(figure, question, value=None, reason=why, on_label=_span(as_of))
    changed = queries.effects_known(as_of)
    rows = tuple(row_of(one) for one in told if one.opinion.pk in changed)
    return Answer(figure, question, value=len(rows), rows=rows, on_label=_span(as_of))


_changed = asked(_changed_answer)


def _read(question: Question, as_of: AsOf) -> list[OpinionThen]:
    return question.once(queries.opinions_then, as_of, year=as_of.on.year)


def _span(as_of: AsOf) -> str:
    return f"{as_of.on.year} 年 1 月 1 日至{as_of.label}"
