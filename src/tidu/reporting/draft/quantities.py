"""Every quantity of a Chinese text, with where it stands: amounts, shares, multiples, spans, years, days, ranges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from tidu.reporting.draft.hedges import hedge_around
from tidu.reporting.draft.measures import BARE_NUMERAL_IS_VAGUE, UNIT, is_money, meaning
from tidu.reporting.draft.numerals import ARABIC, CHINESE, MAGNITUDE, of_arabic, of_chinese, place_of, plain
from tidu.reporting.draft.passed_over import GAP, without_names
from tidu.reporting.draft.quantity import Hedge, Kind, Quantity

_TO = r"(?:[—–－~～-]{1,2}|至|到)"
_MORE = "余|多|来"
_LATE = "(?P<late>多(?=[来以前]))?"
_YEAR4 = r"(?<![0-9.])(?:19|20)[0-9]{2}"
_MONTH = "1[0-2]|0?[1-9]"
_DATE = "3[01]|[12][0-9]|0?[1-9]"

_DAY = re.compile(
    rf"(?:(?P<year>{_YEAR4})年)?(?<![0-9])(?P<month>{_MONTH})月(?P<day>{_DATE})[日号]"
    rf"|(?P<iyear>{_YEAR4})[-./](?P<imonth>{_MONTH})[-./](?P<iday>{_DATE})(?![0-9])"
)
_MONTHS = re.compile(
    rf"(?:(?P<year>{_YEAR4})年)?(?<![0-9])(?P<low>{_MONTH})(?:月?{_TO}(?P<high>{_MONTH}))?月(?!份?以[上内])"
)
_YEARS = re.compile(rf"(?P<low>{_YEAR4})年?{_TO}(?P<high>(?:19|20)[0-9]{{2}})年")
_YEAR = re.compile(rf"(?P<arabic>{_YEAR4})年|(?P<worded>[一二][〇零一二三四五六七八九]{{3}})年")
_PERCENT = re.compile(
    rf"(?P<low>{ARABIC})[%％]?{_TO}(?P<high>{ARABIC})[%％]|(?P<one>-?{ARABIC})[%％](?!{_TO}[0-9.]+[%％])"
    rf"|(?P<each>{ARABIC})[%％]|百分之(?P<worded>{CHINESE}|{ARABIC})"
)
_FRACTION = re.compile(rf"(?P<whole>{CHINESE}|[0-9]+)分之(?P<part>{CHINESE}|[0-9]+)")
_TENTHS = re.compile(
    "(?P<tens>[一二两三四五六七八九])成(?P<ones>[一二三四五六七八九半])(?![一二三四五六七八九十])"
)
_HALF = re.compile("(?:(?<=占)|(?<=占了)|(?<=占到)|(?<=占近)|(?<=占约))(?:一半|半数)")
_DOUBLED = re.compile(r"翻(?:了)?(?P<times>[一两二三])?番")
_ZERO = re.compile(r"零的?突破")
_SPREAD = re.compile(
    rf"(?P<low>{ARABIC})(?P<lowmag>{MAGNITUDE})?(?P<lowunit>{UNIT})?{_TO}"
    rf"(?P<high>{ARABIC})(?P<mag>{MAGNITUDE})?(?:{_MORE})?(?P<unit>{UNIT})"
)
_COUNT = re.compile(
    rf"(?P<number>{ARABIC})\s*(?P<early>{_MORE})?(?P<mag>{MAGNITUDE})?\s*(?P<more>{_MORE})?(?:(?P<unit>{UNIT}){_LATE})?"
)
_WORDED = re.compile(rf"(?<![数几上成])(?P<number>{CHINESE})(?P<more>{_MORE})?(?P<unit>{UNIT}){_LATE}")
_SERIES = re.compile(rf"\s*(?:[、和及与]|以及)\s*(?:{ARABIC})(?P<mag>{MAGNITUDE})?(?P<unit>{UNIT}|[%％])?")
_CHANGES = re.compile(
    r"(?:净增|新增|增加|减少|达到?|仅有?|只有|突破|超过?|不足|从|增长|缩短|压缩[至到])(?:了|近|到|约)?$"
)
_BOUNDS = re.compile("以[上内下]|左右")


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of a text, in order; none overlaps another."""
    left = without_names(text)
    found: list[Quantity] = []
    for pattern, read in _READERS:
        seen = [quantity for match in pattern.finditer(left) if (quantity := read(match, text))]
        left = _without(left, seen)
        found += seen
    return sorted(found, key=lambda one: one.start)


def _without(text: str, found: list[Quantity]) -> str:
    """Return the text with what has been read blanked out, every place kept."""
    letters = list(text)
    for one in found:
        letters[one.start : one.end] = GAP * (one.end - one.start)
    return "".join(letters)


def _made(
    match: re.Match[str],
    text: str,
    kind: Kind,
    low: Fraction,
    unit: str = "",
    *,
    high: Fraction | None = None,
    step: Fraction = Fraction(1),
    more: str | None = None,
    year: str | None = None,
) -> Quantity:
    start, end = match.span()
    hedge = Hedge.OVER if more in {"余", "多"} else hedge_around(text, start, end, kind)
    last = low if high is None else high
    named = int(year) if year else None
    return Quantity(start, end, text[start:end], kind, low, last, unit, step, hedge, named)


def _day(match: re.Match[str], text: str) -> Quantity:
    year, month, day = (match[name] or match[f"i{name}"] for name in ("year", "month", "day"))
    return _made(match, text, Kind.DAY, Fraction(int(month) * 100 + int(day)), "日", year=year)


