"""Firms of the county with what every picture of the pool needs: name, place and titles, in two queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Recognition
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.vocabulary import FALLING_DAYS, STAIRS
from tidu.foundation.clock import AsOf

_MOST_IDS: Final = 5_000


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

    @property
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


def describe(
    enterprises: QuerySet[Enterprise], as_of: AsOf, only: Collection[int] | None = None
) -> dict[int, Firm]:
    """Return enterprises with name, place and titles on the day, ordered by name: two queries however many.

    `only` keeps those ids, which need not all be among the enterprises.
    """
    if only is not None:
        enterprises = of_ids(enterprises, only)
    name = NameRecord.objects.in_force(as_of).filter(enterprise_id=OuterRef("pk")).values("name")
    place = PlaceRecord.objects.in_force(as_of).filter(enterprise_id=OuterRef("pk"))
    rows = enterprises.annotate(
        name_now=Coalesce(Subquery(name[:1]), F("credit_code")),
        place_now=Subquery(place.values("place_id")[:1]),
        place_code=Coalesce(Subquery(place.values("place__code")[:1]), Value("")),
        place_name=Coalesce(Subquery(place.values("place__short_name")[:1]), Value("县外")),
    ).order_by("name_now", "credit_code")
    listed = rows.values_list("pk", "credit_code", "name_now", "place_now", "place_code", "place_name")
    kept = [row for row in listed if only is None or row[0] in only]
    titles = _titles({row[0] for row in kept}, as_of)
    return {row[0]: Firm(*row, titles=titles.get(row[0], {})) for row in kept}


def of_ids(enterprises: QuerySet[Enterprise], ids: Collection[int]) -> QuerySet[Enterprise]:
    """Keep some enterprises; of more than any statement should list, keep all, and the caller picks."""
    return enterprises.filter(pk__in=list(ids)) if len(ids) <= _MOST_IDS else enterprises


def _titles(ids: Collection[int], as_of: AsOf) -> dict[int, dict[str, Title]]:
    held = enterprises_queries.of(Recognition.objects.in_force(as_of), ids)
    titles: dict[int, dict[str, Title]] = {}
    for enterprise_id, kind, until, pk in held.values_list("enterprise_id", "kind", "valid_until_on", "pk"):
        own = titles.setdefault(enterprise_id, {})
        if kind not in own or own[kind].valid_until_on < until:
            own[kind] = Title(kind, until, ("enterprises.Recognition", pk, "valid_until_on"))
    return titles
