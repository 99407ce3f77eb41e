"""Meetings: what is planned, who is asked, what units report, and what was decided."""

from tidu.domain.meetings.models._meetings import AgendaItem, Attendee, Meeting, MeetingLink, MinutesSentence
from tidu.domain.meetings.models._reports import (
    MeetingReport,
    ReportComment,
    ReportNotice,
    ReportText,
)

__all__ = [
    "AgendaItem",
    "Attendee",
    "Meeting",
    "MeetingLink",
    "MeetingReport",
    "MinutesSentence",
    "ReportComment",
    "ReportNotice",
    "ReportText",
]
