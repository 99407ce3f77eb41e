"""Change on the average of years, exactly enough: the root of a growth by whole numbers, never by floating point."""

from __future__ import annotations

from fractions import Fraction

_DIGITS = 12


def growth(start: Fraction, end: Fraction, years: int) -> Fraction:
    """Return the growth of each of so many years that leads from start to end: of one year exactly, of more cut after
    12 decimal places.

    `start` is above 0, `end` not below it, `years` at least 1.
    """
    if years == 1:
        return end / start - 1
    scale = 10**_DIGITS
    return Fraction(_root(end / start * scale**years, years), scale) - 1


def difference(start: Fraction, end: Fraction, years: int) -> Fraction:
    """Return the difference of each of so many years on the average."""
    return (end - start) / years


def _root(value: Fraction, degree: int) -> int:
    """Return the largest whole number whose power does not exceed a value."""
    whole = value.numerator // value.denominator
    low, high = 0, 1
    while high**degree <= whole:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= whole else (low, middle)
    return low
