"""Figures of the Open Day: invited, accepted, at the door by group, walk-ins, stops, policies told, feedback."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.meetings import queries as meetings
from tidu.domain.meetings.vocabulary import MeetingKind
from tidu.domain.openday import queries
from tidu.domain.openday.models import Invitation, StopFeedback
from tidu.domain.openday.queries import Arrived, Reading, Scores
from tidu.domain.openday.vocabulary import (
    GOOD_SCORE,
    MEETING_LINK,
    GuestGroup,
    InvitationState,
)
from tidu.foundation.figures import registry
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.series import Series
from tidu.foundation.figures.vocabulary import SMALL_SAMPLE_LABEL, FigureKind, ParameterKind

_INVITED = "开放日邀请、回复和公众报名记录"
_DOOR = "开放日签到记录（每次扫描一行，只增不改；同一来宾计一人，撤销的不计）"
_PLAN = "开放日方案：参观点、议程和宣讲政策"
_SUMMARY = "会议登记：汇报、审核和发言记录"
_VOICES = "开放日参观反馈（不记姓名）"
_WHICH = "所问年度（未问年度则为截至日以前）最近一次开放日"

_CUSTOMS = "企业年度数据表（出口额为海关口径）；开放日方案的参观点"
_EVENT_AND_YEAR = (ParameterKind.YEAR.value, ParameterKind.EVENT_ON.value)
_CENTS_PER_WAN = 1_000_000

Rows = Callable[[Reading], Iterable[Row]]


def declare() -> None:
    """Register them."""
    for figure in (*_guests(), *_at_the_door(), *_plan(), *_exports(), _satisfaction(), _speakers()):
        registry.register(figure)


def _guests() -> Iterable[Figure]:
    yield _figure(
        "open_day_invited_count",
        "开放日邀请人数",
        "人",
        f"{_WHICH}发出邀请的席位数，每席一行；改派的席位不另计。",
        _counted(lambda one: (_seat(each) for each in one.seats)),
        source=_INVITED,
    )
    for state, code, words in (
        (InvitationState.ACCEPTED, "accepted", "接受邀请（含改派后的人选和公众报名）"),
        (InvitationState.DECLINED, "declined", "婉拒"),
        (InvitationState.PENDING, "pending", "尚未回复"),
    ):
        yield _figure(
            f"open_day_{code}_count",
            f"开放日{state.label}人数",
            "人",
            f"{_WHICH}{words}的来宾数，每人一行。",
            _counted(_in_state(state)),
            source=_INVITED,
        )


def _at_the_door() -> Iterable[Figure]:
    yield _figure(
        "open_day_guests_attended",
        "开放日到场人数",
        "人",
        f"{_WHICH}签到的来宾数（受邀和临时来宾合计），每人一行，只计签到。",
        _counted(lambda one: (_guest(each) for each in one.came)),
        source=_DOOR,
        aliases=("F11",),
    )
    yield _figure(
        "open_day_invited_attended",
        "开放日受邀到场人数",
        "人",
        f"{_WHICH}签到的受邀来宾数，每人一行。",
        _counted(lambda one: (_guest(each) for each in one.came if not each.is_walk_in)),
        source=_DOOR,
    )
    yield _figure(
        "open_day_walk_in_count",
        "开放日临时来宾人数",
        "人",
        f"{_WHICH}未受邀、在门口登记的来宾数，每人一行。",
        _counted(lambda one: (_guest(each) for each in one.came if each.is_walk_in)),
        source=_DOOR,
    )
    for group in GuestGroup:
        yield _figure(
            f"open_day_attended_{group.value.lower()}",
            f"开放日到场人数（{group.label}）",
            "人",
            f"{_WHICH}签到的{group.label}来宾数（受邀和临时来宾合计），每人一行。",
            _counted(_of_group(group.value)),
            source=_DOOR,
        )


def _plan() -> Iterable[Figure]:
    yield _figure(
        "open_day_stop_count",
        "开放日参观点数",
        "个",
        f"{_WHICH}的参观点数，每个一行。",
        _counted(
            lambda one: (
                Row(key=each.host.credit_code, label=each.name, value=1, credit_code=each.host.credit_code)
                for each in one.stops
            )
        ),
        source=_PLAN,
    )
    yield _figure(
        "open_day_policy_count",
        "开放日宣讲政策数",
        "项",
        f"{_WHICH}政策宣讲中宣讲的政策数，同一政策计一项，每项一行。",
        _counted(
            lambda one: (
                Row(key=each.rule_code, label=each.name, value=1, detail=each.item.title)
                for each in one.policies
            )
        ),
        source=_PLAN,
    )


def _exports() -> Iterable[Figure]:
    latest = "截至日前（或所问日期）最近一次开放日的参观企业"
    yield replace(
        _figure(
            "open_day_host_exports",
            "参观企业出口额",
            "万美元",
            f"{latest}所问年度（未问年度则为最近一个完整年度）出口额合计，海关口径，按法人企业，每家一行。",
            _exported,
            source=_CUSTOMS,
            decimals=2,
        ),
        aliases=("F26",),
    )
    yield replace(
        _figure(
            "open_day_exports_rising",
            "参观企业中出口逐年增长的",
            "家",
            f"{latest}中，从基期到所问年度出口额每年都高于上一年的家数；每家一行，没有做到的写明哪一年，缺数的不计。",
            _rising,
            source=_CUSTOMS,
        ),
        parameters=(*_EVENT_AND_YEAR, "base_year"),
    )


def _satisfaction() -> Figure:
    return _figure(
        "open_day_stop_good_rate",
        "开放日参观满意率",
        "%",
        f"{_WHICH}各参观点反馈中 4 分和 5 分的份数 ÷ 全部反馈份数，保留一位小数；"
        f"反馈少于 5 份的为{SMALL_SAMPLE_LABEL}。每份一行，4 分和 5 分为 1，其余为 0。",
        _good_rate,
        source=_VOICES,
        decimals=1,
    )


def _speakers() -> Figure:
    return _figure(
        "open_day_speaker_count",
        "开放日总结会汇报单位数",
        "个",
        f"{_WHICH}的总结会上发言的单位数，按发言次序，每个一行；会议召开以前为汇报已通过、排了次序的单位。",
        _spoken,
        source=_SUMMARY,
        aliases=("T01",),
    )


def event_reading(question: Question) -> Reading | None:
    """Return the Open Day a question is about, the latest of its year or day; None for none."""
    as_of = question.as_of
    event = question.once(queries.latest_event, as_of, question.year, question.event_on)
    return None if event is None else question.once(queries.reading_of, event, as_of)


def _counted(rows: Rows) -> Answering:
    def answer(figure: Figure, question: Question) -> Answer:
        reading = event_reading(question)
        if reading is None:
            return _none(figure, question)
        found = list(rows(reading))
        return Answer(figure, question, value=len(found), rows=found, on_label=_label(reading))

    return answer


def _spoken(figure: Figure, question: Question) -> Answer:
    reading = event_reading(question)
    if reading is None:
        return _none(figure, question)
    linked = meetings.linked_to(MEETING_LINK, reading.event.occasion.code, kinds=[MeetingKind.SUMMARY])
    meeting = linked.first()
    found = meetings.spoken_reports(meeting, question.as_of) if meeting else []
    if not found:
        reason = "总结会还没有登记发言单位，请在“会议”里登记。"
        return Answer(figure, question, value=None, reason=reason, on_label=_label(reading))
    rows = [Row(key=one.unit.code, label=one.unit.short_name, value=1) for one in found]
    return Answer(figure, question, value=len(rows), rows=rows, on_label=_label(reading))


def _hosts(question: Question) -> Reading | None:
    """Return the Open Day whose hosts are meant: the year is that of their exports."""
    return event_reading(replace(question, year=None))


def _exported(figure: Figure, question: Question) -> Answer:
    reading, year = _hosts(question), question.year or question.as_of.on.year - 1
    if reading is None:
        return _none(figure, replace(question, year=None))
    firms = {one.host_id: one for one in reading.stops}
    told = enterprises.exports_of(firms, [year], question.as_of)
    rows = [
        Row(
            key=one.host.credit_code,
            label=one.name,
            value=_wan_dollars(found.cents) if (found := told.get((pk, year))) else None,
            credit_code=one.host.credit_code,
            record=found.record if found else None,
        )
        for pk, one in firms.items()
    ]
    known = [row.value for row in rows if row.value is not None]
    label = f"{year} 年 · {_label(reading)}"
    if not known:
        reason = f"参观企业都没有 {year} 年的出口额，请向企业索取海关口径的数并导入“年度数据”表。"
        return Answer(figure, question, None, rows, len(rows), reason, label)
    return Answer(
        figure, question, sum(known, start=Decimal(0)), rows, len(rows) - len(known), on_label=label
    )


def _rising(figure: Figure, question: Question) -> Answer:
    reading, year = _hosts(question), question.year or question.as_of.on.year - 1
    if reading is None:
        return _none(figure, replace(question, year=None))
    if question.base_year is None or question.base_year >= year:
        reason = f"没有给出早于 {year} 年的基期年份。请指明从哪一年比起。"
        return Answer(figure, question, value=None, reason=reason, on_label=_label(reading))
    years = range(question.base_year, year + 1)
    firms = {one.host_id: one for one in reading.stops}
    told = enterprises.exports_of(firms, years, question.as_of)
    rows = []
    for pk, one in firms.items():
        values = {each: told.get((pk, each)) for each in years}
        series = Series.of(
            (each, _wan_dollars(found.cents) if found else None) for each, found in values.items()
        )
        rises, code = series.rises(), one.host.credit_code
        value = None if rises is None else int(rises)
        rows.append(Row(code, one.name, value, _in_words(series), credit_code=code))
    known = [int(row.value) for row in rows if row.value is not None]
    label = f"{years[0]}—{year} 年 · {_label(reading)}"
    if not known:
        reason = "参观企业的出口额都有缺年，不能说逐年增长，也不能说没有。请向企业索取。"
        return Answer(figure, question, None, rows, len(rows), reason, label)
    return Answer(figure, question, sum(known), rows, len(rows) - len(known), on_label=label)


def _in_words(series: Series) -> str:
    """Return a firm's exports by year, and the year that did not rise."""
    told = "、".join(
        f"{year} 年{'缺数' if value is None else _two_places(value)}" for year, value in series.points
    )
    broken = series.broken_at()
    return f"{told}（万美元）" + (f"；{broken.year} 年没有增长" if broken else "")


