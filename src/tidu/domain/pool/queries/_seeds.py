"""Seeds: firms of the imported registers that are not in the pool and worth a visit, each with its reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import Profile
from tidu.domain.enterprises.vocabulary import Industry
from tidu.domain.pool.models import Proposal
from tidu.domain.pool.queries._firms import Firm, describe_here
from tidu.domain.pool.queries._members import members_on
from tidu.domain.pool.vocabulary import RULE_SEED, ProposalState
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary, explain

_RESEARCH = "rd_two_years"
_SPEAKING = (_RESEARCH, "own_ip", "field")
"""The clauses of the seed rule that speak for a firm; the others only say that it could be one."""


@dataclass(frozen=True)
class Seed:
    """A firm outside the pool with what speaks for it; `proposal_id` is the open proposal that would bring it in."""

    firm: Firm
    industry: str
    reason: str
    strength: int
    proposal_id: int | None


@rulebook_queries.one_library()
def seeds(actor: Actor, as_of: AsOf) -> tuple[Seed, ...]:
    """Return the seeds in scope, those for which most speaks first; in eight queries, whatever their number."""
    population = enterprises_queries.population_of(actor, as_of)
    members = set(members_on(as_of).values_list("enterprise_id", flat=True))
    firms = {pk: one for pk, one in describe_here(population, as_of.on).items() if pk not in members}
    facts = population.facts(firms, as_of.on)
    judged = rulebook_queries.verdicts(RULE_SEED, facts, as_of)
    chosen = [pk for pk, (verdict, _) in judged.items() if verdict is Ternary.YES]
    waiting = dict(Proposal.objects.filter(state=ProposalState.OPEN).values_list("enterprise_id", "pk"))
    known = Profile.objects.known_at(as_of.known_at)
    industries = dict(known.values_list("enterprise_id", "industry"))
    found = []
    for pk in chosen:
        reason, strength = _reason(facts[pk], as_of)
        industry = industries.get(pk)
        label = str(Industry(industry).label) if industry else "产业缺数"
        found.append(Seed(firms[pk], label, f"{label}；{reason}", strength, waiting.get(pk)))
    return tuple(sorted(found, key=lambda one: (-one.strength, one.firm.name)))


def _reason(facts: Facts, as_of: AsOf) -> tuple[str, int]:
    """Return what speaks for a firm, with its values, and how many clauses do."""
    verdict = rulebook_queries.judge_facts(RULE_SEED, facts, as_of)
    told = [one for one in verdict.clauses if one.id in _SPEAKING and one.verdict is Ternary.YES]
    words = [
        f"{one.says}（{_shares(facts, as_of.on.year)}）"
        if one.id == _RESEARCH
        else explain.clause_in_words(one, verdict)
        for one in told
    ]
    return "；".join(words), len(told)


def _shares(facts: Facts, year: int) -> str:
    """Return R&D as a share of revenue in the three closed years, cut and not rounded, 缺数 where a cell is."""
    words = []
    for each in range(year - 3, year):
        spent, revenue = facts.yearly("rd_book", each), facts.yearly("revenue", each)
        known = spent is not None and revenue
        share = f"{Decimal(10_000 * (spent or 0) // (revenue or 1)) / 100}%" if known else "缺数"
        words.append(f"{each} 年 {share}")
    return "、".join(words)
