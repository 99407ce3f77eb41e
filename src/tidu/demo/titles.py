"""Who holds which recognition from when: HNTE certificates, 科技型中小企业 numbers, 专精特新, gazelles.

Every title comes with the day on which the bureau learned of it, so that the county as known then can be rebuilt.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from tidu.demo import quotas
from tidu.demo.draws import WAN, Misdrawn, fen, first
from tidu.demo.duties import Part
from tidu.demo.model import HOLDERS, Duty, Research, Revocation, Title
from tidu.domain.enterprises.vocabulary import GrantKind, RecognitionKind

FIRST_LOAD = date(2022, 1, 10)
"""The day on which the bureau's records begin; older titles became known then."""

NEW, RENEWED = GrantKind.NEW, GrantKind.RENEWED

REVOCATION = Revocation(
    back_to_on=date(2024, 1, 1),
    known_on=date(2025, 4, 16),
    reason="经核查，2023年度起研究开发费用占比不符合认定条件，取消高新技术企业资格",
)

SME_BATCHES: Mapping[int, Sequence[date]] = {
    2022: (date(2022, 5, 20), date(2022, 7, 18), date(2022, 9, 26), date(2022, 11, 3)),
    2023: (date(2023, 4, 27), date(2023, 6, 30), date(2023, 8, 25), date(2023, 10, 31)),
    2024: (date(2024, 4, 30), date(2024, 6, 28), date(2024, 8, 30), date(2024, 10, 30)),
    2025: (date(2025, 4, 25), date(2025, 5, 28)),
}
SPECIALISED_DAYS: Mapping[int, date] = {
    2022: date(2022, 9, 20),
    2023: date(2023, 8, 31),
    2024: date(2024, 9, 12),
}
GAZELLE_DAYS: Mapping[int, date] = {2022: date(2022, 12, 9), 2023: date(2023, 12, 6), 2024: date(2024, 12, 4)}

NEARLY_GROWTH = (0.182, 0.189, 0.197)
"""Compound growth 2022-2024 of the three on the gazelle list that are nearly there."""
SLOW_GROWTH = 0.175
"""Growth below which the title is out of reach; 0.18 would be near."""
YOUNG, OLD = (2011, 2016), (2001, 2009)
"""Founding years on this side and beyond the fifteen years of the gazelle rule."""

CERTIFICATES: Mapping[Duty, Sequence[tuple[Sequence[date], GrantKind]]] = {
    Duty.HNTE_AUGUST_2022: [((date(2022, 8, 18),), NEW)],
    Duty.HNTE_NOVEMBER_2022: [((date(2022, 11, 4), date(2022, 11, 22)), NEW)],
    Duty.HNTE_NEW_2023: [((date(2023, 11, 22), date(2023, 12, 8)), NEW)],
    Duty.HNTE_RENEWED_2023: [((date(2020, 12, 2),), NEW), ((date(2023, 11, 22),), RENEWED)],
    Duty.HNTE_NEW_2024: [((date(2024, 10, 28), date(2024, 12, 16)), NEW)],
    Duty.HNTE_AGAIN_2024: [((date(2019, 9, 16),), NEW), ((date(2024, 12, 16),), NEW)],
    Duty.HNTE_RENEWED_2024: [((date(2021, 11, 3),), NEW), ((date(2024, 10, 28),), RENEWED)],
    Duty.HNTE_MOVED_IN: [((date(2023, 12, 28),), RENEWED)],
    Duty.HNTE_MOVED_OUT: [((date(2023, 12, 8),), NEW)],
    Duty.REVOKED: [((date(2022, 11, 22),), NEW)],
    Duty.LAPSED_2024_WRONG_STAGE: [((date(2021, 11, 3),), NEW)],
    Duty.LAPSED_2024: [((date(2021, 11, 3),), RENEWED)],
    Duty.LAPSED_2023: [((date(2020, 9, 14), date(2020, 12, 2)), NEW)],
    Duty.LAPSED_2023_LEFT: [((date(2020, 12, 2),), NEW)],
}
"""Per duty its certificates: the possible days of issue and how each was won. Earlier renewals overlap by days."""


@dataclass(frozen=True)
class Candidate:
    """A part with what the award of titles looks at beside it."""

    part: Part
    registered_on: date
    moved_in_known_on: date | None = None


def award(rng: Random, candidates: Sequence[Candidate]) -> dict[int, list[Title]]:
    """Return the titles of each candidate, keyed by its position in the sequence."""
    numbers = _certificate_numbers()
    titles = {place: _certificates(place, candidate, numbers) for place, candidate in enumerate(candidates)}
    _award_sme_numbers(rng, candidates, titles)
    _award_specialised(rng, candidates, titles)
    _award_gazelles(candidates, titles)
    return titles


