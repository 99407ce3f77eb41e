"""Who plays which part: the certificate holders, the cultivated, the nearly, the reserve.

A firm's part follows from its books where the part asks for something (a firm that is nearly there must really
be nearly there), and is drawn otherwise. Firms without a certificate that are not meant to be close to one get
a known gate that they clearly fail, so that nobody else in the county is full, nearly or unknown.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tidu.demo import quotas
from tidu.demo.books import BEFORE_2023, Book
from tidu.demo.draws import GRAIN, WAN, Misdrawn, fen, first
from tidu.demo.model import HOLDERS, Duty, Research

FAR = 0.88
"""R&D quality below which the R&D gate alone fails clearly (nearly ends at 0.90)."""

TOO_LARGE, MOST_LARGE = 19_000 * WAN, 7
"""Revenue beyond which a firm gets no 科技型中小企业 number here, and how many such holders there may be
beside the hosts: enough holders must remain for the numbers of each year."""


@dataclass(eq=False)
class Part:
    """A firm's part with what its HNTE gates of 2024 need: shares of income and staff, field, IP."""

    duty: Duty
    book: Book
    income_share: Fraction
    tech_staff: int
    in_field: bool
    ip_class1: int
    ip_class2: int
    incident: bool = False
    host: bool = False


def cast(rng: Random, books: list[Book]) -> list[Part]:
    """Return one part per book; may settle revenue and R&D of 2022 and staff where a part demands exact values."""
    free = [book for book in books if book.has_research]
    rng.shuffle(free)
    parts = [
        *_cast_full(rng, free),
        *_cast_near_research(rng, free),
        *_cast_near_income(rng, free),
        *_cast_near_staff(rng, free),
        *_cast_unknown(rng, free),
    ]
    parts += _cast_holders(rng, free)
    parts += _cast_lapsed(rng, free)
    old = [book for book in free if book.founded == BEFORE_2023 and _told(book)]
    for book in old[: quotas.DUTIES[Duty.CULTIVATED_REFUSED]]:
        free.remove(book)
        parts.append(_failing(rng, Duty.CULTIVATED_REFUSED, book))
    next(part for part in parts if part.duty is Duty.CULTIVATED_REFUSED).incident = True
    parts += [_failing(rng, Duty.OUTSIDE, book) for book in free[: quotas.OUTSIDE_WITH_RESEARCH]]
    parts += [_failing(rng, Duty.RESERVE, book) for book in free[quotas.OUTSIDE_WITH_RESEARCH :]]
    return parts + _cast_idle(rng, [book for book in books if not book.has_research])


def _pick(free: list[Book], count: int, wanted: Callable[[Book], bool]) -> list[Book]:
    """Remove and return the first `count` free books founded before 2023 that are wanted."""
    found = [book for book in free if book.founded == BEFORE_2023 and wanted(book)][:count]
    if len(found) < count:
        raise Misdrawn(f"only {len(found)} of {count} firms fit {wanted}")
    for book in found:
        free.remove(book)
    return found


def _told(book: Book) -> bool:
    return book.research is not Research.UNKNOWN


