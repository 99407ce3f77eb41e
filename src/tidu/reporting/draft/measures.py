"""Measure words and units: which there are, what each counts, and which characters only look like one."""

from __future__ import annotations

from fractions import Fraction

from tidu.reporting.draft.quantity import Kind

_MONEY = ("元人民币", "美元", "欧元", "港元", "日元", "元")
_PHYSICAL = (
    *(
        "平方公里",
        "平方千米",
        "平方米",
        "立方米",
        "千瓦时",
        "兆瓦时",
        "公里",
        "千米",
        "海里",
        "厘米",
        "毫米",
        "米",
    ),
    *("吨标准煤", "公斤", "千克", "千瓦", "兆瓦", "公顷", "吨", "斤", "克", "亩", "升"),
)
_PEOPLE = ("人次", "户次", "件次", "批次", "家次", "场次", "人年", "人", "名", "位", "户", "家")
_THINGS = (
    *(
        "项",
        "件",
        "条",
        "份",
        "篇",
        "部",
        "册",
        "期",
        "场",
        "次",
        "批",
        "届",
        "轮",
        "类",
        "种",
        "处",
        "个",
        "所",
        "座",
    ),
    *(
        "台",
        "套",
        "辆",
        "架",
        "艘",
        "列",
        "颗",
        "枚",
        "支",
        "只",
        "头",
        "株",
        "棵",
        "间",
        "栋",
        "张",
        "宗",
        "笔",
        "单",
    ),
    *("门", "例", "起", "桩", "县", "市", "镇", "乡", "村", "国", "层", "页", "分"),
)
_SPANS = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "个自然日": "日",
    "个月": "月",
    "个小时": "小时",
    "小时": "小时",
    "分钟": "分钟",
    "周年": "年",
    "周岁": "岁",
    "天": "天",
    "日": "日",
    "年": "年",
    "月": "月",
    "岁": "岁",
}
_RATIOS = ("个百分点", "百分点", "倍", "成", "折")

_LOOKS_LIKE = {
    "家": "庭里长属电具乡",
    "人": "口均民大工才员力",
    "成": "果为功立员本效套长熟就都交",
    "分": "之别期为析",
    "部": "分门署",
    "单": "位",
    "国": "家",
    "头": "部",
    "年": "均轻龄级",
    "次": "于",
    "件": "事",
    "市": "场",
    "乡": "村",
    "村": "民",
}
"""By measure word, the letters that follow it where it is none: 家 of 家庭, 人 of 人口."""

_KEEPS = {"人": "大多|工作", "家": "里(?=[，,、有])"}
"""By measure word, the words that begin with such a letter and leave it a measure word: 58人工作."""


def _pattern(unit: str) -> str:
    """Return a unit as a pattern that does not bite into the next word."""
    not_before = _LOOKS_LIKE.get(unit)
    if not not_before:
        return unit
    kept = f"|(?={_KEEPS[unit]})" if unit in _KEEPS else ""
    return f"{unit}(?:(?![{not_before}]){kept})"


UNIT = "(?:{})".format(
    "|".join(
        _pattern(unit)
        for unit in sorted(
            {*_MONEY, *_PHYSICAL, *_PEOPLE, *_THINGS, *_SPANS, *_RATIOS}, key=lambda unit: (-len(unit), unit)
        )
    )
)

BARE_NUMERAL_IS_VAGUE = frozenset({"一", "百", "千", "万", "亿", "百万", "千万", "万亿", "亿万"})
"""Chinese numerals that mostly mean "a" or "very many": read as a number only where the words around count."""


def meaning(unit: str) -> tuple[Kind, str, Fraction]:
    """Return what a written unit counts, the unit its value is kept in, and what one of it is in that unit."""
    if unit in {"%", "％"}:
        return Kind.PERCENT, "%", Fraction(1)
    if unit.endswith("百分点"):
        return Kind.POINTS, "百分点", Fraction(1)
    if unit in {"成", "折"}:
        return Kind.PERCENT, "%", Fraction(10)
    if unit == "倍":
        return Kind.TIMES, "倍", Fraction(1)
    if unit in _SPANS:
        return Kind.SPAN, _SPANS[unit], Fraction(1)
    return Kind.AMOUNT, "元" if unit == "元人民币" else unit, Fraction(1)


def is_money(unit: str) -> bool:
    """Return whether a unit is money of any country."""
    return unit.endswith("元")
