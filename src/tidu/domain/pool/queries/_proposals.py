"""What the pool pack would change: where the officers' decisions and the rules differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.queries import Population
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.queries._members import members_on
from tidu.domain.pool.queries._reasons import with_pool_facts
from tidu.domain.pool.vocabulary import (
    RULE_CULTIVATION,
    RULE_EXIT,
    RULE_RECOGNISED,
    RULE_RESERVE,
    ProposalState,
    Stage,
)
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary

_POOL_RULES = (RULE_EXIT, RULE_RECOGNISED, RULE_CULTIVATION, RULE_RESERVE)

Answers = Mapping[str, Ternary]


@dataclass(frozen=True)
class ProposedMove:
    """A move the pack proposes for one firm, with the clauses that speak for it.

    `evidence` is a list of clause verdicts in the engine's JSON form, each with the code of its rule under `rule`.
    """

    enterprise_id: int
    from_stage: str
    to_stage: str
    rule_code: str
    rule_fingerprint: str
    evidence: list[dict[str, Any]]


@rulebook_queries.one_library()
def proposed_moves(as_of: AsOf) -> list[ProposedMove]:
    """Return what the pool pack would change on a day, for firms in the county and members wherever they are."""
    members: dict[int, Membership] = {member.enterprise_id: member for member in members_on(as_of)}
    population = Population(as_of.known_at)
    ids = {*(firm.enterprise_id for firm in population.here(as_of.on)), *members}
    facts = with_pool_facts(population.facts(ids, as_of.on), members, as_of)
    answers = _answers(facts, as_of)
    moves = []
    for enterprise_id in sorted(ids):
        member = members.get(enterprise_id)
        stage = Stage(member.stage) if member else Stage.OUT
        target, rules = proposed_stage(stage, answers[enterprise_id])
        if target != stage:
            moves.append(_move(enterprise_id, (stage, target), rules, facts[enterprise_id], as_of))
    return moves


def proposed_stage(stage: Stage, answers: Answers) -> tuple[Stage, tuple[str, ...]]:
    """Return the stage the pack's answers lead to, and the rules that lead there, the deciding one first.

    `answers` has a verdict for each of the four rules. Unknown never moves anybody. A member whose stage no longer
    holds goes back to reserve, where 24 months without a reason lead out; only an officer takes a firm on.
    """
    if stage is Stage.OUT:
        if answers[RULE_RECOGNISED] is Ternary.YES:
            return Stage.RECOGNISED, (RULE_RECOGNISED,)
        if answers[RULE_RESERVE] is Ternary.YES:
            return Stage.RESERVE, (RULE_RESERVE,)
        return Stage.OUT, ()
    if answers[RULE_EXIT] is Ternary.YES:
        return Stage.OUT, (RULE_EXIT,)
    if answers[RULE_RECOGNISED] is Ternary.YES:
        return Stage.RECOGNISED, (RULE_RECOGNISED,)
    own_rule = {Stage.RECOGNISED: RULE_RECOGNISED, Stage.CULTIVATION: RULE_CULTIVATION}.get(stage)
    if own_rule and answers[own_rule] is Ternary.NO:
        return Stage.RESERVE, (own_rule, RULE_RESERVE)
    return stage, ()


def open_proposals(actor: Actor, as_of: AsOf) -> QuerySet[Proposal]:
    """Return the proposals that wait for an answer, of firms the actor may see."""
    scope = enterprises_queries.in_scope(actor, as_of).values("pk")
    waiting = Proposal.objects.filter(state=ProposalState.OPEN, enterprise__in=scope)
    return waiting.select_related("enterprise").order_by("to_stage", "enterprise__credit_code")


def over_in_words(proposal: Proposal) -> str:
    """Return who answered a proposal, when and why, or why it fell away; "" while it waits."""
    if proposal.state == ProposalState.OPEN or proposal.decided_at is None:
        return ""
    when = f"{proposal.decided_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    why = f"，理由：{proposal.decision_reason}" if proposal.decision_reason else ""
    return f"这条建议的状态是“{ProposalState(proposal.state).label}”（{proposal.decided_by_name}，{when}{why}）。"


def find_proposal(actor: Actor, proposal_id: int, as_of: AsOf) -> Proposal | None:
    """Return a proposal of a firm the actor may see, answered or not; None for any other."""
    scope = enterprises_queries.in_scope(actor, as_of).values("pk")
    found = Proposal.objects.filter(pk=proposal_id, enterprise__in=scope)
    return found.select_related("enterprise").first()


def proposals_of(enterprise_id: int) -> QuerySet[Proposal]:
    """Return everything ever proposed for a firm, newest first."""
    return Proposal.objects.filter(enterprise_id=enterprise_id).order_by("-pk")


def last_declined(enterprise_ids: Iterable[int]) -> dict[int, Proposal]:
    """Return, for the firms whose newest proposal was declined, that proposal."""
    wanted = set(enterprise_ids)
    newest: dict[int, Proposal] = {}
    for proposal in Proposal.objects.exclude(state=ProposalState.WITHDRAWN).order_by("pk"):
        if proposal.enterprise_id in wanted:
            newest[proposal.enterprise_id] = proposal
    return {pk: proposal for pk, proposal in newest.items() if proposal.state == ProposalState.DECLINED}


def _answers(facts: Mapping[int, Facts], as_of: AsOf) -> dict[int, dict[str, Ternary]]:
    """Return each firm's verdict on the four rules, judged as one population."""
    answers: dict[int, dict[str, Ternary]] = {enterprise_id: {} for enterprise_id in facts}
    for code, verdicts in rulebook_queries.verdicts_by_rule(_POOL_RULES, facts, as_of).items():
        for enterprise_id, (verdict, _) in verdicts.items():
            answers[enterprise_id][code] = verdict
    return answers


def _move(
    enterprise_id: int, step: tuple[Stage, Stage], rules: tuple[str, ...], facts: Facts, as_of: AsOf
) -> ProposedMove:
    verdicts = [rulebook_queries.judge_facts(code, facts, as_of) for code in rules]
    return ProposedMove(
        enterprise_id=enterprise_id,
        from_stage=step[0],
        to_stage=step[1],
        rule_code=rules[0],
        rule_fingerprint=verdicts[0].rule.fingerprint,
        evidence=[
            {"rule": verdict.rule.code, **clause.to_json()}
            for verdict in verdicts
            for clause in verdict.clauses
        ],
    )