def _cast_full(rng: Random, free: list[Book]) -> list[Part]:
    """Return the two that meet every computable gate: one with room, one exactly on three edges."""

    def on_the_edge(book: Book) -> bool:
        return (
            _told(book)
            and book.staff >= 20
            and bool(_staff_of(book, _in_tens) and _ending_at(book, book.threshold))
        )

    (edge,) = _pick(free, 1, on_the_edge)
    _settle_2022(edge, edge.threshold)
    edge.staff = _staff_of(edge, _in_tens) or edge.staff
    roomy = _pick(free, 1, lambda book: _told(book) and 1.15 < book.quality < 2 and book.staff >= 20)[0]
    exact = Part(Duty.CULTIVATED_FULL, edge, Fraction(60, 100), edge.staff // 10, True, 1, 3)
    return [exact, _passing(rng, Duty.CULTIVATED_FULL, roomy)]


def _cast_near_research(rng: Random, free: list[Book]) -> list[Part]:
    """Return the three whose R&D falls short by at most a tenth: 4.62 % and exactly 4.5 % of 5 %, 3.96 % of 4 %."""
    parts = []
    for reached, threshold in ((462, 500), (450, 500), (396, 400)):
        share, band = Fraction(reached, 10_000), Fraction(threshold, 10_000)
        able = [book for book in free if book.founded == BEFORE_2023 and _told(book) and book.staff >= 12]
        fitting = (book for book in able if book.threshold == band and _ending_at(book, share))
        book = first(fitting, f"R&D of {reached / 100} %")
        free.remove(book)
        _settle_2022(book, share)
        parts.append(_passing(rng, Duty.CULTIVATED_NEAR_RESEARCH, book))
    return parts


def _cast_near_income(rng: Random, free: list[Book]) -> list[Part]:
    """Return the three whose high-tech income is 54 to below 60 % of income, one exactly at 54 %."""
    books = _pick(free, 3, lambda book: _told(book) and book.quality > 1.1 and book.staff >= 12)
    parts = [_passing(rng, Duty.CULTIVATED_NEAR_INCOME, book) for book in books]
    for part, share in zip(parts, (5400, 5725, 5940), strict=True):
        part.income_share = Fraction(share, 10_000)
    return parts


def _cast_near_staff(rng: Random, free: list[Book]) -> list[Part]:
    """Return the three whose technical staff is 9 to below 10 % of staff, one exactly 9 of 100."""

    def able(book: Book) -> bool:
        return _told(book) and book.quality > 1.1 and book.revenue[2024] > 5_700 * WAN

    exact = _pick(
        free, 1, lambda book: able(book) and _staff_of(book, lambda staff: staff == 100) is not None
    )
    exact[0].staff = 100
    parts = [_passing(rng, Duty.CULTIVATED_NEAR_STAFF, exact[0])]
    for book in _pick(free, 2, lambda book: able(book) and _staff_of(book, _has_near_count) is not None):
        book.staff = _staff_of(book, _has_near_count) or book.staff
        parts.append(_passing(rng, Duty.CULTIVATED_NEAR_STAFF, book))
    for part in parts:
        part.tech_staff = math.ceil(part.book.staff * Fraction(9, 100))
    return parts


def _in_tens(staff: int) -> bool:
    """Return whether 10 % of `staff` is a whole number of persons."""
    return staff % 10 == 0


def _has_near_count(staff: int) -> bool:
    """Return whether a whole number of persons is 9 to below 10 % of `staff`."""
    return math.ceil(staff * Fraction(9, 100)) * 10 < staff


def _staff_of(book: Book, wanted: Callable[[int], bool]) -> int | None:
    """Return a wanted staff with 45 to 90万 of revenue per person, nearest to the one drawn."""
    revenue = book.revenue[2024]
    possible = range(math.ceil(revenue / (90 * WAN)), revenue // (45 * WAN) + 1)
    fitting = [staff for staff in possible if wanted(staff)]
    return min(fitting, key=lambda staff: abs(staff - book.staff)) if fitting else None


def _ending_at(book: Book, share: Fraction) -> tuple[int, int] | None:
    """Return revenue and R&D of 2022 that make the three years' ratio exactly `share`; None if implausible."""
    known_revenue = book.revenue[2024] + book.revenue[2023]
    step = share.denominator * GRAIN
    revenue = round((known_revenue + book.revenue[2022]) / step) * step - known_revenue
    spent = (known_revenue + revenue) * share - book.spent[2024] - book.spent[2023]
    plausible = revenue > 0 and Fraction(1, 2) < spent / book.spent[2022] < Fraction(3, 2)
    return (revenue, int(spent)) if plausible else None


def _settle_2022(book: Book, share: Fraction) -> None:
    settled = _ending_at(book, share)
    if settled is not None:
        book.revenue[2022], book.spent[2022] = settled


def _cast_unknown(rng: Random, free: list[Book]) -> list[Part]:
    books = _pick(free, 1, lambda book: book.research is Research.UNKNOWN and book.staff >= 8)
    return [_passing(rng, Duty.CULTIVATED_UNKNOWN, book) for book in books]


def _cast_holders(rng: Random, free: list[Book]) -> list[Part]:
    """Return the 57 holders: three hosts with large R&D, three whose R&D is missing, the rest the likeliest."""
    hosts = _pick(
        free, 3, lambda book: book.research is Research.AT_CAP and book.revenue[2024] > 16_000 * WAN
    )
    hosts.sort(key=lambda book: -book.revenue[2024])
    books = _pick(free, 3, lambda book: book.research is Research.UNKNOWN)
    count = sum(quotas.DUTIES[duty] for duty in HOLDERS) - len(hosts) - len(books)
    likely = sorted(
        (book for book in free if book.founded == BEFORE_2023 and _told(book) and book.staff >= 5),
        key=lambda book: min(book.quality, 1.4) * 4 + 0.1 * math.log(book.revenue[2024]) + rng.gauss(0, 0.5),
        reverse=True,
    )
    large = [book for book in likely if book.revenue[2024] > TOO_LARGE][MOST_LARGE:]
    chosen = [book for book in likely if book not in large][:count]
    for book in chosen:
        free.remove(book)
    books += chosen
    rng.shuffle(books)
    duties = [duty for duty in quotas.DUTIES if duty in HOLDERS for _ in range(quotas.DUTIES[duty])]
    rng.shuffle(duties)
    settled = [Duty.HNTE_RENEWED_2023, Duty.HNTE_RENEWED_2024, Duty.HNTE_NOVEMBER_2022]
    for duty in settled:
        duties.remove(duty)
    parts = [_passing(rng, duty, book) for duty, book in zip(settled, hosts, strict=True)]
    for part in parts:
        part.host = True
    return parts + [_passing(rng, duty, book) for duty, book in zip(duties, books, strict=True)]


def _cast_lapsed(rng: Random, free: list[Book]) -> list[Part]:
    """Return the revoked and the lapsed: R&D clearly too low, which is why they lost the certificate."""
    duties = (
        Duty.REVOKED,
        Duty.LAPSED_2024_WRONG_STAGE,
        Duty.LAPSED_2024,
        Duty.LAPSED_2023,
        Duty.LAPSED_2023,
        Duty.LAPSED_2023_LEFT,
    )
    books = _pick(free, len(duties), lambda book: _told(book) and book.quality < FAR and book.staff >= 8)
    return [_passing(rng, duty, book) for duty, book in zip(duties, books, strict=True)]


def _passing(rng: Random, duty: Duty, book: Book) -> Part:
    """Return a part that passes every gate that does not depend on R&D."""
    least = math.ceil(book.staff / 10)
    tech_staff = min(book.staff, max(least, round(book.staff * rng.uniform(0.12, 0.38))))
    share = Fraction(rng.randrange(6150, 9600), 10_000)
    return Part(duty, book, share, tech_staff, True, rng.choice((0, 1, 1, 2, 3, 6)), rng.randrange(2, 19))


def _failing(rng: Random, duty: Duty, book: Book) -> Part:
    """Return a part that clearly fails at least one gate whose inputs are known."""
    part = _passing(rng, duty, book)
    by_research = _told(book) and book.quality < FAR
    if by_research and rng.random() < 0.55:
        return part
    part.income_share = Fraction(rng.randrange(800, 5200), 10_000)
    if rng.random() < 0.3:
        part.in_field, part.income_share = False, Fraction(0)
    if rng.random() < 0.3:
        part.tech_staff = math.floor(book.staff * 0.085)
    if rng.random() < 0.35:
        part.ip_class1 = 0
        part.ip_class2 = rng.choice((0, 0, 1, 2))
    return part


def _cast_idle(rng: Random, books: list[Book]) -> list[Part]:
    """Return the firms without R&D: a dozen in reserve for their IP, the others outside the pool."""
    rng.shuffle(books)
    reserve = [book for book in books if book.founded == BEFORE_2023][: quotas.RESERVE_WITHOUT_RESEARCH]
    return [_idle(rng, Duty.RESERVE if book in reserve else Duty.OUTSIDE, book) for book in books]


def _idle(rng: Random, duty: Duty, book: Book) -> Part:
    own_ip = rng.randrange(1, 5) if duty is Duty.RESERVE else 0
    in_field = rng.random() < 0.4
    income_share = Fraction(rng.randrange(0, 4500), 10_000) if in_field else Fraction(0)
    return Part(duty, book, income_share, int(book.staff * rng.uniform(0, 0.12)), in_field, 0, own_ip)


def total_income(rng: Random, revenue: int) -> int:
    """Return total income: revenue and a little more, in steps that make every income share whole fen."""
    step = 10_000 * 100
    return max(step, math.ceil(revenue * (1 + rng.uniform(0, 0.02)) / step) * step)


def income_of(share: Fraction, income: int) -> int:
    """Return the high-tech income that is `share` of `income`, exactly where the grain allows."""
    exact = share * income
    return int(exact) if exact.denominator == 1 else fen(float(exact))
