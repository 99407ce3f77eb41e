"""Nodes that read a quantity off others: choices, bands, score tables, amounts, and counts of open clauses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.numbers import (
    DaysBetween,
    DaysSince,
    Growth,
    Literal,
    MeanYears,
    Minus,
    Number,
    ParameterValue,
    Plus,
    ScalarFact,
    SumYears,
    YearFact,
    check_addable,
    counts_whole,
    every_number,
    kind_of,
)


class Rounding(StrEnum):
    """How an amount becomes a whole number of units. Ties and signs are spelled out by the name."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"
    HALF_EVEN = "half_even"

    @property
    def label(self) -> str:
        """Chinese words for the way of rounding."""
        return {
            Rounding.DOWN: "舍去尾数",
            Rounding.UP: "尾数进位",
            Rounding.HALF_UP: "四舍五入",
            Rounding.HALF_EVEN: "四舍六入五成双",
        }[self]


@dataclass(frozen=True)
class BestOf(Number):
    """The greatest of several quantities; the law's 按较高者 or 就高不重复."""

    options: tuple[Number, ...]

    def __post_init__(self) -> None:
        check_addable(self.options)
        _check_unscaled(self.options)

    @property
    def kind(self) -> Kind:
        return kind_of(self.options)

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.options


@dataclass(frozen=True)
class LeastOf(Number):
    """The smallest of several quantities. One unknown makes the whole unknown, never skipped."""

    options: tuple[Number, ...]

    def __post_init__(self) -> None:
        check_addable(self.options)
        _check_unscaled(self.options)

    @property
    def kind(self) -> Kind:
        return kind_of(self.options)

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.options


@dataclass(frozen=True)
class Band:
    """Up to `up_to` the value is `value`; `inclusive` says whether the end itself belongs to the band."""

    up_to: Fraction
    inclusive: bool
    value: Fraction


@dataclass(frozen=True)
class Bands(Number):
    """A value that depends on the size of another quantity, such as a threshold by last year's revenue."""

    by: Number
    bands: tuple[Band, ...]
    beyond: Fraction
    of_kind: Kind

    def __post_init__(self) -> None:
        _check_selector(self.by)
        if not self.bands:
            raise InvalidRule("分档至少要有一个带上限的档")
        ends = [band.up_to for band in self.bands]
        if any(later <= earlier for earlier, later in itertools.pairwise(ends)):
            raise InvalidRule("分档的上限须从小到大排列，且不重复")
        if is_whole(self.by):
            _check_reached([(band.up_to, band.inclusive) for band in self.bands])

    @property
    def kind(self) -> Kind:
        return self.of_kind

    @property
    def parts(self) -> tuple[Number, ...]:
        return (self.by,)

    @property
    def values(self) -> tuple[Fraction, ...]:
        """Every value the bands can give, in order."""
        return (*(band.value for band in self.bands), self.beyond)


@dataclass(frozen=True)
class TableRow:
    """From `start` on the value is `value`; `inclusive` says whether the start itself belongs to the row."""

    start: Fraction
    inclusive: bool
    value: Fraction


@dataclass(frozen=True)
class ScoreTable(Number):
    """Points by rows, the highest start first; below the last row, and for an absent quantity, `otherwise`."""

    of: Number
    rows: tuple[TableRow, ...]
    otherwise: Fraction
    of_kind: Kind = Kind.POINTS

    def __post_init__(self) -> None:
        _check_selector(self.of)
        if not self.rows:
            raise InvalidRule("评分表至少要有一行带起点的分值")
        starts = [row.start for row in self.rows]
        if any(later >= earlier for earlier, later in itertools.pairwise(starts)):
            raise InvalidRule("评分表的起点须从大到小排列，且不重复")
        if is_whole(self.of):
            _check_reached([(row.start, not row.inclusive) for row in reversed(self.rows)])

    @property
    def kind(self) -> Kind:
        return self.of_kind

    @property
    def parts(self) -> tuple[Number, ...]:
        return (self.of,)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The fewest and the most points the table can give."""
        values = [self.otherwise, *(row.value for row in self.rows)]
        return min(values), max(values)


@dataclass(frozen=True)
class Rate(Number):
    """An amount: `at` times `of`, rounded to whole `unit`s, then held between `floor` and `cap`."""

    of: Number
    at: Number
    floor: Number
    cap: Number | None
    rounding: Rounding
    unit: int = 1

    def __post_init__(self) -> None:
        if self.at.kind not in (Kind.RATIO, Kind.NUMBER):
            raise InvalidRule("计算金额的比率须是比例，如 5%")
        for limit in (self.floor, self.cap):
            if limit is None:
                continue
            if limit.kind is not self.of.kind or not isinstance(limit, Literal | ParameterValue):
                raise InvalidRule("金额的下限与上限须是与基数同单位的固定值")
        if not (isinstance(self.at, Literal | ParameterValue | Bands) or self.at.guards):
            raise InvalidRule("计算金额的比率须是固定值、分档值或有例外的值")
        if self.unit < 1:
            raise InvalidRule("取整单位须是正数")

    @property
    def kind(self) -> Kind:
        return self.of.kind

    @property
    def parts(self) -> tuple[Number, ...]:
        return (self.of, self.at, self.floor, *(() if self.cap is None else (self.cap,)))


@dataclass(frozen=True)
class OfRule(Number):
    """Any quantity read off another rule's judgement of the same subject on the same day."""

    rule: str


