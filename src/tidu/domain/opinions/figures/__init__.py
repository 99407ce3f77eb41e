"""Figures of opinions: of the last Open Day held (F09, F10, F12 and what they are made of), and how it was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tidu.domain.opinions import queries
from tidu.domain.opinions.figures import _rates
from tidu.domain.opinions.figures._shared import (
    EVENT,
    FINAL,
    OF_EVENT,
    event_label,
    figure_of,
    items_of,
    of_open_day,
    row_of,
)
from tidu.domain.opinions.models import Occasion
from tidu.domain.opinions.queries import OpinionThen
from tidu.domain.opinions.shipped import themes
from tidu.domain.opinions.vocabulary import ANSWERED, OPEN, OpinionState, ProposerGroup, ReplyKind
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Figure, Question, Row
from tidu.foundation.figures.vocabulary import DAY, FigureKind

Kept = Callable[[OpinionThen, AsOf], bool]


def declare() -> None:
    """Register them."""
    for figure in (
        _date(),
        *_items(),
        *_made_of(),
        *_standing(),
        _by_theme(),
        *_themes(),
        *_groups(),
        *_states(),
        *_rates.of_event(),
        *_rates.of_year(),
    ):
        registry.register(figure)


def _date() -> Figure:
    return figure_of(
        "open_day_date",
        "开放日日期",
        DAY,
        f"{EVENT}的举办日期。",
        answer=of_open_day(_held_on),
        aliases=("F09",),
        parameters=OF_EVENT,
        kind=FigureKind.POINT,
    )


def _items() -> Iterable[Figure]:
    yield _of_event(
        "opinion_count",
        "开放日意见建议条数",
        f"{EVENT}收集的意见建议条数，{FINAL}。",
        lambda one, _: one.is_final,
        aliases=("F10",),
    )
    yield _of_event(
        "answered_on_spot",
        "当场解答条数",
        f"{EVENT}最终条目中，在活动期间当场答复、答复仍然有效的条数；评价不满意而重办的不计。",
        lambda one, _: one.is_final and one.reply_kind == ReplyKind.ON_THE_SPOT,
        aliases=("F12",),
    )


def _made_of() -> Iterable[Figure]:
    yield _of_event(
        "opinion_raw_count",
        "开放日意见原始条数",
        f"{EVENT}登记的全部意见，合并、拆分前。",
        lambda one, _: one.is_raw,
    )
    aside = (
        ("invalid", "无效", OpinionState.INVALID, "判定无效的原始意见"),
        ("merged", "并入", OpinionState.MERGED, "并入另一条的原始意见"),
        ("split", "拆分", OpinionState.SPLIT, "拆成几条的原始意见"),
    )
    for code, label, state, words in aside:
        yield _of_event(
            f"opinion_{code}_count", f"开放日意见{label}条数", f"{EVENT}{words}条数。", _raw_in(state)
        )


def _raw_in(state: str) -> Kept:
    return lambda one, _: one.is_raw and one.state == state


def _standing() -> Iterable[Figure]:
    yield _of_event(
        "opinion_later_count",
        "会后答复条数",
        f"{EVENT}最终条目中，会后答复、答复仍然有效的条数。",
        lambda one, _: one.is_final and one.reply_kind == ReplyKind.LATER,
    )
    yield _of_event(
        "opinion_open_count",
        "在办意见条数",
        f"{EVENT}最终条目中，尚未答复或正在重办的条数；当场 + 会后 + 在办 = 意见建议条数。",
        lambda one, _: one.is_final and not one.reply_kind,
    )
    yield _of_event(
        "opinion_late_count",
        "逾期未答复意见条数",
        f"{EVENT}在办意见中，已过答复期限（获准延期的按延期后）的条数。",
        lambda one, as_of: one.is_late(as_of),
    )


def _themes() -> Iterable[Figure]:
    for row in themes():
        if "parent" not in row:
            yield _of_event(
                f"opinion_theme_{row['code'].lower()}_count",
                f"开放日意见条数（{row['name']}）",
                f"{EVENT}最终条目中，主题为“{row['name']}”及其下级的条数；每条只计一个主题。",
                _of_theme(row["code"]),
            )


def _by_theme() -> Figure:
    """Return the figure whose rows are the themes, those that the county added among them; it adds up to X."""
    return figure_of(
        "opinion_by_theme_count",
        "开放日意见条数（按主题）",
        "条",
        f"{EVENT}最终条目按一级主题（下级计入上级）的条数，每个主题一行，本县自设的主题和“未定”在内，合计等于意见建议条数；"
        "明细写明是哪几条。",
        answer=of_open_day(_themes_answer),
        parameters=OF_EVENT,
    )


def _themes_answer(figure: Figure, question: Question, as_of: AsOf, occasion: Occasion) -> Answer:
    final = [one for one in items_of(question, as_of, occasion) if one.is_final]
    rows = [
        _theme_row(theme.code, theme.name, [one for one in final if _code(one) == theme.code])
        for theme in queries.first_level(final)
    ]
    undecided = [one for one in final if one.theme is None]
    if undecided:
        rows.append(_theme_row("", queries.NO_THEME, undecided))
    return Answer(figure, question, value=len(final), rows=rows, on_label=event_label(occasion, as_of))


def _theme_row(code: str, name: str, items: Sequence[OpinionThen]) -> Row:
    numbers = "、".join(one.opinion.number for one in items)
    return Row(key=code or "—", label=name, value=len(items), detail=numbers)


def _code(one: OpinionThen) -> str:
    return one.theme.code if one.theme else ""


def _of_theme(code: str) -> Kept:
    return lambda one, _: one.is_final and one.theme is not None and one.theme.code == code


def _groups() -> Iterable[Figure]:
    for group in ProposerGroup:
        yield _of_event(
            f"opinion_group_{group.value.lower()}_count",
            f"开放日意见条数（{group.label}）",
            f"{EVENT}最终条目中，意见人界别为“{group.label}”的条数。",
            _of_group(group.value),
        )


def _of_group(code: str) -> Kept:
    return lambda one, _: one.is_final and one.opinion.group == code


def _states() -> Iterable[Figure]:
    for state in (*OPEN, *ANSWERED):
        yield _of_event(
            f"opinion_state_{state.value.lower()}_count",
            f"开放日意见条数（{state.label}）",
            f"{EVENT}最终条目中，截至日处于“{state.label}”的条数。",
            _in_state(state),
        )


def _in_state(state: str) -> Kept:
    return lambda one, _: one.state == state


def _of_event(code: str, name: str, definition: str, kept: Kept, *, aliases: Sequence[str] = ()) -> Figure:
    def answer(figure: Figure, question: Question, as_of: AsOf, occasion: Occasion) -> Answer:
        rows = tuple(row_of(one) for one in items_of(question, as_of, occasion) if kept(one, as_of))
        return Answer(figure, question, value=len(rows), rows=rows, on_label=event_label(occasion, as_of))

    return figure_of(
        code, name, "条", definition, answer=of_open_day(answer), aliases=aliases, parameters=OF_EVENT
    )


def _held_on(figure: Figure, question: Question, as_of: AsOf, occasion: Occasion) -> Answer:
    day = int(f"{occasion.on:%Y%m%d}")
    row = Row(key=occasion.code, label=occasion.name, value=day, detail=_times(occasion))
    return Answer(figure, question, value=day, rows=(row,), on_label=as_of.label)


def _times(occasion: Occasion) -> str:
    moments = [one for one in (occasion.began_at, occasion.ended_at) if one]
    return "—".join(f"{one.astimezone(clock.ZONE):%H:%M}" for one in moments)
