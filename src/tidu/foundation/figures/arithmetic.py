"""Exact arithmetic of figures: whole numbers in, rounded decimals of the display unit out."""

from __future__ import annotations

from decimal import Decimal

FEN_PER_WAN = 1_000_000


def growth_percent(now: int, base: int, decimals: int) -> Decimal:
    """Return now / base - 1 in per cent, half rounded away from nought; `base` must not be nought."""
    return _rounded(100 * (now - base), base, decimals)


def share_percent(part: int, whole: int, decimals: int) -> Decimal:
    """Return part / whole in per cent, half rounded away from nought; `whole` must not be nought."""
    return _rounded(100 * part, whole, decimals)


def wan_yuan(fen: int) -> Decimal:
    """Return an amount in fen as 万元, exactly (six decimals at most)."""
    return Decimal(fen) / FEN_PER_WAN


def _rounded(numerator: int, denominator: int, decimals: int) -> Decimal:
    """Return a quotient of whole numbers with `decimals` places, half rounded away from nought."""
    scaled = abs(numerator) * 10**decimals
    whole = (2 * scaled + abs(denominator)) // (2 * abs(denominator))
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return Decimal(sign * whole).scaleb(-decimals)
