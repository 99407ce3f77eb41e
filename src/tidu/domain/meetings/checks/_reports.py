"""Asking for reports, handing one in, looking at it, commenting on it."""

from __future__ import annotations

from datetime import date

from tidu.domain.meetings import queries
from tidu.domain.meetings.models import Meeting, MeetingReport, ReportText
from tidu.domain.meetings.vocabulary import (
    COMMENT_LENGTH,
    LEADERS,
    MOST_FILE_BYTES,
    OFFICERS,
    REASON_LENGTH,
    REPORT_KINDS,
    REPORT_STEPS,
    TEXT_LENGTH,
    MeetingState,
    Stance,
)
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.files.handed import Handed
from tidu.foundation.handling.transitions import IllegalTransition, Transition

REPORTING_KINDS = (
    OrganisationKind.BUREAU,
    OrganisationKind.BUREAU_SECTION,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PARK,
    OrganisationKind.ENTERPRISE,
)
"""Kinds of unit that may be asked to report: those for which somebody can hand in."""


class UnableToReport(ValueError):
    """Raised when a report is not asked for, taken or moved; the message is Chinese and says the mend."""


def check_asked(meeting: Meeting, units: list[Organisation]) -> None:
    """Refuse to ask nobody, for a meeting that has met, a unit that cannot hand in, or one that is asked already."""
    if meeting.state not in (MeetingState.PLANNING, MeetingState.NOTIFIED):
        raise UnableToReport(f"会议目前是“{meeting.get_state_display()}”，不再布置汇报。")
    if not units:
        raise UnableToReport("请至少选一个汇报单位。")
    for unit in units:
        if unit.kind not in REPORTING_KINDS:
            raise UnableToReport(f"{unit.short_name}不能在系统里报送。请选科技局及股室、乡镇、园区或企业。")
    asked = MeetingReport.objects.filter(meeting=meeting, unit__in=units).select_related("unit")
    if names := "、".join(one.unit.short_name for one in asked):
        raise UnableToReport(f"已经向{names}布置过。请去掉重复的单位。")


def check_due(meeting: Meeting, due_on: date, working_days: int) -> None:
    """Refuse a deadline of no working day, or after the day of the meeting."""
    day = clock.day_of(meeting.starts_at)
    if working_days < 1:
        raise UnableToReport("报送期限至少 1 个工作日。")
    if due_on > day:
        raise UnableToReport(f"{working_days} 个工作日到 {due_on}，晚于会议 {day}。请减少天数。")


def check_report_step(report: MeetingReport, target: str, *, by: Actor, reason: str = "") -> Transition:
    """Refuse a step that the table does not have, that this person may not take, or that lacks its words."""
    try:
        step = REPORT_STEPS.between(report.state, target)
    except IllegalTransition as problem:
        raise UnableToReport(f"{report.unit.short_name}：{problem}") from None
    if step.action == "submit":
        if not queries.may_report(by, report):
            raise UnableToReport("只有汇报单位的同志可以报送。请用本单位账号登录。")
    elif not (by.is_system or by.has_role(*OFFICERS)):
        raise UnableToReport("汇报材料由科技局审核。")
    if step.needs_reason and not 0 < len(reason.strip()) <= REASON_LENGTH:
        raise UnableToReport(f"请写明理由，至多 {REASON_LENGTH} 个字，让报送单位知道怎么改。")
    if report.meeting.state == MeetingState.CLOSED:
        raise UnableToReport("会议已结，汇报材料不再变动。要更正请先重新打开会议。")
    return step


def check_handed(text: str, file: Handed | None) -> None:
    """Refuse a report that says nothing, one that is too long, and a file of a kind that nobody opens."""
    if not text.strip() and file is None:
        raise UnableToReport("请填写汇报正文，或上传文件。")
    if len(text.strip()) > TEXT_LENGTH:
        raise UnableToReport(f"正文超过 {TEXT_LENGTH} 字。请改为上传文件。")
    if file is None:
        return
    if file.name.rpartition(".")[2].lower() not in REPORT_KINDS:
        raise UnableToReport(f"汇报材料请用 {'、'.join(REPORT_KINDS)} 文件。")
    if len(file.content) > MOST_FILE_BYTES:
        raise UnableToReport("文件超过 20 MB。请压缩后再传。")


def check_second_person(text: ReportText, by: Actor) -> None:
    """Refuse the sender as the one who looks at it; where neither has an account, the name tells them apart."""
    same_account = text.handed_by_id is not None and text.handed_by_id == by.user_id
    neither = text.handed_by_id is None and by.user_id is None
    if same_account or (neither and text.handed_by_name == by.name):
        raise UnableToReport("报送的人不能自己审核。请另一位同志审核。")


def check_comment(report: MeetingReport, stance: str, text: str, *, by: Actor) -> None:
    """Refuse a comment by somebody who leads nothing, on nothing handed in, or without words where it needs them."""
    if not (by.is_system or by.has_role(*LEADERS)):
        raise UnableToReport("批示由县领导和科技局领导填写。")
    if stance not in Stance.values:
        raise UnableToReport("请选择：同意，或意见。")
    if stance == Stance.REMARK and not text.strip():
        raise UnableToReport("请写明意见。")
    if len(text.strip()) > COMMENT_LENGTH:
        raise UnableToReport(f"批示超过 {COMMENT_LENGTH} 字。请写要点。")
    if not report.texts.exists():
        raise UnableToReport(f"{report.unit.short_name}还没有报送，不能批示。")
