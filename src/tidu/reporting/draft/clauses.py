"""What stands around a number: its sentence, and the words before and behind it that say what it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tidu.reporting.draft.passed_over import GAP
from tidu.reporting.draft.quantity import Kind, Quantity

_SENTENCE_ENDS = re.compile("[。！？!?\n]")
_BOUNDARY = re.compile("[，,；;、：:（(）)。！？!?\n]")
_TIMES = frozenset({Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.SPAN})
_BETWEEN = re.compile("^[、，,和及与]?$|^以及$")
_JOINED = re.compile("^.*(?:[和与及]|以及)$")
_RESPECTIVELY = re.compile("分别(?:为|是|达到?|有|增长)?[^，。；0-9一二三四五六七八九十]{0,6}$")


@dataclass(frozen=True)
class Said:
    """A number among its words.

    `before` and `behind` are the words between it and the next number or punctuation, with times left out;
    `sentence` and `paragraph` are where these begin; `own_year` is its year where a series names one for each number
    ("2022年末、2023年末分别为38家、47家").
    """

    quantity: Quantity
    before: str
    behind: str
    sentence: int
    paragraph: int
    own_year: int | None = None


def is_time(quantity: Quantity) -> bool:
    """Return whether a quantity says when, or how long, and not how much."""
    return quantity.kind in _TIMES


def said(text: str, found: Sequence[Quantity]) -> list[Said]:
    """Return every number that says how much, with the words around it."""
    plain = _without_times(text, found)
    counted = [one for one in found if not is_time(one)]
    sayings = []
    for at, one in enumerate(counted):
        last = counted[at - 1].end if at else 0
        following = counted[at + 1].start if at + 1 < len(counted) else len(text)
        opened = max((match.end() for match in _BOUNDARY.finditer(plain, last, one.start)), default=last)
        closed = _BOUNDARY.search(plain, one.end, following)
        sayings.append(
            Said(
                quantity=one,
                before=_JOINED.sub("", plain[opened : one.start].replace(GAP, "")),
                behind=plain[one.end : closed.start() if closed else following].replace(GAP, ""),
                sentence=_begin(_SENTENCE_ENDS, text, one.start),
                paragraph=text.rfind("\n", 0, one.start) + 1,
            )
        )
    return _respectively(text, found, sayings)


def around(text: str, quantity: Quantity) -> Said:
    """Return one number among its words: for a day, which is no number of `said`."""
    opened = _begin(_BOUNDARY, text, quantity.start)
    closed = _BOUNDARY.search(text, quantity.end)
    return Said(
        quantity,
        before=text[opened : quantity.start],
        behind=text[quantity.end : closed.start() if closed else len(text)],
        sentence=_begin(_SENTENCE_ENDS, text, quantity.start),
        paragraph=text.rfind("\n", 0, quantity.start) + 1,
    )


def _begin(ends: re.Pattern[str], text: str, place: int) -> int:
    """Return where the stretch begins that holds a place."""
    return max((match.end() for match in ends.finditer(text, 0, place)), default=0)


def _without_times(text: str, found: Sequence[Quantity]) -> str:
    letters = list(text)
    for one in found:
        if is_time(one):
            letters[one.start : one.end] = GAP * (one.end - one.start)
    return "".join(letters)


def _respectively(text: str, found: Sequence[Quantity], sayings: list[Said]) -> list[Said]:
    """Hand the parts of an enumeration out to the numbers that follow 分别: their years, or the things they count."""
    done = list(sayings)
    for first, one in enumerate(sayings):
        head = text[one.sentence : one.quantity.start]
        mark = _RESPECTIVELY.search(head)
        if mark is None:
            continue
        series = _series(text, sayings, first)
        listed = text[one.sentence : one.sentence + mark.start()]
        years = _listed_years(found, one.sentence, one.sentence + mark.start())
        items = re.split("[、和与及]", re.split("[，,：:]", listed)[-1])
        for place, other in enumerate(series):
            if len(years) == len(series):
                done[other] = replace(sayings[other], before=done[first].before, own_year=years[place])
            elif len(items) == len(series):
                done[other] = replace(sayings[other], before=items[place])
    return done


def _series(text: str, sayings: Sequence[Said], first: int) -> list[int]:
    """Return the indices of numbers that follow one another with nothing but a comma or 和 between."""
    series = [first]
    for at in range(first + 1, len(sayings)):
        between = text[sayings[at - 1].quantity.end : sayings[at].quantity.start]
        if not _BETWEEN.match(between):
            break
        series.append(at)
    return series


def _listed_years(found: Sequence[Quantity], begin: int, end: int) -> list[int]:
    """Return the years that an enumeration or a range names."""
    named = [one for one in found if one.kind is Kind.YEAR and begin <= one.start < end]
    return [year for one in named for year in range(int(one.low), int(one.high) + 1)]
