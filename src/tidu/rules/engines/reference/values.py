"""What a quantity turns out to be: known, unknown within bounds, or absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from tidu.rules.model.facts import Input

NOTHING: frozenset[Input] = frozenset()


class Known(NamedTuple):
    """An exact value in the engine's unit. The engine makes more of these than of anything else, so it is a tuple."""

    value: Fraction

    @property
    def low(self) -> Fraction:
        """The least it can be: itself."""
        return self.value

    @property
    def high(self) -> Fraction:
        """The most it can be: itself."""
        return self.value


@dataclass(frozen=True)
class Unknown:
    """Inputs are missing; low and high bound the value, None where it has no bound on that side."""

    missing: frozenset[Input]
    low: Fraction | None = None
    high: Fraction | None = None


@dataclass(frozen=True)
class Absent:
    """There is no such quantity, and no input could make one. `reason` is Chinese."""

    reason: str


Value = Known | Unknown | Absent


def within(missing: Iterable[Input], low: Fraction | None, high: Fraction | None) -> Value:
    """Return an unknown value between bounds, or the known one where the bounds leave no choice."""
    if low is not None and low == high:
        return Known(low)
    return Unknown(frozenset(missing), low, high)


def first_absent(values: Sequence[Value]) -> Absent | None:
    """Return the first absent value: it makes everything built on it absent."""
    for value in values:
        if isinstance(value, Absent):
            return value
    return None


def missing_in(values: Sequence[Value]) -> frozenset[Input]:
    """Return every input missing in any of the values."""
    found = [value.missing for value in values if isinstance(value, Unknown)]
    return NOTHING.union(*found) if found else NOTHING
