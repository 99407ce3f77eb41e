"""When a value agrees with what is said of it: exactly, rounded to the place said, or within what 约, 近, 超 allow.

The tolerances of hedged numbers are the house's own rule; no document sets them.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from tidu.reporting.draft.quantity import Hedge, Quantity

ABOUT = Fraction(5, 100)
NEARLY = Fraction(10, 100)

RULES = {
    Hedge.EXACT: "按所写位数四舍五入后相等，为舍入一致",
    Hedge.ABOUT: f"“约、左右”：相差不超过所说数的 {ABOUT * 100}%",
    Hedge.NEARLY: f"“近、不足”：不大于所说数，且差不过它末位非零数位的一个单位，也不超过它的 {NEARLY * 100}%",
    Hedge.OVER: "“超、余、多”：不小于所说数，且不满它末位非零数位再加一个单位",
    Hedge.AT_LEAST: "“以上、不少于”：不小于所说数，且不满它末位非零数位再加一个单位",
    Hedge.AT_MOST: "“以内、不超过”：不大于所说数，且差不过它末位非零数位的一个单位",
}
"""The rule as printed beside a judgement. "House rule" is said with it wherever a number is hedged."""


class Agreement(StrEnum):
    """How a value and a number go together."""

    EQUAL = "EQUAL"
    ROUNDED = "ROUNDED"
    APART = "APART"


def agreement(value: Fraction, said: Quantity) -> Agreement:
    """Return how a value goes with a number in the same unit."""
    if said.low <= value <= said.high:
        return Agreement.EQUAL
    if said.is_range:
        return Agreement.APART
    within = rounded(value, said.step) == said.low if said.hedge is Hedge.EXACT else _hedged(value, said)
    return Agreement.ROUNDED if within else Agreement.APART


def rounded(value: Fraction, step: Fraction) -> Fraction:
    """Return a value at a place, half rounded away from nought."""
    whole = (2 * abs(value) + step) // (2 * step)
    return whole * step * (-1 if value < 0 else 1)


def _hedged(value: Fraction, said: Quantity) -> bool:
    number, place = said.low, said.round_to
    if said.hedge is Hedge.ABOUT:
        return abs(value - number) <= ABOUT * number
    if said.hedge in {Hedge.OVER, Hedge.AT_LEAST}:
        return number <= value < number + place
    below = min(place, NEARLY * number) if said.hedge is Hedge.NEARLY else place
    return number - below <= value <= number
