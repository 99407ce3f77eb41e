"""County indicators: our own by year, and ours beside those of the peers that are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.indicators.vocabulary import ASKED_OF, RANKED, STATISTICS, UNITS, Indicator
from tidu.foundation.clock import AsOf

Stated = CountyIndicator
"""What one county states of one indicator and year, under the name by which screens may speak of it."""


@dataclass(frozen=True)
class Standing:
    """One county's place among those whose number is published: equal numbers share a rank."""

    county: CountyIndicator
    rank: int
    is_own: bool


@dataclass(frozen=True)
class Missing:
    """A county whose number is not there; `stated` is the record that says 未发布, None where nothing is loaded."""

    county_name: str
    stated: CountyIndicator | None

    @property
    def words(self) -> str:
        """Return why the county has no rank."""
        return "未发布" if self.stated else "未载入"


@dataclass(frozen=True)
class Comparison:
    """One indicator of one year over all loaded counties, the largest number first. `own` is None where ours misses."""

    indicator: Indicator
    year: int
    ranked: tuple[Standing, ...]
    missing: tuple[Missing, ...]

    @property
    def unit(self) -> str:
        """Return the unit of values and gaps; the gap of two percentages is in percentage points."""
        return UNITS[self.indicator]

    @property
    def gap_unit(self) -> str:
        """Return the unit of a gap."""
        return "个百分点" if self.unit == "%" else self.unit

    @property
    def decimals(self) -> int:
        """Return how many decimals show every number of it exactly."""
        shown = [one.county.value for one in self.ranked if one.county.value is not None]
        return max((max(0, -int(value.as_tuple().exponent)) for value in shown), default=0)

    @property
    def own(self) -> Standing | None:
        """Return where our county stands."""
        return next((one for one in self.ranked if one.is_own), None)

    @property
    def counties(self) -> int:
        """Return how many counties there are, those missing included."""
        return len(self.ranked) + len(self.missing)

    @property
    def last_rank(self) -> int | None:
        """Return our worst possible rank: every county without a number may stand before us; None without ours."""
        return None if self.own is None else self.own.rank + len(self.missing)

    @property
    def is_ahead(self) -> bool:
        """Return whether we stand in the first half, wherever the counties without a number stand."""
        return self.last_rank is not None and 2 * self.last_rank <= self.counties

    @property
    def rank_words(self) -> str:
        """Return our rank in words, a span where counties are missing, and of how many counties."""
        if self.own is None:
            return "本县缺数，没有位次"
        span = f"第 {self.own.rank}" if not self.missing else f"第 {self.own.rank}—{self.last_rank}"
        return f"{span}，共 {self.counties} 县"

    @property
    def behind_first(self) -> Decimal | None:
        """Return how far we are behind the first, 0 as the first; None where our number is missing."""
        return None if self.own is None else self._behind(self.ranked[0])

    @property
    def behind_next(self) -> Decimal | None:
        """Return how far we are behind the county just before us; None as the first or without a number."""
        own = self.own
        better = [one for one in self.ranked if own is not None and one.rank < own.rank]
        return self._behind(better[-1]) if better else None

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the documents that the numbers come from, each once."""
        return tuple(dict.fromkeys(one.county.source for one in self.ranked))

    def _behind(self, other: Standing) -> Decimal | None:
        if self.own is None or self.own.county.value is None or other.county.value is None:
            return None
        return other.county.value - self.own.county.value


def own_indicator(indicator: str, year: int, as_of: AsOf) -> CountyIndicator | None:
    """Return our county's record of a year as known at the moment of knowledge; None where nothing is loaded."""
    known = CountyIndicator.objects.known_at(as_of.known_at)
    found: CountyIndicator | None = known.filter(
        indicator=indicator, year=year, county_name=settings.TIDU_COUNTY_NAME
    ).first()
    return found


