"""Write a number the way the draft wrote it."""

from __future__ import annotations

import re
from fractions import Fraction

from tidu.reporting.draft.numerals import ARABIC, MAGNITUDE, plain, scale
from tidu.reporting.draft.quantity import Hedge, Kind, Quantity
from tidu.reporting.draft.tolerance import rounded

_WRITTEN = re.compile(
    rf"(?P<number>{ARABIC})(?P<more>余|多|来)?(?P<mag>{MAGNITUDE})?(?:余|多|来)?(?P<unit>.*)$"
)
_SHOWN = 4


def decimal(value: Fraction, places: int = _SHOWN) -> str:
    """Return a number with as many decimals as it needs, `places` at most."""
    return (
        _fixed(rounded(value, Fraction(1, 10**places)), places).rstrip("0").rstrip(".")
        if places
        else str(value)
    )


def mended(said: Quantity, value: Fraction) -> str:
    """Return a value at the place and in the unit that a number was written in: 57家, 1.46亿元, 5月22日."""
    if said.kind is Kind.DAY:
        year = f"{said.year}年" if said.year else ""
        return f"{year}{int(value) // 100}月{int(value) % 100}日"
    written = _WRITTEN.match(said.text)
    if value < 0 or said.is_range or (said.hedge is not Hedge.EXACT and written is None):
        return ""
    if written is None:
        return f"{decimal(value)}{said.unit}"
    unit = scale(written["mag"] or "")
    places = len(plain(written["number"]).partition(".")[2])
    number = _fixed(rounded(value / unit, Fraction(1, 10**places)), places)
    return f"{number}{written['mag'] or ''}{written['unit']}"


def with_unit(said: Quantity, value: Fraction, unit: str) -> str:
    """Return a number with another unit, at the place it was written to."""
    return f"{decimal(rounded(value, said.step))}{unit}"


def _fixed(value: Fraction, places: int) -> str:
    """Return a value that fits into `places` decimals, written out."""
    scaled = int(abs(value) * 10**places)
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