def three_years_on(day: date) -> date:
    """Return the first day on which a certificate issued on `day` is no longer valid."""
    return day.replace(year=day.year + 3)


def _certificate_numbers() -> Iterator[int]:
    return count(1)


def _certificates(place: int, candidate: Candidate, numbers: Iterator[int]) -> list[Title]:
    titles = []
    for days, grant_kind in CERTIFICATES.get(candidate.part.duty, ()):
        granted_on = days[place % len(days)]
        learned_on = max(FIRST_LOAD, granted_on + timedelta(days=8))
        titles.append(
            Title(
                kind=RecognitionKind.HNTE,
                grant_kind=grant_kind,
                granted_on=granted_on,
                until_on=three_years_on(granted_on),
                number=f"GR{granted_on.year}3699{next(numbers):04d}",
                known_on=candidate.moved_in_known_on or learned_on,
                revocation=REVOCATION if candidate.part.duty is Duty.REVOKED else None,
            )
        )
    return titles


def _holds_certificate(titles: Sequence[Title], day: date) -> bool:
    """Return whether a certificate is known to be held on `day`."""
    return any(title.kind == RecognitionKind.HNTE and title.held_as_known_on(day) for title in titles)


def _award_sme_numbers(rng: Random, candidates: Sequence[Candidate], titles: dict[int, list[Title]]) -> None:
    """Give the yearly numbers: the wanted count beside a certificate and without, mostly to the same firms."""
    liking = [rng.random() for _ in candidates]
    numbers = count(1)
    for year, (with_certificate, without) in quotas.SME_NUMBERS.items():
        on = min(date(year, 12, 31), quotas.AS_OF)
        able = [place for place, candidate in enumerate(candidates) if _able_in(candidate, year)]
        able.sort(key=lambda place: -liking[place] - 0.2 * rng.random())
        holders = [place for place in able if _holds_certificate(titles[place], on)]
        others = [place for place in able if not _holds_certificate(titles[place], on)]
        if len(holders) < with_certificate or len(others) < without:
            raise Misdrawn(f"too few firms for the numbers of {year}: {len(holders)}, {len(others)}")
        for place in sorted(holders[:with_certificate] + others[:without]):
            granted_on = rng.choice(SME_BATCHES[year])
            titles[place].append(
                Title(
                    kind=RecognitionKind.SME_NUMBER,
                    grant_kind=_again(titles[place], RecognitionKind.SME_NUMBER),
                    granted_on=granted_on,
                    until_on=date(year + 1, 1, 1),
                    number=f"{year}{quotas.DIVISION}A{next(numbers):06d}",
                    known_on=granted_on + timedelta(days=7),
                )
            )


def _again(titles: Sequence[Title], kind: RecognitionKind) -> GrantKind:
    return RENEWED if any(title.kind == kind for title in titles) else NEW


def _able_in(candidate: Candidate, year: int) -> bool:
    """Return whether a firm may get a number: small, with R&D, a year on record, in the county, not in disgrace."""
    part = candidate.part
    small = 0 < part.book.revenue.get(2024, 0) <= 19_000 * WAN and part.book.staff <= 480
    away = part.duty in (Duty.HNTE_MOVED_IN, Duty.HNTE_MOVED_OUT)
    disgraced = part.incident or (part.duty is Duty.REVOKED and year >= 2024)
    skilled = part.tech_staff * 10 >= part.book.staff
    spends = part.book.has_research and not (part.book.research is Research.UNKNOWN and year == 2025)
    return small and skilled and spends and not away and not disgraced and candidate.registered_on.year < year


def _award_specialised(rng: Random, candidates: Sequence[Candidate], titles: dict[int, list[Title]]) -> None:
    """Give 专精特新 to firms that hold a certificate then and keep it."""
    steady = [
        place
        for place, candidate in enumerate(candidates)
        if candidate.part.duty in HOLDERS
        and candidate.part.duty is not Duty.HNTE_MOVED_IN
        and candidate.part.book.staff >= 20
    ]
    rng.shuffle(steady)
    numbers = count(1)
    for year, wanted in quotas.SPECIALISED.items():
        on = SPECIALISED_DAYS[year]
        able = [place for place in steady if _holds_from(titles[place], on)][:wanted]
        if len(able) < wanted:
            raise Misdrawn(f"too few certificate holders for 专精特新 of {year}")
        for place in able:
            steady.remove(place)
            number = f"ZJTX{year}3699{next(numbers):04d}"
            titles[place].append(_three_year_title(RecognitionKind.SPECIALISED_SME, on, number))


