"""The pool as a board: a column per stage, a card per firm, the open proposals and the numbers over the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.queries import Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.queries._firms import Firm, describe
from tidu.domain.pool.queries._members import StageCount, members_on, stage_history
from tidu.domain.pool.queries._proposals import open_proposals
from tidu.domain.pool.vocabulary import IN_POOL, RULE_STAGES, STAGE_STEPS, TIER_RULES, Stage
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary, Verdict, explain

OUTSIDE: Final = "不在本县"
FALLING: Final = "证书将到期"
NO_TITLE: Final = "无有效证书"
READY: Final = "已达条件"
NEAR: Final = "差一点"
MISSING: Final = "缺数"
OVERDUE: Final = "目标年度已过"


@dataclass(frozen=True)
class Card:
    """One member. `flags` are short words that ask for attention; `record` is its standing membership."""

    firm: Firm
    stage: str
    since: date
    adviser: str
    tier_sought: str
    target_year: int | None
    reason: str
    sentence: str
    flags: tuple[str, ...]
    record: tuple[str, int, str]

    @property
    def tier_sought_label(self) -> str:
        """Return the Chinese name of the tier sought, empty where none is."""
        return RecognitionKind(self.tier_sought).label if self.tier_sought else ""


@dataclass(frozen=True)
class Column:
    """One stage with its cards."""

    stage: str
    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class ProposalCard:
    """One open proposal with the firm it is about and the clauses that speak for it."""

    proposal_id: int
    firm: Firm
    from_label: str
    to_label: str
    to_stage: str
    step_label: str
    needs_adviser: bool
    sentence: str
    evidence: tuple[Mapping[str, Any], ...]
    computed_on: date


@dataclass(frozen=True)
class Board:
    """The pool on a day. `history` is the county's, whoever looks; the cards are those in scope."""

    as_of: AsOf
    columns: tuple[Column, ...]
    proposals: tuple[ProposalCard, ...]
    history: tuple[StageCount, ...]


def board(actor: Actor, as_of: AsOf) -> Board:
    """Return the board of the firms `actor` may see, in seven queries whatever their number."""
    population = enterprises_queries.population_of(actor, as_of)
    pool = list(members_on(as_of).select_related("adviser"))
    firms = describe(population, as_of.on, only=[one.enterprise_id for one in pool])
    members = [one for one in pool if one.enterprise_id in firms]
    facts = population.facts(firms, as_of.on)
    cards = [_card(one, firms[one.enterprise_id], facts[one.enterprise_id], as_of) for one in members]
    cards.sort(key=lambda card: (not card.flags, card.firm.name, card.firm.credit_code))
    return Board(
        as_of=as_of,
        columns=tuple(
            Column(stage, Stage(stage).label, tuple(card for card in cards if card.stage == stage))
            for stage in IN_POOL
        ),
        proposals=_proposal_cards(open_proposals(actor, as_of), population, as_of),
        history=stage_history(as_of),
    )


class ProposalNotFound(LookupError):
    """Raised for a proposal that does not wait for an answer, or not for this actor's."""


def proposal_card(actor: Actor, proposal_id: int, as_of: AsOf) -> ProposalCard:
    """Return one open proposal with its evidence; raise ProposalNotFound."""
    proposal = open_proposals(actor, as_of).filter(pk=proposal_id).first()
    if proposal is None:
        raise ProposalNotFound("没有找到这条建议。它可能已有人处理，或因数据变化不再成立。")
    population = enterprises_queries.population_with([proposal.enterprise_id], as_of)
    (card,) = _proposal_cards([proposal], population, as_of)
    return card


def proposal_cards(actor: Actor, as_of: AsOf) -> tuple[ProposalCard, ...]:
    """Return the open proposals of the firms `actor` may see, in three queries whatever their number."""
    waiting = list(open_proposals(actor, as_of))
    population = enterprises_queries.population_with([one.enterprise_id for one in waiting], as_of)
    return _proposal_cards(waiting, population, as_of)


def _proposal_cards(
    waiting: Iterable[Proposal], population: Population, as_of: AsOf
) -> tuple[ProposalCard, ...]:
    proposals = list(waiting)
    firms = describe(population, as_of.on, only=[one.enterprise_id for one in proposals])
    return tuple(_proposal_card(one, firms[one.enterprise_id]) for one in proposals)


def _card(member: Membership, firm: Firm, facts: Facts, as_of: AsOf) -> Card:
    sentence, flags = _state(member, firm, facts, as_of)
    return Card(
        firm=firm,
        stage=member.stage,
        since=member.valid_from_on,
        adviser=member.adviser.name if member.adviser else "",
        tier_sought=member.tier_sought,
        target_year=member.target_year,
        reason=member.reason,
        sentence=sentence,
        flags=flags,
        record=("pool.Membership", member.pk, "stage"),
    )


def _state(member: Membership, firm: Firm, facts: Facts, as_of: AsOf) -> tuple[str, tuple[str, ...]]:
    """Return the sentence that matters for a member, and its flags."""
    outside = () if firm.place_id else (OUTSIDE,)
    title = firm.titles.get(RecognitionKind.HNTE)
    if title is not None:
        falling = (FALLING,) if firm.falls_on(as_of.on) else ()
        return f"高新技术企业有效期至 {title.last_day.isoformat()}。", (*outside, *falling)
    wrong_stage = (NO_TITLE,) if member.stage == Stage.RECOGNISED else ()
    overdue = (OVERDUE,) if member.target_year is not None and member.target_year < as_of.on.year else ()
    rule = TIER_RULES.get(member.tier_sought or RecognitionKind.HNTE)
    if rule is None:
        return "目标层级还没有可计算的规则。", (*outside, *wrong_stage, *overdue)
    verdict = rulebook_queries.judge_facts(rule, facts, as_of)
    return explain.sentence(verdict), (*outside, *wrong_stage, *_standing_flags(verdict), *overdue)


def _standing_flags(verdict: Verdict) -> tuple[str, ...]:
    if verdict.nearly:
        return (NEAR,)
    return {Ternary.YES: (READY,), Ternary.UNKNOWN: (MISSING,)}.get(verdict.verdict, ())


def _proposal_card(proposal: Proposal, firm: Firm) -> ProposalCard:
    step = STAGE_STEPS.between(proposal.from_stage, proposal.to_stage)
    telling = [clause for clause in proposal.evidence if clause["rule"] == proposal.rule_code]
    return ProposalCard(
        proposal_id=proposal.pk,
        firm=firm,
        from_label=Stage(proposal.from_stage).label,
        to_label=Stage(proposal.to_stage).label,
        to_stage=proposal.to_stage,
        step_label=step.label,
        needs_adviser=proposal.to_stage == Stage.CULTIVATION,
        sentence=_why(telling, proposal.rule_code, proposal.to_stage),
        evidence=tuple(proposal.evidence),
        computed_on=proposal.as_of_on,
    )


def _why(clauses: list[dict[str, Any]], rule_code: str, to_stage: str) -> str:
    """Return why a move is proposed: the clauses that hold where the rule grants, those that fail where it refuses."""
    grants = RULE_STAGES[rule_code] == to_stage
    labels = "、".join(clause["label"] for clause in clauses if (clause["verdict"] == Ternary.YES) == grants)
    return f"{'符合' if grants else '不再符合'}：{labels}。"
