"""Every quantity of a Chinese text, with where it stands: amounts, shares, points, multiples, years, days, ranges.

Left alone, because they count nothing: ordinals (第三, 一是), outline marks, names (十四五, 三中全会, 5G, PM2.5), document
numbers, telephone numbers, and 一 before a measure word where it only says "a" (一批, 一系列).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from tidu.reporting.draft.numerals import ARABIC, CHINESE, MAGNITUDE, of_arabic, of_chinese, scale


class Kind(StrEnum):
    """What a quantity is."""

    AMOUNT = "AMOUNT"
    PERCENT = "PERCENT"
    POINTS = "POINTS"
    TIMES = "TIMES"
    YEAR = "YEAR"
    DAY = "DAY"
    ZERO = "ZERO"


class Hedge(StrEnum):
    """How firmly it is said."""

    EXACT = ""
    ABOUT = "约"
    NEARLY = "近"
    OVER = "超"
    UNDER = "不足"


@dataclass(frozen=True)
class Quantity:
    """One quantity: `text[start:end]`, its value (two of them where it is a range) and unit as counted (元, 家, %).

    `step` is the place of the last digit written, in the same unit: 1.54亿元 is told to the nearest 1,000,000 元.
    A day is month × 100 + day, with `year` where it is named; a year is itself.
    """

    start: int
    end: int
    text: str
    kind: Kind
    low: Decimal
    high: Decimal
    unit: str
    step: Decimal
    hedge: Hedge = Hedge.EXACT
    year: int | None = None

    @property
    def is_range(self) -> bool:
        """Return whether two ends are named."""
        return self.low != self.high


# ---------------------------------------------------------------- what is counted

MONEY = ("元人民币", "美元", "欧元", "港元", "日元", "元")
MEASURES = (
    *("平方公里", "平方千米", "平方米", "立方米", "千瓦时", "兆瓦时", "公里", "千米", "海里", "厘米", "毫米", "米"),
    *("标准煤", "公斤", "千克", "千瓦", "兆瓦", "公顷", "万吨", "吨", "斤", "克", "亩", "度", "升"),
    *("个工作日", "工作日", "个百分点", "百分点", "个月", "小时", "分钟", "周年", "周岁", "天", "日", "年", "月", "岁", "秒"),
    *("人次", "户次", "件次", "批次", "架次", "车次", "班次", "家次", "人", "名", "位", "户", "家", "所", "座", "处", "个"),
    *("项", "件", "条", "份", "篇", "部", "册", "本", "期", "场", "次", "批", "届", "轮", "类", "种", "级", "层", "排", "组"),
    *("台", "套", "辆", "架", "艘", "列", "颗", "枚", "支", "只", "头", "株", "棵", "村", "县", "市", "省", "镇", "乡"),
    *("间", "栋", "幢", "张", "宗", "笔", "单", "门", "例", "起", "桩", "步", "字", "页", "分", "倍", "番", "成", "折", "国"),
)
_UNITS = "|".join(sorted((*MONEY, *MEASURES), key=len, reverse=True))
MORE = "余|多|来"
GAP = "\x00"
_SPAN = r"(?:—{1,2}|－|-|–|~|～|至|到)"

_PERCENT = re.compile(
    rf"(?P<low>{ARABIC})[%％]?{_SPAN}(?P<high>{ARABIC})[%％]|(?P<one>{ARABIC})[%％]|百分之(?P<worded>{CHINESE}|{ARABIC})"
)
_DAY = re.compile(
    r"(?<![0-9])(?:(?P<year>[12][0-9]{3})年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12][0-9]|0?[1-9])[日号]"
    r"|(?<![0-9])(?P<iyear>[12][0-9]{3})[-./](?P<imonth>1[0-2]|0?[1-9])[-./](?P<iday>3[01]|[12][0-9]|0?[1-9])(?![0-9])"
)
_YEARS = re.compile(rf"(?<![0-9])(?P<low>[12][0-9]{{3}})年?{_SPAN}(?P<high>[12][0-9]{{3}})年")
_YEAR = re.compile(
    r"(?<![0-9.])(?P<arabic>(?:19|20)[0-9]{2})年"
    r"|(?P<worded>[一二][〇零一二三四五六七八九]{3})年"
)
_FRACTION = re.compile(rf"(?P<whole>{CHINESE}|[0-9]+)分之(?P<part>{CHINESE}|[0-9]+)")
_DOUBLED = re.compile(r"翻(?:了)?(?P<times>[一两二三])?番")
_ZERO = re.compile(r"零突破|零的突破")
_SPREAD = re.compile(
    rf"(?P<low>{ARABIC})(?P<lowmag>{MAGNITUDE})?(?P<lowunit>{_UNITS})?{_SPAN}"
    rf"(?P<high>{ARABIC})(?P<mag>{MAGNITUDE})?(?:{MORE})?(?P<unit>{_UNITS})"
)
_COUNT = re.compile(
    rf"(?P<number>{ARABIC})\s*(?P<early>{MORE})?(?P<mag>{MAGNITUDE})?\s*(?P<more>{MORE})?(?P<unit>{_UNITS})?"
)
_WORDED = re.compile(rf"(?P<some>[数几上])?(?P<number>{CHINESE}|半)(?P<more>{MORE}|几)?(?P<unit>{_UNITS})")

# ---------------------------------------------------------------- what counts nothing

_NAMES = re.compile(
    r"第[零〇一二两三四五六七八九十百千0-9]+|[(（][零〇一二三四五六七八九十0-9]+[)）]"
    r"|(?m:^\s*[0-9]+[.．、](?![0-9]))|(?m:^\s*[一二三四五六七八九十]+、)|[一二三四五六七八九十]+是(?=[\u4e00-\u9fff])"
    r"|[〔\[][0-9]{4}[〕\]]\s*[0-9]*\s*号?|十[一二三四五]五|[一二三四五六七八九十]+届|[一二三四五六七八九]中全会"
    r"|(?:二十|十[一二三四五六七八九])大|[A-Za-z]+[-]?[0-9][0-9.]*|[0-9.]+[A-Za-z](?![a-z])|1[0-9]{10}(?![0-9])|0[0-9]{2,3}-[0-9]{7,8}|123[14]5"
    r"|(?:三|五|十)年(?:行动|攻坚|规划|计划|禁)|[五十]年规划"
)
_INDEFINITE = re.compile(
    r"一(?:方面|系列|体|定|些|直|般|律|旦|线|流|道|起|致|样|切|味|带一路|次性|步|级|把手|年来|年间|度|手|站|门式|网|刀|揽|以|批|个|种|条|份|名|位|类|场|件|支|处|座|家人|代|国|心|如|概|同|共|向|贯|并|再|番|时|跃|举|半|部分|块|头|点|边|面|项项|者|季度|事一|企一|户一|人一|县一)"
    r"|千方百计|千家万户|千千万|亿万|万众|万无一失|百花|三农|两岸|两会|两山|两个[确维毅]|四个[意自]|四风|六[稳保]|半导体|多半|过半|大半|三孩|万企|万村|九二|百年"
)
_COUNTING = "|".join(sorted({*MONEY, *MEASURES} - set("级层门步字页分成度单排列类"), key=len, reverse=True))


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of a text, in order; none overlaps another."""
    left = text
    for nothing in (_NAMES,):
        left = nothing.sub(_blank, left)
    found: list[Quantity] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(left):
            quantity = read(match, text)
            if quantity is not None:
                found.append(quantity)
        left = _without(left, found)
        if pattern is _COUNT:
            left = _INDEFINITE.sub(_blank, left)
    return sorted(found, key=lambda one: one.start)


