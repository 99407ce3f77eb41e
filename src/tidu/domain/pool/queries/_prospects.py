"""Who makes the difference for a target: the firms that stay, that must renew, that are ready and that are near."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tidu.domain.enterprises.queries import Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.queries._firms import Firm, describe_here
from tidu.domain.pool.vocabulary import FIGURE_TIERS, TIERS_LEFT_TO_PEOPLE, UNDECIDED_RULES
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, NoVersionInForce, Ternary, explain


@dataclass(frozen=True)
class Prospect:
    """One firm and why it counts: `sentence` is fit for the screen, `last_day` its title's last valid day if held."""

    firm: Firm
    sentence: str
    last_day: date | None = None


Candidates = tuple[tuple[Prospect, ...], tuple[Prospect, ...]]


@dataclass(frozen=True)
class Prospects:
    """What a count of title holders can be on a later day.

    `staying` hold the title now and on that day with no new act; `expiring` hold it now but not on that day;
    `ready` and `nearly` do not hold it and meet its rule, or nearly do. Where no rule tells who is ready or near,
    `open_part` says so in Chinese; then the best case is a lower bound, unless the title is `left_to_people` and no
    rule will ever add a candidate.
    """

    tier: str
    staying: tuple[Prospect, ...]
    expiring: tuple[Prospect, ...]
    ready: tuple[Prospect, ...]
    nearly: tuple[Prospect, ...]
    open_part: str
    left_to_people: bool = False

    @property
    def stays(self) -> int:
        """Return the count with no new act."""
        return len(self.staying)

    @property
    def best(self) -> int:
        """Return the count with all renewals and all ready and nearly firms, as far as rules tell."""
        return self.stays + len(self.expiring) + len(self.ready) + len(self.nearly)

    @property
    def is_complete(self) -> bool:
        """Return whether the best case counts everybody that could count."""
        return not self.open_part or self.left_to_people

    @property
    def firms_that_decide(self) -> tuple[Prospect, ...]:
        """Return the firms that make the difference: ready ones first, then nearly ones, then those to renew."""
        return (*self.ready, *self.nearly, *self.expiring)


def prospects(figure_code: str, as_of: AsOf, due_on: date) -> Prospects | None:
    """Return what the count behind a figure can be on `due_on`, None for a figure that counts no title."""
    return prospects_many([(figure_code, due_on)], Population(as_of.known_at), as_of.on)[figure_code, due_on]


@rulebook_queries.one_library()
def prospects_many(
    asked: Iterable[tuple[str, date]], population: Population, on: date
) -> dict[tuple[str, date], Prospects | None]:
    """Return the prospects on the day `on` of several figures, each for its day: the county is judged once."""
    as_of = AsOf(on, population.known_at)
    wanted = list(asked)
    tiers = {FIGURE_TIERS[code] for code, _ in wanted if code in FIGURE_TIERS}
    here = describe_here(population, on) if tiers else {}
    judged = tiers & rulebook_queries.tier_rules(as_of).keys()
    facts = population.facts(here, on) if judged else {}
    candidates = {tier: _candidates(tier, here.values(), facts, as_of) for tier in judged}
    return {
        (code, due_on): _of_tier(FIGURE_TIERS[code], here.values(), candidates, due_on, as_of)
        if code in FIGURE_TIERS
        else None
        for code, due_on in wanted
    }


def _of_tier(
    tier: str, here: Collection[Firm], candidates: Mapping[str, Candidates], due_on: date, as_of: AsOf
) -> Prospects:
    holders = [firm for firm in here if tier in firm.titles]
    expiring = [_holder(firm, tier) for firm in holders if firm.titles[tier].valid_until_on <= due_on]
    ready, nearly = candidates.get(tier, ((), ()))
    return Prospects(
        tier=tier,
        staying=tuple(_holder(firm, tier) for firm in holders if firm.titles[tier].valid_until_on > due_on),
        expiring=tuple(sorted(expiring, key=lambda one: (one.last_day or due_on, one.firm.name))),
        ready=ready,
        nearly=nearly,
        open_part=open_part(tier, as_of, is_judged=tier in candidates),
        left_to_people=tier in TIERS_LEFT_TO_PEOPLE,
    )


def open_part(tier: str, as_of: AsOf, *, is_judged: bool) -> str:
    """Return why nobody can say who could newly hold a title, in Chinese; empty where a rule says it."""
    label = RecognitionKind(tier).label
    if tier in TIERS_LEFT_TO_PEOPLE:
        return f"“{label}”由第三方评定，没有可计算的条件，候选企业不计入最好情形"
    if is_judged:
        return ""
    words = f"“{label}”还没有可计算的规则，已达条件和差一点的企业未计入最好情形"
    if tier not in UNDECIDED_RULES:
        return words
    try:
        missing = rulebook_queries.rule_for(UNDECIDED_RULES[tier], as_of).incomplete
    except NoVersionInForce:
        return words
    return f"{words}：{missing.rstrip('。')}"


def _holder(firm: Firm, tier: str) -> Prospect:
    last_day = firm.titles[tier].last_day
    label = RecognitionKind(tier).label
    return Prospect(firm, f"{label}有效期至 {last_day.isoformat()}。", last_day)


def _candidates(tier: str, here: Iterable[Firm], facts: Mapping[int, Facts], as_of: AsOf) -> Candidates:
    """Return the firms that meet the tier's rule and those that nearly do: found as a population, then explained."""
    others = {firm.enterprise_id: firm for firm in here if tier not in firm.titles}
    rule = rulebook_queries.tier_rules(as_of)[tier]
    judged = rulebook_queries.verdicts(rule, {pk: facts[pk] for pk in others}, as_of)
    ready: list[Prospect] = []
    nearly: list[Prospect] = []
    for enterprise_id, firm in others.items():
        verdict, near = judged[enterprise_id]
        if verdict is Ternary.YES or near:
            told = explain.sentence(rulebook_queries.judge_facts(rule, facts[enterprise_id], as_of))
            (ready if verdict is Ternary.YES else nearly).append(Prospect(firm, told))
    return tuple(ready), tuple(nearly)
