"""Who may take which step, and what each step needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tidu.domain.opinions.checks._values import UnableToMoveOpinion
from tidu.domain.opinions.models import DeadlineRule, Opinion, OpinionRound
from tidu.domain.opinions.queries import Deadline
from tidu.domain.opinions.vocabulary import (
    DIRECTORS,
    HANDLERS,
    LEADING_KINDS,
    OFFICERS,
    OPEN,
    OPINION_STEPS,
    PROPOSER,
    REASON_LENGTH,
    DeadlineUnit,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.handling.transitions import IllegalTransition, Transition


def works_for(actor: Actor, organisation: Organisation) -> bool:
    """Return whether an actor handles opinions for a unit, or leads the house that the unit belongs to."""
    homes = {organisation.pk, organisation.parent_id}
    return actor.is_system or any(
        grant.role in HANDLERS and grant.organisation_id in homes for grant in actor.grants
    )


def same_person(user_id: int | None, name: str, actor: Actor) -> bool:
    """Return whether an actor is the one written down; by the name where neither has an account."""
    if user_id is None and actor.user_id is None:
        return name == actor.name
    return user_id == actor.user_id


def may_take(actor: Actor, step: Transition, lead: Organisation | None) -> bool:
    """Return whether a step is this actor's to take; what the proposer says is nobody's here."""
    if step.roles == PROPOSER:
        return False
    if step.roles == HANDLERS:
        return lead is not None and works_for(actor, lead)
    return actor.is_system or actor.has_role(*step.roles)


def check_step(
    opinion: Opinion, action: str, *, actor: Actor, lead: Organisation | None = None, reason: str = ""
) -> Transition:
    """Refuse a step that the table does not have, that this person may not take, or that lacks its words."""
    try:
        step = OPINION_STEPS.step(opinion.state, action)
    except IllegalTransition as problem:
        raise UnableToMoveOpinion(f"{opinion.number}：{problem}") from None
    if not may_take(actor, step, lead):
        raise UnableToMoveOpinion(_refusal(step, lead))
    if step.needs_reason and not reason.strip():
        raise UnableToMoveOpinion(f"“{step.label}”须写明理由。请填写。")
    if len(reason.strip()) > REASON_LENGTH:
        raise UnableToMoveOpinion(f"理由超过 {REASON_LENGTH} 字。请写要点。")
    return step


def _refusal(step: Transition, lead: Organisation | None) -> str:
    if step.roles == HANDLERS:
        return f"“{step.label}”须由承办单位（{lead.short_name if lead else '尚未交办'}）办理。请用本单位账号登录。"
    if step.roles == DIRECTORS:
        return f"“{step.label}”须由科技局领导办理。请报局领导。"
    return f"“{step.label}”须由科技局领导或股室经办办理。请联系科技局。"


def check_officer(actor: Actor) -> None:
    """Refuse everybody but the bureau's officers."""
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToMoveOpinion("只有科技局领导和股室经办可以办理。请联系科技局。")


def check_reason(reason: str) -> None:
    """Refuse an act without a reason, or with too long a one."""
    if not reason.strip() or len(reason.strip()) > REASON_LENGTH:
        raise UnableToMoveOpinion(f"请写明理由，不超过 {REASON_LENGTH} 字。")


def check_assignment(
    lead: Organisation | None,
    assists: Collection[Organisation],
    rule: DeadlineRule,
    within: int | None,
) -> None:
    """Refuse a unit that cannot lead or assist, one that does both, or a longer time than the rule's."""
    if lead is None or lead.kind not in LEADING_KINDS:
        raise UnableToMoveOpinion("主办单位应是科技局及其股室、乡镇、园区或县领导机关。请从列表中选择。")
    for one in assists:
        if one.kind not in LEADING_KINDS:
            raise UnableToMoveOpinion(f"“{one.short_name}”不能作协办单位。请从列表中选择。")
        if one.pk == lead.pk:
            raise UnableToMoveOpinion(f"“{one.short_name}”已是主办单位，不能同时协办。请另选协办单位。")
    if within is not None and not 1 <= within <= rule.amount:
        unit = DeadlineUnit(rule.unit).label
        raise UnableToMoveOpinion(
            f"答复时限最长 {rule.amount} {unit}，可以缩短，不能延长。请填 1 至 {rule.amount}。"
        )


def check_return_window(one: OpinionRound, today: date) -> None:
    """Refuse to return what has been kept too long."""
    if today > one.return_by_on:
        raise UnableToMoveOpinion(
            f"退回期限为 {one.return_by_on}，已经过期。请继续办理，或商科技局调整协办单位。"
        )


def check_extension(
    opinion: Opinion, deadline: Deadline, *, latest: date, until_on: date, reason: str, today: date
) -> None:
    """Refuse more time without reason, after the deadline, not later than it, or beyond what the rule allows."""
    if opinion.state not in OPEN:
        raise UnableToMoveOpinion(f"{opinion.number} 现在不在办理中，不需要延期。")
    if not reason.strip() or len(reason.strip()) > REASON_LENGTH:
        raise UnableToMoveOpinion(f"请写明延期理由，不超过 {REASON_LENGTH} 字。")
    if today > deadline.in_force_on:
        raise UnableToMoveOpinion(f"期限 {deadline.in_force_on} 已过，不能再延期：逾期照实记录。请尽快答复。")
    if not deadline.in_force_on < until_on <= latest:
        raise UnableToMoveOpinion(f"延期应晚于现在的期限 {deadline.in_force_on}，最迟到 {latest}。请改日期。")
