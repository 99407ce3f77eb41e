"""A figure over years, and whether it rose in each of them: yes, no, or unknown where a year is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tidu.foundation.figures.model import Number


@dataclass(frozen=True)
class Step:
    """Two years that follow each other, both known: from `before` to `value` in `year`."""

    year: int
    before: Fraction
    value: Fraction


@dataclass(frozen=True)
class Series:
    """Values by year, None where a year is not known."""

    points: tuple[tuple[int, Fraction | None], ...]

    @classmethod
    def of(cls, points: Iterable[tuple[int, Number]]) -> Series:
        """Return the series of values as figures answer them, in the order of the years."""
        return cls(
            tuple((year, None if value is None else Fraction(value)) for year, value in sorted(points))
        )

    @property
    def is_whole(self) -> bool:
        """Return whether every year is known, and there are two at least."""
        return len(self.points) > 1 and all(value is not None for _, value in self.points)

    def broken_at(self, *, falling: bool = False) -> Step | None:
        """Return the first step that does not rise (fall); None where none of the known ones fails to."""
        for (_, before), (year, value) in pairwise(self.points):
            if before is None or value is None:
                continue
            if value >= before if falling else value <= before:
                return Step(year, before, value)
        return None

    def rises(self) -> bool | None:
        """Return whether each year lies above the one before; None where a missing year may have broken it."""
        if self.broken_at() is not None:
            return False
        return True if self.is_whole else None
