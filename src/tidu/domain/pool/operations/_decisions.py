"""Admit, take on, move and let go: each decision appends versions and leaves a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import checks, queries
from tidu.domain.pool.checks import Decision, UnableToChangeStage
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.handling.transitions import Transition
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance import queries as provenance_queries
from tidu.foundation.provenance.vocabulary import SourceKind

_STATED = ("stage", "tier_sought", "target_year", "adviser", "reason", "decided_by_name", "valid_from_on")
_ENDED = ("valid_until_on",)


def decide(
    *, decisions: Sequence[Decision], by: Actor, now: datetime, title: str = "培育库调整决定"
) -> list[Membership]:
    """Carry out decisions about several firms, all or none, and return the new standing memberships.

    One decision per firm. Raises UnableToChangeStage naming the firm by its credit code.
    """
    checks.check_may_decide(by)
    if not decisions:
        return []
    with transaction.atomic():
        codes = _lock_enterprises(decisions)
        latest = queries.latest_memberships(codes)
        steps = [_check(decision, latest, codes, now) for decision in decisions]
        _end_standing(decisions, latest, title=title, by=by, now=now)
        opened = _open(decisions, title=title, by=by, now=now)
        for decision, step in zip(decisions, steps, strict=True):
            _audit(decision, step, codes[decision.enterprise_id], by=by, now=now)
    return opened


def admit(
    *, enterprise_id: int, on: date, reason: str, by: Actor, now: datetime, stage: str = Stage.RESERVE
) -> Membership:
    """Bring a firm into the pool: into reserve, or into 认定 where it already holds the title."""
    decision = Decision(enterprise_id=enterprise_id, stage=stage, on=on, reason=reason)
    return decide(decisions=[decision], by=by, now=now)[0]


def take_on(
    *,
    enterprise_id: int,
    adviser_id: int | None,
    target_year: int | None,
    on: date,
    reason: str,
    by: Actor,
    now: datetime,
    tier_sought: str = RecognitionKind.HNTE,
) -> Membership:
    """Move a firm into cultivation with an adviser, a tier sought and a target year."""
    decision = Decision(
        enterprise_id=enterprise_id,
        stage=Stage.CULTIVATION,
        on=on,
        reason=reason,
        adviser_id=adviser_id,
        target_year=target_year,
        tier_sought=tier_sought,
    )
    return decide(decisions=[decision], by=by, now=now)[0]


def move(*, enterprise_id: int, stage: str, on: date, reason: str, by: Actor, now: datetime) -> Membership:
    """Move a firm to a stage that needs no adviser; its adviser and target year are carried along."""
    standing = queries.latest_memberships([enterprise_id]).get(enterprise_id)
    decision = Decision(
        enterprise_id=enterprise_id,
        stage=stage,
        on=on,
        reason=reason,
        adviser_id=standing.adviser_id if standing else None,
        target_year=standing.target_year if standing else None,
        tier_sought=standing.tier_sought if standing else "",
    )
    return decide(decisions=[decision], by=by, now=now)[0]


def leave(*, enterprise_id: int, on: date, reason: str, by: Actor, now: datetime) -> Membership:
    """Take a firm out of the pool; the reason stays on record."""
    decision = Decision(enterprise_id=enterprise_id, stage=Stage.OUT, on=on, reason=reason)
    return decide(decisions=[decision], by=by, now=now)[0]


def reassign(
    *, enterprise_id: int, adviser_id: int, on: date, reason: str, by: Actor, now: datetime
) -> Membership:
    """Give a firm of the pool another adviser (a replaced one keeps what was done under him)."""
    standing = queries.latest_memberships([enterprise_id]).get(enterprise_id)
    if standing is None or standing.stage == Stage.OUT:
        raise UnableToChangeStage("企业不在培育库中，不能更换辅导员。请先入库。")
    decision = Decision(
        enterprise_id=enterprise_id,
        stage=standing.stage,
        on=on,
        reason=reason,
        adviser_id=adviser_id,
        target_year=standing.target_year,
        tier_sought=standing.tier_sought,
    )
    return decide(decisions=[decision], by=by, now=now)[0]


def take_back(*, enterprise_id: int, reason: str, by: Actor, now: datetime) -> Membership | None:
    """Take back the newest decision about a firm and return the membership that stands again, or None.

    The decision stays in recorded time: "as known then" still shows it.
    """
    checks.check_may_decide(by)
    if not reason.strip():
        raise UnableToChangeStage("请填写理由：撤回决定须说明原因。")
    with transaction.atomic():
        code = Enterprise.objects.select_for_update().get(pk=enterprise_id).credit_code
        standing = list(
            Membership.objects.known_at(None).filter(enterprise_id=enterprise_id).order_by("valid_from_on")
        )
        if not standing:
            raise UnableToChangeStage("企业没有可以撤回的在库记录。")
        newest = standing[-1]
        Membership.objects.filter(pk=newest.pk).update(superseded_at=now)
        earlier = queries.decision_replaced_by(newest) or (standing[-2] if len(standing) > 1 else None)
        restored = _restore(earlier, now=now) if earlier else None
        audit_operations.record(
            by=by,
            now=now,
            action="pool.take_back",
            subject=("enterprises.Enterprise", code),
            organisation_code=code,
            summary=f"撤回“{newest.get_stage_display()}”：{reason}",
            detail={"stage": newest.stage, "on": newest.valid_from_on.isoformat(), "reason": reason},
        )
    return restored


def _lock_enterprises(decisions: Sequence[Decision]) -> dict[int, str]:
    """Lock the firms decided about, so that two officers cannot move one firm at once; return their codes."""
    ids = [decision.enterprise_id for decision in decisions]
    if len(set(ids)) != len(ids):
        raise UnableToChangeStage("同一批决定里有重复的企业。请每家企业只保留一条。")
    codes: dict[int, str] = {}
    for part in provenance_queries.chunks(sorted(ids)):
        found = Enterprise.objects.select_for_update().filter(pk__in=part).order_by("pk")
        codes |= {enterprise.pk: enterprise.credit_code for enterprise in found}
    if len(codes) != len(ids):
        raise UnableToChangeStage("有企业不在企业库中。请先导入企业登记，再调整培育库。")
    return codes


def _check(
    decision: Decision, latest: dict[int, Membership], codes: dict[int, str], now: datetime
) -> Transition | None:
    try:
        return checks.check_decision(
            decision, latest.get(decision.enterprise_id), now.astimezone(clock.ZONE).date()
        )
    except UnableToChangeStage as problem:
        raise type(problem)(f"{codes[decision.enterprise_id]}：{problem}") from None


def _end_standing(
    decisions: Sequence[Decision], latest: dict[int, Membership], *, title: str, by: Actor, now: datetime
) -> None:
    """Append the end of what stood before. A decision of the same day replaces it instead, by its natural key."""
    rows = [
        {
            "enterprise_id": decision.enterprise_id,
            "valid_from_on": standing.valid_from_on,
            "valid_until_on": decision.on,
        }
        for decision in decisions
        if (standing := latest.get(decision.enterprise_id)) and standing.valid_from_on < decision.on
    ]
    _append(rows, _ENDED, title=f"{title}（原记录止）", by=by, now=now)


def _open(decisions: Sequence[Decision], *, title: str, by: Actor, now: datetime) -> list[Membership]:
    rows = [
        {
            "enterprise_id": decision.enterprise_id,
            "stage": decision.stage,
            "tier_sought": decision.tier_sought,
            "target_year": decision.target_year,
            "adviser_id": decision.adviser_id,
            "reason": decision.reason.strip(),
            "decided_by_name": by.name,
            "valid_from_on": decision.on,
            "valid_until_on": None,
        }
        for decision in decisions
    ]
    return _append(rows, _STATED, title=title, by=by, now=now)


def _append(
    rows: list[dict[str, Any]], stated: tuple[str, ...], *, title: str, by: Actor, now: datetime
) -> list[Membership]:
    """Append versions under a batch of their own that names only the fields it states."""
    if not rows:
        return []
    batch = provenance_operations.open_batch(
        kind=SourceKind.DECISION, title=title, by=by, now=now, column_map={field: {} for field in stated}
    )
    lines = provenance_operations.add_lines(batch=batch, row_numbers=[0] * len(rows))
    return provenance_operations.append_versions(
        model=Membership, rows=list(zip(lines, rows, strict=True)), now=now
    )


def _restore(earlier: Membership, *, now: datetime) -> Membership:
    """Let an earlier membership stand open again, with the source line of the decision that opened it."""
    row = {
        "enterprise_id": earlier.enterprise_id,
        "stage": earlier.stage,
        "tier_sought": earlier.tier_sought,
        "target_year": earlier.target_year,
        "adviser_id": earlier.adviser_id,
        "reason": earlier.reason,
        "decided_by_name": earlier.decided_by_name,
        "valid_from_on": earlier.valid_from_on,
        "valid_until_on": None,
    }
    (restored,) = provenance_operations.append_versions(
        model=Membership, rows=[(queries.opened_by(earlier), row)], now=now
    )
    return restored


def _audit(
    decision: Decision, step: Transition | None, credit_code: str, *, by: Actor, now: datetime
) -> None:
    label = step.label if step else "调整辅导员或目标"
    audit_operations.record(
        by=by,
        now=now,
        action=f"pool.{step.action if step else 'reassign'}",
        subject=("enterprises.Enterprise", credit_code),
        organisation_code=credit_code,
        summary=f"{label}：{decision.reason}"[:300],
        detail={
            "stage": decision.stage,
            "on": decision.on.isoformat(),
            "reason": decision.reason,
            "adviser_id": decision.adviser_id,
            "target_year": decision.target_year,
            "tier_sought": decision.tier_sought,
        },
    )
