"""What every act shares: finding and locking an opinion, its present round, moving it, and writing that down twice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tidu.domain.opinions import queries
from tidu.domain.opinions.checks import UnableToMoveOpinion
from tidu.domain.opinions.models import DeadlineRule, Opinion, OpinionRound, OpinionStep
from tidu.domain.opinions.vocabulary import OPINION_STEPS, STEP_LABELS, OpinionSource
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations


def locked(number: str) -> Opinion:
    """Return an opinion and keep it until the end of the transaction; raise UnableToMoveOpinion."""
    found = Opinion.objects.select_for_update(of=("self",)).select_related("occasion")
    opinion = found.filter(number=number).first()
    if opinion is None:
        raise UnableToMoveOpinion(f"没有找到编号为“{number}”的意见。")
    return opinion


def last_round(opinion: Opinion) -> OpinionRound | None:
    """Return the last round, also one that was returned; None before the first."""
    rounds = OpinionRound.objects.filter(opinion=opinion).select_related("lead")
    return rounds.order_by("-number").first()


def present_round(opinion: Opinion) -> OpinionRound:
    """Return the round that stands; raise UnableToMoveOpinion where nobody has been asked yet."""
    found = last_round(opinion)
    if found is None or found.returned_at is not None:
        raise UnableToMoveOpinion(f"{opinion.number} 还没有交办。请先交办。")
    return found


def rule_for(source: str, on: date) -> DeadlineRule:
    """Return the deadline rule of a day; raise UnableToMoveOpinion where none has been set."""
    rule = queries.rule_on(source, on)
    if rule is None:
        label = OpinionSource(source).label
        raise UnableToMoveOpinion(f"“{label}”还没有办理时限。请科技局在“办理时限”中设定后再交办。")
    return rule


def move(
    opinion: Opinion,
    action: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    fields: tuple[str, ...] = (),
) -> None:
    """Carry a checked step out and write it down; `fields` are kept along with the state."""
    step = OPINION_STEPS.step(opinion.state, action)
    opinion.state = step.target
    opinion.save(update_fields=["state", *fields])
    record(opinion, step.action, words, by=by, now=now)


def record(
    opinion: Opinion,
    action: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    round_number: int | None = None,
    **further: Any,
) -> None:
    """Write a step into the story, and into the audit, there with `further`."""
    if round_number is None:
        last = last_round(opinion)
        round_number = last.number if last else 0
    OpinionStep.objects.create(
        opinion=opinion,
        round_number=round_number,
        action=action,
        state=opinion.state,
        at=now,
        by_id=by.user_id,
        by_name=by.name,
        note=words[:1000],
    )
    audit_operations.record(
        by=by,
        now=now,
        action=f"opinions.{action}",
        subject=("opinions.Opinion", opinion.number),
        summary=f"{STEP_LABELS[action]} {opinion.number}：{words}"[:300],
        detail={"state": opinion.state, **further},
    )
