"""Nodes that stand for a quantity: facts of the firm, sums over years, ratios, bands, points, amounts.

Every node is frozen and checks itself when it is built, so a tree that exists is a tree that can be judged.
A quantity is one of three things when an engine meets it:

* known, an exact rational number;
* unknown, because an input is missing (with bounds where a table of points limits what it can be);
* absent, because the law speaks of something that is not there: a fiscal year before registration, a ratio
  to nought. A comparison with an absent quantity is simply not met.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tidu.rules.model.kinds import InvalidRule, Kind, common_kind

MOST_YEARS: Final = 50
"""No law looks further back, and no engine of fixed width could raise a rate to more years."""


class Node:
    """Anything a rule is made of: a quantity or a condition."""


class Number(Node):
    """Any node that stands for a quantity."""

    @property
    def kind(self) -> Kind:
        """What the quantity measures."""
        raise NotImplementedError

    @property
    def parts(self) -> tuple[Number, ...]:
        """The quantities this one is made of, in reading order."""
        return ()

    @property
    def guards(self) -> tuple[Node, ...]:
        """The conditions that choose among its parts."""
        return ()


@dataclass(frozen=True)
class Literal(Number):
    """A value written in the rule, in the engine's unit (fen, cents, days since 1970-01-01, 1 for 100 %)."""

    value: Fraction
    of_kind: Kind

    def __post_init__(self) -> None:
        if not self.of_kind.is_numeric:
            raise InvalidRule(f"{self.of_kind.label}不是数值，不能当作数使用")
        check_whole(self.value, self.of_kind)

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class ParameterValue(Number):
    """The value of one of the rule's dated parameters on the day the rule is read."""

    name: str
    of_kind: Kind

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class ScalarFact(Number):
    """A number or day that does not vary by fiscal year."""

    fact: str
    of_kind: Kind

    def __post_init__(self) -> None:
        if not self.of_kind.is_numeric:
            raise InvalidRule(
                f"{self.fact} 是{self.of_kind.label}，不能当作数使用；是否类的事实可直接作为条件"
            )

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class ByExperts(ScalarFact):
    """A number the law leaves to people. Until they give it, it is awaited rather than missing."""


@dataclass(frozen=True)
class YearFact(Number):
    """A yearly fact of the fiscal year `back` years before the application year; 1 is the last one."""

    fact: str
    of_kind: Kind
    back: int = 1

    def __post_init__(self) -> None:
        _check_years(self.back)

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class OverYears(Number):
    """Any quantity of a yearly fact over the last `years` fiscal years, of which those since registration exist."""

    fact: str
    of_kind: Kind
    years: int

    def __post_init__(self) -> None:
        _check_years(self.years)


@dataclass(frozen=True)
class SumYears(OverYears):
    """The sum over the last years."""

    @property
    def kind(self) -> Kind:
        return self.of_kind


@dataclass(frozen=True)
class MeanYears(SumYears):
    """The sum over the last years divided by the number of those that exist."""


@dataclass(frozen=True)
class MeanGrowth(OverYears):
    """The mean of two yearly ratios less one, ½ (second ÷ first + third ÷ second) - 1, over three fiscal years.

    The growth of the high-tech scorecard (国科发火〔2016〕195号). A first year of nought is left out; a second year
    of nought, or a single year, leaves no growth at all; two years make one ratio. Less than nought counts as nought.
    """

    def __post_init__(self) -> None:
        if self.years != 3:
            raise InvalidRule("mean_growth 按近三个会计年度计算，请写 last 3 years")

    @property
    def kind(self) -> Kind:
        return Kind.RATIO


@dataclass(frozen=True)
class DaysBetween(Number):
    """Calendar days from one day to another; negative where the second lies before the first."""

    start: str
    end: str

    @property
    def kind(self) -> Kind:
        return Kind.DAYS


@dataclass(frozen=True)
class DaysSince(Number):
    """Calendar days from a day to the day of judgement; negative while the day lies ahead."""

    fact: str

    @property
    def kind(self) -> Kind:
        return Kind.DAYS


@dataclass(frozen=True)
class Ratio(Number):
    """One quantity per another of the same kind; absent where the denominator is not positive.

    Of shares only fixed ones make a ratio: 10% ÷ (1 − 10%) is a number of the law, the ratio of two measured shares
    is a question the law does not ask.
    """

    numerator: Number
    denominator: Number

    def __post_init__(self) -> None:
        left, right = self.numerator.kind, self.denominator.kind
        if left is Kind.RATIO and not (is_fixed(self.numerator) and is_fixed(self.denominator)):
            raise InvalidRule("比例与比例相除，两边都须是固定值，如 ratio(10%, 90%)")
        if left is not right or left in (Kind.DATE, Kind.GROWTH):
            raise InvalidRule(f"比例的分子（{left.label}）与分母（{right.label}）须是同一种数量")

    @property
    def kind(self) -> Kind:
        return Kind.RATIO

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.numerator, self.denominator


