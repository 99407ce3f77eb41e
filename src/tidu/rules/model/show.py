"""Quantities as people read them: 万元, %, 人, and days."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from tidu.rules.model.kinds import InvalidRule, Kind

Term = tuple[Fraction | None, Kind]
"""A quantity that a sentence names, None where it is unknown, and what it measures."""

UNKNOWN_TEXT = "缺数"

_EPOCH = date(1970, 1, 1)
_UNITS = {Kind.DAYS: " 天", Kind.POINTS: " 分"}
_MONEY_STEPS = ((100_000_000, "亿元"), (10_000, "万元"), (1, "元"))


def show(value: object, kind: Kind, unit: str = "") -> str:
    """Return a quantity in the words of a screen, exact to the last digit that matters.

    Money is shown in 亿元, 万元 or 元, whichever leaves few digits without losing a fen; ratios in percent
    with at most four decimals, cut towards nought so that 4.99999 % never reads 5 %. None is 缺数.
    """
    if value is None:
        return UNKNOWN_TEXT
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, int | Fraction):
        return str(value)
    exact = Fraction(value)
    if kind in (Kind.RATIO, Kind.GROWTH):
        return f"{cut(exact * 100, 4)}%"
    if kind is Kind.MONEY:
        return _money(exact)
    if kind is Kind.USD:
        return f"{cut(exact / 1_000_000, 6)} 万美元"
    if kind is Kind.DATE:
        return show_day(_EPOCH + timedelta(days=int(exact)))
    return f"{cut(exact, 4)}{_UNITS.get(kind, unit and f' {unit}')}"


def show_day(day: date | None) -> str:
    """Return a day as 2025年6月10日."""
    return UNKNOWN_TEXT if day is None else f"{day.year}年{day.month}月{day.day}日"


def show_beside(value: object, threshold: object, kind: Kind, unit: str = "") -> tuple[str, str]:
    """Return a value and its threshold so that two different quantities never read the same."""
    left, right = show(value, kind, unit), show(threshold, kind, unit)
    if left != right or value == threshold or not isinstance(value, Fraction):
        return left, right
    return f"{left}（{'略高' if isinstance(threshold, Fraction) and value > threshold else '略低'}）", right


def cut(value: Fraction, digits: int) -> str:
    """Return a decimal without trailing noughts: two decimals where they tell enough, else up to `digits`.

    Digits beyond are cut off towards nought, never rounded.
    """
    told = (places for places in (0, 2) if _tells(value * 10**places, places, digits))
    places = next(told, digits)
    text = f"{Decimal(int(value * 10**places)).scaleb(-places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tells(scaled: Fraction, places: int, digits: int) -> bool:
    """Return whether so many decimals tell enough of a value."""
    return scaled.denominator == 1 or places == digits or (places == 2 and digits == 4 and abs(scaled) >= 1)


def _money(fen: Fraction) -> str:
    for yuan, name in _MONEY_STEPS:
        amount = fen / (100 * yuan)
        if abs(amount) >= 1 and (amount * 10_000).denominator == 1:
            return f"{cut(amount, 5)} {name}"
    return f"{cut(fen / 100, 2)} 元"


def fill(sentence: str, values: Mapping[str, Term]) -> str:
    """Return a sentence with each {name} replaced by its shown quantity; an unknown one reads 缺数."""
    return sentence.format_map({name: show(value, kind) for name, (value, kind) in values.items()})


def named_in(sentence: str, where: str) -> tuple[str, ...]:
    """Return the names in a sentence's braces, each once. Raises InvalidRule for braces that hold no plain name."""
    try:
        fields = [field[1:] for field in string.Formatter().parse(sentence) if field[1] is not None]
    except ValueError:
        raise InvalidRule(f"{where} 的 says 里花括号不成对") from None
    if any(spec or conversion for _, spec, conversion in fields):
        raise InvalidRule(f"{where} 的 says 里花括号中只写名称，数怎么显示由系统定")
    return tuple(dict.fromkeys(str(name) for name, *_ in fields))