def _holds_from(titles: Sequence[Title], day: date) -> bool:
    """Return whether a certificate is held on `day`, the year ends since, and the as-of day."""
    ends = [date(year, 12, 31) for year in range(day.year, quotas.AS_OF.year)]
    days = [day, *(end for end in ends if end >= day), quotas.AS_OF]
    return all(_holds_certificate(titles, each) for each in days)


def _three_year_title(kind: RecognitionKind, on: date, number: str) -> Title:
    return Title(kind, NEW, on, three_years_on(on), number, on + timedelta(days=8))


def _award_gazelles(candidates: Sequence[Candidate], titles: dict[int, list[Title]]) -> None:
    """Give one gazelle title a year, until 31 December of the third year after; the newest to a fast grower."""
    by_size = sorted(_holders(candidates), key=lambda place: -candidates[place].part.book.revenue[2024])
    for year, on in GAZELLE_DAYS.items():
        able = (
            place
            for place in by_size
            if _holds_from(titles[place], on)
            and not candidates[place].part.host
            and (year < 2024 or (compound_growth(candidates[place]) > 0.21 and _is_sound(candidates[place])))
        )
        place = first(able, f"the gazelle of {year}")
        by_size.remove(place)
        titles[place].append(
            Title(
                kind=RecognitionKind.GAZELLE,
                grant_kind=NEW,
                granted_on=on,
                until_on=date(year + 4, 1, 1),
                number=f"DL{year}36990001",
                known_on=on + timedelta(days=8),
            )
        )


def _holders(candidates: Sequence[Candidate]) -> list[int]:
    return [place for place, candidate in enumerate(candidates) if candidate.part.duty in HOLDERS]


def compound_growth(candidate: Candidate) -> float:
    """Return the yearly growth of revenue from 2022 to 2024, compounded."""
    revenue = candidate.part.book.revenue
    return math.sqrt(revenue[2024] / revenue[2022]) - 1


def _is_sound(candidate: Candidate) -> bool:
    """Return whether a firm meets the province's gazelle rule as far as neither growth nor age decide."""
    book = candidate.part.book
    grew = book.revenue[2024] > book.revenue[2023] and book.revenue[2024] > 1_600 * WAN
    return grew and book.research is not Research.UNKNOWN and book.quality * float(book.threshold) > 0.035


def list_gazelles(candidates: Sequence[Candidate], titles: Mapping[int, Sequence[Title]]) -> set[int]:
    """Return the county's gazelle list: the firm recognised in 2024, three nearly there, twelve too slow.

    The revenue of 2022 of the three is settled so that they grew by 18 to below 20 % a year.
    """
    recognised = {place for place in titles if any(t.kind == RecognitionKind.GAZELLE for t in titles[place])}
    newest = {place for place in recognised if any(t.granted_on == GAZELLE_DAYS[2024] for t in titles[place])}
    free = [
        place
        for place in _holders(candidates)
        if place not in recognised
        and candidates[place].part.duty is not Duty.HNTE_MOVED_IN
        and not candidates[place].part.host
    ]
    free.sort(key=lambda place: abs(compound_growth(candidates[place]) - 0.19))
    close = [place for place in free if _is_sound(candidates[place])][: len(NEARLY_GROWTH)]
    if len(close) < len(NEARLY_GROWTH):
        raise Misdrawn("too few sound certificate holders for the gazelle list")
    for place, growth in zip(close, NEARLY_GROWTH, strict=True):
        revenue = candidates[place].part.book.revenue
        revenue[2022] = fen(revenue[2024] / (1 + growth) ** 2)
    slow = [
        place
        for place in free
        if place not in close and -0.1 < compound_growth(candidates[place]) < SLOW_GROWTH
    ]
    slow = slow[: quotas.GAZELLE_LIST - len(newest) - len(close)]
    if len(slow) + len(newest) + len(close) != quotas.GAZELLE_LIST:
        raise Misdrawn("too few certificate holders for the gazelle list")
    return newest | set(close) | set(slow)


def founding_days(
    candidates: Sequence[Candidate], titles: Mapping[int, Sequence[Title]], listed: set[int]
) -> dict[int, date]:
    """Return new founding days for fast growers: those on the list are young enough for a gazelle, all others too old.

    The age is what keeps a fast grower off the list, so that nobody beside the three is near the title.
    """
    moved = {}
    for place in _holders(candidates):
        held = any(title.kind == RecognitionKind.GAZELLE for title in titles[place])
        if compound_growth(candidates[place]) < SLOW_GROWTH or (held and place not in listed):
            continue
        founded_on = candidates[place].registered_on
        first, last = YOUNG if place in listed else OLD
        if not first <= founded_on.year <= last:
            year = first + founded_on.year % (last - first + 1)
            moved[place] = founded_on.replace(year=year, day=min(founded_on.day, 28))
    return moved
