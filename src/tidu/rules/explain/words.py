"""Every node of a rule in Chinese words: what it asks, computes or chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import singledispatch

from tidu.rules.model.conditions import (
    AllOf,
    AtLeast,
    ClauseRef,
    Compare,
    Flag,
    Group,
    RuleVerdict,
    TextIs,
)
from tidu.rules.model.exceptions import Exceptions
from tidu.rules.model.facts import Vocabulary
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import (
    DaysBetween,
    DaysSince,
    Growth,
    Literal,
    MeanGrowth,
    MeanYears,
    Minus,
    Node,
    ParameterValue,
    Plus,
    Ratio,
    ScalarFact,
    SumYears,
    Times,
    YearFact,
    is_fixed,
)
from tidu.rules.model.rule import Rule
from tidu.rules.model.show import show
from tidu.rules.model.tables import (
    Bands,
    BestOf,
    LeastOf,
    Marginal,
    OutputOf,
    Rate,
    ScoreTable,
    UnknownClauses,
)

_YEARS = {1: "上一年度", 2: "再上一年度"}


@dataclass(frozen=True)
class Telling:
    """The rule a node belongs to, the labels of facts, whether parameters are told with their values, and known names.

    `named` holds the parts that the reader has been told of already, each with the name it is called by.
    """

    rule: Rule
    facts: Vocabulary
    values: bool = True
    named: Mapping[Node, str] = field(default_factory=dict)


def in_words(node: Node, telling: Telling) -> str:
    """Return a node in Chinese words, its parameters with the values of the day the rule is read.

    A part that has a name in the telling stands by its name instead of being told once more.
    """
    return telling.named.get(node) or told_in_full(node, telling)


@singledispatch
def told_in_full(node: Node, _telling: Telling) -> str:
    """Return a node in words even where it has a name; its parts still stand by theirs."""
    raise TypeError(f"there are no words for {type(node).__name__}")


def _parts(nodes: tuple[Node, ...], telling: Telling) -> list[str]:
    return [in_words(node, telling) for node in nodes]


@told_in_full.register
def _(node: Literal, _telling: Telling) -> str:
    return show(node.value, node.kind)


@told_in_full.register
def _(node: ParameterValue, telling: Telling) -> str:
    return show(telling.rule.value(node.name), node.kind) if telling.values else "规定的数"


@told_in_full.register
def _(node: ScalarFact, telling: Telling) -> str:
    return telling.facts[node.fact].label


@told_in_full.register
def _(node: YearFact, telling: Telling) -> str:
    year = _YEARS.get(node.back, f"前第 {node.back} 个年度")
    return f"{year}{telling.facts[node.fact].label}"


@told_in_full.register
def _(node: SumYears, telling: Telling) -> str:
    return f"近 {node.years} 个年度{telling.facts[node.fact].label}合计"


@told_in_full.register
def _(node: MeanYears, telling: Telling) -> str:
    return f"近 {node.years} 个年度{telling.facts[node.fact].label}平均"


@told_in_full.register
def _(node: MeanGrowth, telling: Telling) -> str:
    return f"近 {node.years} 个年度{telling.facts[node.fact].label}逐年比值的平均减一"


@told_in_full.register
def _(node: DaysSince, telling: Telling) -> str:
    return f"{telling.facts[node.fact].label}至判断之日的天数"


@told_in_full.register
def _(node: DaysBetween, telling: Telling) -> str:
    return f"{telling.facts[node.start].label}至{telling.facts[node.end].label}的天数"


@told_in_full.register
def _(node: Ratio, telling: Telling) -> str:
    above, below = _parts(node.parts, telling)
    if all(map(is_fixed, node.parts)):
        return f"{above} ÷ （{below}）" if node.denominator.parts else f"{above} ÷ {below}"
    return f"{above}占{below}的比例"


@told_in_full.register
def _(node: Growth, telling: Telling) -> str:
    latest, base = _parts(node.parts, telling)
    return f"{latest}比{base}的{f' {node.years} 年年均复合' if node.years > 1 else ''}增长率"


@told_in_full.register
def _(node: Plus, telling: Telling) -> str:
    sums = [one for one in telling.named if isinstance(one, Plus)]
    known = [one for one in sums if one != node and node.terms[: len(one.terms)] == one.terms]
    begins = max(known, key=lambda one: len(one.terms), default=None)
    if begins is None:
        return "、".join(_parts(node.terms, telling)) + "之和"
    rest = _parts(node.terms[len(begins.terms) :], telling)
    return "、".join([telling.named[begins], *rest]) + "之和"


@told_in_full.register
def _(node: Minus, telling: Telling) -> str:
    left, right = _parts(node.parts, telling)
    return f"{left}减{right}"


@told_in_full.register
def _(node: Times, telling: Telling) -> str:
    left, right = _parts(node.parts, telling)
    return f"{left}乘以{right}"


@told_in_full.register
def _(node: BestOf, telling: Telling) -> str:
    return "、".join(_parts(node.parts, telling)) + "中的较大者"


@told_in_full.register
def _(node: LeastOf, telling: Telling) -> str:
    return "、".join(_parts(node.parts, telling)) + "中的较小者"


@told_in_full.register
def _(node: Bands, telling: Telling) -> str:
    by = node.by.kind
    rows = [
        f"{show(band.up_to, by)}以下（{'含' if band.inclusive else '不含'}）为 {show(band.value, node.kind)}"
        for band in node.bands
    ]
    return f"按{in_words(node.by, telling)}：{'；'.join(rows)}；其余为 {show(node.beyond, node.kind)}"


@told_in_full.register
def _(node: ScoreTable, telling: Telling) -> str:
    of = node.of.kind
    rows = [
        f"{show(row.start, of)}以上（{'含' if row.inclusive else '不含'}）{show(row.value, node.kind)}"
        for row in node.rows
    ]
    return f"按{in_words(node.of, telling)}评分：{'；'.join(rows)}；其余 {show(node.otherwise, node.kind)}"


@told_in_full.register
def _(node: Marginal, telling: Telling) -> str:
    rows = [
        f"{f'超过 {show(start, node.kind)}' if start else ''}"
        f"{f'不超过 {show(end, node.kind)}' if end is not None else ''}的部分 {show(rate, Kind.RATIO)}"
        for start, end, rate in node.layers
    ]
    return f"{in_words(node.of, telling)}分段累计：{'；'.join(rows)}（{_rounding(node)}）"


@told_in_full.register
def _(node: Rate, telling: Telling) -> str:
    limits = (
        [] if node.floor == Literal(Fraction(0), node.kind) else [f"不低于 {in_words(node.floor, telling)}"]
    )
    limits += [f"不超过 {in_words(node.cap, telling)}"] if node.cap else []
    return (
        f"{in_words(node.of, telling)}的 {in_words(node.at, telling)}"
        f"（{'，'.join([*limits, _rounding(node)])}）"
    )


def _rounding(node: Rate | Marginal) -> str:
    return f"{node.rounding.label}到 {show(Fraction(node.unit), node.kind)}"


@told_in_full.register
def _(node: Exceptions, telling: Telling) -> str:
    specials = [
        f"{in_words(one.when, telling)}的为{in_words(one.value, telling)}（{one.article}）"
        for one in node.specials
    ]
    return f"{in_words(node.general, telling)}；但{'；'.join(specials)}"


@told_in_full.register
def _(node: OutputOf, _telling: Telling) -> str:
    return f"规则 {node.rule} 的结果 {node.output}"


@told_in_full.register
def _(node: UnknownClauses, _telling: Telling) -> str:
    return f"规则 {node.rule} 因缺数不能判断的条件数"


@told_in_full.register
def _(node: Compare, telling: Telling) -> str:
    left, right = _parts((node.left, node.right), telling)
    return f"{left}{node.operator.label} {right}"


@told_in_full.register
def _(node: Flag, telling: Telling) -> str:
    return f"{'' if node.expected else '不是'}“{telling.facts[node.fact].label}”"


@told_in_full.register
def _(node: TextIs, telling: Telling) -> str:
    return f"{telling.facts[node.fact].label}为{'、'.join(node.options)}" + (
        "之一" if len(node.options) > 1 else ""
    )


@told_in_full.register
def _(node: RuleVerdict, _telling: Telling) -> str:
    return f"{'' if node.expected else '不'}符合规则 {node.rule}"


@told_in_full.register
def _(node: ClauseRef, telling: Telling) -> str:
    return telling.rule.clause(node.clause).label


@told_in_full.register
def _(node: Group, telling: Telling) -> str:
    parts = [
        f"（{words}）" if isinstance(part, Group) else words
        for part, words in zip(node.items, _parts(node.items, telling), strict=True)
    ]
    if isinstance(node, AtLeast):
        return f"{'、'.join(parts)}中至少 {node.count} 项"
    return ("且" if isinstance(node, AllOf) else "或").join(parts)
