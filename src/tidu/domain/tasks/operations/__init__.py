"""Acts on tasks. Each takes `by=` and `now=` and writes the audit."""

from tidu.domain.tasks.checks import UnableToAppeal, UnableToMoveTask, UnableToOpenTask
from tidu.domain.tasks.monthly import Said
from tidu.domain.tasks.operations._appeals import answer_appeal, appeal
from tidu.domain.tasks.operations._asked import asked_ended, decide_asked, open_asked, settle_asked
from tidu.domain.tasks.operations._feedback import feed_back, send_monthly
from tidu.domain.tasks.operations._helping import help_with, set_helpers
from tidu.domain.tasks.operations._moving import close_task, report_done, send_back, sign_task, withdraw_task
from tidu.domain.tasks.operations._opening import Part, divide_task, open_task
from tidu.domain.tasks.operations._reminding import remind, reply_urging, urge
from tidu.domain.tasks.operations._requests import decide_request, settle_decision

__all__ = [
    "Part",
    "Said",
    "UnableToAppeal",
    "UnableToMoveTask",
    "UnableToOpenTask",
    "answer_appeal",
    "appeal",
    "asked_ended",
    "close_task",
    "decide_asked",
    "decide_request",
    "divide_task",
    "feed_back",
    "help_with",
    "open_asked",
    "open_task",
    "remind",
    "reply_urging",
    "report_done",
    "send_back",
    "send_monthly",
    "set_helpers",
    "settle_asked",
    "settle_decision",
    "sign_task",
    "urge",
    "withdraw_task",
]
