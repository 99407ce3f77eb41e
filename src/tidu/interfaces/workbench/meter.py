"""A target drawn as a line: what stays, what is there now, what could still come, and the mark to reach."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WIDTH = 100


@dataclass(frozen=True)
class Meter:
    """Lengths for drawing, in hundredths of the line's width, as decimal text; None where there is nothing to draw.

    `more` is what could still come on top of `actual`.
    """

    target: str
    stays: str | None
    actual: str | None
    more: str | None

    @classmethod
    def of(cls, *, target: int, actual: int | Decimal | None, stays: int | None, best: int | None) -> Meter:
        """Return the drawing; the longest of the four is the whole line."""
        longest = max(int(number) for number in (target, actual or 0, stays or 0, best or 0, 1))
        return cls(
            target=_length(target, longest),
            stays=None if stays is None else _length(stays, longest),
            actual=None if actual is None else _length(int(actual), longest),
            more=None
            if best is None or actual is None or best <= actual
            else _length(best - int(actual), longest),
        )


def _length(number: int, longest: int) -> str:
    """Return a length to a tenth; for drawing only."""
    return f"{round(Fraction(number * WIDTH, longest) * 10) / 10:.1f}"
