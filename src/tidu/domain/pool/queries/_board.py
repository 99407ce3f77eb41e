"""The pool as a board: a column per stage, a card per firm, the open proposals and the numbers over the years."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.queries._firms import Firm, describe
from tidu.domain.pool.queries._members import StageCount, members_on, stage_history
from tidu.domain.pool.queries._proposals import find_proposal, open_proposals, over_in_words
from tidu.domain.pool.vocabulary import IN_POOL, RULE_STAGES, STAGE_STEPS, Stage
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary, explain

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
    """One stage with one page of its cards; `firms` counts all of them."""

    stage: str
    label: str
    firms: int
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class ProposalCard:
    """One proposal with the firm it is about and the clauses that speak for it; `over` says who answered it, if any."""

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
    over: str = ""


@dataclass(frozen=True)
class Board:
    """The pool on a day. `history` is the county's, whoever looks; cards and `waiting` proposals are those in scope.

    All columns turn their pages together: `page` of `pages`, counted from 1.
    """

    as_of: AsOf
    columns: tuple[Column, ...]
    waiting: int
    history: tuple[StageCount, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class _Seat:
    """A member on the board before its card is written: `rule` judges it, None where none does."""

    member: Membership
    firm: Firm
    rule: str | None
    flags: tuple[str, ...]


@rulebook_queries.one_library()
def board(actor: Actor, as_of: AsOf, *, page: int = 1, per_page: int | None = None) -> Board:
    """Return a page of the board of the firms `actor` may see, in seven queries whatever their number.

    Without `per_page` every member has its card. Those that ask for attention come first.
    """
    population = enterprises_queries.population_of(actor, as_of)
    members = list(members_on(as_of).select_related("adviser"))
    firms = describe(population, as_of.on, only=[one.enterprise_id for one in members])
    facts = population.facts(firms, as_of.on)
    seats = _seats([one for one in members if one.enterprise_id in firms], firms, facts, as_of)
    by_stage = {stage: [seat for seat in seats if seat.member.stage == stage] for stage in IN_POOL}
    longest = max(map(len, by_stage.values()))
    size = per_page or max(longest, 1)
    pages = max(1, -(-longest // size))
    page = min(max(page, 1), pages)
    return Board(
        as_of=as_of,
        columns=tuple(
            Column(
                stage,
                Stage(stage).label,
                len(seated),
                tuple(_card(seat, facts, as_of) for seat in seated[(page - 1) * size : page * size]),
            )
            for stage, seated in by_stage.items()
        ),
        waiting=open_proposals(actor, as_of).count(),
        history=stage_history(as_of),
        page=page,
        pages=pages,
    )


class ProposalNotFound(LookupError):
    """Raised for a proposal that does not wait for an answer, or not for this actor's."""


def proposal_card(actor: Actor, proposal_id: int, as_of: AsOf) -> ProposalCard:
    """Return one proposal with its evidence, and who answered it if somebody has; raise ProposalNotFound."""
    proposal = find_proposal(actor, proposal_id, as_of)
    if proposal is None:
        raise ProposalNotFound("没有找到这条建议。它可能不存在，或不在您的权限内。")
    (card,) = proposal_cards([proposal], as_of)
    return card


@rulebook_queries.one_library()
def proposal_cards(proposals: Collection[Proposal], as_of: AsOf) -> tuple[ProposalCard, ...]:
    """Return some proposals with their firms, in two queries whatever their number."""
    ids = [one.enterprise_id for one in proposals]
    firms = describe(enterprises_queries.population_with(ids, as_of), as_of.on, only=ids)
    return tuple(_proposal_card(one, firms[one.enterprise_id]) for one in proposals)


def _seats(
    members: Collection[Membership], firms: Mapping[int, Firm], facts: Mapping[int, Facts], as_of: AsOf
) -> list[_Seat]:
    """Return the members in the order of the board: judged as one population per rule, not firm by firm."""
    tier_rules = rulebook_queries.tier_rules(as_of)
    rules = {one.enterprise_id: _rule_of(one, firms[one.enterprise_id], tier_rules) for one in members}
    judged: dict[int, tuple[Ternary, bool]] = {}
    for rule in set(filter(None, rules.values())):
        cases = {pk: facts[pk] for pk, its_rule in rules.items() if its_rule == rule}
        judged |= rulebook_queries.verdicts(rule, cases, as_of)
    seats = [
        _Seat(
            one,
            firms[one.enterprise_id],
            rules[one.enterprise_id],
            _flags(one, firms[one.enterprise_id], judged.get(one.enterprise_id), as_of),
        )
        for one in members
    ]
    return sorted(seats, key=lambda seat: (not seat.flags, seat.firm.name, seat.firm.credit_code))


def _rule_of(member: Membership, firm: Firm, tier_rules: Mapping[str, str]) -> str | None:
    """Return the rule that tells how far a member is, None for one that is there or whose tier has no rule."""
    if RecognitionKind.HNTE in firm.titles:
        return None
    return tier_rules.get(member.tier_sought or RecognitionKind.HNTE)


def _card(seat: _Seat, facts: Mapping[int, Facts], as_of: AsOf) -> Card:
    member = seat.member
    return Card(
        firm=seat.firm,
        stage=member.stage,
        since=member.valid_from_on,
        adviser=member.adviser.name if member.adviser else "",
        tier_sought=member.tier_sought,
        target_year=member.target_year,
        reason=member.reason,
        sentence=_sentence(seat, facts[member.enterprise_id], as_of),
        flags=seat.flags,
        record=("pool.Membership", member.pk, "stage"),
    )


def _sentence(seat: _Seat, facts: Facts, as_of: AsOf) -> str:
    """Return the sentence that matters for a member."""
    title = seat.firm.titles.get(RecognitionKind.HNTE)
    if title is not None:
        return f"高新技术企业有效期至 {title.last_day.isoformat()}。"
    if seat.rule is None:
        return "目标层级还没有可计算的规则。"
    return explain.sentence(rulebook_queries.judge_facts(seat.rule, facts, as_of))


def _flags(
    member: Membership, firm: Firm, judged: tuple[Ternary, bool] | None, as_of: AsOf
) -> tuple[str, ...]:
    """Return the short words that ask for attention; `judged` is the verdict and whether it is 差一点."""
    outside = () if firm.place_id else (OUTSIDE,)
    if RecognitionKind.HNTE in firm.titles:
        falling = (FALLING,) if firm.falls_on(as_of.on) else ()
        return (*outside, *falling)
    wrong_stage = (NO_TITLE,) if member.stage == Stage.RECOGNISED else ()
    overdue = (OVERDUE,) if member.target_year is not None and member.target_year < as_of.on.year else ()
    return (*outside, *wrong_stage, *_standing_flags(judged), *overdue)


def _standing_flags(judged: tuple[Ternary, bool] | None) -> tuple[str, ...]:
    if judged is None:
        return ()
    verdict, nearly = judged
    if nearly:
        return (NEAR,)
    return {Ternary.YES: (READY,), Ternary.UNKNOWN: (MISSING,)}.get(verdict, ())


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
        over=over_in_words(proposal),
    )


def _why(clauses: list[dict[str, Any]], rule_code: str, to_stage: str) -> str:
    """Return why a move is proposed: the clauses that hold where the rule grants, those that fail where it refuses."""
    grants = RULE_STAGES[rule_code] == to_stage
    labels = "、".join(clause["label"] for clause in clauses if (clause["verdict"] == Ternary.YES) == grants)
    return f"{'符合' if grants else '不再符合'}：{labels}。"
