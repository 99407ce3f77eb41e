"""Which place a number is of: the county, one of its townships or its park, or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

_OUTSIDE = re.compile("全省|全市|全国|我国|我省|我市|全省市")
_COUNTY = re.compile("全县|我县|本县|县域")
_TOWNSHIP = re.compile("(?<![乡各每个])(?<=[，。；、：\n在是])[\u4e00-\u9fff]{2,3}[镇乡](?![镇村])")


class Scope(StrEnum):
    """Of what a number is said."""

    COUNTY = "COUNTY"
    PLACE = "PLACE"
    OUTSIDE = "OUTSIDE"
    UNKNOWN = "UNKNOWN"


def scope_of(words: str, places: Mapping[str, str]) -> tuple[Scope, str, str | None]:
    """Return the scope named last in the words before a number, how it is named, and a place's code.

    `places` are codes by every name a place goes by; saying nothing means the county.
    """
    named = [(words.rfind(name), len(name), Scope.PLACE, name) for name in places if name in words]
    for scope, pattern in ((Scope.OUTSIDE, _OUTSIDE), (Scope.COUNTY, _COUNTY)):
        named += [(match.start(), len(match[0]), scope, match[0]) for match in pattern.finditer(words)]
    known = {(at + length) for at, length, _, _ in named}
    for match in _TOWNSHIP.finditer(f"\n{words}"):
        if match.end() - 1 not in known and not match[0].endswith("乡镇"):
            named.append((match.start() - 1, len(match[0]), Scope.UNKNOWN, match[0]))
    if not named:
        return Scope.COUNTY, "", None
    _, _, scope, name = max(named)
    return scope, name, places.get(name)
