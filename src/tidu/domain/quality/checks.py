"""What must hold before an issue takes a step."""

from __future__ import annotations

from tidu.domain.quality.models import Issue
from tidu.domain.quality.vocabulary import ISSUE_STEPS
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.handling.transitions import Transition


class UnableToAnswerIssue(ValueError):
    """Raised when a step is not allowed from where the issue stands, not for this person, or without a reason."""


def check_can_step(issue: Issue, action: str, reason: str, by: Actor) -> Transition:
    """Return the step, or refuse it."""
    allowed = ISSUE_STEPS.from_state(issue.state, roles=[grant.role for grant in by.grants])
    step = next((one for one in allowed if one.action == action), None)
    if step is None:
        words = "、".join(one.label for one in allowed) or "无"
        last = issue.steps.exclude(by=None).order_by("pk").last()
        told = f"{last.by_name}于 {clock.day_of(last.at)} 办理后，" if last else ""
        raise UnableToAnswerIssue(f"{told}这条疑点现在是“{issue.get_state_display()}”，您可以做的：{words}。")
    if step.needs_reason and not reason.strip():
        raise UnableToAnswerIssue("请写明理由：改了哪里，或凭什么确认无误。")
    return step