def _blank(match: re.Match[str]) -> str:
    return GAP * len(match.group())


def _without(text: str, found: list[Quantity]) -> str:
    """Return the text with what has been read blanked out, every place kept."""
    letters = list(text)
    for one in found:
        letters[one.start : one.end] = GAP * (one.end - one.start)
    return "".join(letters)


# ---------------------------------------------------------------- reading one

_BEFORE = re.compile(
    r"(?P<about>约|大约|大概|左右各)?(?P<nearly>近|将近|接近)?(?P<over>超过|超|突破|逾|多于|高于|不低于|不少于|至少)?(?P<under>不足|不到|低于|不超过|最高)?(?:了|达|达到)?$"
)
_AFTER = re.compile(r"(?P<about>左右|上下)|(?P<over>以上|余|多)|(?P<under>以内|以下)")


def _hedge(text: str, start: int, end: int, more: str | None = None) -> Hedge:
    """Return how firmly the words around a number say it."""
    before, after = _BEFORE.search(text[max(0, start - 6) : start]), _AFTER.match(text[end : end + 2])
    said = {name for match in (before, after) if match for name, word in match.groupdict().items() if word}
    if more or "over" in said:
        return Hedge.OVER
    for name, hedge in (("nearly", Hedge.NEARLY), ("about", Hedge.ABOUT), ("under", Hedge.UNDER)):
        if name in said:
            return hedge
    return Hedge.EXACT


def _step(number: str, magnitude: str) -> Decimal:
    """Return the place of the last digit written: 1.54 and 亿 is 1,000,000."""
    digits = re.sub("[,，]", "", number)
    decimals = len(re.split("[.．]", digits)[1]) if re.search("[.．]", digits) else 0
    return Decimal(1).scaleb(-decimals) * scale(magnitude)


def _made(match: re.Match[str], text: str, kind: Kind, low: Decimal, unit: str, **further: Any) -> Quantity:
    start, end = match.span()
    return Quantity(
        start=start,
        end=end,
        text=text[start:end],
        kind=kind,
        low=low,
        high=further.pop("high", low),
        unit=unit,
        step=further.pop("step", Decimal(1)),
        hedge=_hedge(text, start, end, further.pop("more", None)),
        year=further.pop("year", None),
    )


