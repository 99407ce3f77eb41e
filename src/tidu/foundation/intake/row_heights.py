"""How wide a text is, and how high a row of wrapped ones has to be: not every program works that out by itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

LINE = 16.5
"""Points that one line of the usual font takes."""

_WIDE = frozenset("WFA")


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text fills in a column of so many digits' width; a Chinese letter is two of them."""
    return sum(max(1, -(-digits_of(line) // width)) for line in text.split("\n"))


def height(texts: Iterable[str], widths: Sequence[int]) -> float:
    """Return the height of a row in points in which every text is seen whole, each in its column's width."""
    return LINE * max([1, *(lines_of(text, width) for text, width in zip(texts, widths, strict=False))])


def digits_of(text: str) -> int:
    """Return the width of a text in digits."""
    return sum(2 if unicodedata.east_asian_width(letter) in _WIDE else 1 for letter in text)
