"""Nodes that stand for a condition: met, not met, or unknown for want of data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final

from tidu.rules.model.kinds import InvalidRule, Kind, common_kind
from tidu.rules.model.numbers import (
    ByExperts,
    Growth,
    Literal,
    Node,
    Number,
    ParameterValue,
    every_number,
    is_fixed,
)


class Ternary(StrEnum):
    """Three values. Unknown is never taken for no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """Chinese word for the value."""
        return {Ternary.YES: "符合", Ternary.NO: "不符合", Ternary.UNKNOWN: "缺数"}[self]

    @classmethod
    def of(cls, truth: bool) -> Ternary:
        """Return YES for true and NO for false."""
        return cls.YES if truth else cls.NO

    def negated(self) -> Ternary:
        """Return the opposite; unknown stays unknown."""
        return {Ternary.YES: Ternary.NO, Ternary.NO: Ternary.YES}.get(self, self)


class Operator(StrEnum):
    """The comparisons of the law, with the Chinese words it uses for them."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    EQUAL = "=="
    DIFFERENT = "!="

    @property
    def label(self) -> str:
        """Chinese words before the threshold."""
        return _LABELS[self]

    @property
    def direction(self) -> int:
        """1 where more is better, -1 where less is, 0 where neither."""
        if self in (Operator.AT_LEAST, Operator.MORE_THAN):
            return 1
        return -1 if self in (Operator.AT_MOST, Operator.LESS_THAN) else 0


_LABELS: Final = {
    Operator.AT_LEAST: "不低于",
    Operator.MORE_THAN: "高于",
    Operator.AT_MOST: "不超过",
    Operator.LESS_THAN: "低于",
    Operator.EQUAL: "等于",
    Operator.DIFFERENT: "不等于",
}


class Condition(Node):
    """Any node that stands for a condition."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions this one is made of, in reading order."""
        return ()

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The quantities this condition itself compares."""
        return ()


@dataclass(frozen=True)
class Compare(Condition):
    """One quantity weighed against another. Ratios are cross-multiplied; nothing is divided to decide."""

    left: Number
    operator: Operator
    right: Number

    def __post_init__(self) -> None:
        common_kind(self.left.kind, self.right.kind)
        if is_fixed(self.left) and is_fixed(self.right):
            raise InvalidRule("比较的两边都是规定的数，对谁都一样；左边须写事实")
        if any(isinstance(node, Growth) for node in every_number(self.right)):
            raise InvalidRule("增长率请写在比较的左边")
        if isinstance(self.left, Growth):
            if not isinstance(self.right, Literal | ParameterValue):
                raise InvalidRule("增长率只能与固定的百分比比较")
        elif any(isinstance(node, Growth) for node in every_number(self.left)):
            raise InvalidRule("增长率不能再参与运算")

    @cached_property
    def kind(self) -> Kind:
        """What both sides measure."""
        return common_kind(self.left.kind, self.right.kind)

    @cached_property
    def what(self) -> str:
        """What is asked, in short: 比例不低于."""
        return f"{self.kind.label}{self.operator.label}"

    @property
    def numbers(self) -> tuple[Number, ...]:
        return self.left, self.right


@dataclass(frozen=True)
class Flag(Condition):
    """A fact of kind 是否 that must be the expected one."""

    fact: str
    expected: bool = True


@dataclass(frozen=True)
class TextIs(Condition):
    """A fact of kind 文字 that must be one of the listed words."""

    fact: str
    options: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.options:
            raise InvalidRule(f"{self.fact} 没有列出任何可选的文字")


@dataclass(frozen=True)
class Group(Condition):
    """Several conditions of which a number must hold. All three groups of the law are counts."""

    items: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise InvalidRule("all、any、at_least 里至少要有一个条件")

    @property
    def needed(self) -> int:
        """How many of the conditions must hold."""
        raise NotImplementedError

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.items


@dataclass(frozen=True)
class AllOf(Group):
    """Every condition holds."""

    @property
    def needed(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class AnyOf(Group):
    """At least one condition holds."""

    @property
    def needed(self) -> int:
        return 1


@dataclass(frozen=True)
class AtLeast(Group):
    """At least `count` of the conditions hold."""

    count: int

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.count <= len(self.items):
            raise InvalidRule(f"at_least 的个数须在 1 与 {len(self.items)} 之间")

    @property
    def needed(self) -> int:
        return self.count


@dataclass(frozen=True)
class RuleVerdict(Condition):
    """The verdict of another rule for the same enterprise on the same day must be the expected one."""

    rule: str
    expected: bool = True


@dataclass(frozen=True)
class ClauseRef(Condition):
    """The result of one of the rule's own clauses; stands only in the rule's decision."""

    clause: str


class Nearness(StrEnum):
    """How a failing clause's distance is measured when asking whether it is near."""

    SHARE = "share"  # of the threshold
    ABSOLUTE = "absolute"  # in the clause's own unit; 0.02 is two percentage points
    STEP = "step"  # a step still pending: always near
    NEVER = "never"


