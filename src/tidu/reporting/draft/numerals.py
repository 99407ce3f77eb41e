"""Numbers as Chinese text writes them, turned into exact fractions: 3,400, 1.37万亿, 三百六十, 五点五."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000}
GREAT = {"万": 10**4, "亿": 10**8}

ARABIC = r"[0-9０-９]+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
MAGNITUDE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千](?![米克瓦]))"
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


def of_arabic(text: str, magnitude: str = "") -> Fraction:
    """Return the value of Arabic digits (full-width ones and thousands separators too) times a Chinese magnitude."""
    return Fraction(plain(text)) * scale(magnitude)


def plain(text: str) -> str:
    """Return Arabic digits in half width and without thousands separators."""
    return re.sub("[,，]", "", text.translate(_WIDE))


def scale(magnitude: str) -> int:
    """Return what a magnitude multiplies by: 万亿 is 10¹², 千万 is 10⁷, nothing is 1."""
    product = 1
    for letter in magnitude:
        product *= TENS.get(letter) or GREAT[letter]
    return product


def place_of(text: str, magnitude: str = "") -> Fraction:
    """Return the place of the last digit written: 1.54 and 亿 is told to the nearest 1,000,000."""
    decimals = len(plain(text).partition(".")[2])
    return Fraction(scale(magnitude), 10**decimals)


def of_chinese(text: str) -> Fraction:
    """Return the value of Chinese numerals: 三百六十 is 360, 二〇二五 is 2025, 五点五 is 5.5, 一万五 is 15,000."""
    whole, _, part = text.partition("点")
    spelt = all(letter in DIGITS for letter in whole)
    value = Fraction(_spelt(whole) if spelt else _built(whole))
    for place, letter in enumerate(part, start=1):
        value += Fraction(DIGITS[letter], 10**place)
    return value


def _spelt(text: str) -> int:
    """Return digits named one after the other: 二〇二五."""
    return int("".join(str(DIGITS[letter]) for letter in text))


def _built(text: str) -> int:
    """Return a number built with tens and great units: 三千七百万, 十五, 两百五."""
    total = part = 0
    digit: int | None = None
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS[letter]
        elif letter in TENS:
            part += (1 if digit is None else digit) * TENS[letter]
            digit = None
        else:
            part += digit or 0
            total = _grown(total, part, letter)
            part, digit = 0, None
    return total + part + (digit or 0) * _place_left_out(text)


def _grown(total: int, part: int, letter: str) -> int:
    """Return what stands before 万 or 亿, multiplied: 亿 multiplies all of it (万亿), 万 only what came since."""
    return (total + part or 1) * GREAT[letter] if letter == "亿" else total + (part or 1) * GREAT[letter]


def _place_left_out(text: str) -> int:
    """Return the place of a last digit said without one: the 五 of 一万五 counts thousands, of 二十五 ones."""
    before = text[-2:-1]
    unit = {**TENS, **GREAT}.get(before, 1)
    return unit // 10 if unit >= 100 and text[-1] in DIGITS else 1
