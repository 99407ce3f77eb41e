"""The money of each firm, drawn before anybody has a name: revenue, R&D, staff, and how they grew.

The order matters: revenues first (their distribution is exact), then R&D of 2024 placed into the bands of the
subsidy, then the years before. Every step is constructive, so the counts hold for every seed.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from random import Random

from tidu.demo import draws, quotas
from tidu.demo.draws import GRAIN, WAN, Misdrawn, fen
from tidu.demo.model import Research


class Founded(Enum):
    """When a firm was founded, as coarse as the books need it; late 2024 is younger than a year today."""

    BEFORE_2023 = "before 2023"
    IN_2023 = "in 2023"
    EARLY_2024 = "in 2024, by 10 June"
    LATE_2024 = "in 2024, after 10 June"
    IN_2025 = "in 2025"


BEFORE_2023, IN_2023, EARLY_2024, LATE_2024, IN_2025 = Founded

LARGE_RESEARCH = 612 * WAN
"""R&D above which the draw is lifted to the cap's side (625万 and more), below which it stays under 600万."""


@dataclass(eq=False)
class Book:
    """A firm's accounts in the making. `spent[2024]` of a firm whose R&D is missing is drawn but never told."""

    research: Research
    founded: Founded
    revenue: dict[int, int] = field(default_factory=dict)
    spent: dict[int, int] = field(default_factory=dict)
    staff: int = 1
    rd_staff: int = 0

    @property
    def has_research(self) -> bool:
        """Return whether the firm does R&D, told or not."""
        return self.research not in (Research.NONE, Research.NO_YEAR)

    @property
    def threshold(self) -> Fraction:
        """Return the share of R&D in revenue that the HNTE measure asks for, by last year's revenue."""
        if self.revenue[2024] <= 5_000 * WAN:
            return Fraction(5, 100)
        return Fraction(4, 100) if self.revenue[2024] <= 20_000 * WAN else Fraction(3, 100)

    @property
    def quality(self) -> float:
        """Return R&D over revenue of the known years, relative to the threshold: 1 meets it."""
        return float(Fraction(sum(self.spent.values()), sum(self.revenue.values())) / self.threshold)


def draw_books(rng: Random) -> list[Book]:
    """Return the books of the 300 firms of the county, with all that later steps may rely on."""
    books = _seat(rng)
    spenders = [book for book in books if book.has_research]
    _spend_2024(rng, [book for book in spenders if book.research is not Research.UNKNOWN])
    _hide_2024(rng, [book for book in spenders if book.research is Research.UNKNOWN])
    _spend_2023(rng, spenders)
    _start_in_2023(rng, spenders)
    _earn_before(rng, books)
    _spend_2022(rng, spenders)
    for book in books:
        book.staff = max(1, round(book.revenue.get(2024, 0) / (rng.uniform(46, 89) * WAN)))
    return books