@dataclass(frozen=True)
class Near:
    """When a failing clause counts as 差一点."""

    by: Nearness
    amount: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise InvalidRule("差一点的范围不能是负数")


_DEFAULT_NEAR = {
    Kind.GROWTH: Near(Nearness.ABSOLUTE, Fraction(2, 100)),
    Kind.DAYS: Near(Nearness.ABSOLUTE, Fraction(90)),
    Kind.DATE: Near(Nearness.ABSOLUTE, Fraction(90)),
    Kind.RATIO: Near(Nearness.SHARE, Fraction(10, 100)),
    Kind.MONEY: Near(Nearness.SHARE, Fraction(10, 100)),
    Kind.USD: Near(Nearness.SHARE, Fraction(10, 100)),
}
_NEAR_COUNT = Near(Nearness.ABSOLUTE, Fraction(1))


def default_near(kind: Kind) -> Near:
    """Return what counts as near when a clause does not say: 10 % of an amount or ratio, 1 of a count,
    2 percentage points of growth, 90 days.
    """
    return _DEFAULT_NEAR.get(kind, _NEAR_COUNT)


def every_condition(root: Condition) -> Iterator[Condition]:
    """Yield the condition and everything it is made of, the conditions inside its quantities too, depth first."""
    yield root
    for number in root.numbers:
        yield from guards_in(number)
    for part in root.conditions:
        yield from every_condition(part)


def guards_in(root: Number) -> Iterator[Condition]:
    """Yield the conditions inside a quantity and everything they are made of."""
    for number in every_number(root):
        for guard in number.guards:
            assert isinstance(guard, Condition)  # noqa: S101  # by the node's own declaration
            yield from every_condition(guard)


def all_numbers(root: Number) -> Iterator[Number]:
    """Yield the quantity and everything it rests on, the quantities its guards compare too."""
    yield from every_number(root)
    for guard in guards_in(root):
        for number in guard.numbers:
            yield from every_number(number)


def numbers_in(root: Condition) -> Iterator[Number]:
    """Yield every quantity a condition rests on."""
    for condition in every_condition(root):
        for number in condition.numbers:
            yield from every_number(number)


def facts_in(root: Condition) -> frozenset[str]:
    """Return the names of the facts a condition itself rests on, those of other rules left aside."""
    nodes = (*every_condition(root), *numbers_in(root))
    return frozenset(fact for node in nodes if isinstance(fact := getattr(node, "fact", None), str))


def comparisons(root: Condition) -> Iterator[Compare]:
    """Yield the comparisons a condition is made of, those that choose among its quantities left aside."""
    if isinstance(root, Compare):
        yield root
    for part in root.conditions:
        yield from comparisons(part)


def compared_kinds(root: Condition) -> frozenset[Kind]:
    """Return what the comparisons in a condition measure; nothing where it only asks yes or no."""
    return frozenset(node.kind for node in comparisons(root))


def expert_facts(root: Condition) -> frozenset[str]:
    """Return the facts experts give that a condition rests on."""
    return frozenset(node.fact for node in numbers_in(root) if isinstance(node, ByExperts))
