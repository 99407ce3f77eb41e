"""Acts of standing by the firms. Each takes `by=` and `now=` and writes the audit."""

from tidu.domain.support.checks import (
    TicketMovedMeanwhile,
    UnableToAssignLeader,
    UnableToMoveTicket,
    UnableToOpenTicket,
    UnableToRecordVisit,
    UnableToSetStandard,
    VisitNote,
)
from tidu.domain.support.operations._contacts import assign_leader
from tidu.domain.support.operations._lateness import escalate_overdue
from tidu.domain.support.operations._standards import set_standard
from tidu.domain.support.operations._tickets import accept, answer, assign, open_ticket, rate_ticket, work
from tidu.domain.support.operations._visits import record_visit

__all__ = [
    "TicketMovedMeanwhile",
    "UnableToAssignLeader",
    "UnableToMoveTicket",
    "UnableToOpenTicket",
    "UnableToRecordVisit",
    "UnableToSetStandard",
    "VisitNote",
    "accept",
    "answer",
    "assign",
    "assign_leader",
    "escalate_overdue",
    "open_ticket",
    "rate_ticket",
    "record_visit",
    "set_standard",
    "work",
]
