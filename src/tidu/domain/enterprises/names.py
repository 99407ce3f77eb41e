"""Names of firms compared: what of a name is its own word, and how alike two of them are.

A name by 企业名称登记管理规定 is place + own word + trade + form. Place and form are shared by many, so they are
taken off first; what is left is compared in pairs of characters, which carry meaning in Chinese (trigrams do worse).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from typing import Final

from tidu.foundation.intake.cells import plain

FORMS: Final = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限合伙",
    "普通合伙",
    "有限公司",
    "集团公司",
    "分公司",
    "公司",
    "集团",
    "总厂",
    "厂",
)
"""Forms of organisation at the end of a name, longer ones first."""

_BRACKETS: Final = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_PUNCTUATION: Final = re.compile(r"[\s·・.。,，、;；:：“”\"'《》<>—\-]")
_DIVISION: Final = re.compile(r"^[\u4e00-\u9fff]{2,4}?(?:自治区|自治州|自治县|省|市|县|区|镇|乡)")
SHORTEST: Final = 2


def plain_name(text: str) -> str:
    """Return a name for comparing whole: half-width, without white space, and with one kind of brackets."""
    return plain(text)


def own_word(name: str, places: Collection[str] = ()) -> str:
    """Return what is left of a name without brackets, divisions, the places given and the form of organisation.

    A name that would vanish altogether is kept whole.
    """
    bare = _PUNCTUATION.sub("", _BRACKETS.sub("", plain(name)))
    left = _without_places(_without_forms(bare), places)
    return left if len(left) >= SHORTEST else bare


def pairs(word: str) -> Counter[str]:
    """Return the pairs of neighbouring characters of a word, each with how often it occurs."""
    return Counter(word[place : place + 2] for place in range(len(word) - 1))


def likeness(one: Counter[str], other: Counter[str]) -> int:
    """Return how alike two words are by their pairs, in whole percent (Dice): 100 for the same pairs."""
    total = one.total() + other.total()
    return 200 * (one & other).total() // total if total else 0


def shared_word(one: str, other: str) -> str:
    """Return the longest run of characters that two words share, "" for none."""
    best = ""
    for start in range(len(one)):
        end = start + len(best) + 1
        while end <= len(one) and one[start:end] in other:
            best, end = one[start:end], end + 1
    return best


def _without_forms(name: str) -> str:
    """Take the forms off the end; a group's subsidiary bears two of them."""
    for _ in range(2):
        form = next((form for form in FORMS if name.endswith(form) and name != form), "")
        name = name.removesuffix(form)
    return name


def _without_places(name: str, places: Collection[str]) -> str:
    """Take divisions off the beginning, then one of the places given where it stands without its kind."""
    while (found := _DIVISION.match(name)) and len(name) - found.end() >= SHORTEST:
        name = name[found.end() :]
    for place in sorted(places, key=len, reverse=True):
        if place and name.startswith(place) and len(name) - len(place) >= SHORTEST:
            return name[len(place) :]
    return name
