"""Two documents side by side, sentence by sentence: what was reworded, which numbers moved, what is last year's text.

A sentence of which only years and days differ is the sign of a text that was copied and dated anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import Any, Final

Data = dict[str, Any]

_END = re.compile(r"(?<=[。！？；])")
_DAY = re.compile(
    r"(?:(?:19|20)\d{2}|二〇[〇一二三四五六七八九]{2})(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|(?=[—~至-]))|\d{1,2}月\d{1,2}日"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:%|亿元|万元|[家件条人次])?|【[^】]*】")

UNKNOWN: Final = "缺数"

ALIKE: Final = 0.5
"""From this share of common characters on, a sentence counts as the other one reworded; our own choice."""


class Difference(StrEnum):
    """How a sentence of the later document stands to the earlier one."""

    SAME = "SAME"
    DATED_ANEW = "DATED_ANEW"
    NUMBERS = "NUMBERS"
    REWORDED = "REWORDED"
    ADDED = "ADDED"
    DROPPED = "DROPPED"


LABELS: Final[dict[Difference, str]] = {
    Difference.SAME: "未改",
    Difference.DATED_ANEW: "只改了年份日期",
    Difference.NUMBERS: "数字已变",
    Difference.REWORDED: "改写",
    Difference.ADDED: "新增",
    Difference.DROPPED: "删去",
}


@dataclass(frozen=True)
class Pair:
    """A sentence of the earlier document and what became of it; one is empty where it was added or dropped."""

    difference: Difference
    before: str
    now: str

    @property
    def label(self) -> str:
        """Return what the difference is called."""
        return LABELS[self.difference]


@dataclass(frozen=True)
class MovedNumber:
    """A figure that both documents tell, or one of them, and how it reads in each; `on` is what each counted for.

    A value is empty where the document does not tell the figure, and 缺数 where it leaves its blank open.
    """

    figure: str
    before: str
    before_on: str
    now: str
    now_on: str


def numbers(before: Data, now: Data) -> list[MovedNumber]:
    """Return the figures that read otherwise, in the order of the later document and then of the earlier.

    A figure told several times (for a base year and an end year) is paired in the order of reading.
    """
    then, today = _told(before), _told(now)
    pairs = (
        MovedNumber(figure, *(old or ("", "")), *(new or ("", "")))
        for figure in dict.fromkeys((*today, *then))
        for old, new in zip_longest(then.get(figure, ()), today.get(figure, ()))
    )
    return [one for one in pairs if one.before != one.now]


def _told(paper: Data) -> dict[str, list[tuple[str, str]]]:
    """Return the values of each figure with the day they are for, by the figure's name."""
    told: dict[str, list[tuple[str, str]]] = {}
    filled = {line["note"]: line for line in paper["filled"]}
    for run in _runs(paper):
        if run.get("blank"):
            told.setdefault(run["label"], []).append((UNKNOWN, ""))
        elif (line := filled.pop(run.get("note"), None)) is not None:  # told again, it is the same number
            told.setdefault(line["label"], []).append((line["value"], line["on"]))
    return told


def _runs(paper: Data) -> Iterator[Data]:
    """Yield every run of a snapshot in the order of reading, the cells of tables among them."""
    yield from paper["speaker"]
    for block in _blocks(paper):
        yield from block.get("runs", ())
        if "table" in block:
            yield from (cell["run"] for cell in block["table"]["cells"])


def compare(before: Data, now: Data) -> list[Pair]:
    """Return every sentence of two snapshots in the order of reading, each with what became of it."""
    return list(_pairs(sentences(before), sentences(now)))


def sentences(paper: Data) -> list[str]:
    """Return the sentences of a snapshot in the order of reading: a heading is one, and so is a lead with its text."""
    return [part for block in _blocks(paper) for part in _END.split(_text(block)) if part]


def _blocks(paper: Data) -> Iterator[Data]:
    """Yield the paragraphs and, each before what it holds, the sections of a snapshot in the order of reading."""
    yield from paper["opening"]
    yield from _inside(paper["sections"])
    yield from paper["closing"]


def _inside(sections: list[Data]) -> Iterator[Data]:
    for section in sections:
        yield section
        yield from section["body"]
        yield from _inside(section["sections"])


def _text(block: Data) -> str:
    if "heading" in block:
        return str(block["heading"])
    return "".join([block["lead"], *(_words(run) for run in block["runs"])])


def _words(run: Data) -> str:
    """Return how a run reads; of a blank, what it is a blank for: two blanks are not the same sentence."""
    return f"【{run['label']}】" if run.get("blank") else str(run["text"])


def _pairs(before: list[str], now: list[str]) -> Iterator[Pair]:
    """Lay the sentences side by side by their wording without numbers, then pair what is left by likeness."""
    matcher = SequenceMatcher(None, [_wording(one) for one in before], [_wording(one) for one in now], False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            yield from (_same_wording(old, new) for old, new in zip(before[i:j], now[k:m], strict=True))
        else:
            yield from _unlike(before[i:j], now[k:m])


def _same_wording(old: str, new: str) -> Pair:
    if old == new:
        return Pair(Difference.SAME, old, new)
    if _DAY.sub("", old) == _DAY.sub("", new):
        return Pair(Difference.DATED_ANEW, old, new)
    return Pair(Difference.NUMBERS, old, new)


def _unlike(before: list[str], now: list[str]) -> Iterator[Pair]:
    for old, new in zip_longest(before, now, fillvalue=""):
        if old and new and SequenceMatcher(None, old, new, False).ratio() >= ALIKE:
            yield Pair(Difference.REWORDED, old, new)
            continue
        if old:
            yield Pair(Difference.DROPPED, old, "")
        if new:
            yield Pair(Difference.ADDED, "", new)


def _wording(sentence: str) -> str:
    """Return a sentence with its days and numbers taken out."""
    return _NUMBER.sub("#", _DAY.sub("◇", sentence))
