"""When a number of a text is of: the year or day named last before it, or the words that stand for one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tidu.reporting.draft.quantity import Kind, Quantity

_RELATIVE = re.compile(
    "(?P<before_last>前年)|(?P<last>去年|上一?年(?!结转|度?初)|上届|上一届|上一?次)|(?P<this>今年|本年|年内|当年|本届)"
    "|(?P<now>目前|现有|当前|至今|如今|现在|到今天为止|截至今天|日前)"
)
_COMPARED = re.compile("(?:比|较|同|与|相比于)$")
_YEAR_END = re.compile("^(?:年?末|年?底|的?12月31日)")
_MULTIPLE = re.compile("^(?:年?[末底])?的[0-9.]+倍")
_OFFSET = {"before_last": -2, "last": -1, "this": 0}


@dataclass(frozen=True)
class Time:
    """A time that a text names.

    `year` is None for "now", and the last of a span that begins in `since`; `on` is a day within a year. `is_base`
    says that something is compared with it (比2022年, 是2022年的2倍), `is_year_before` that it is the year before the
    one spoken of (上年), `is_year_end` that its last day is meant, `is_part` that only some months of it are.
    """

    start: int
    end: int
    text: str
    year: int | None
    since: int | None = None
    on: date | None = None
    is_base: bool = False
    is_year_before: bool = False
    is_year_end: bool = False
    is_part: bool = False


def times(text: str, found: Sequence[Quantity], today: date) -> list[Time]:
    """Return every time that a text names, in order; `today` says which year 去年 is."""
    named = [time for one in found if (time := _named(text, one, today)) is not None]
    for match in _RELATIVE.finditer(text):
        offset = _OFFSET.get(str(match.lastgroup))
        year = None if offset is None else today.year + offset
        named.append(_time(text, match.start(), match.end(), year))
    return sorted(named, key=lambda one: one.start)


def _named(text: str, one: Quantity, today: date) -> Time | None:
    if one.kind is Kind.YEAR:
        return replace(_time(text, one.start, one.end, int(one.high)), since=int(one.low))
    if one.kind is Kind.MONTH:
        return _time(text, one.start, one.end, one.year or today.year, is_part=True)
    if one.kind is not Kind.DAY:
        return None
    year = one.year or today.year
    try:
        on = date(year, int(one.low) // 100, int(one.low) % 100)
    except ValueError:  # 2月30日 is no day
        return None
    return _time(text, one.start, one.end, year, on=on)


def _time(
    text: str, start: int, end: int, year: int | None, *, on: date | None = None, is_part: bool = False
) -> Time:
    return Time(
        start=start,
        end=end,
        text=text[start:end],
        year=year,
        on=on,
        is_base=bool(
            _COMPARED.search(text[max(0, start - 4) : start]) or _MULTIPLE.match(text[end : end + 12])
        ),
        is_year_before=text[start:end] in {"上年", "上一年"},
        is_year_end=bool(_YEAR_END.match(text[end : end + 7])),
        is_part=is_part,
    )
