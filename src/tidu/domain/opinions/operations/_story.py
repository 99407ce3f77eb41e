"""What happened to an opinion is written twice: a line of its story, and an entry of the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidu.domain.opinions import checks
from tidu.domain.opinions.models import Opinion, OpinionStep
from tidu.domain.opinions.vocabulary import OPINION_STEPS, QUOTING, STEP_LABELS
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations


def move(
    opinion: Opinion,
    action: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    fields: tuple[str, ...] = (),
    **further: Any,
) -> None:
    """Carry a checked step out and write it down; `fields` are kept along with the state, `further` in the audit."""
    step = OPINION_STEPS.step(opinion.state, action)
    opinion.state = step.target
    opinion.save(update_fields=["state", *fields])
    record(opinion, step.action, words, by=by, now=now, **further)


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
    """Write a step into the story, and into the audit, there with `further` and without what a person said."""
    if round_number is None:
        last = checks.last_round(opinion)
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
    told = "" if action in QUOTING else f"：{words}"
    audit_operations.record(
        by=by,
        now=now,
        action=f"opinions.{action}",
        subject=("opinions.Opinion", opinion.number),
        summary=f"{STEP_LABELS[action]} {opinion.number}{told}"[:300],
        detail={"state": opinion.state, **further},
    )
