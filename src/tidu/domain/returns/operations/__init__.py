"""Issue a return, take answers, remind, exempt, close; and take townships' monthly reports."""

from tidu.domain.returns.checks import (
    HandedInMeanwhile,
    ReportedMeanwhile,
    UnableToHandIn,
    UnableToHandle,
    UnableToIssue,
    UnableToReport,
)
from tidu.domain.returns.operations._answering import answer, hand_in
from tidu.domain.returns.operations._handling import close, exempt, remind, reopen, withdraw
from tidu.domain.returns.operations._issuing import Asked, issue
from tidu.domain.returns.operations._monthly import send_monthly

__all__ = [
    "Asked",
    "HandedInMeanwhile",
    "ReportedMeanwhile",
    "UnableToHandIn",
    "UnableToHandle",
    "UnableToIssue",
    "UnableToReport",
    "answer",
    "close",
    "exempt",
    "hand_in",
    "issue",
    "remind",
    "reopen",
    "send_monthly",
    "withdraw",
]