def years_loaded(as_of: AsOf) -> tuple[int, ...]:
    """Return the years that were over by a day and of which something is loaded, the newest first; one query."""
    known = CountyIndicator.objects.known_at(as_of.known_at).filter(year__lte=_last_closed(as_of))
    return tuple(known.order_by("-year").values_list("year", flat=True).distinct())


def comparisons(year: int, as_of: AsOf) -> tuple[Comparison, ...]:
    """Return every ranked indicator that any county has for a year, in the order of the vocabulary; two queries.

    A peer is every county of which anything is loaded, of any year: one without this number is missing and said so.
    """
    known = CountyIndicator.objects.known_at(as_of.known_at)
    counties = dict(known.order_by("county_code").values_list("county_code", "county_name").distinct())
    loaded = _by_indicator(known.filter(year=year))
    return tuple(_compared(one, year, loaded[one, year], counties) for one in RANKED if (one, year) in loaded)


@dataclass(frozen=True)
class Published:
    """Everything published of all counties until a day: ours by indicator and year, and every comparison."""

    own: Mapping[tuple[str, int], CountyIndicator]
    compared: Mapping[tuple[str, int], Comparison]

    def latest(self) -> tuple[Comparison, ...]:
        """Return each ranked indicator in the newest year in which our number is known, else in its newest year."""
        found = []
        for indicator in RANKED:
            years = [one for (code, _), one in self.compared.items() if code == indicator]
            if years:
                found.append(max(years, key=lambda one: (one.own is not None, one.year)))
        return tuple(found)


def published(as_of: AsOf) -> Published:
    """Return what is published of our county and its peers for the years that were over by a day; one query."""
    known = list(CountyIndicator.objects.known_at(as_of.known_at).filter(year__lte=_last_closed(as_of)))
    counties = dict(sorted({one.county_code: one.county_name for one in known}.items()))
    own = [one for one in known if one.county_name == settings.TIDU_COUNTY_NAME]
    ranked = _by_indicator(one for one in known if one.indicator in RANKED)
    return Published(
        own={(one.indicator, one.year): one for one in own},
        compared={
            (indicator, year): _compared(Indicator(indicator), year, by_county, counties)
            for (indicator, year), by_county in ranked.items()
        },
    )


def _last_closed(as_of: AsOf) -> int:
    """Return the last year that was over by a day: a number of a whole year says nothing of a day within it."""
    on = as_of.on
    return on.year if on == date(on.year, 12, 31) else on.year - 1


def _by_indicator(found: Iterable[CountyIndicator]) -> dict[tuple[str, int], dict[str, CountyIndicator]]:
    """Return records by indicator and year, then by county."""
    loaded: dict[tuple[str, int], dict[str, CountyIndicator]] = {}
    for one in found:
        loaded.setdefault((one.indicator, one.year), {})[one.county_code] = one
    return loaded


def _compared(
    indicator: Indicator,
    year: int,
    by_county: Mapping[str, CountyIndicator],
    counties: Mapping[str, str],
) -> Comparison:
    told = {code: one for code, one in by_county.items() if one.value_e4 is not None}
    return Comparison(
        indicator=indicator,
        year=year,
        ranked=_ranked(list(told.values())),
        missing=tuple(
            Missing(name, by_county.get(code)) for code, name in counties.items() if code not in told
        ),
    )


def office_of(indicator: str) -> str:
    """Return whom to ask for an indicator."""
    return ASKED_OF.get(indicator, STATISTICS)


def _ranked(found: Sequence[CountyIndicator]) -> tuple[Standing, ...]:
    values = [one.value_e4 or 0 for one in found]
    ranked = [
        Standing(
            county=one,
            rank=1 + sum(value > (one.value_e4 or 0) for value in values),
            is_own=one.county_name == settings.TIDU_COUNTY_NAME,
        )
        for one in found
    ]
    return tuple(sorted(ranked, key=lambda one: (one.rank, one.county.county_code)))
