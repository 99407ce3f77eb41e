"""Words of data quality: what state a doubt is in, the steps between states, and who owns which kind."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.actors import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class IssueState(models.TextChoices):
    """Where an issue stands. GONE is the end: the same doubt found again is a new issue."""

    OPEN = "OPEN", "待核"
    MENDED = "MENDED", "已改"
    CONFIRMED = "CONFIRMED", "确认无误"
    GONE = "GONE", "不再出现"


WAITING: Final = (IssueState.OPEN, IssueState.MENDED)
"""States in which somebody still has to do something, or the next review has to look."""

STANDING: Final = (IssueState.OPEN, IssueState.MENDED, IssueState.CONFIRMED)
"""States in which the rule still finds, or found at the last review, what the issue says."""


class OwnerKind(models.TextChoices):
    """Who looks into a kind of doubt: the place where the firm is, or the bureau."""

    PLACE = "PLACE", "属地"
    BUREAU = "BUREAU", "科技局"


ANSWERERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.TOWNSHIP_LEADER})
DECIDERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
NOBODY: Final[frozenset[str]] = frozenset()
"""No person takes these steps: the nightly review does."""


def _step(
    action: str,
    label: str,
    source: IssueState,
    target: IssueState,
    roles: frozenset[str],
    *,
    reason: bool = True,
) -> Transition:
    return Transition(action, label, source, target, roles, needs_reason=reason)


ISSUE_STEPS: Final = TransitionTable(
    name="数据疑点状态",
    labels={str(state.value): str(state.label) for state in IssueState},
    transitions=(
        _step("mend", "已改，请复查", IssueState.OPEN, IssueState.MENDED, ANSWERERS),
        _step("confirm", "确认无误", IssueState.OPEN, IssueState.CONFIRMED, ANSWERERS),
        _step("reopen", "退回待核", IssueState.CONFIRMED, IssueState.OPEN, DECIDERS),
        _step("still_there", "复查仍在", IssueState.MENDED, IssueState.OPEN, NOBODY, reason=False),
        _step("changed", "数据又变", IssueState.CONFIRMED, IssueState.OPEN, NOBODY, reason=False),
        _step("vanish", "不再出现", IssueState.OPEN, IssueState.GONE, NOBODY, reason=False),
        _step("vanish_mended", "复查已改", IssueState.MENDED, IssueState.GONE, NOBODY, reason=False),
        _step("vanish_confirmed", "不再出现", IssueState.CONFIRMED, IssueState.GONE, NOBODY, reason=False),
    ),
)
