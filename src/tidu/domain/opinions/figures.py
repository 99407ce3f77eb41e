"""Figures of opinions: of the last Open Day held (F09, F10, F12 and what they are made of), and of a year's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tidu.domain.opinions import queries
from tidu.domain.opinions.models import Occasion
from tidu.domain.opinions.queries import OpinionThen
from tidu.domain.opinions.shipped import themes
from tidu.domain.opinions.vocabulary import (
    ANSWERED,
    OPEN,
    OpinionState,
    Outcome,
    ProposerGroup,
    ReplyKind,
    ResultClass,
    Satisfaction,
)
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, unknown
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import DAY, FigureKind, ParameterKind

OF_EVENT = (ParameterKind.YEAR.value, ParameterKind.EVENT_ON.value)
_SOURCE = "意见登记、办理轮次及其经过（每一步有时间和经办人，登记后不能改写）"
_EVENT = "所问年度（不问年度则为截至日前最近一次）开放日"
_FINAL = "最终条目：剔除无效、并入和已拆分的，拆分后的各条分别计"

Kept = Callable[[OpinionThen, AsOf], bool]


def declare() -> None:
    """Register them."""
    for figure in (
        _date(),
        *_items(),
        *_made_of(),
        *_standing(),
        *_themes(),
        *_groups(),
        *_states(),
        *_year(),
    ):
        registry.register(figure)


def _date() -> Figure:
    return _figure(
        "open_day_date",
        "开放日日期",
        DAY,
        f"{_EVENT}的举办日期。",
        answer=_open_day,
        aliases=("F09",),
        parameters=OF_EVENT,
        kind=FigureKind.POINT,
    )


def _items() -> Iterable[Figure]:
    yield _of_event(
        "opinion_count",
        "开放日意见建议条数",
        f"{_EVENT}收集的意见建议条数，{_FINAL}。",
        lambda one, _: one.is_final,
        aliases=("F10",),
    )
    yield _of_event(
        "answered_on_spot",
        "当场解答条数",
        f"{_EVENT}最终条目中，在活动期间当场答复、答复仍然有效的条数；评价不满意而重办的不计。",
        lambda one, _: one.is_final and one.reply_kind == ReplyKind.ON_THE_SPOT,
        aliases=("F12",),
    )


def _made_of() -> Iterable[Figure]:
    yield _of_event(
        "opinion_raw_count",
        "开放日意见原始条数",
        f"{_EVENT}登记的全部意见，合并、拆分前。",
        lambda one, _: one.is_raw,
    )
    aside = (
        ("invalid", "无效", OpinionState.INVALID, "判定无效的原始意见"),
        ("merged", "并入", OpinionState.MERGED, "并入另一条的原始意见"),
        ("split", "拆分", OpinionState.SPLIT, "拆成几条的原始意见"),
    )
    for code, label, state, words in aside:
        yield _of_event(
            f"opinion_{code}_count", f"开放日意见{label}条数", f"{_EVENT}{words}条数。", _raw_in(state)
        )


def _raw_in(state: str) -> Kept:
    return lambda one, _: one.is_raw and one.state == state


def _standing() -> Iterable[Figure]:
    yield _of_event(
        "opinion_later_count",
        "会后答复条数",
        f"{_EVENT}最终条目中，会后答复、答复仍然有效的条数。",
        lambda one, _: one.is_final and one.reply_kind == ReplyKind.LATER,
    )
    yield _of_event(
        "opinion_open_count",
        "在办意见条数",
        f"{_EVENT}最终条目中，尚未答复或正在重办的条数；当场 + 会后 + 在办 = 意见建议条数。",
        lambda one, _: one.is_final and not one.reply_kind,
    )
    yield _of_event(
        "opinion_late_count",
        "逾期未答复意见条数",
        f"{_EVENT}在办意见中，已过答复期限（获准延期的按延期后）的条数。",
        lambda one, as_of: one.is_late(as_of),
    )


def _themes() -> Iterable[Figure]:
    for row in themes():
        if "parent" not in row:
            yield _of_event(
                f"opinion_theme_{row['code'].lower()}_count",
                f"开放日意见条数（{row['name']}）",
                f"{_EVENT}最终条目中，主题为“{row['name']}”及其下级的条数；每条只计一个主题。",
                _of_theme(row["code"]),
            )


def _of_theme(code: str) -> Kept:
    return lambda one, _: one.is_final and one.theme is not None and one.theme.code == code


def _groups() -> Iterable[Figure]:
    for group in ProposerGroup:
        yield _of_event(
            f"opinion_group_{group.value.lower()}_count",
            f"开放日意见条数（{group.label}）",
            f"{_EVENT}最终条目中，意见人界别为“{group.label}”的条数。",
            _of_group(group.value),
        )


def _of_group(code: str) -> Kept:
    return lambda one, _: one.is_final and one.opinion.group == code


def _states() -> Iterable[Figure]:
    for state in (*OPEN, *ANSWERED):
        yield _of_event(
            f"opinion_state_{state.value.lower()}_count",
            f"开放日意见条数（{state.label}）",
            f"{_EVENT}最终条目中，截至日处于“{state.label}”的条数。",
            _in_state(state),
        )


def _in_state(state: str) -> Kept:
    return lambda one, _: one.state == state


def _year() -> Iterable[Figure]:
    yield _figure(
        "opinion_year_count",
        "全部来源意见建议条数",
        "条",
        f"所问年度 1 月 1 日至截至日各来源登记的意见建议，{_FINAL}。",
        answer=_of_year(lambda one, _: one.is_final),
    )
    yield _figure(
        "opinion_effect_count",
        "促成改变的意见条数",
        "条",
        "所问年度登记的意见中，截至日已记有去向（改了条款、政策、任务或预算）的条数。",
        answer=_changed,
    )
    rates = (
        ("on_time", "意见按期答复率", "已答复或已过期限的条目", "期限内答复的", _on_time),
        ("satisfaction", "意见办理结果满意率", "意见人已评价的条目", "对结果满意或基本满意的", _satisfied),
        ("attitude", "意见办理态度满意率", "意见人已评价的条目", "对态度满意或基本满意的", _attitude),
    )
    for code, name, base, part, judged in rates:
        yield _figure(
            f"opinion_{code}_rate",
            name,
            "%",
            f"所问年度登记的最终条目中，{part} ÷ {base}，按最近一轮，保留一位小数。每条一行，是为 1，否为 0。",
            answer=_rate(judged),
            decimals=1,
        )


def _on_time(one: OpinionThen, as_of: AsOf) -> bool | None:
    if one.reply_kind:
        return not one.answered_late
    return False if one.is_late(as_of) else None


def _satisfied(one: OpinionThen, _: AsOf) -> bool | None:
    said = one.present.satisfaction if one.present else ""
    return said != Satisfaction.UNSATISFIED if said else None


def _attitude(one: OpinionThen, _: AsOf) -> bool | None:
    said = one.present.attitude if one.present else ""
    return said != Satisfaction.UNSATISFIED if said else None


# ---------------------------------------------------------------- how they are answered


def _of_event(code: str, name: str, definition: str, kept: Kept, *, aliases: Sequence[str] = ()) -> Figure:
    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        occasion = question.once(queries.latest_open_day, as_of, question.year, question.event_on)
        if occasion is None:
            return _none_held(figure, question, as_of)
        items = question.once(queries.opinions_then, as_of, occasion=occasion)
        rows = tuple(_row(one) for one in items if kept(one, as_of))
        label = f"{occasion.on.isoformat()} 开放日 · {as_of.label}"
        return Answer(figure, question, value=len(rows), rows=rows, on_label=label)

    return _figure(code, name, "条", definition, answer=_asked(answer), aliases=aliases, parameters=OF_EVENT)


def _figure(
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


def _asked(answering: Callable[[Figure, Question, AsOf], Answer]) -> Answering:
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


def _open_day_answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
    occasion = question.once(queries.latest_open_day, as_of, question.year, question.event_on)
    if occasion is None:
        return _none_held(figure, question, as_of)
    day = int(f"{occasion.on:%Y%m%d}")
    row = Row(key=occasion.code, label=occasion.name, value=day, detail=_times(occasion))
    return Answer(figure, question, value=day, rows=(row,), on_label=as_of.label)


_open_day = _asked(_open_day_answer)


def _times(occasion: Occasion) -> str:
    moments = [one for one in (occasion.began_at, occasion.ended_at) if one]
    return "—".join(f"{one.astimezone(clock.ZONE):%H:%M}" for one in moments)


def _of_year(kept: Kept) -> Answering:
    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        rows = tuple(_row(one) for one in _read(question, as_of) if kept(one, as_of))
        return Answer(figure, question, value=len(rows), rows=rows, on_label=_span(as_of))

    return _asked(answer)


def _rate(judged: Callable[[OpinionThen, AsOf], bool | None]) -> Answering:
    """Return the share of final items for which `judged` says yes, of those for which it says anything."""

    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        rows = tuple(
            _row(one, int(said))
            for one in _read(question, as_of)
            if one.is_final and (said := judged(one, as_of)) is not None
        )
        if not rows:
            reason = "没有可以计算的条目。"
            return Answer(figure, question, value=None, reason=reason, on_label=_span(as_of))
        part = sum(int(row.value == 1) for row in rows)
        value = share_percent(part, len(rows), figure.decimals)
        return Answer(figure, question, value=value, rows=rows, on_label=_span(as_of))

    return _asked(answer)


def _changed_answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
    changed = queries.effects_known(as_of)
    rows = tuple(_row(one) for one in _read(question, as_of) if one.opinion.pk in changed)
    return Answer(figure, question, value=len(rows), rows=rows, on_label=_span(as_of))


_changed = _asked(_changed_answer)


def _read(question: Question, as_of: AsOf) -> list[OpinionThen]:
    return question.once(queries.opinions_then, as_of, year=as_of.on.year)


def _row(one: OpinionThen, value: int = 1) -> Row:
    last = one.present
    parts = [OpinionState(one.state).label, one.theme_name, ProposerGroup(one.opinion.group).label]
    if last is not None:
        parts.append(last.lead.short_name)
        if last.answered_at is None:
            parts.append(f"期限 {last.due_on.isoformat()}")
        else:
            parts.append(f"{Outcome(last.outcome).label} {ResultClass(last.result).value}")
    return Row(key=one.opinion.number, label=one.opinion.text[:60], value=value, detail=" · ".join(parts))


def _span(as_of: AsOf) -> str:
    return f"{as_of.on.year} 年 1 月 1 日至{as_of.label}"
