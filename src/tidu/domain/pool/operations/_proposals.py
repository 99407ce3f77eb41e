"""Compute what the pool pack proposes, and let an officer accept or decline it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import checks, queries
from tidu.domain.pool.checks import Decision, UnableToAnswer, UnableToChangeStage
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.operations._decisions import decide
from tidu.domain.pool.queries import ProposedMove
from tidu.domain.pool.vocabulary import ProposalState, Stage
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance_queries

_NO_LONGER = "数据或规则已变化，建议不再成立"


@dataclass(frozen=True)
class ProposalRun:
    """What one computation changed. Run again on the same day with the same data, it changes nothing."""

    opened: int
    withdrawn: int
    unchanged: int
    declined_before: int

    @property
    def waiting(self) -> int:
        """Return how many proposals wait for an officer."""
        return self.opened + self.unchanged


def compute_proposals(*, as_of: AsOf, by: Actor, now: datetime) -> ProposalRun:
    """Bring the open proposals into line with the pool pack: one per firm, with its evidence.

    A proposal that no longer holds, or holds on other evidence, is withdrawn. A move that an officer declined is
    proposed again only when its evidence has changed. Raises UnableToChangeStage for anything but the present
    state of knowledge: what was known on a past day gives no work for today.
    """
    checks.check_may_decide(by)
    if as_of.known_at is not None:
        raise UnableToChangeStage("调整建议只能按现在所知计算。请把“当时所知”改为“现在所知”后再试。")
    moves = queries.proposed_moves(as_of)
    with transaction.atomic():
        waiting = {
            proposal.enterprise_id: proposal
            for proposal in Proposal.objects.select_for_update().filter(state=ProposalState.OPEN)
        }
        declined = queries.last_declined(move.enterprise_id for move in moves)
        refused = {
            move.enterprise_id for move in moves if _says_the_same(declined.get(move.enterprise_id), move)
        }
        wanted = {move.enterprise_id: move for move in moves if move.enterprise_id not in refused}
        unchanged = {key for key, proposal in waiting.items() if _says_the_same(proposal, wanted.get(key))}
        outdated = [proposal for key, proposal in waiting.items() if key not in unchanged]
        fresh = [move for key, move in wanted.items() if key not in unchanged]
        _withdraw(outdated, by=by, now=now)
        _open(fresh, as_of=as_of, now=now)
        run = ProposalRun(len(fresh), len(outdated), len(unchanged), len(refused))
        if fresh or outdated:
            _audit_run(run, as_of, by=by, now=now)
    return run


def propose_nightly(*, by: Actor, now: datetime) -> str:
    """Compute the proposals of the day, as the nightly job does, and say what changed."""
    run = compute_proposals(as_of=AsOf(on=clock.day_of(now)), by=by, now=now)
    return f"新增建议 {run.opened} 条，失效 {run.withdrawn} 条，待确认共 {run.waiting} 条"


def accept(
    *,
    proposal_id: int,
    reason: str,
    by: Actor,
    now: datetime,
    adviser_id: int | None = None,
    target_year: int | None = None,
) -> Membership:
    """Carry out a proposal from today on and return the new membership.

    Raises UnableToAnswer when it is no longer open or the firm has moved since, UnableToChangeStage as `decide`.
    """
    with transaction.atomic():
        proposal, latest = _locked(proposal_id)
        checks.check_can_answer(proposal, latest, reason, by)
        keeps = latest if proposal.to_stage != Stage.OUT else None
        decision = Decision(
            enterprise_id=proposal.enterprise_id,
            stage=proposal.to_stage,
            on=now.astimezone(clock.ZONE).date(),
            reason=reason,
            adviser_id=adviser_id or (keeps.adviser_id if keeps else None),
            target_year=target_year or (keeps.target_year if keeps else None),
            tier_sought=keeps.tier_sought if keeps else _tier_for(proposal.to_stage),
        )
        membership = decide(decisions=[decision], by=by, now=now, title="采纳调整建议")[0]
        _answer(proposal, ProposalState.ACCEPTED, reason, by=by, now=now)
    return membership


def decline(*, proposal_id: int, reason: str, by: Actor, now: datetime) -> Proposal:
    """Leave the firm where it is, for a reason that stays on record. Raises UnableToAnswer."""
    with transaction.atomic():
        proposal, latest = _locked(proposal_id)
        checks.check_can_answer(proposal, latest, reason, by)
        _answer(proposal, ProposalState.DECLINED, reason, by=by, now=now)
    return proposal


def _locked(proposal_id: int) -> tuple[Proposal, Membership | None]:
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None:
        raise UnableToAnswer("没有找到这条建议。请刷新后查看最新建议。")
    return proposal, queries.latest_memberships([proposal.enterprise_id]).get(proposal.enterprise_id)


def _answer(proposal: Proposal, state: ProposalState, reason: str, *, by: Actor, now: datetime) -> None:
    proposal.state, proposal.decided_at, proposal.decision_reason = state, now, reason.strip()
    proposal.decided_by_id, proposal.decided_by_name = by.user_id, by.name
    proposal.save(update_fields=["state", "decided_at", "decision_reason", "decided_by", "decided_by_name"])
    code = proposal.enterprise.credit_code
    move = f"{Stage(proposal.from_stage).label} → {Stage(proposal.to_stage).label}"
    audit_operations.record(
        by=by,
        now=now,
        action=f"pool.{'accept' if state is ProposalState.ACCEPTED else 'decline'}",
        subject=("pool.Proposal", str(proposal.pk)),
        organisation_code=code,
        summary=f"{state.label}“{move}”：{reason}"[:300],
        detail={"credit_code": code, "rule": proposal.rule_code, "fingerprint": proposal.rule_fingerprint},
    )


def _says_the_same(proposal: Proposal | None, move: ProposedMove | None) -> bool:
    """Return whether a stored proposal is this move on this evidence by this version of the rule."""
    if proposal is None or move is None:
        return False
    return (proposal.from_stage, proposal.to_stage, proposal.rule_fingerprint, proposal.evidence) == (
        move.from_stage,
        move.to_stage,
        move.rule_fingerprint,
        move.evidence,
    )


def _withdraw(proposals: Sequence[Proposal], *, by: Actor, now: datetime) -> None:
    for part in provenance_queries.chunks(proposal.pk for proposal in proposals):
        Proposal.objects.filter(pk__in=part).update(
            state=ProposalState.WITHDRAWN,
            decided_at=now,
            decided_by_id=by.user_id,
            decided_by_name=by.name,
            decision_reason=_NO_LONGER,
        )


def _open(moves: Sequence[ProposedMove], *, as_of: AsOf, now: datetime) -> None:
    Proposal.objects.bulk_create(
        Proposal(
            enterprise_id=move.enterprise_id,
            from_stage=move.from_stage,
            to_stage=move.to_stage,
            as_of_on=as_of.on,
            computed_at=now,
            rule_code=move.rule_code,
            rule_fingerprint=move.rule_fingerprint,
            evidence=move.evidence,
        )
        for move in moves
    )


def _audit_run(run: ProposalRun, as_of: AsOf, *, by: Actor, now: datetime) -> None:
    audit_operations.record(
        by=by,
        now=now,
        action="pool.compute_proposals",
        subject=("pool.Proposal", as_of.on.isoformat()),
        summary=f"按 {as_of.on} 计算调整建议：新增 {run.opened} 条，失效 {run.withdrawn} 条，不变 {run.unchanged} 条",
        detail={"opened": run.opened, "withdrawn": run.withdrawn, "unchanged": run.unchanged},
    )


def _tier_for(stage: str) -> str:
    return str(RecognitionKind.HNTE) if stage == Stage.CULTIVATION else ""
