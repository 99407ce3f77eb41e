"""Numbers as Chinese text writes them, turned into exact decimals: 3400, 1.37万亿, 三百六十, 二〇二五, 百分之五点五."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000}
GREAT = {"万": 10**4, "亿": 10**8}
HALF = Decimal("0.5")

ARABIC = r"[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
MAGNITUDE = r"(?:[百千]?万亿|[十百千]?万|[十百千]?亿|[百千])"
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


def of_arabic(text: str, magnitude: str = "") -> Decimal:
    """Return the value of Arabic digits (full-width ones and thousands separators too) times a Chinese magnitude."""
    return Decimal(re.sub("[,，]", "", text.translate(_WIDE))) * scale(magnitude)


def scale(magnitude: str) -> int:
    """Return what a magnitude multiplies by: 万亿 is 10¹², 千万 10⁷, nothing 1."""
    product = 1
    for letter in magnitude:
        product *= TENS.get(letter) or GREAT[letter]
    return product


def of_chinese(text: str) -> Decimal:
    """Return the value of Chinese numerals: 三百六十 is 360, 二〇二五 is 2025, 五点五 is 5.5, 半 is a half."""
    if text == "半":
        return HALF
    whole, _, part = text.partition("点")
    value = Decimal(_spelt(whole) if all(letter in DIGITS for letter in whole) else _built(whole))
    for place, letter in enumerate(part, start=1):
        value += Decimal(DIGITS[letter]).scaleb(-place)
    return value


def _spelt(text: str) -> int:
    """Return digits named one after the other: 二〇二五."""
    return int("".join(str(DIGITS[letter]) for letter in text))


def _built(text: str) -> int:
    """Return a number built with tens and great units: 三千七百万, 十五, 百."""
    total = part = 0
    pending: int | None = None
    for letter in text:
        if letter in DIGITS:
            pending = DIGITS[letter]
        elif letter in TENS:
            part += (1 if pending is None else pending) * TENS[letter]
            pending = None
        else:
            part += pending or 0
            total = (total + part or 1) * GREAT[letter] if letter == "亿" else total + (part or 1) * GREAT[letter]
            part, pending = 0, None
    return total + part + (pending or 0)