def _seat(rng: Random) -> list[Book]:
    """Return books with a revenue of 2024 and a coarse founding time; R&D classes of spenders come next."""
    with_year = sum(quotas.RESEARCH.values()) - quotas.FOUNDED_2025
    revenues = [
        fen(value * WAN)
        for value in draws.lognormal(
            rng, with_year, median=quotas.REVENUE_MEDIAN_WAN, sigma=quotas.REVENUE_SIGMA
        )
    ]
    _keep_six_above_4_yi(revenues)
    free = list(range(with_year))
    young = _take(rng, free, quotas.FOUNDED_EARLY_2024 + quotas.FOUNDED_LATE_2024, below=with_year * 6 // 10)
    hidden = _take(rng, free, quotas.RESEARCH[Research.UNKNOWN], below=with_year // 2)
    idle = _take(rng, free, quotas.RESEARCH[Research.NONE] - len(young), below=with_year - 2)
    books = [
        Book(
            Research.NONE,
            LATE_2024 if place < quotas.FOUNDED_LATE_2024 else EARLY_2024,
            {2024: revenues[index]},
        )
        for place, index in enumerate(young)
    ]
    books += [
        Book(
            Research.NONE,
            IN_2023 if place < quotas.FOUNDED_2023_WITHOUT else BEFORE_2023,
            {2024: revenues[index]},
        )
        for place, index in enumerate(idle)
    ]
    books += [Book(Research.UNKNOWN, BEFORE_2023, {2024: revenues[index]}) for index in hidden]
    books += [Book(Research.BELOW_CAP, BEFORE_2023, {2024: revenues[index]}) for index in free]
    books += [Book(Research.NO_YEAR, IN_2025) for _ in range(quotas.FOUNDED_2025)]
    return books


def _keep_six_above_4_yi(revenues: list[int]) -> None:
    """Hold the sixth largest revenue above 4亿 and the seventh below it."""
    edge = 40_000 * WAN
    for place in range(1, quotas.ABOVE_4_YI + 1):
        revenues[-place] = max(revenues[-place], edge + (7 - place) * 300 * WAN)
    revenues[-7] = min(revenues[-7], edge - 500 * WAN)


def _take(rng: Random, free: list[int], count: int, *, below: int) -> list[int]:
    """Remove and return `count` random indexes smaller than `below`."""
    taken = rng.sample([index for index in free if index < below], count)
    for index in taken:
        free.remove(index)
    return taken


def _spend_2024(rng: Random, books: list[Book]) -> None:
    """Draw R&D of 2024 from beta intensities, pairing them anew until the bands leave their median in place."""
    shares = draws.beta(rng, len(books), a=quotas.INTENSITY_A, b=quotas.INTENSITY_B)
    wanted = statistics.median(shares)
    for _ in range(100):
        rng.shuffle(shares)
        for book, share in zip(books, shares, strict=True):
            book.spent[2024] = fen(book.revenue[2024] * share)
        _lead_into_bands(rng, books)
        if abs(statistics.median(book.spent[2024] / book.revenue[2024] for book in books) - wanted) < 0.0006:
            return
    raise Misdrawn("the bands of the subsidy bend the R&D intensities too far")


def _lead_into_bands(rng: Random, books: list[Book]) -> None:
    """Move the amounts, by their rank, into the bands of the subsidy, and say which band each is in."""
    by_amount = sorted(books, key=lambda book: book.spent[2024])
    short, nearly = quotas.RESEARCH[Research.SHORT], quotas.RESEARCH[Research.SHORT_NEARLY]
    capped, fell_nearly = quotas.RESEARCH[Research.AT_CAP], quotas.RESEARCH[Research.FELL_NEARLY]
    large = sum(book.spent[2024] >= LARGE_RESEARCH for book in books)
    large = min(max(large, capped + 2), capped + quotas.RESEARCH[Research.FELL] - 8)
    middle = by_amount[short + nearly : -large]
    for book in by_amount[:short]:
        book.spent[2024] = min(max(book.spent[2024], fen(0.4 * WAN)), fen(rng.uniform(16, 17.8) * WAN))
    near = [18 * WAN, *sorted(fen(rng.uniform(18.1, 19.9) * WAN) for _ in range(nearly - 1))]
    for book, amount in zip(by_amount[short : short + nearly], near, strict=True):
        book.spent[2024] = amount
    for book in middle:
        low, high = fen(rng.uniform(20.1, 23) * WAN), fen(rng.uniform(570, 596) * WAN)
        book.spent[2024] = min(max(book.spent[2024], low), high)
    middle[0].spent[2024] = 20 * WAN
    for book in by_amount[-large:]:
        book.spent[2024] = max(book.spent[2024], fen(rng.uniform(627, 660) * WAN))
    below = _choose_below_cap(rng, middle)
    fell = [book for book in by_amount[short + nearly : -capped] if book not in below]
    rng.shuffle(fell)
    _classify(Research.SHORT, by_amount[:short])
    _classify(Research.SHORT_NEARLY, by_amount[short : short + nearly])
    _classify(Research.BELOW_CAP, below)
    _classify(Research.FELL_NEARLY, fell[:fell_nearly])
    _classify(Research.FELL, fell[fell_nearly:])
    _classify(Research.AT_CAP, by_amount[-capped:])


def _classify(research: Research, books: list[Book]) -> None:
    for book in books:
        book.research = research


def _choose_below_cap(rng: Random, middle: list[Book]) -> list[Book]:
    """Return the firms that get 5 % in full, chosen and then trimmed so that their R&D sums exactly."""
    fixed, *others = middle
    rng.shuffle(others)
    count = quotas.RESEARCH[Research.BELOW_CAP] - 1
    chosen, left = others[:count], others[count:]
    excess = fixed.spent[2024] + sum(book.spent[2024] for book in chosen) - quotas.BELOW_CAP_SUM_WAN * WAN
    for _ in range(40 * len(middle)):
        mine, theirs = rng.randrange(len(chosen)), rng.randrange(len(left))
        change = left[theirs].spent[2024] - chosen[mine].spent[2024]
        if abs(excess + change) < abs(excess):
            chosen[mine], left[theirs] = left[theirs], chosen[mine]
            excess += change
    for book in chosen:
        trimmed = min(max(book.spent[2024] - excess, 21 * WAN), 590 * WAN)
        if 100 * WAN < book.spent[2024] < 500 * WAN:
            excess -= book.spent[2024] - trimmed
            book.spent[2024] = trimmed
    if excess:
        raise Misdrawn(f"R&D below the cap misses its sum by {excess} fen")
    return [fixed, *chosen]


def _hide_2024(rng: Random, books: list[Book]) -> None:
    """Give the firms whose R&D of 2024 is missing a modest true amount, from which 2023 follows."""
    for book in books:
        book.spent[2024] = fen(book.revenue[2024] * rng.uniform(0.02, 0.05))


def _spend_2023(rng: Random, books: list[Book]) -> None:
    """Set R&D of 2023 so that its growth lies in the firm's class, one firm exactly on each edge."""
    level, edge = True, True
    for book in books:
        now = book.spent[2024]
        if book.research is Research.FELL:
            book.spent[2023] = fen(now / (1 - rng.uniform(0.03, 0.33)))
        elif book.research is Research.FELL_NEARLY and edge:
            hundredth = round(now / (98 * GRAIN))
            book.spent[2024], book.spent[2023] = 98 * GRAIN * hundredth, 100 * GRAIN * hundredth
            edge = False
        elif book.research is Research.FELL_NEARLY:
            book.spent[2023] = fen(now / (1 - rng.uniform(0.004, 0.018)))
        elif book.research is Research.BELOW_CAP and level and now > 100 * WAN:
            book.spent[2023] = now
            level = False
        else:
            most = 0.28 if book.research is Research.AT_CAP else 0.45
            book.spent[2023] = min(now, fen(now / (1 + rng.uniform(0.01, most))))


def _start_in_2023(rng: Random, books: list[Book]) -> None:
    """Mark the few firms with R&D that were founded in 2023."""
    young = [book for book in books if book.research is Research.BELOW_CAP and book.spent[2024] < 200 * WAN]
    for book in rng.sample(young, quotas.FOUNDED_2023_WITH_RESEARCH):
        book.founded = IN_2023


def _earn_before(rng: Random, books: list[Book]) -> None:
    """Set the revenues of 2023 and 2022; growth leans towards the growth of R&D."""
    old = [book for book in books if book.founded == BEFORE_2023]
    growths = [draws.between_knots(quotas.GROWTH_KNOTS, point) for point in draws.slices(rng, len(old))]
    before = [draws.between_knots(quotas.GROWTH_KNOTS, point) for point in draws.slices(rng, len(old))]
    rng.shuffle(before)
    old.sort(key=lambda book: _research_growth(book) + rng.gauss(0, 0.15))
    for book, growth, earlier in zip(old, growths, before, strict=True):
        book.revenue[2023] = fen(book.revenue[2024] / (1 + growth))
        book.revenue[2022] = fen(book.revenue[2023] / (1 + earlier))
    for book in books:
        if book.founded == IN_2023:
            book.revenue[2023] = fen(book.revenue[2024] / rng.uniform(1.3, 2.2))


def _research_growth(book: Book) -> float:
    return book.spent[2024] / book.spent[2023] - 1 if book.has_research else 0.05


def _spend_2022(rng: Random, books: list[Book]) -> None:
    """Set R&D of 2022; large spenders grew, so that the county's sum rises each year."""
    for book in books:
        if book.founded != BEFORE_2023:
            continue
        growth = 0.5 * (book.revenue[2023] / book.revenue[2022] - 1) + rng.gauss(0.08, 0.08)
        least = 0.03 if book.spent[2023] > 500 * WAN else -0.15
        book.spent[2022] = fen(book.spent[2023] / (1 + min(max(growth, least), 0.6)))


def employ_researchers(rng: Random, books: list[Book]) -> None:
    """Set R&D staff so that their share in staff follows R&D intensity with the wanted rank correlation.

    Called when staff is settled. The share is a mixture of the intensity's rank and noise; the mixture's weight
    is found by bisection, rounding to whole persons included.
    """
    known = [book for book in books if book.has_research and book.research is not Research.UNKNOWN]
    intensity = [book.spent[2024] / book.revenue[2024] for book in known]
    noise = [rng.gauss(0, 1) for _ in known]
    pull = [(rank / len(known) - 0.5) * math.sqrt(12) for rank in draws.ranks(intensity)]
    low, high, nearest = 0.0, 1.0, 1.0
    for _ in range(20):
        weight = (low + high) / 2
        scores = [weight * a + math.sqrt(1 - weight * weight) * b for a, b in zip(pull, noise, strict=True)]
        persons = [
            _persons(book.staff, 0.15 * math.exp(0.42 * score))
            for book, score in zip(known, scores, strict=True)
        ]
        shares = [count / book.staff for book, count in zip(known, persons, strict=True)]
        miss = draws.rank_correlation(intensity, shares) - quotas.STAFF_CORRELATION
        if abs(miss) < nearest:
            nearest = abs(miss)
            for book, count in zip(known, persons, strict=True):
                book.rd_staff = count
        low, high = (weight, high) if miss < 0 else (low, weight)
    if nearest > 0.015:
        raise Misdrawn(f"the rank correlation of R&D staff misses by {nearest:.3f}")
    for book in books:
        if book.research is Research.UNKNOWN:
            book.rd_staff = _persons(book.staff, rng.uniform(0.06, 0.2))


def _persons(staff: int, share: float) -> int:
    return min(staff, max(1, round(staff * share)))
