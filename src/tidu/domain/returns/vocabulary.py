"""Words of outgoing returns, the form they ask in, and the fields of a township's monthly report."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models

from tidu.domain.enterprises.vocabulary import COUNT_FACTS, EXPORTS_FIELD, EXPORTS_LABEL, MONEY_FACTS
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable
from tidu.foundation.intake.vocabulary import LoadState

FORM: Final = "yearly_facts"
"""The intake form that returns ask in: what comes back is read, judged and loaded as any other workbook of it."""

ASKABLE: Final[dict[str, str]] = {**MONEY_FACTS, EXPORTS_FIELD: EXPORTS_LABEL, **COUNT_FACTS}
"""Yearly facts that may be asked for, field -> official label."""

ASKED_ONCE_WITHIN: Final = timedelta(days=365)
"""The same question to the same firm within this time needs an explanation."""


class ReturnState(models.TextChoices):
    """Whether answers are still awaited."""

    OPEN = "OPEN", "填报中"
    CLOSED = "CLOSED", "已截止"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class AskedOf(models.TextChoices):
    """Who fills the return in: each township for its firms, or each firm for itself."""

    PLACES = "PLACES", "乡镇（园区）"
    FIRMS = "FIRMS", "企业"


class AnswerState(models.TextChoices):
    """Where an addressee stands. It is computed from what was handed in and from the records, never typed."""

    PENDING = "PENDING", "未交"
    SENT_BACK = "SENT_BACK", "退回待改"
    WAITING = "WAITING", "已交待审"
    PARTLY = "PARTLY", "未报齐"
    DONE = "DONE", "已报齐"
    EXEMPT = "EXEMPT", "免报"


STILL_OWING: Final = (AnswerState.PENDING, AnswerState.SENT_BACK, AnswerState.PARTLY)
"""States in which the next step is the addressee's; these are reminded."""

ON_THE_WAY: Final = (LoadState.READING, LoadState.STAGED, LoadState.LOADING, LoadState.LOADED)
"""States of a load in which what was handed in counts; one that cannot be read, was put aside or undone does not."""

KEEPERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who issues, reminds, exempts, closes and withdraws."""

RETURN_STEPS: Final = TransitionTable(
    name="报表任务",
    labels={str(state.value): str(state.label) for state in ReturnState},
    transitions=(
        Transition("close", "截止", ReturnState.OPEN, ReturnState.CLOSED, KEEPERS),
        Transition("reopen", "重新开放", ReturnState.CLOSED, ReturnState.OPEN, KEEPERS, needs_reason=True),
        Transition("withdraw", "撤回", ReturnState.OPEN, ReturnState.WITHDRAWN, KEEPERS, needs_reason=True),
    ),
)

MONTHLY_FIELDS: Final[dict[str, str]] = {
    "progress": "本月进展",
    "seeds": "新发现的苗子企业",
    "changes": "企业变动",
    "difficulties": "企业困难",
    "requests": "需县里协调的事",
    "plans": "下月打算",
}
"""The six boxes of a township's monthly report. Numbers are not asked for: the page shows those on record."""

MONTHLY_WORKING_DAYS: Final = 5
"""A month's report is due on this working day of the next month."""
