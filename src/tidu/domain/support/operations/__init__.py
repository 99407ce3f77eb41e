"""Acts of standing by the firms. Each takes `by=` and `now=` and writes the audit."""

from tidu.domain.support.checks import UnableToMoveTicket, UnableToOpenTicket, UnableToSetStandard
from tidu.domain.support.operations._lateness import escalate_overdue
from tidu.domain.support.operations._standards import set_standard
from tidu.domain.support.operations._tickets import accept, answer, assign, open_ticket, rate_ticket, work

__all__ = [
    "UnableToMoveTicket",
    "UnableToOpenTicket",
    "UnableToSetStandard",
    "accept",
    "answer",
    "assign",
    "escalate_overdue",
    "open_ticket",
    "rate_ticket",
    "set_standard",
    "work",
]
