"""When a number of a text is of: the year or day named last before it, or the words that stand for one."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tidu.reporting.draft.quantity import Kind, Quantity

_NUMERAL = "[一二两三四五六七八九十几数多0-9]"
_RELATIVE = re.compile(
    "(?P<before_last>前年)|(?P<last>去年|上一?年(?!结转|度?初)|上届|上一届|上一?次)|(?P<that>当年)|(?P<this>今年|本年|年内|本届)"
    "|(?P<now>目前|现有|当前|至今|如今|现在|到今天为止|截至今天|日前)"
    f"|(?P<span>近{_NUMERAL}+年|近年来|近些年|{_NUMERAL}+年(?:来|间|累计)|十[三四五]五(?:以来|期间|时期)|历年)"
    "|(?P<part>(?:第?[一二三四]|前[两二三])季度|[上下]半年)"
    "|(?P<end>(?<![0-9〇零一二三四五六七八九今去前上当本每同年全])年[底末](?!期))"
)
_COMPARED = re.compile("(?:(?<!占)[比较]|相比于|相较于?|相对于|对比|高于|低于|多于|少于|超过)$")
_WITH = re.compile("[与同和跟]$")
_COMPARES = re.compile("^(?:年?[末底])?(?:同期)?(?:相比|比较|相较|比)")
_STARTS = re.compile("[由从自]$")
_YEAR_END = re.compile("^(?:年?末|年?底|的?12月31日)")
_MONTH_END = re.compile("^(?:份?[末底])")
_SAME_PERIOD = re.compile("^(?:年?的?)?同期")
_MULTIPLE = re.compile("^(?:年?[末底])?(?:[（(][^（）()]{1,8}[）)])?的[0-9.一二两三四五六七八九十]+倍")
_UNTIL = re.compile("(?:截[至止]到?|[到至])(?:目前)?$")
_UNTIL_END = re.compile("截[至止]到?$")
_SENTENCE = re.compile("[。！？!?\n]")
_SINCE = re.compile("^[^，,。；;0-9]{0,12}(?:以来|起(?=[，,])|开始)")
_OFFSET = {"before_last": -2, "last": -1, "this": 0}


@dataclass(frozen=True)
class Time:
    """A time that a text names.

    `year` is None for "now", and the last of a span that begins in `since`; `on` is a day within a year. `is_base`
    says that something is compared with it (比2022年, 是2022年的2倍), `is_year_before` that it is the year before the
    one spoken of (上年), `is_same_period` that only the same part of it is (上年同期), `is_start` that a way begins
    there (由2022年的), `is_year_end` that its last day is meant, `is_part` that only some months of it are, `is_until`
    that all up to the day is, `is_span` that several years are which nobody named.
    """

    start: int
    end: int
    text: str
    year: int | None
    since: int | None = None
    on: date | None = None
    is_base: bool = False
    is_year_before: bool = False
    is_same_period: bool = False
    is_start: bool = False
    is_year_end: bool = False
    is_part: bool = False
    is_until: bool = False
    is_span: bool = False


def times(text: str, found: Sequence[Quantity], today: date) -> list[Time]:
    """Return every time that a text names, in order; `today` says which year 去年 is."""
    named = [time for one in found if (time := _named(text, one, today)) is not None]
    named += [_relative(text, match, today) for match in _RELATIVE.finditer(text)]
    ordered: list[Time] = []
    for time in sorted(named, key=lambda one: one.start):
        ordered.append(_since(text, _of_the_year_named(text, time, ordered), today))
    return ordered


def _relative(text: str, match: re.Match[str], today: date) -> Time:
    kind = str(match.lastgroup)
    year = today.year + _OFFSET[kind] if kind in _OFFSET else None
    if kind in {"that", "end", "part"}:
        year = today.year
    time = _time(text, match.start(), match.end(), year, is_part=kind == "part")
    return replace(time, is_span=kind == "span", is_year_end=time.is_year_end or kind == "end")


def _of_the_year_named(text: str, time: Time, before: Sequence[Time]) -> Time:
    """Return 当年, 年底 and 上半年 as those of the year that the sentence named before, 上年 as the one before it."""
    before_it = time.is_year_before and not time.is_base
    alone = time.text in {"当年", "年底", "年末"} or (time.is_part and time.text[-1] in "度年")
    if not (alone or before_it):
        return time
    begin = max((match.end() for match in _SENTENCE.finditer(text, 0, time.start)), default=0)
    named = [one.year for one in before if one.start >= begin and one.year and not one.is_base]
    return replace(time, year=named[-1] - before_it) if named else time


def _since(text: str, time: Time, today: date) -> Time:
    """Return an earlier year since which something goes on (2022年以来) as several years."""
    earlier = time.year is not None and time.year < today.year
    return replace(time, is_span=True) if earlier and _SINCE.match(text[time.end : time.end + 16]) else time


def _named(text: str, one: Quantity, today: date) -> Time | None:
    if one.kind is Kind.YEAR:
        return replace(_time(text, one.start, one.end, int(one.high)), since=int(one.low))
    if one.kind is Kind.MONTH:
        return _month(text, one, today)
    if one.kind is not Kind.DAY:
        return None
    year = one.year or today.year
    try:
        on = date(year, int(one.low) // 100, int(one.low) % 100)
    except ValueError:  # 2月30日 is no day
        return None
    return _time(text, one.start, one.end, year, on=on)


def _month(text: str, one: Quantity, today: date) -> Time:
    """Return a month, or some: the end of one (5月底, 截至5月) is a day."""
    year, month = one.year or today.year, int(one.high)
    ends = _MONTH_END.match(text[one.end : one.end + 2]) or _UNTIL_END.search(
        text[max(0, one.start - 4) : one.start]
    )
    if one.is_range or not ends:
        return _time(text, one.start, one.end, year, is_part=True)
    on = date(year, month, monthrange(year, month)[1])
    return replace(_time(text, one.start, one.end, year, on=on), is_year_end=False)


def _time(
    text: str, start: int, end: int, year: int | None, *, on: date | None = None, is_part: bool = False
) -> Time:
    before, behind = text[max(0, start - 6) : start], text[end : end + 14]
    is_base = _COMPARED.search(before) or _MULTIPLE.match(text[end : end + 24])
    return Time(
        start=start,
        end=end,
        text=text[start:end],
        year=year,
        on=on,
        is_base=bool(is_base or (_WITH.search(before) and _COMPARES.match(behind))),
        is_year_before=text[start:end] in {"上年", "上一年"},
        is_same_period=bool(_SAME_PERIOD.match(behind)),
        is_start=bool(_STARTS.search(before)),
        is_year_end=bool(_YEAR_END.match(behind)),
        is_part=is_part,
        is_until=bool(_UNTIL.search(before)),
    )