def _two_places(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"))


def _wan_dollars(cents: int) -> Decimal:
    return Decimal(cents) / _CENTS_PER_WAN


def _good_rate(figure: Figure, question: Question) -> Answer:
    reading = event_reading(question)
    if reading is None:
        return _none(figure, question)
    known = StopFeedback.objects.filter(
        stop__event=reading.event, given_at__lt=queries.moment_of(question.as_of)
    )
    given = list(known.select_related("stop").order_by("given_at", "pk"))
    found: Scores = queries.scores(one.score for one in given)
    if found.is_small:
        reason = f"{SMALL_SAMPLE_LABEL}：只有 {found.n} 份反馈。"
        return Answer(figure, question, value=None, reason=reason, on_label=_label(reading))
    rows = [Row(key=str(one.pk), label=one.stop.name, value=int(one.score >= GOOD_SCORE)) for one in given]
    good = sum(one.value == 1 for one in rows)
    value: Decimal = share_percent(good, len(rows), 1)
    return Answer(figure, question, value=value, rows=rows, on_label=_label(reading))


def _none(figure: Figure, question: Question) -> Answer:
    when = f"{question.year} 年" if question.year else f"{question.as_of.on.isoformat()} 以前"
    when = f"{question.event_on} " if question.event_on else when
    return Answer(figure, question, value=None, reason=f"{when}没有办过开放日。")


def _label(reading: Reading) -> str:
    return f"{reading.event.occasion.on.isoformat()} {reading.event.occasion.name}"


def _in_state(state: str) -> Rows:
    def rows(reading: Reading) -> Iterable[Row]:
        for one in reading.invitations:
            if queries.state_then(one, reading.as_of) == state:
                yield _seat(one)

    return rows


def _of_group(group: str) -> Rows:
    return lambda reading: (_guest(each) for each in reading.came if each.group == group)


def _seat(one: Invitation) -> Row:
    return Row(key=f"席 {one.number}", label=one.get_group_display(), value=1, detail=one.organisation)


def _guest(one: Arrived) -> Row:
    key = f"签到 {one.pk}" if one.is_walk_in else f"席 {one.number}"
    detail = f"{one.organisation}（临时来宾）" if one.is_walk_in else one.organisation
    return Row(key=key, label=one.group_label, value=1, detail=detail)


def _figure(
    code: str,
    name: str,
    unit: str,
    definition: str,
    answer: Answering,
    *,
    source: str,
    decimals: int = 0,
    aliases: tuple[str, ...] = (),
) -> Figure:
    return Figure(
        code=code,
        name=name,
        unit=unit,
        kind=FigureKind.PERIOD,
        definition=definition,
        source=source,
        answer=answer,
        parameters=_EVENT_AND_YEAR,
        aliases=aliases,
        decimals=decimals,
    )
