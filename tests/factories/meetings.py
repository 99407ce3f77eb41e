"""Meetings with everything around them, made through the room's own operations."""

from __future__ import annotations

from datetime import datetime

from tests.factories.accounts import an_organisation
from tests.factories.opinions import at
from tidu.domain.meetings import operations
from tidu.domain.meetings.models import (
    AgendaItem,
    Attendee,
    Meeting,
    MeetingLink,
    MeetingReport,
    MinutesSentence,
    ReportComment,
    ReportNotice,
    ReportText,
)
from tidu.domain.meetings.vocabulary import MeetingKind, MeetingState, Stance
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind, system
from tidu.foundation.files.handed import Handed

OFFICER, SECOND, SENDER = system("会议经办"), system("会议审核"), system("报送人")
PLANNED = at("2025-05-26", 9)
DAY = at("2025-06-05", 9)
AFTER = at("2025-06-05", 15)
PAPER = Handed("汇报材料.pdf", b"%PDF-1.4 a fictional report")
MINUTES = "会议听取了汇报。会议要求如下：\n一是开通预约。二是“送政策上门。”三是按月通报。"
"""Five sentences in two paragraphs."""


def a_meeting(
    title: str = "科技工作推进会", *, starts_at: datetime = DAY, state: str = MeetingState.PLANNING
) -> Meeting:
    """Return a meeting as far on as said; one that is announced has an item and somebody who is asked."""
    plan = operations.MeetingPlan(
        title=title,
        kind=MeetingKind.SUMMARY,
        place="科技局三楼会议室",
        starts_at=starts_at,
        ends_at=starts_at.replace(hour=starts_at.hour + 2),
        chair="局长 甲",
    )
    meeting = operations.plan_meeting(plan=plan, by=OFFICER, now=PLANNED)
    return meeting if state == MeetingState.PLANNING else moved_to(meeting, state)


def moved_to(meeting: Meeting, state: str) -> Meeting:
    """Return the meeting moved on to a state; what the way there needs is made."""
    if not meeting.agenda.exists():
        an_agenda_item(meeting)
    if not meeting.attendees.exists():
        an_attendee(meeting)
    later = max(AFTER, meeting.ends_at)
    for step in (MeetingState.NOTIFIED, MeetingState.HELD, MeetingState.CLOSED):
        if step == MeetingState.CLOSED and not meeting.sentences.exists():
            operations.write_minutes(meeting=meeting, text=MINUTES, by=OFFICER, now=later)
        now = PLANNED if step == MeetingState.NOTIFIED else later
        meeting = operations.move_meeting(meeting=meeting, state=step, by=OFFICER, now=now)
        if step == state:
            break
    return meeting


def an_agenda_item(meeting: Meeting, title: str = "单位汇报发言") -> AgendaItem:
    """Return an item at the end of the agenda."""
    return operations.add_item(meeting=meeting, title=title, minutes=20, by=OFFICER, now=PLANNED)


def an_attendee(meeting: Meeting, name: str = "来会者") -> Attendee:
    """Return somebody who is asked by name and has not answered."""
    return operations.invite_person(meeting=meeting, name=name, by=OFFICER, now=PLANNED)


def a_meeting_link(meeting: Meeting, kind: str, key: str) -> MeetingLink:
    """Return a link to a record of another room, which has to be there."""
    return operations.link(meeting=meeting, kind=kind, key=key, by=OFFICER, now=PLANNED)


def a_meeting_report(
    meeting: Meeting, unit: Organisation | None = None, *, working_days: int = 3, speaking: bool = True
) -> MeetingReport:
    """Return a report that a unit was asked for; the holiday tables have to be loaded."""
    asked = unit or an_organisation(OrganisationKind.TOWNSHIP)
    (made,) = operations.ask_reports(
        meeting=meeting,
        unit_codes=[asked.code],
        topic="一季度科技工作",
        working_days=working_days,
        speaking=speaking,
        by=OFFICER,
        now=PLANNED,
    )
    return made


def a_report_notice(report: MeetingReport, *, now: datetime = AFTER) -> ReportNotice:
    """Return what somebody who hands in for a unit was told of the report that it owes; somebody has to be in post."""
    operations.remind_daily(by=OFFICER, now=now)
    return ReportNotice.objects.filter(report=report).earliest("pk")


def a_report_text(report: MeetingReport, *, now: datetime = PLANNED) -> ReportText:
    """Return what a unit handed in, as text and file, not yet looked at."""
    return operations.hand_in(report=report, text="我单位汇报如下。", file=PAPER, by=SENDER, now=now)


def an_approved_report(meeting: Meeting, unit: Organisation | None = None) -> MeetingReport:
    """Return a report that was handed in and approved by a second person."""
    report = a_report_text(a_meeting_report(meeting, unit)).report
    return operations.approve(report=report, by=SECOND, now=PLANNED)


def a_report_comment(report: MeetingReport) -> ReportComment:
    """Return what a leader said of a report that was handed in."""
    return operations.comment(report=report, stance=Stance.AGREED, by=SECOND, now=PLANNED)


def a_minutes_sentence(meeting: Meeting) -> MinutesSentence:
    """Return the first sentence of the minutes of a meeting that was held."""
    return operations.write_minutes(meeting=meeting, text=MINUTES, by=OFFICER, now=AFTER)[0]


def a_meeting_of_everything() -> Meeting:
    """Return a meeting that was held, with one of everything that an address names; the bureau reported at it."""
    meeting = a_meeting()
    a_report_text(a_meeting_report(meeting, an_organisation(OrganisationKind.BUREAU)))
    meeting = moved_to(meeting, MeetingState.HELD)
    a_minutes_sentence(meeting)
    return meeting
