"""Draws whose shape holds for every seed: one value from each equal slice of a distribution.

Floats appear only here and in the drafts; what leaves the generator is integers and days.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random
from typing import TypeVar

T = TypeVar("T")

WAN = 1_000_000
"""1万元 in fen."""

GRAIN = 10_000
"""0.01万元 in fen: the grain of the county's workbooks, so that 4 % and 5 % of an amount are whole fen."""


class Misdrawn(RuntimeError):
    """Raised when a draw leaves no firm for a part that the county's numbers ask for; it is then drawn anew."""


def first(found: Iterable[T], wanted: str) -> T:
    """Return the first of what was found; raise Misdrawn, saying what was wanted, when there is nothing."""
    for each in found:
        return each
    raise Misdrawn(f"nothing drawn fits: {wanted}")


def fen(amount: float) -> int:
    """Return an amount of fen rounded to the grain."""
    return round(amount / GRAIN) * GRAIN


def slices(rng: Random, count: int) -> list[float]:
    """Return `count` ascending probabilities, one inside each equal slice of (0, 1)."""
    return [(index + rng.uniform(0.25, 0.75)) / count for index in range(count)]


def lognormal(rng: Random, count: int, *, median: float, sigma: float) -> list[float]:
    """Return ascending values whose median and standard deviation of the logarithm are exact."""
    normal = statistics.NormalDist()
    logs = [normal.inv_cdf(point) for point in slices(rng, count)]
    middle = statistics.median(logs)
    stretch = sigma / statistics.pstdev(logs)
    return [median * math.exp((value - middle) * stretch) for value in logs]


def beta(rng: Random, count: int, *, a: float, b: float) -> list[float]:
    """Return ascending values of a beta distribution, by inverting its summed density."""
    steps = 20_000
    points = [(index + 0.5) / steps for index in range(steps)]
    total = 0.0
    summed = [total := total + point ** (a - 1) * (1 - point) ** (b - 1) for point in points]
    return [points[bisect_left(summed, point * total)] for point in slices(rng, count)]


def between_knots(knots: Sequence[tuple[float, float]], point: float) -> float:
    """Return the value at a probability on the straight lines between (probability, value) knots."""
    for (left, low), (right, high) in pairwise(knots):
        if point <= right:
            return low + (high - low) * (point - left) / (right - left)
    return knots[-1][1]


def ranks(values: Sequence[float]) -> list[float]:
    """Return the ranks of values from 1, ties sharing the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            result[place] = (start + end) / 2 + 1
        start = end + 1
    return result


def rank_correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Return Spearman's coefficient of two equally long sequences."""
    return statistics.correlation(ranks(left), ranks(right))
