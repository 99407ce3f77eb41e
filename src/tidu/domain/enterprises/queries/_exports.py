"""What firms exported by year, as customs count it for the legal entity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.clock import AsOf


@dataclass(frozen=True)
class Exported:
    """A firm's exports of a whole year in US cents, with the record that answers for them."""

    cents: int
    record: tuple[str, int, str]


def exports_of(
    enterprise_ids: Collection[int], years: Collection[int], as_of: AsOf
) -> dict[tuple[int, int], Exported]:
    """Return what is known of the exports of some firms by firm and year; a year not told to its end is absent."""
    known = YearlyFacts.objects.known_at(as_of.known_at).filter(
        enterprise_id__in=enterprise_ids, year__in=years, through_month=12
    )
    rows = known.values_list("enterprise_id", "year", "exports_usd_cents", "pk")
    return {
        (firm, year): Exported(cents, (YearlyFacts._meta.label, pk, "exports_usd_cents"))
        for firm, year, cents, pk in rows
        if cents is not None
    }
