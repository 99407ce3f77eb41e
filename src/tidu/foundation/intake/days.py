"""A day as it is written in a cell, in any of the usual ways, and why what is written is no day.

Nothing is made up: a month without its day, a year of two digits, or day and month in an order nobody can tell are no
days. What was changed on the way (a serial number, a time of day left out, Chinese numerals) is said.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

SERIAL = "日期序号换算成了日期"
TIME_LEFT_OUT = "只取日期，时刻没有读"
NUMERALS = "中文数字写的日期换成了数字"

_SERIAL_ZERO, _SERIAL_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
_TIME = re.compile(r"(?:T| )[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?$")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_PACKED_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"([0-9]{5})(\.[0-9]+)?")
_MONTH = re.compile(r"[0-9]{4}(?:年[0-9]{1,2}月?|[-/.][0-9]{1,2}月?)")
_UNCLEAR_MONTH = re.compile(r"[0-9]{4}\.1")
_TURNED = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}")
_SHORT_YEAR = re.compile(r"[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_DIGITS = {"〇": 0, "○": 0, "零": 0} | {
    word: number for number, word in enumerate("一二三四五六七八九", start=1)
}


def day_in(text: str, *, from_1904: bool = False) -> tuple[date | None, tuple[str, ...]]:
    """Return the day in a text and what was changed to read it; None when it is written in no known way.

    Raises ValueError for a day that is in no calendar.
    """
    spaced = " ".join(unicodedata.normalize("NFKC", text).split())
    bare = _TIME.sub("", spaced)
    said = (TIME_LEFT_OUT,) if bare != spaced else ()
    bare = "".join(letter for letter in bare if letter != " " and unicodedata.category(letter)[0] != "C")
    if match := _DAY.fullmatch(bare) or _PACKED_DAY.fullmatch(bare):
        return date(int(match[1]), int(match[2]), int(match[3])), said
    if match := _SERIAL.fullmatch(bare):
        zero = _SERIAL_ZERO_1904 if from_1904 else _SERIAL_ZERO
        return zero + timedelta(days=int(match[1])), (SERIAL,)
    if match := _CHINESE.fullmatch(unicodedata.normalize("NFC", "".join(text.split()))):
        year = int("".join(str(_DIGITS[letter]) for letter in match[1]))
        return date(year, _number(match[2]), _number(match[3])), (NUMERALS,)
    return None, ()


def why_no_day(text: str) -> tuple[str, str]:
    """Return why a text is no day, and how to mend it."""
    if _UNCLEAR_MONTH.fullmatch(text):
        return f"“{text}”没有写日，也分不清是 1 月还是 10 月", f"请写到日，如 {text[:4]}-10-22"
    if _MONTH.fullmatch(text):
        return f"“{text}”不是日期：只写到月，没有写日", "请写到日，如 2024-05-22；系统不替您补日子"
    if _TURNED.fullmatch(text):
        return f"“{text}”不是年在前的日期，月和日的先后说不清", "请写成 2024-05-22"
    if _SHORT_YEAR.fullmatch(text):
        return f"“{text}”的年份只写了两位", "请写四位年份，如 2024-05-22"
    return f"“{text[:30]}”不是日期", "请写成 2024-05-22"


def _number(words: str) -> int:
    """Return a Chinese number up to 99; raise ValueError for what is none."""
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or (not ten and len(words) > 1):
        raise ValueError(words)
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
