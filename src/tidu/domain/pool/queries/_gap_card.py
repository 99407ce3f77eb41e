"""The gap card: what a firm lacks for a tier, by how much, by which law, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries import Dossier
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.vocabulary import STAIRS
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.clock import AsOf
from tidu.rules import Verdict, advice, explain
from tidu.rules.explain import GapRow, WindowNote


@dataclass(frozen=True)
class GapLine:
    """One row of the card and the values it rests on."""

    row: GapRow
    sources: tuple[rulebook_queries.ValueSource, ...]


@dataclass(frozen=True)
class GapCard:
    """What stands between a firm and a tier.

    `lines` are the conditions that fail, cannot be judged or wait for experts, in that order; `met` those that hold
    and the alternatives that are not needed. `window` says when the tier can be applied for, `slips` warn, in words, of
    conditions about to be lost (将掉档). Without a rule for the tier all are empty and `reason` says so.
    """

    tier: str
    tier_label: str
    as_of: AsOf
    sentence: str
    slips: tuple[str, ...] = ()
    lines: tuple[GapLine, ...] = ()
    met: tuple[GapLine, ...] = ()
    verdict: Verdict | None = None
    window: WindowNote | None = None
    reason: str = ""


def gap_card(enterprise: Enterprise, as_of: AsOf, tier: str = RecognitionKind.HNTE) -> GapCard:
    """Return the card of one firm for one tier, every value with the record that a screen can open."""
    return gap_card_of(enterprises_queries.dossier_of(enterprise, as_of), tier)


def gap_card_of(dossier: Dossier, tier: str = RecognitionKind.HNTE) -> GapCard:
    """Return the card of a firm whose dossier is at hand, without asking the records again."""
    label, as_of = RecognitionKind(tier).label, dossier.as_of
    rule = rulebook_queries.tier_rules(as_of).get(tier)
    if rule is None:
        reason = f"“{label}”还没有可计算的规则，暂不能给出差距。"
        return GapCard(tier=tier, tier_label=label, as_of=as_of, sentence=reason, reason=reason)
    verdict = rulebook_queries.judge_facts(rule, dossier.facts, as_of)
    open_ids = {row.clause_id for row in explain.gap_card(verdict)}
    lines = [
        GapLine(row=row, sources=rulebook_queries.sources_of(verdict, row.clause_id, dossier))
        for row in explain.gap_card(verdict, everything=True)
    ]
    return GapCard(
        tier=tier,
        tier_label=label,
        as_of=as_of,
        sentence=explain.sentence(verdict),
        slips=_slips(verdict, dossier),
        lines=tuple(line for line in lines if line.row.clause_id in open_ids),
        met=tuple(line for line in lines if line.row.clause_id not in open_ids),
        verdict=verdict,
        window=rulebook_queries.next_window(verdict.rule.code, as_of),
    )


def ways_of(dossier: Dossier, tier: str) -> tuple[rulebook_queries.WayTo, ...]:
    """Return the ways to a tier with the fewest and smallest changes of what a firm can work on, cheapest first.

    Empty where the firm is not refused, where nothing it can work on would help, or where no rule defines the tier.
    Thousands of copies of the firm are judged for it: half a second, so screens ask for it by itself.
    """
    rule = rulebook_queries.tier_rules(dossier.as_of).get(tier)
    if rule is None:
        return ()
    return rulebook_queries.ways_to(rulebook_queries.judge_facts(rule, dossier.facts, dossier.as_of))


def window_of(tier: str, as_of: AsOf) -> WindowNote | None:
    """Return when a tier can be applied for, None where no rule defines it."""
    rule = rulebook_queries.tier_rules(as_of).get(tier)
    return rulebook_queries.next_window(rule, as_of) if rule else None


def tiers_judged(as_of: AsOf) -> list[str]:
    """Return the tiers of the stairs that a rule decides on the day, from the bottom up."""
    return [tier for tier in STAIRS if tier in rulebook_queries.tier_rules(as_of)]


def _slips(verdict: Verdict, dossier: Dossier) -> tuple[str, ...]:
    library, on = rulebook_queries.library(), dossier.as_of.on
    return tuple(
        explain.shrinking_in_words(slip.clause, slip.before, slip.within_years, verdict)
        for slip in advice.slipping(verdict.rule, dossier.facts, on, library)
    )