@dataclass(frozen=True)
class OutputOf(OfRule):
    """An output of another rule: nought for those not entitled to it, within bounds while that is open."""

    output: str
    of_kind: Kind

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class UnknownClauses(OfRule):
    """How many of another rule's hard clauses cannot be judged for want of data."""

    @property
    def kind(self) -> Kind:
        return Kind.COUNT


@dataclass(frozen=True)
class Marginal(Number):
    """An amount by layers: each part of `of` is taken at its layer's rate, nothing of it below nought.

    `steps` are (up to, rate) from the lowest on, `beyond` the rate above the last; no rate is below nought, so that
    the amount never falls when `of` rises. The sum of the layers is rounded to whole `unit`s once, at the end.
    """

    of: Number
    steps: tuple[tuple[Fraction, Fraction], ...]
    beyond: Fraction
    rounding: Rounding
    unit: int = 1

    def __post_init__(self) -> None:
        if not is_whole(self.of):
            raise InvalidRule("分段累计的基数须是整数，如金额")
        ends = [Fraction(0), *(end for end, _ in self.steps)]
        if len(ends) == 1:
            raise InvalidRule("分段累计至少要有一个带上限的段")
        if any(later <= earlier for earlier, later in itertools.pairwise(ends)):
            raise InvalidRule("分段累计的上限须大于零，从小到大排列，且不重复")
        if min(rate for rate in (self.beyond, *(rate for _, rate in self.steps))) < 0:
            raise InvalidRule("分段累计的比率不能是负数")
        if self.unit < 1:
            raise InvalidRule("取整单位须是正数")

    @property
    def kind(self) -> Kind:
        return self.of.kind

    @property
    def parts(self) -> tuple[Number, ...]:
        return (self.of,)

    @property
    def layers(self) -> tuple[tuple[Fraction, Fraction | None, Fraction], ...]:
        """Every layer as (from, to, rate); the last has no end."""
        ends = [Fraction(0), *(end for end, _ in self.steps)]
        rates = [*(rate for _, rate in self.steps), self.beyond]
        return tuple(zip(ends, [*ends[1:], None], rates, strict=True))


def is_whole(number: Number) -> bool:
    """Return whether a quantity is always an integer in the engine's unit, so that it can be given out."""
    match number:
        case Literal():
            return number.value.denominator == 1
        case ScoreTable():
            return all(
                value.denominator == 1 for value in (number.otherwise, *(row.value for row in number.rows))
            )
        case ParameterValue():
            return counts_whole(number.kind)
        case Bands():
            return all(value.denominator == 1 for value in number.values)
        case MeanYears():
            return False
        case Plus() | Minus() | BestOf() | LeastOf():
            return all(is_whole(part) for part in number.parts)
        case Number(guards=(_, *_)):
            return all(is_whole(part) for part in number.parts)
        case _:
            return isinstance(
                number, Rate | Marginal | ScalarFact | YearFact | SumYears | DaysSince | DaysBetween | OfRule
            )


def _check_unscaled(options: tuple[Number, ...]) -> None:
    """Refuse shares among the options: which of two shares is greater is a comparison, to be written as one."""
    for option in options:
        if not is_whole(option):
            raise InvalidRule("取较大或较小者的各项须是整数；比例请先用评分表换成分数，或分别写成条件")


def _check_reached(ends: Sequence[tuple[Fraction, bool]]) -> None:
    """Refuse two ends with no whole number between them; the second of a pair says whether the end lies below it."""
    for (low, low_below), (high, high_below) in itertools.pairwise(ends):
        first = low + 1 if low_below else low
        last = high if high_below else high - 1
        if math.floor(last) < math.ceil(first):
            raise InvalidRule("有一档（行）永远用不到：两个端点之间没有整数；请核对端点和 含")


def _check_selector(selector: Number) -> None:
    if any(isinstance(part, Growth) for part in every_number(selector)):
        raise InvalidRule("分档和评分表不能依据复合增长率；请写成 ratio 的比值")
