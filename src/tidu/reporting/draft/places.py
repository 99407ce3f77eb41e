"""Which place a number is of: the county, one of its townships or its park, or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_OUTSIDE = re.compile("全省|全市|全国|我国|我省|我市|全省市")
_COUNTY = re.compile("全县|我县|本县|县域|县里")
_TOWNSHIP = re.compile("(?<![乡各每个])(?<=[，。；、：\n在是])[\u4e00-\u9fff]{2,3}[镇乡](?![镇村])")
_SAME = re.compile("全[镇乡]|[本该][镇乡园]|全园区|园区?内|镇[里内]|乡[里内]")
_JOINS = re.compile("(?:[、和与及]|以及)$")
_BEHIND = re.compile("^(?:都|均|全部)?(?:在|位于|来自|分布在|落户在?|设在)")


class Scope(StrEnum):
    """Of what a number is said."""

    COUNTY = "COUNTY"
    PLACE = "PLACE"
    SEVERAL = "SEVERAL"
    OUTSIDE = "OUTSIDE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Named:
    """A scope as words name it: `words` are empty where nothing is said, which means the county; `code` of a place."""

    scope: Scope
    words: str = ""
    code: str | None = None


def scope_of(words: str, places: Mapping[str, str]) -> Named:
    """Return the scope named last in the words before a number; `places` are codes by every name a place goes by."""
    named = [
        (words.rfind(name) + len(name), len(name), Scope.PLACE, name) for name in places if name in words
    ]
    for scope, pattern in ((Scope.OUTSIDE, _OUTSIDE), (Scope.COUNTY, _COUNTY)):
        named += [(match.end(), len(match[0]), scope, match[0]) for match in pattern.finditer(words)]
    known = {end for end, _, _, _ in named}
    for match in _TOWNSHIP.finditer(f"\n{words}"):
        if match.end() - 1 not in known and not match[0].endswith("乡镇"):
            named.append((match.end() - 1, len(match[0]), Scope.UNKNOWN, match[0]))
    if not named:
        return Named(Scope.COUNTY)
    end, length, scope, name = max(named)
    if (
        scope is Scope.PLACE
        and _JOINS.search(words[: end - length])
        and _ends_with(words[: end - length], places)
    ):
        return Named(Scope.SEVERAL, name)
    return Named(scope, name, places.get(name))


def _ends_with(words: str, places: Iterable[str]) -> bool:
    """Return whether a place is named right before the word that joins it to another: 云溪镇、石渡镇."""
    return _JOINS.sub("", words).endswith(tuple(places))


def means_the_same(words: str) -> bool:
    """Return whether words speak of the place named before: 全镇, 该乡, 园区内."""
    return _SAME.search(words) is not None


def behind(words: str, places: Mapping[str, str]) -> Named | None:
    """Return the place that the words right behind a number name: 36家在工业园区; None where they name none."""
    match = _BEHIND.match(words)
    named = scope_of(words[match.end() :], places) if match else None
    return named if named is not None and named.scope is Scope.PLACE else None