def _day(match: re.Match[str], text: str) -> Quantity:
    part = match.group
    year, month, day = (part(name) or part(f"i{name}") for name in ("year", "month", "day"))
    value = Decimal(int(month) * 100 + int(day))
    return _made(match, text, Kind.DAY, value, "日", year=int(year) if year else None)


def _years(match: re.Match[str], text: str) -> Quantity:
    return _made(match, text, Kind.YEAR, Decimal(match["low"]), "年", high=Decimal(match["high"]))


def _year(match: re.Match[str], text: str) -> Quantity:
    value = Decimal(match["arabic"]) if match["arabic"] else of_chinese(match["worded"])
    return _made(match, text, Kind.YEAR, value, "年")


def _percent(match: re.Match[str], text: str) -> Quantity:
    if match["worded"]:
        worded = match["worded"]
        value = of_arabic(worded) if re.match(ARABIC, worded) else of_chinese(worded)
        return _made(match, text, Kind.PERCENT, value, "%")
    low = match["low"] or match["one"]
    high = match["high"] or low
    return _made(match, text, Kind.PERCENT, of_arabic(low), "%", high=of_arabic(high), step=_step(high, ""))


def _fraction(match: re.Match[str], text: str) -> Quantity:
    part, whole = (
        Decimal(word) if word.isascii() else of_chinese(word) for word in (match["part"], match["whole"])
    )
    return _made(match, text, Kind.PERCENT, part * 100 / whole, "%")


def _doubled(match: re.Match[str], text: str) -> Quantity:
    times = 2 ** int(of_chinese(match["times"] or "一"))
    return _made(match, text, Kind.TIMES, Decimal(times), "倍")


def _zero(match: re.Match[str], text: str) -> Quantity:
    return _made(match, text, Kind.ZERO, Decimal(0), "")


def _spread(match: re.Match[str], text: str) -> Quantity:
    magnitude = match["mag"] or ""
    kind, unit, factor = _meaning(match["unit"])
    low = of_arabic(match["low"], match["lowmag"] or magnitude) * factor
    high = of_arabic(match["high"], magnitude) * factor
    return _made(match, text, kind, low, unit, high=high, step=_step(match["high"], magnitude) * factor)


def _count(match: re.Match[str], text: str) -> Quantity | None:
    unit, magnitude = match["unit"] or "", match["mag"] or ""
    if not unit:
        unit = _unit_of_the_series(text, match.end())
    kind, unit, factor = _meaning(unit)
    return _made(
        match,
        text,
        kind,
        of_arabic(match["number"], magnitude) * factor,
        unit,
        step=_step(match["number"], magnitude) * factor,
        more=match["early"] or match["more"],
    )


_SERIES = re.compile(rf"\s*[、和及与]\s*(?:{ARABIC})(?:{MAGNITUDE})?(?P<unit>{_UNITS}|[%％])?")


def _unit_of_the_series(text: str, end: int) -> str:
    """Return the unit that closes a series: the 12 of "12、15和18家" counts 家."""
    while match := _SERIES.match(text, end):
        if match["unit"]:
            return str(match["unit"])
        end = match.end()
    return ""


def _worded(match: re.Match[str], text: str) -> Quantity | None:
    number, unit = match["number"], match["unit"]
    if match["some"] or (unit in _WEAK and number in {"一", "两", "半", "千", "百", "万", "亿"}):
        return None
    kind, unit, factor = _meaning(unit)
    more = match["more"]
    return _made(match, text, kind, of_chinese(number) * factor, unit, more=more)


_WEAK = frozenset("个级层类种村县市省镇乡国门步字页分单列排度组支只张间")


def _meaning(unit: str) -> tuple[Kind, str, Decimal]:
    """Return what is counted, in which unit, and what one written unit is of it."""
    if unit in {"%", "％"}:
        return Kind.PERCENT, "%", Decimal(1)
    if unit.endswith("百分点"):
        return Kind.POINTS, "百分点", Decimal(1)
    if unit == "成":
        return Kind.PERCENT, "%", Decimal(10)
    if unit == "折":
        return Kind.PERCENT, "%", Decimal(10)
    if unit == "倍":
        return Kind.TIMES, "倍", Decimal(1)
    return Kind.AMOUNT, "元" if unit == "元人民币" else unit, Decimal(1)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Quantity | None]], ...] = (
    (_ZERO, _zero),
    (_DOUBLED, _doubled),
    (_DAY, _day),
    (_YEARS, _years),
    (_YEAR, _year),
    (_PERCENT, _percent),
    (_FRACTION, _fraction),
    (_SPREAD, _spread),
    (_COUNT, _count),
    (_WORDED, _worded),
)
"""From the most particular to the most general: what one has read, the next does not see."""
