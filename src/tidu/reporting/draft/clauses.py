"""What stands around a number: its sentence, and the words before and behind it that say what it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tidu.reporting.draft.passed_over import GAP
from tidu.reporting.draft.quantity import Kind, Quantity

_SENTENCE_ENDS = re.compile("[。！？!?\n]")
_BOUNDARY = re.compile("[，,；;、：:（(）)。！？!?\n+＋=＝]")
_WHEN = re.compile(f"[（(](?:(?:截[至止]到?)?{GAP}+(?:年?[末底])?|(?:单位[:：])?[家户个人名条件项])[）)]")
_TIMES = frozenset({Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.SPAN})
_BETWEEN = re.compile("^[、，,和及与]?$|^以及$")
_JOINED = re.compile("^.*(?:[和与及]|以及)$")
_RESPECTIVELY = re.compile("分别(?:为|是|达到?|有|增长)?[^，。；0-9一二三四五六七八九十]{0,6}$")


@dataclass(frozen=True)
class Said:
    """A number among its words.

    `before` and `behind` are the words between it and the next number or punctuation, with times left out;
    `sentence` and `paragraph` are where these begin; `own_year` is its year where a series names one for each number
    ("2022年末、2023年末分别为38家、47家"), `own_words` its part of any other series ("岚城镇、云溪镇分别有10家、5家").
    """

    quantity: Quantity
    before: str
    behind: str
    sentence: int
    paragraph: int
    own_year: int | None = None
    own_words: str = ""


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
        opened = _opening(plain, last, one.start)
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


def _opening(plain: str, last: int, start: int) -> int:
    """Return where the words before a number begin; a colon right before it ends nothing: 高新技术企业：57家."""
    ends = list(_BOUNDARY.finditer(plain, last, start))
    if ends and ends[-1][0] in "：:" and not plain[ends[-1].end() : start].strip(f"{GAP} "):
        ends.pop()
    return ends[-1].end() if ends else last


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
    return _WHEN.sub(lambda match: GAP * len(match[0]), "".join(letters))


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
        clauses = [clause for clause in re.split("[，,：:]", listed) if clause.strip(GAP)]
        items = re.split("[、和与及]", clauses[-1] if clauses else "")
        tail = mark[0].removeprefix("分别")
        for place, other in enumerate(series):
            if len(years) == len(series):
                done[other] = replace(sayings[other], before=done[first].before, own_year=years[place])
            elif len(items) == len(series):
                words = items[place]
                done[other] = replace(sayings[other], before=f"{words}{tail}", own_words=words)
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
