"""Words of standing by a firm: difficulty tickets, contact leaders, visits, and who may do what."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class TicketKind(models.TextChoices):
    """What a firm needs help with: the three kinds that the county counts apart."""

    RESEARCH = "RESEARCH", "技术研发"
    TALENT = "TALENT", "人才引进"
    FUNDING = "FUNDING", "资金筹措"


class TicketSource(models.TextChoices):
    """How a difficulty came to the bureau's ears."""

    VISIT = "VISIT", "走访"
    DESK = "DESK", "企业自提"
    PHONE = "PHONE", "来电"


class TicketState(models.TextChoices):
    """Where a ticket stands. The firm's rating is the step out of ANSWERED, not a state."""

    REGISTERED = "REGISTERED", "登记"
    ACCEPTED = "ACCEPTED", "受理"
    WORKING = "WORKING", "办理"
    ANSWERED = "ANSWERED", "答复"
    REOPENED = "REOPENED", "重办"
    CLOSED = "CLOSED", "办结"


class Rating(models.TextChoices):
    """What the firm itself says of the answer."""

    SATISFIED = "SATISFIED", "满意"
    FAIR = "FAIR", "基本满意"
    UNSATISFIED = "UNSATISFIED", "不满意"


class Level(models.IntegerChoices):
    """Whose table a ticket lies on; being late moves it up one level at a time."""

    SECTION = 0, "承办股室"
    BUREAU = 1, "局领导"
    COUNTY = 2, "县分管领导"


class VisitPurpose(models.TextChoices):
    """Why somebody went to a firm."""

    REGULAR = "REGULAR", "日常走访"
    GUIDANCE = "GUIDANCE", "申报辅导"
    POLICY = "POLICY", "政策宣讲"
    FOLLOW_UP = "FOLLOW_UP", "难题回访"


OFFICERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
LEADERS: Final = frozenset({Role.COUNTY_LEADER, Role.BUREAU_DIRECTOR, Role.TOWNSHIP_LEADER})
"""Who can be the contact leader of a firm."""
VISITORS: Final = OFFICERS | LEADERS
"""Who goes to firms and writes down what was heard."""

_FIRM: Final = frozenset({Role.ENTERPRISE_CONTACT})

WAITING: Final = (
    TicketState.REGISTERED,
    TicketState.ACCEPTED,
    TicketState.WORKING,
    TicketState.REOPENED,
)
"""States in which the firm waits for an answer: the deadline runs."""


def _step(
    action: str,
    label: str,
    source: TicketState,
    target: TicketState,
    roles: frozenset[Role] = OFFICERS,
    *,
    needs_reason: bool = False,
) -> Transition:
    return Transition(action, label, source, target, roles, needs_reason)


TICKET_STEPS: Final = TransitionTable(
    name="难题工单",
    labels={str(state.value): str(state.label) for state in TicketState},
    transitions=(
        _step("accept", "受理", TicketState.REGISTERED, TicketState.ACCEPTED),
        _step("work", "开始办理", TicketState.ACCEPTED, TicketState.WORKING),
        _step("answer", "答复企业", TicketState.WORKING, TicketState.ANSWERED, needs_reason=True),
        _step("rate", "企业评价：满意或基本满意", TicketState.ANSWERED, TicketState.CLOSED, _FIRM),
        _step("reopen", "企业评价：不满意", TicketState.ANSWERED, TicketState.REOPENED, _FIRM),
        _step("work", "重新办理", TicketState.REOPENED, TicketState.WORKING),
    ),
)
"""登记→受理→办理→答复→企业评价→办结 or 重办. Only the firm closes or reopens: an unrated answer stays one."""

OPENED: Final = "open"
ASSIGNED: Final = "assign"
ESCALATED: Final = "escalate"

STEP_LABELS: Final[dict[str, str]] = {
    OPENED: "登记",
    ASSIGNED: "转办",
    ESCALATED: "逾期上报",
    **{step.action: step.label for step in reversed(TICKET_STEPS.transitions)},
}
"""What each act on a ticket is called in its story."""
