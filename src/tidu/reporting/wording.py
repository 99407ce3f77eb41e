"""Numbers as official Chinese text writes them. Rounding is for reading only and is said in the annex."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tidu.foundation.figures.model import Answer
from tidu.foundation.figures.vocabulary import DAY, as_day

WAN_PER_YI = 10_000
BLANK = "【　　】"
YES_NO = {True: "已突破", False: "未突破"}


def value_in_words(answer: Answer) -> str:
    """Return a known value with its unit: 57 家, 12.5%, 1.54 亿元, 已突破, 5月22日; raises ValueError for 缺数."""
    value, unit = answer.value, answer.figure.unit
    if value is None:
        raise ValueError("an unknown value has no words: leave the blank")
    if isinstance(value, bool):
        return YES_NO[value]
    if unit == DAY:
        return day_in_words(as_day(int(value)))
    number = Decimal(value)
    if unit == "万元" and abs(number) >= WAN_PER_YI:
        return f"{rounded(number / WAN_PER_YI, 2)}亿元"
    return f"{rounded(number, answer.figure.decimals if number != number.to_integral_value() else 0)}{unit}"


def rounded(number: Decimal, decimals: int) -> str:
    """Return a number rounded half up, without thousands separators, as official text writes it."""
    return f"{number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def day_in_words(day: date) -> str:
    """Return a day as 5月22日: the year stands elsewhere in the text."""
    return f"{day.month}月{day.day}日"


def full_day(day: date) -> str:
    """Return a day with its year, without padding: 2025年6月5日."""
    return f"{day.year}年{day.month}月{day.day}日"
