"""What must hold before a return goes out, is answered or put an end to, and before a month is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tidu.domain.returns.models import Addressee, Handing, MonthlyReport, OutgoingReturn
from tidu.domain.returns.queries import AskedBefore
from tidu.domain.returns.vocabulary import ASKABLE, KEEPERS, MONTHLY_FIELDS, RETURN_STEPS, ReturnState
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, Role
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.handling.transitions import IllegalTransition, Transition

LONGEST = 2_000
_EARLIEST = 1990


class UnableToIssue(ValueError):
    """Raised when a return may not go out; the message is Chinese and says the mend."""


class UnableToHandIn(ValueError):
    """Raised when an answer cannot be taken; the message says where and how to mend it."""


class UnableToHandle(ValueError):
    """Raised when a return may not be reminded of, exempted from, closed, reopened or withdrawn."""


class UnableToReport(ValueError):
    """Raised when a month may not be reported that way."""


class HandedInMeanwhile(UnableToHandIn):
    """Raised when somebody else has handed in since one looked; nothing is kept."""


class ReportedMeanwhile(UnableToReport):
    """Raised when somebody else has sent the month since one looked; nothing is kept."""


def keeps(actor: Actor) -> bool:
    """Return whether `actor` issues and looks after returns."""
    return actor.is_system or actor.has_role(*KEEPERS)


def check_can_issue(
    *, by: Actor, today: date, title: str, basis: str, year: int, fields: Sequence[str], due_on: date
) -> None:
    """Refuse a return by somebody else, without words, of nothing, of a year to come, or due on no working day."""
    if not keeps(by):
        raise UnableToIssue("只有股室经办和科技局领导可以发出报表。")
    if not title.strip() or not basis.strip():
        raise UnableToIssue("请填写报表名称和依据：填报单位要知道为什么报。")
    unknown = [name for name in fields if name not in ASKABLE]
    if not fields or unknown:
        raise UnableToIssue("请至少选一项指标。" if not fields else f"没有这些指标：{'、'.join(unknown)}。")
    if not _EARLIEST <= year <= today.year:
        raise UnableToIssue(f"数据年度应在 {_EARLIEST} 到 {today.year} 之间。")
    if due_on <= today:
        raise UnableToIssue("截止日应在今天之后。")
    try:
        working = calendar.is_working_day(due_on)
    except calendar.HolidaysMissing as missing:
        raise UnableToIssue(str(missing)) from missing
    if not working:
        raise UnableToIssue(f"{due_on} 不是工作日。请选一个工作日作截止日。")


def check_questions(*, firms: int, before: Sequence[AskedBefore], again_because: str) -> None:
    """Refuse to ask nobody, and to ask the same twice within a year without saying why."""
    if not firms:
        raise UnableToIssue("所选企业的这些数据都已经有了，不用再问。请看指标或企业页。")
    if before and not again_because.strip():
        said = "；".join(
            f"{one.outgoing.number}“{one.outgoing.title}”（{one.outgoing.issued_on}）已向其中 {one.firms} 家问过"
            + "、".join(f"“{ASKABLE[name]}”" for name in one.fields)
            for one in before
        )
        raise UnableToIssue(f"一年内问过同样的问题：{said}。请去掉这些指标，或写明为什么还要再问。")


def is_addressed(by: Actor, addressee: Addressee) -> bool:
    """Return whether `by` answers for this addressee: its place's leader, its firm's contact."""
    if addressee.place_id is not None:
        return addressee.place_id in by.place_ids
    assert addressee.enterprise is not None  # noqa: S101  # the database holds one of the two
    return addressee.enterprise.credit_code in by.credit_codes


def check_can_hand_in(addressee: Addressee, by: Actor) -> None:
    """Refuse an answer by somebody else, to a return that no longer runs, or by one that is exempted."""
    if not keeps(by) and not is_addressed(by, addressee):
        raise UnableToHandIn("这张报表不是发给您的单位的。")
    outgoing = addressee.outgoing
    if outgoing.state != ReturnState.OPEN:
        raise UnableToHandIn(
            f"{outgoing.number} {ReturnState(outgoing.state).label}，不能再交。请与发表单位联系。"
        )
    if addressee.exempt_because:
        raise UnableToHandIn(f"已免报：{addressee.exempt_because}。")


def check_handing_seen(last: Handing | None, seen: int | None) -> None:
    """Refuse to take the place of what somebody handed in after one looked (`seen`: the last then, 0 for none)."""
    if seen is None or last is None or last.pk == seen:
        return
    when = f"{last.handed_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    raise HandedInMeanwhile(
        f"您打开之后，{last.handed_by_name}于 {when} 交回了“{last.load.file_name}”。"
        "没有收下您的，请看过再交：再交就替换它。"
    )


def check_month_seen(last: MonthlyReport | None, seen: int | None) -> None:
    """Refuse to write over a month that somebody sent after one looked (`seen`: the last then, 0 for none)."""
    if seen is None or last is None or last.pk == seen:
        return
    when = f"{last.sent_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    raise ReportedMeanwhile(
        f"您打开之后，{last.sent_by_name}于 {when} 已报送本月月报。"
        "没有报送您的，请看过已报送的内容再报：再报就以新的为准。"
    )


def check_mark(addressee: Addressee, mark: str | None) -> None:
    """Refuse a workbook that was made for another addressee; one without a mark is judged by its rows."""
    if mark is not None and mark != str(addressee.pk):
        raise UnableToHandIn("这个工作簿是发给别的单位或别的报表的。请下载本页的工作簿填写。")


def check_rows(asked: frozenset[str], rows: Sequence[tuple[int, str]]) -> None:
    """Refuse rows (number, credit code) of firms that the addressee was not asked about."""
    strange = [(number, code) for number, code in rows if code and code not in asked]
    if strange:
        listed = "、".join(f"第 {number} 行（{code}）" for number, code in strange[:5])
        raise UnableToHandIn(
            f"有 {len(strange)} 行不在这张报表所问的企业里：{listed}。请删去这些行；要补报别的企业，请与科技局联系。"
        )


def check_not_exempt(addressee: Addressee, reason: str) -> None:
    """Refuse to excuse an addressee again for another reason: who excused it first is not written over."""
    if addressee.exempt_because and addressee.exempt_because != reason.strip():
        raise UnableToHandle(f"这个单位已经免报，理由是“{addressee.exempt_because}”。没有改动。")


def check_can_handle(by: Actor, reason: str | None = None) -> None:
    """Refuse an act by somebody else, or without the reason that it needs (None: it needs none)."""
    if not keeps(by):
        raise UnableToHandle("只有股室经办和科技局领导可以办理报表。")
    if reason is not None and not reason.strip():
        raise UnableToHandle("请写明理由：填报单位会看到。")


def check_can_move(outgoing: OutgoingReturn, to: str, by: Actor, reason: str) -> Transition:
    """Return the step to another state; refuse one that is not in the table, or without its reason."""
    try:
        step = RETURN_STEPS.between(outgoing.state, to)
    except IllegalTransition as refusal:
        raise UnableToHandle(str(refusal)) from refusal
    check_can_handle(by, reason if step.needs_reason else None)
    return step


def check_can_report(*, by: Actor, place: Organisation, values: Mapping[str, Any]) -> None:
    """Refuse a month's report by another than the place's leader, without progress, or too long."""
    if not by.is_system and not (by.has_role(Role.TOWNSHIP_LEADER) and place.pk in by.place_ids):
        raise UnableToReport("月报由本乡镇（园区）的分管领导报送。")
    if not str(values.get("progress", "")).strip():
        raise UnableToReport(f"请填写“{MONTHLY_FIELDS['progress']}”；没有进展也请写明原因。")
    for name, label in MONTHLY_FIELDS.items():
        if len(str(values.get(name, ""))) > LONGEST:
            raise UnableToReport(f"“{label}”超过 {LONGEST} 字。请压缩。")
