"""When a policy can be applied for: every year, once, all the year, or not published.

All spans of a window include both ends, as notices write them. What nobody has published stays unknown: no day is
guessed from the years before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import Confidence, Law, VersionBy, check_span

DAY: Final = timedelta(days=1)
_COMMON_YEAR: Final = 2023


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day that every year has."""

    month: int
    day: int

    def __post_init__(self) -> None:
        try:
            self.in_year(_COMMON_YEAR)
        except ValueError:
            raise InvalidRule(f"{self.month:02d}-{self.day:02d} 不是每年都有的日子") from None

    def in_year(self, year: int) -> date:
        """Return the day in a year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class Span:
    """One opening, both days included. `opens_on` None: its first day is not published; `closes_on` None: no end."""

    opens_on: date | None
    closes_on: date | None

    def within(self, first: date, until: date | None) -> Span | None:
        """Return the part in [first, until), None where there is none."""
        opens_on = None if self.opens_on is None else max(self.opens_on, first)
        ends = [day for day in (self.closes_on, until and until - DAY) if day is not None]
        closes_on = min(ends, default=None)
        if closes_on is not None and closes_on < (opens_on or first):
            return None
        return Span(opens_on, closes_on)

    def overlap(self, days: Span) -> Span | None:
        """Return the part that falls on the days of another span, None where there is none."""
        return self.within(days.opens_on or date.min, days.closes_on and days.closes_on + DAY)


@dataclass(frozen=True, kw_only=True)
class Window:
    """One statement about when a policy can be applied for, valid on [valid_from_on, valid_until_on).

    `number` is the document of `article` where that is not the rule's own; a notice without articles has a number only.
    """

    label: str = ""
    article: str = ""
    number: str = ""
    valid_from_on: date = date.min
    valid_until_on: date | None = None
    confidence: Confidence
    last_checked_on: date

    def __post_init__(self) -> None:
        check_span(self.valid_from_on, self.valid_until_on, f"申报窗口{self.label}")
        if not (self.article or self.number or isinstance(self, Unpublished)):
            raise InvalidRule("申报窗口没有写明出自哪一条；请补写 article 或 number")

    def spans(self, first: date, last: date) -> Iterator[Span]:
        """Yield the openings that touch the days from `first` to `last`, before they are cut to any document."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Yearly(Window):
    """A batch that comes back every year; one that closes before it opens runs over the new year."""

    opens: MonthDay
    closes: MonthDay

    def spans(self, first: date, last: date) -> Iterator[Span]:
        for year in range(max(first.year - 1, date.min.year), min(last.year, date.max.year - 1) + 1):
            end = year + 1 if self.closes < self.opens else year
            yield Span(self.opens.in_year(year), self.closes.in_year(end))


@dataclass(frozen=True, kw_only=True)
class Once(Window):
    """A batch announced with its dates. `opens_on` None: the notice read so far gives the last day alone."""

    opens_on: date | None = None
    closes_on: date

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.opens_on is not None and self.closes_on < self.opens_on:
            raise InvalidRule(f"申报窗口的截止日 {self.closes_on} 早于开始日 {self.opens_on}")

    def spans(self, first: date, last: date) -> Iterator[Span]:
        yield Span(self.opens_on, self.closes_on)


@dataclass(frozen=True, kw_only=True)
class AllYear(Window):
    """Open on every working day of every year (常年受理)."""

    def spans(self, first: date, last: date) -> Iterator[Span]:
        yield Span(date.min, None)


@dataclass(frozen=True, kw_only=True)
class Unpublished(Window):
    """Nobody has published when, or what was published has not been read; `reason` says which."""

    reason: str

    def spans(self, first: date, last: date) -> Iterator[Span]:
        return iter(())


def cases_of(version_by: VersionBy, law: Law) -> Span:
    """Return the days whose cases a document judges, both ends included."""
    first, until = version_by.cases_of(law.valid_from_on, law.valid_until_on)
    return Span(first, until and until - DAY)


def stands(window: Window, cases: Span) -> Span | None:
    """Return the days of a document on which a statement holds, None where there are none."""
    return cases.within(window.valid_from_on, window.valid_until_on)


def check_windows(windows: Sequence[Window], version_by: VersionBy, law: Law) -> None:
    """Refuse statements that contradict one another or are over before the document. Raises InvalidRule.

    One that begins after the document ends is kept: a later version may have ended it meanwhile.
    """
    first, _ = version_by.cases_of(law.valid_from_on, law.valid_until_on)
    for one, other in itertools.combinations(windows, 2):
        own = Span(one.valid_from_on, one.valid_until_on and one.valid_until_on - DAY)
        if stands(other, own) is None:
            continue
        if AllYear in (type(one), type(other)):
            raise InvalidRule("写了常年受理，又写了别的申报窗口；请删去其中一种，或用 from、until 分开")
        if _dates(one) and _dates(one) == _dates(other):
            raise InvalidRule("同一个申报窗口写了两次；请删去其中一处")
    if any(is_over_before(window, first) for window in windows):
        raise InvalidRule(f"有一个申报窗口在本版本适用以前（{first} 以前）就已截止；请核对年份")


def is_over_before(window: Window, first: date) -> bool:
    """Return whether a statement says nothing of a day or any later one."""
    last = window.valid_until_on and window.valid_until_on - DAY
    closes_on = window.closes_on if isinstance(window, Once) else last
    return min(closes_on or date.max, last or date.max) < first


def _dates(window: Window) -> tuple[Span, ...]:
    """Return what tells one statement's days from another's; nothing where no day is published."""
    return tuple(window.spans(date(_COMMON_YEAR, 1, 1), date(_COMMON_YEAR, 12, 31)))
