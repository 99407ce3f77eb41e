"""Certificates that end, and firms that would not pass again: the calendar of renewals and the list of 将掉档."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.queries._firms import Firm, describe_here
from tidu.domain.rulebook import queries as rulebook_queries
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.months import months_after
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Ternary, advice, explain

EXPIRY_DAYS = (30, 90, 180)
"""The windows of the red list: within so many days a certificate ends."""

_DECEMBER = 12


@dataclass(frozen=True)
class Expiry:
    """One title in force that ends: its last valid day, and how many days are left."""

    firm: Firm
    kind: str
    last_day: date
    days_left: int
    record: tuple[str, int, str]

    @property
    def kind_label(self) -> str:
        """Return the title's statutory name."""
        return str(RecognitionKind(self.kind).label)

    @property
    def window(self) -> int:
        """Return the smallest window it falls into, 0 where it ends later."""
        return next((days for days in EXPIRY_DAYS if self.days_left <= days), 0)


@dataclass(frozen=True)
class Slipping:
    """A firm that holds a title and is about to lose it.

    Either its reported values no longer meet the conditions (`fallen`), or they do with a margin that shrinks; `words`
    say which condition, and when it would be gone.
    """

    firm: Firm
    tier: str
    last_day: date
    words: tuple[str, ...]
    fallen: bool = False

    @property
    def tier_label(self) -> str:
        """Return the title's statutory name."""
        return str(RecognitionKind(self.tier).label)


def expiries(actor: Actor, as_of: AsOf, *, days: int | None = None, kind: str = "") -> tuple[Expiry, ...]:
    """Return the titles of firms in scope that end within `days` (None: whenever), the soonest first. Two queries."""
    firms = describe_here(enterprises_queries.population_of(actor, as_of), as_of.on)
    found = [
        Expiry(firm, held, title.last_day, (title.last_day - as_of.on).days, title.record)
        for firm in firms.values()
        for held, title in firm.titles.items()
        if kind in ("", held)
    ]
    kept = [one for one in found if days is None or one.days_left <= days]
    return tuple(sorted(kept, key=lambda one: (one.last_day, one.firm.name, one.kind)))


def months_of(found: Iterable[Expiry], first: date, count: int = 12) -> tuple[tuple[str, int], ...]:
    """Return how many titles end in each of the next months, the month of `first` included."""
    ends = Counter((one.last_day.year, one.last_day.month) for one in found)
    months = []
    for place in range(count):
        month = months_after(first, place)
        months.append((f"{month:%Y-%m}", ends[month.year, month.month]))
    return tuple(months)


@dataclass(frozen=True)
class SlippingFirms:
    """Who is about to lose a title: those who fail already first, then the soonest to end.

    `unknown` counts the titles of which a missing value keeps anybody from telling.
    """

    firms: tuple[Slipping, ...]
    unknown: int


@rulebook_queries.one_library()
def slipping_firms(actor: Actor, as_of: AsOf) -> SlippingFirms:
    """Return the firms in scope that hold a tier and fail its rule by now, or lose margin year by year."""
    population = enterprises_queries.population_of(actor, as_of)
    firms = describe_here(population, as_of.on)
    facts = population.facts(firms, as_of.on)
    found: list[Slipping] = []
    unknown = 0
    for tier, code in rulebook_queries.tier_rules(as_of).items():
        held = {pk: firm.titles[tier].last_day for pk, firm in firms.items() if tier in firm.titles}
        own = {pk: facts[pk] for pk in held}
        judged = rulebook_queries.verdicts(code, own, as_of)
        unknown += sum(verdict is Ternary.UNKNOWN for verdict, _ in judged.values())
        for pk, (verdict, _) in judged.items():
            if verdict is Ternary.NO:
                told = explain.sentence(rulebook_queries.judge_facts(code, facts[pk], as_of))
                found.append(Slipping(firms[pk], tier, held[pk], (told,), fallen=True))
        slips = slips_of(tier, own, as_of)
        found += [Slipping(firms[pk], tier, held[pk], words) for pk, words in slips.items()]
    found.sort(key=lambda one: (not one.fallen, one.last_day, one.firm.name, one.tier))
    return SlippingFirms(tuple(found), unknown)


def slips_of(tier: str, facts: Mapping[int, Facts], as_of: AsOf) -> dict[int, tuple[str, ...]]:
    """Return what each passing firm is about to lose, in words; a firm that loses nothing is absent."""
    code = rulebook_queries.tier_rules(as_of)[tier]
    judged = rulebook_queries.verdicts(code, facts, as_of)
    rule, library = rulebook_queries.rule_for(code, as_of), rulebook_queries.library()
    found = {}
    for pk, (verdict, _) in judged.items():
        if verdict is not Ternary.YES or not (slips := advice.slipping(rule, facts[pk], as_of.on, library)):
            continue
        told = rulebook_queries.judge_facts(code, facts[pk], as_of)
        found[pk] = tuple(
            explain.shrinking_in_words(slip.clause, slip.before, slip.within_years, told) for slip in slips
        )
    return found
