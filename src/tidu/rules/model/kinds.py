"""Kinds of quantity, and the widths that make integer arithmetic provably safe."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Final

FactValue = bool | int | str | datetime.date


class InvalidRule(ValueError):
    """A rule, node or parameter that contradicts itself. The message is Chinese and fit for its author.

    `about` is the rule that has to be mended, where one of several is to blame.
    """

    def __init__(self, message: str, about: object = None) -> None:
        self.about = about
        super().__init__(message)


class InvalidFacts(ValueError):
    """Facts that cannot be what they claim. The message is Chinese, names the key and says the mend."""


class Kind(StrEnum):
    """What a quantity measures; the engine's own unit stands beside each.

    Two quantities meet in a comparison or a sum only when their kinds agree, so 元 is never weighed
    against persons. NUMBER is the kind of a bare literal and fits whatever counts whole things.
    """

    MONEY = "money"  # integer fen
    USD = "usd"  # integer US cents
    COUNT = "count"  # persons, items, months
    DAYS = "days"  # elapsed calendar days
    DATE = "date"  # days since 1970-01-01
    POINTS = "points"  # score
    RATIO = "ratio"  # 1 means 100 %
    GROWTH = "growth"  # 0.2 means 20 % more than the base
    NUMBER = "number"  # a bare literal
    BOOL = "bool"
    TEXT = "text"

    @property
    def label(self) -> str:
        """Chinese name of the kind, as shown in messages and in the handbook."""
        return _LABELS[self]

    @property
    def is_numeric(self) -> bool:
        """Whether quantities of this kind can be added, compared by size and measured for nearness."""
        return self not in (Kind.BOOL, Kind.TEXT)


_LABELS: Final = {
    Kind.MONEY: "金额",
    Kind.USD: "美元金额",
    Kind.COUNT: "数量",
    Kind.DAYS: "天数",
    Kind.DATE: "日期",
    Kind.POINTS: "分数",
    Kind.RATIO: "比例",
    Kind.GROWTH: "增长率",
    Kind.NUMBER: "数",
    Kind.BOOL: "是否",
    Kind.TEXT: "文字",
}

_BARE: Final = frozenset({Kind.COUNT, Kind.DAYS, Kind.POINTS, Kind.NUMBER})

# Every stored quantity is smaller than this: 10^16 fen is 100 万亿元, far above any enterprise. The bound is
# checked where facts enter, and lets the columns engine prove that no product leaves 128 bits.
LARGEST_FACT: Final = 10**16


def common_kind(left: Kind, right: Kind) -> Kind:
    """Return the kind in which two quantities meet.

    A bare number takes the kind of the other side where that side counts whole things; a growth rate may be
    compared with a ratio literal such as 20 %. Raises InvalidRule for every other mixture.
    """
    if left is right:
        return left
    if {left, right} == {Kind.GROWTH, Kind.RATIO}:
        return Kind.GROWTH
    if left is Kind.NUMBER and right in _BARE:
        return right
    if right is Kind.NUMBER and left in _BARE:
        return left
    raise InvalidRule(
        f"{left.label}与{right.label}不能放在一起比较或相加；金额须写明单位，如 20万元，比例须写明 %"
    )
