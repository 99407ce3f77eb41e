"""How firmly a number is said: 约, 近, 超 before it, 余, 左右, 以上 behind it."""

from __future__ import annotations

import re

from tidu.reporting.draft.quantity import Hedge, Kind

_BEFORE = re.compile(
    r"(?:(?P<at_most>不超过|不高于|不多于|至多|最多)|(?P<at_least>不低于|不少于|至少)|(?P<about>大约|约|大概)"
    r"|(?P<nearly>将近|接近|近|不足|不到|未满)|(?P<over>超过|超|突破|逾|多于|高于))(?:了|达到?|为)?$"
)
_BEHIND = re.compile(
    r"(?P<about>左右|上下)|(?P<at_most>以内|之内|以下)|(?P<at_least>及?以上)|(?P<over>余|多(?![个种项次年方]))"
)
_LONGEST = 6


def hedge_around(text: str, start: int, end: int, kind: Kind) -> Hedge:
    """Return how firmly the words around `text[start:end]` say it; the one behind it wins (超过30%以上 is 以上).

    近 before a span of time means "the last": 近3年 is not nearly three years.
    """
    for match in (_BEHIND.match(text[end : end + 3]), _BEFORE.search(text[max(0, start - _LONGEST) : start])):
        if match is not None:
            hedge = Hedge[str(match.lastgroup).upper()]
            return Hedge.EXACT if hedge is Hedge.NEARLY and kind is Kind.SPAN else hedge
    return Hedge.EXACT
