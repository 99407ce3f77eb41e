"""Figures of standing by the firms: tickets by kind and state, answers in time, visits, leaders who are overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from tidu.domain.support import queries
from tidu.domain.support.models import TicketRound, Visit
from tidu.domain.support.queries import ContactLine, TicketThen
from tidu.domain.support.vocabulary import Rating, TicketKind, TicketState, VisitPurpose
from tidu.foundation import clock
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import before_the_first, not_yet, refuse_unknown_place
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

_TICKETS = "难题工单及其经过（每一步有时间和经办人，登记后不能改写）"
_CONTACTS = "联系领导指定记录、走访记录和培育库在库记录"
_PARAMETERS = (ParameterKind.YEAR.value, ParameterKind.PLACE.value)
_COUNTY = system("指标计算")

Kept = Callable[[TicketThen], bool]


def declare() -> None:
    """Register them."""
    for figure in (*_opened(), *_standing(), *_shares(), *_contacts()):
        registry.register(figure)


def _opened() -> Iterable[Figure]:
    kinds = {"": "", **{f"_{kind.value.lower()}": kind.value for kind in TicketKind}}
    for suffix, kind in kinds.items():
        label = TicketKind(kind).label if kind else ""
        yield _figure(
            f"ticket{suffix}_count",
            f"企业难题登记数{f'（{label}）' if label else ''}",
            "件",
            FigureKind.PERIOD,
            f"所问年度 1 月 1 日至截至日登记的{label or '三类'}难题工单数，每件一行，重办的不另计。",
            answer=_of_year(kind),
        )


def _standing() -> Iterable[Figure]:
    states: tuple[tuple[str, str, str, Kept], ...] = (
        ("waiting", "待答复难题数", "登记、受理、办理、重办四种状态", lambda one: one.is_waiting),
        ("overdue", "逾期未答复难题数", "待答复且已过答复期限", lambda one: one.is_late),
        (
            "unrated",
            "待企业评价难题数",
            "已答复、企业还没有评价",
            lambda one: one.state == TicketState.ANSWERED,
        ),
        ("reopened", "重办中难题数", "企业评价不满意后尚未再次答复", _again),
        ("closed", "办结难题数", "企业评价满意或基本满意", lambda one: one.state == TicketState.CLOSED),
    )
    for code, name, words, kept in states:
        yield _figure(
            f"ticket_{code}_count",
            name,
            "件",
            FigureKind.POINT,
            f"截至日处于“{words}”的难题工单数，不论哪一年登记。",
            answer=_on_the_day(kept),
        )


def _shares() -> Iterable[Figure]:
    yield _figure(
        "ticket_on_time_rate",
        "难题按期答复率",
        "%",
        FigureKind.PERIOD,
        "所问年度登记的难题各办理轮次中，期限当日及以前已答复的轮次 ÷ 已答复或已过期限的轮次，保留一位小数；"
        "未到期限且未答复的不计。每一轮一行，按期为 1，逾期为 0；逾期后补办仍为 0。",
        answer=_rate(_on_time),
        decimals=1,
    )
    yield _figure(
        "ticket_satisfaction_rate",
        "难题办理企业满意率",
        "%",
        FigureKind.PERIOD,
        "所问年度登记的难题各办理轮次中，企业评价为满意或基本满意的轮次 ÷ 企业已评价的轮次，保留一位小数；"
        "只计企业自己填写的评价。",
        answer=_rate(_satisfied),
        decimals=1,
    )


def _contacts() -> Iterable[Figure]:
    yield _figure(
        "visit_count",
        "走访企业次数",
        "次",
        FigureKind.PERIOD,
        "所问年度 1 月 1 日至截至日记录的走访次数，每次一行。",
        answer=_visits,
    )
    wanted = (
        ("pool_without_leader_count", "没有联系领导的在库企业数", queries.NONE, "没有联系领导"),
        (
            "contact_overdue_count",
            "逾期未联系的在库企业数",
            queries.OVERDUE,
            "联系领导按联系制度已逾期未走访",
        ),
    )
    for code, name, standing, words in wanted:
        definition = f"截至日在梯度培育库、{words}的企业数；联系制度见规则 {queries.CONTACT_RULE}。"
        yield _figure(
            code, name, "家", FigureKind.POINT, definition, answer=_firms(standing), source=_CONTACTS
        )


def _figure(
    code: str,
    name: str,
    unit: str,
    kind: FigureKind,
    definition: str,
    *,
    answer: Answering,
    source: str = _TICKETS,
    decimals: int = 0,
) -> Figure:
    return Figure(
        code=code,
        name=name,
        unit=unit,
        kind=kind,
        definition=definition,
        source=source,
        answer=answer,
        parameters=_PARAMETERS,
        decimals=decimals,
    )


def _asked(answering: Callable[[Figure, Question, AsOf], Answer]) -> Answering:
    """Return an answer that refuses a year to come and a place nobody knows."""

    def answer(figure: Figure, question: Question) -> Answer:
        if (as_of := question.point) is None:
            return not_yet(figure, question)
        refuse_unknown_place(question)
        return answering(figure, question, as_of)

    return answer


def _of_year(kind: str) -> Answering:
    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        told = _year(question, as_of)
        if not told and (why := before_the_first(question, queries.first_ticket_on(), "难题工单")):
            return Answer(figure, question, value=None, reason=why, on_label=_span(as_of))
        rows = tuple(_row(one) for one in told if kind in ("", one.ticket.kind))
        return Answer(figure, question, value=len(rows), rows=rows, on_label=_span(as_of))

    return _asked(answer)


def _on_the_day(kept: Kept) -> Answering:
    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        rows = tuple(
            _row(one) for one in question.once(queries.tickets_then, as_of, place=question.place) if kept(one)
        )
        return Answer(figure, question, value=len(rows), rows=rows, on_label=as_of.label)

    return _asked(answer)


def _rate(judged: Callable[[TicketRound, date], bool | None]) -> Answering:
    """Return the share of rounds for which `judged` says yes, of those for which it says anything."""

    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        rows = tuple(
            _row(one, each, int(said))
            for one in _year(question, as_of)
            for each in one.rounds
            if (said := judged(each, as_of.on)) is not None
        )
        if not rows:
            reason = "没有可以计算的办理轮次。"
            return Answer(figure, question, value=None, reason=reason, on_label=_span(as_of))
        part = sum(int(row.value or 0) for row in rows)
        value = share_percent(part, len(rows), figure.decimals)
        return Answer(figure, question, value=value, rows=rows, on_label=_span(as_of))

    return _asked(answer)


def _on_time(one: TicketRound, on: date) -> bool | None:
    if one.answered_at is not None:
        return clock.day_of(one.answered_at) <= one.due_on
    return False if one.due_on < on else None


def _satisfied(one: TicketRound, _on: date) -> bool | None:
    return one.rating in (Rating.SATISFIED, Rating.FAIR) if one.rating else None


def _again(one: TicketThen) -> bool:
    return one.is_waiting and len(one.rounds) > 1


def _year(question: Question, as_of: AsOf) -> list[TicketThen]:
    then = question.once(queries.tickets_then, as_of, place=question.place)
    return [one for one in then if clock.day_of(one.ticket.opened_at).year == as_of.on.year]


def _row(one: TicketThen, each: TicketRound | None = None, value: int = 1) -> Row:
    last = each or one.rounds[-1]
    state = TicketState(one.state).label
    number = f"{one.ticket.number}/{last.number}" if each else one.ticket.number
    return Row(
        key=number,
        label=one.firm_name,
        value=value,
        detail=f"{one.kind_label} · {state} · 期限 {last.due_on.isoformat()} · {one.ticket.section.short_name}",
        credit_code=one.ticket.enterprise.credit_code,
        place_id=one.place_id,
    )


def _visits_answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
    found = queries.visits(_COUNTY, as_of, queries.VisitFilters(first_on=date(as_of.on.year, 1, 1)))
    if not found and (why := before_the_first(question, queries.first_visit_on(), "走访")):
        return Answer(figure, question, value=None, reason=why, on_label=_span(as_of))
    placed = queries.places_of(found, as_of)
    rows = tuple(
        _visit_row(one, *placed[one.enterprise_id][:2])
        for one in found
        if question.place in (None, placed[one.enterprise_id][2])
    )
    return Answer(figure, question, value=len(rows), rows=rows, on_label=_span(as_of))


_visits = _asked(_visits_answer)


def _visit_row(one: Visit, name: str, place_id: int | None) -> Row:
    return Row(
        key=f"{one.visited_on.isoformat()}/{one.pk}",
        label=name,
        value=1,
        detail=f"{one.visitor.name} · {VisitPurpose(one.purpose).label}",
        credit_code=one.enterprise.credit_code,
        place_id=place_id,
    )


def _firms(standing: str) -> Answering:
    def answer(figure: Figure, question: Question, as_of: AsOf) -> Answer:
        asked = queries.ContactFilters(standing=standing, place=question.place or "")
        rows = tuple(_firm_row(line) for line in queries.contact_lines(_COUNTY, as_of, asked))
        return Answer(figure, question, value=len(rows), rows=rows, on_label=as_of.label)

    return _asked(answer)


def _firm_row(line: ContactLine) -> Row:
    last = line.last_visit_on or line.since
    return Row(
        key=line.credit_code,
        label=line.name,
        value=1,
        detail=" · ".join(
            filter(None, (line.stage_label, line.place, line.leader, last.isoformat() if last else ""))
        ),
        credit_code=line.credit_code,
        place_id=line.place_id,
        record=line.record,
    )


def _span(as_of: AsOf) -> str:
    return f"{as_of.on.year} 年 1 月 1 日至{as_of.label}"
