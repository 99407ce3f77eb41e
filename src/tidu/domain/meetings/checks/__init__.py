"""What must hold before a meeting, an answer, a report or a decision is written down."""

from tidu.domain.meetings.checks._meetings import (
    UnableToPrepare,
    check_link,
    check_officer,
    check_open,
    check_step,
    check_times,
    check_took_place,
    check_words,
)
from tidu.domain.meetings.checks._people import UnableToReply, check_reply
from tidu.domain.meetings.checks._reports import (
    REPORTING_KINDS,
    UnableToReport,
    check_asked,
    check_comment,
    check_due,
    check_handed,
    check_report_step,
    check_second_person,
)

__all__ = [
    "REPORTING_KINDS",
    "UnableToPrepare",
    "UnableToReply",
    "UnableToReport",
    "check_asked",
    "check_comment",
    "check_due",
    "check_handed",
    "check_link",
    "check_officer",
    "check_open",
    "check_reply",
    "check_report_step",
    "check_second_person",
    "check_step",
    "check_times",
    "check_took_place",
    "check_words",
]