def _months(match: re.Match[str], text: str) -> Quantity:
    low, high = Fraction(match["low"]), Fraction(match["high"] or match["low"])
    return _made(match, text, Kind.MONTH, low, "月", high=high, year=match["year"])


def _years(match: re.Match[str], text: str) -> Quantity:
    return _made(match, text, Kind.YEAR, Fraction(match["low"]), "年", high=Fraction(match["high"]))


def _year(match: re.Match[str], text: str) -> Quantity:
    value = Fraction(match["arabic"]) if match["arabic"] else of_chinese(match["worded"])
    return _made(match, text, Kind.YEAR, value, "年")


def _percent(match: re.Match[str], text: str) -> Quantity:
    if worded := match["worded"]:
        arabic = re.fullmatch(ARABIC, worded)
        value, step = (of_arabic(worded), place_of(worded)) if arabic else (of_chinese(worded), Fraction(1))
        return _made(match, text, Kind.PERCENT, value, "%", step=step)
    low = match["low"] or match["one"] or match["each"]
    high = match["high"] or low
    return _made(match, text, Kind.PERCENT, of_arabic(low), "%", high=of_arabic(high), step=place_of(high))


def _fraction(match: re.Match[str], text: str) -> Quantity:
    part, whole = (
        Fraction(word) if word.isascii() else of_chinese(word) for word in (match["part"], match["whole"])
    )
    value = part * 100 / whole
    made = _made(match, text, Kind.PERCENT, value, "%", step=value * 3 / 10)
    return replace(made, hedge=Hedge.ABOUT) if made.hedge is Hedge.EXACT else made


def _half(match: re.Match[str], text: str) -> Quantity:
    made = _made(match, text, Kind.PERCENT, Fraction(50), "%", step=Fraction(15))
    return replace(made, hedge=Hedge.ABOUT) if made.hedge is Hedge.EXACT else made


def _tenths(match: re.Match[str], text: str) -> Quantity:
    """Return tenths with hundredths: 四成七 is 47 %, 六成半 65 %."""
    ones = Fraction(5) if match["ones"] == "半" else of_chinese(match["ones"])
    return _made(match, text, Kind.PERCENT, 10 * of_chinese(match["tens"]) + ones, "%")


def _doubled(match: re.Match[str], text: str) -> Quantity:
    times = 2 ** int(of_chinese(match["times"] or "一"))
    return _made(match, text, Kind.TIMES, Fraction(times), "倍")


def _zero(match: re.Match[str], text: str) -> Quantity:
    return _made(match, text, Kind.ZERO, Fraction(0))


def _spread(match: re.Match[str], text: str) -> Quantity | None:
    if match["lowunit"] not in {None, match["unit"]}:
        return None
    magnitude = match["mag"] or ""
    kind, unit, factor = meaning(match["unit"])
    low = of_arabic(match["low"], match["lowmag"] or magnitude) * factor
    high = of_arabic(match["high"], magnitude) * factor
    step = place_of(match["high"], magnitude) * factor
    return _made(match, text, kind, low, unit, high=high, step=step)


def _count(match: re.Match[str], text: str) -> Quantity:
    number, magnitude, unit = match["number"], match["mag"] or "", match["unit"] or ""
    if not unit:
        magnitude, unit = _end_of_the_series(text, match.end(), magnitude)
    if unit == "年" and re.fullmatch("(?:19|20)[0-9]{2}", plain(number)):
        return _made(match, text, Kind.YEAR, Fraction(plain(number)), "年")
    kind, unit, factor = meaning(unit)
    value, step = of_arabic(number, magnitude) * factor, place_of(number, magnitude) * factor
    return _made(
        match, text, kind, value, unit, step=step, more=match["early"] or match["more"] or match["late"]
    )


def _end_of_the_series(text: str, end: int, magnitude: str) -> tuple[str, str]:
    """Return magnitude and unit that close a series: the 12 of "12、15和18家" counts 家, of "1.2、3.4亿元" 亿元."""
    while match := _SERIES.match(text, end):
        if match["unit"]:
            shared = match["mag"] or "" if is_money(match["unit"]) or not magnitude else ""
            return magnitude or shared, match["unit"]
        end = match.end()
    return magnitude, ""


def _worded(match: re.Match[str], text: str) -> Quantity | None:
    """Return a number in Chinese numerals; 一批 says "a", 万亿元 counts, 一个月以上 counts."""
    number = match["number"]
    if number in BARE_NUMERAL_IS_VAGUE and not _counts(match, text):
        return None
    kind, unit, factor = meaning(match["unit"])
    return _made(match, text, kind, of_chinese(number) * factor, unit, more=match["more"] or match["late"])


def _counts(match: re.Match[str], text: str) -> bool:
    """Return whether the words around a vague numeral count: a word of change before it, or a bound behind it."""
    before, behind = text[max(0, match.start() - 5) : match.start()], text[match.end() : match.end() + 2]
    return bool(_CHANGES.search(before) or _BOUNDS.match(behind) or match["unit"] in {"倍", "成"})


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Quantity | None]], ...] = (
    (_ZERO, _zero),
    (_DOUBLED, _doubled),
    (_TENTHS, _tenths),
    (_HALF, _half),
    (_DAY, _day),
    (_YEARS, _years),
    (_MONTHS, _months),
    (_YEAR, _year),
    (_PERCENT, _percent),
    (_FRACTION, _fraction),
    (_SPREAD, _spread),
    (_COUNT, _count),
    (_WORDED, _worded),
)
"""From the most particular to the most general: what one has read, the next does not see."""