@dataclass(frozen=True)
class Growth(Number):
    """Yearly compound growth from `base` to `latest` over `years` years; absent where the base is not positive.

    It may only be compared with a fixed rate: then growth ≥ r is latest ≥ (1 + r)^years · base, exactly.
    """

    latest: Number
    base: Number
    years: int = 1

    def __post_init__(self) -> None:
        if self.latest.kind is not self.base.kind:
            raise InvalidRule("增长率的两端须是同一种数量")
        _check_years(self.years)

    @property
    def kind(self) -> Kind:
        return Kind.GROWTH

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.latest, self.base


@dataclass(frozen=True)
class Plus(Number):
    """The sum of several quantities of one kind."""

    terms: tuple[Number, ...]

    def __post_init__(self) -> None:
        check_addable(self.terms)

    @property
    def kind(self) -> Kind:
        return kind_of(self.terms)

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.terms


@dataclass(frozen=True)
class Minus(Number):
    """One quantity less another of the same kind."""

    left: Number
    right: Number

    def __post_init__(self) -> None:
        check_addable((self.left, self.right))

    @property
    def kind(self) -> Kind:
        return common_kind(self.left.kind, self.right.kind)

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.left, self.right


@dataclass(frozen=True)
class Times(Number):
    """A quantity multiplied by a bare number or a ratio."""

    left: Number
    right: Number

    def __post_init__(self) -> None:
        for side in (self.left, self.right):
            if side.kind in (Kind.DATE, Kind.GROWTH):
                raise InvalidRule(f"{side.kind.label}不能相乘")
        if not {self.left.kind, self.right.kind} & {Kind.NUMBER, Kind.RATIO}:
            raise InvalidRule("相乘的两项中须有一项是比例或不带单位的数")

    @property
    def kind(self) -> Kind:
        scales = (Kind.NUMBER, Kind.RATIO)
        if self.left.kind not in scales:
            return self.left.kind
        if self.right.kind not in scales:
            return self.right.kind
        return Kind.RATIO if Kind.RATIO in (self.left.kind, self.right.kind) else Kind.NUMBER

    @property
    def parts(self) -> tuple[Number, ...]:
        return self.left, self.right


def check_whole(value: Fraction, kind: Kind) -> None:
    """Refuse a value that is no exact fraction, or that cuts fen, persons or days in pieces."""
    if not isinstance(value, Fraction):
        raise InvalidRule("数值必须是精确的分数，不能是浮点数")
    if counts_whole(kind) and value.denominator != 1:
        raise InvalidRule(f"{kind.label}必须是整数（金额精确到分）")


def counts_whole(kind: Kind) -> bool:
    """Return whether quantities of this kind are written as whole fen, persons, days or points."""
    return kind not in (Kind.RATIO, Kind.GROWTH, Kind.NUMBER)


def _check_years(years: int) -> None:
    if years < 1:
        raise InvalidRule("会计年度从申请年度的上一年数起，年数至少为 1；申请当年不计入")
    if years > MOST_YEARS:
        raise InvalidRule(f"年数不能超过 {MOST_YEARS}")


def check_addable(terms: tuple[Number, ...]) -> None:
    """Refuse a sum or choice of fewer than two terms, of dates or growth rates, or of different kinds."""
    if len(terms) < 2:
        raise InvalidRule("相加或取较大、较小者至少要有两项")
    if any(term.kind in (Kind.DATE, Kind.GROWTH) for term in terms):
        raise InvalidRule("日期和增长率不能相加，也不能取较大或较小者")
    kind_of(terms)


def kind_of(terms: tuple[Number, ...]) -> Kind:
    """Return the kind in which all terms meet. Raises InvalidRule where they do not."""
    kind = terms[0].kind
    for term in terms[1:]:
        kind = common_kind(kind, term.kind)
    return kind


def is_fixed(number: Number) -> bool:
    """Return whether a quantity is made of the rule's own numbers alone, the same for all that is judged."""
    nodes = every_number(number)
    leaves = (node for node in nodes if not node.parts)
    return all(isinstance(leaf, Literal | ParameterValue) for leaf in leaves) and not any(
        node.guards for node in nodes
    )


def every_number(root: Number) -> tuple[Number, ...]:
    """Return the node and everything it is made of, depth first."""
    return (root, *(node for part in root.parts for node in every_number(part)))
