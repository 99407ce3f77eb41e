"""Firms of the county with what every picture of the pool needs: name, place and titles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from tidu.domain.enterprises.queries import OUTSIDE, KnownFirm, KnownTitle, Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.vocabulary import FALLING_DAYS, STAIRS


@dataclass(frozen=True)
class Title:
    """A recognition in force: its kind, when it ends (exclusive) and the record that answers for it."""

    kind: str
    valid_until_on: date
    record: tuple[str, int, str]

    @property
    def last_day(self) -> date:
        """Return the last valid day, as screens show it."""
        return self.valid_until_on - timedelta(days=1)


@dataclass(frozen=True)
class Firm:
    """An enterprise as a list shows it on a day. `titles` holds, by kind, the recognition that lasts longest."""

    enterprise_id: int
    credit_code: str
    name: str
    place_id: int | None
    place_code: str
    place: str
    titles: Mapping[str, Title] = field(default_factory=dict)

    @cached_property
    def tier(self) -> str | None:
        """Return the highest step of the stairs it holds, None for the ground floor."""
        held = [kind for kind in STAIRS if kind in self.titles]
        return str(held[-1]) if held else None

    @property
    def badge(self) -> bool:
        """Return whether it wears 专精特新."""
        return RecognitionKind.SPECIALISED_SME in self.titles

    def falls_on(self, on: date) -> date | None:
        """Return the last valid day of its highest title where that lies within 90 days, else None."""
        tier = self.tier
        if tier is None:
            return None
        last_day = self.titles[tier].last_day
        return last_day if (last_day - on).days <= FALLING_DAYS else None


def describe(population: Population, on: date, only: Collection[int] | None = None) -> dict[int, Firm]:
    """Return the firms of a population with name, place and titles on a day, ordered by name.

    `only` keeps those ids, which need not all be in the population.
    """
    wanted = population.firms.keys() if only is None else population.firms.keys() & set(only)
    firms = [_firm(population.firms[pk], population.titles.get(pk, ()), on) for pk in wanted]
    firms.sort(key=lambda firm: (firm.name, firm.credit_code))
    return {firm.enterprise_id: firm for firm in firms}


def describe_here(population: Population, on: date) -> dict[int, Firm]:
    """Return the firms of a population that are in the county on a day, as `describe` does."""
    return describe(population, on, only={firm.enterprise_id for firm in population.here(on)})


def _firm(known: KnownFirm, titles: Iterable[KnownTitle], on: date) -> Firm:
    place = known.place_on(on) or OUTSIDE
    return Firm(
        enterprise_id=known.enterprise_id,
        credit_code=known.credit_code,
        name=known.name_on(on),
        place_id=place.id,
        place_code=place.code,
        place=place.short_name,
        titles=_titles(titles, on),
    )


def _titles(titles: Iterable[KnownTitle], on: date) -> dict[str, Title]:
    """Return the titles in force on a day by kind: of several of one kind the one that lasts longest."""
    held: dict[str, Title] = {}
    for title in titles:
        if title.holds(on) and (
            title.kind not in held or held[title.kind].valid_until_on < title.valid_until_on
        ):
            record = ("enterprises.Recognition", title.pk, "valid_until_on")
            held[title.kind] = Title(title.kind, title.valid_until_on, record)
    return held
