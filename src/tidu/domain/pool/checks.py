"""What must hold before somebody is moved in the pool or a proposal is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidu.domain.pool import queries
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.vocabulary import STAGE_STEPS, ProposalState, Stage
from tidu.foundation.actors import Actor
from tidu.foundation.handling.transitions import IllegalTransition, Transition

OFFICER_ROLES = frozenset().union(*(step.roles for step in STAGE_STEPS.transitions))


class UnableToChangeStage(ValueError):
    """Raised when a firm may not be moved; the message is Chinese, says why and how to mend it."""


class StageMovedOn(UnableToChangeStage):
    """Raised when somebody has moved the firm since the officer looked; nothing is written."""


class UnableToAnswer(ValueError):
    """Raised when a proposal may not be accepted or declined; the message is Chinese."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An officer's decision about one firm: from the day `on` it is in `stage`, for `reason`.

    Cultivation needs `adviser_id` (a person of the directory) and `target_year`. `seen` is the key of the membership
    that the officer looked at, 0 for none at all, None where the decision does not rest on a look.
    """

    enterprise_id: int
    stage: str
    on: date
    reason: str
    adviser_id: int | None = None
    target_year: int | None = None
    tier_sought: str = ""
    seen: int | None = None


def may_decide(actor: Actor) -> bool:
    """Return whether `actor` is one of the officers who keep the pool."""
    return actor.is_system or actor.has_role(*OFFICER_ROLES)


def check_may_decide(actor: Actor) -> None:
    """Refuse everybody but the officers who keep the pool."""
    if not may_decide(actor):
        raise UnableToChangeStage("只有科技局领导和股室经办可以调整培育库。请联系科技局办理。")


def check_decision(decision: Decision, latest: Membership | None, today: date) -> Transition | None:
    """Refuse a decision that the step table, the calendar or the stage's own conditions do not allow.

    `latest` is the firm's newest standing membership. Return the step taken, or None where the stage stays and
    only adviser, target year or tier change. Raises UnableToChangeStage.
    """
    current = Stage.OUT if latest is None else Stage(latest.stage)
    _check_seen(decision, latest)
    step = _step_between(current, decision)
    if not decision.reason.strip():
        raise UnableToChangeStage("请填写理由：调整培育库须说明原因。")
    if decision.on > today:
        raise UnableToChangeStage(f"生效日 {decision.on} 晚于今天 {today}。请填今天或更早的日期。")
    if latest is not None and decision.on < latest.valid_from_on:
        raise UnableToChangeStage(
            f"生效日 {decision.on} 早于现有记录的起始日 {latest.valid_from_on}。"
            "请填不早于该日的日期，或先撤回现有记录。"
        )
    if decision.stage == Stage.CULTIVATION:
        _check_taken_on(decision)
    if step is None and latest is not None and not _changes(decision, latest):
        raise UnableToChangeStage(
            f"企业已经是“{current.label}”，辅导员、目标年度和目标层级都没有变化。无需再次决定。"
        )
    return step


def _check_seen(decision: Decision, latest: Membership | None) -> None:
    """Refuse a decision that rests on what somebody has changed since, and say who and how the firm stands now."""
    if decision.seen is None or decision.seen == (latest.pk if latest else 0):
        return
    now = (
        f"{latest.decided_by_name}又作了决定，现在是“{Stage(latest.stage).label}”"
        if latest
        else "在库记录已撤回"
    )
    raise StageMovedOn(f"您打开之后，{now}。没有写入；请看过现在的情况再决定。")


def _changes(decision: Decision, latest: Membership) -> bool:
    stated = (decision.adviser_id, decision.target_year, decision.tier_sought)
    return stated != (latest.adviser_id, latest.target_year, latest.tier_sought)


def _step_between(current: Stage, decision: Decision) -> Transition | None:
    if current == decision.stage and current != Stage.OUT:
        return None
    try:
        return STAGE_STEPS.between(current, decision.stage)
    except IllegalTransition as problem:
        raise UnableToChangeStage(str(problem)) from None


def _check_taken_on(decision: Decision) -> None:
    """Cultivation means that an officer has taken the firm on: with whom, and by when."""
    if decision.adviser_id is None:
        raise UnableToChangeStage("纳入培育须指定辅导员。请在“辅导员”中选择一位。")
    if decision.target_year is None:
        raise UnableToChangeStage("纳入培育须填写目标年度，例如 2025。")
    if decision.target_year < decision.on.year:
        raise UnableToChangeStage(
            f"目标年度 {decision.target_year} 早于生效年度 {decision.on.year}。请填当年或以后的年度。"
        )


def check_can_answer(proposal: Proposal, latest: Membership | None, reason: str, actor: Actor) -> None:
    """Refuse to answer a proposal that is no longer open, that the firm has moved past, or without a reason."""
    if not may_decide(actor):
        raise UnableToAnswer("只有科技局领导和股室经办可以确认调整建议。请联系科技局办理。")
    if proposal.state != ProposalState.OPEN:
        raise UnableToAnswer(f"{queries.over_in_words(proposal)}没有写入您的决定；请看最新建议。")
    current = Stage.OUT if latest is None else Stage(latest.stage)
    if current != proposal.from_stage:
        raise UnableToAnswer(
            f"企业现在是“{current.label}”，与建议时的“{Stage(proposal.from_stage).label}”不同。请重新计算建议。"
        )
    if not reason.strip():
        raise UnableToAnswer("请填写理由：采纳或不采纳都须说明原因。")
