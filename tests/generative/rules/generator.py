"""Generated policies and enterprises. Thresholds and facts come from the same few numbers, so that boundaries
are met again and again, and now and then one of them is as large as a fact can be.

Policies are drawn choice by choice, so that a failing one shrinks; a population is drawn as one seed, since its
rows need no shrinking: the first row on which engines differ is shown.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import strategies as st

from tidu.rules.model.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    ClauseRef,
    Compare,
    Condition,
    Flag,
    Near,
    Nearness,
    Operator,
    RuleVerdict,
    TextIs,
)
from tidu.rules.model.exceptions import Exceptions, Special
from tidu.rules.model.exclusion import impossible
from tidu.rules.model.facts import Fact, Facts, Vocabulary
from tidu.rules.model.kinds import LARGEST_FACT, InvalidRule, Kind
from tidu.rules.model.law import Confidence, DatedValue, Law, Parameter, VersionBy
from tidu.rules.model.library import Library
from tidu.rules.model.numbers import (
    ByExperts,
    DaysBetween,
    DaysSince,
    Growth,
    Literal,
    MeanGrowth,
    MeanYears,
    Minus,
    Number,
    ParameterValue,
    Plus,
    Ratio,
    ScalarFact,
    SumYears,
    Times,
    YearFact,
)
from tidu.rules.model.rule import Clause, Given, Output, Rule
from tidu.rules.model.sanity import Sanity
from tidu.rules.model.tables import (
    Band,
    Bands,
    BestOf,
    LeastOf,
    Marginal,
    OutputOf,
    Rate,
    Rounding,
    ScoreTable,
    TableRow,
    UnknownClauses,
)

AS_OF = date(2025, 6, 10)
DAY = date(2024, 1, 1)
OTHER = "other.rule"


def _fact(name: str, kind: Kind, *, yearly: bool) -> Fact:
    return Fact(name=name, kind=kind, yearly=yearly, label=name, unit="", definition=name, whom_to_ask=name)


def _sanity(fact: str, **limits: Any) -> Sanity:
    return Sanity(id=fact, facts=(fact,), says="不可能", valid_from_on=DAY, last_checked_on=DAY, **limits)


VOCABULARY = Vocabulary(
    (
        _fact("registered_on", Kind.DATE, yearly=False),
        _fact("listed_on", Kind.DATE, yearly=False),
        _fact("flag", Kind.BOOL, yearly=False),
        _fact("other_flag", Kind.BOOL, yearly=False),
        _fact("word", Kind.TEXT, yearly=False),
        _fact("count", Kind.COUNT, yearly=False),
        _fact("opinion", Kind.POINTS, yearly=False),
        _fact("income", Kind.MONEY, yearly=True),
        _fact("spending", Kind.MONEY, yearly=True),
        _fact("persons", Kind.COUNT, yearly=True),
        _fact("experts", Kind.COUNT, yearly=True),
    ),
    sanities=(
        _sanity("spending", most=10**15),
        _sanity("experts", of="persons", times=Fraction(20)),
        _sanity("opinion", least=0),
        _sanity("registered_on", not_ahead=True),
        _sanity("listed_on", not_ahead=True),
    ),
)
YEARLY = {Kind.MONEY: ("income", "spending"), Kind.COUNT: ("persons", "experts")}
WORDS = ("甲", "乙", "丙")

Found = TypeVar("Found")

AMOUNTS = (0, 1, 2, 3, 5, 10, 19, 20, 21, 99, 100, 101, -1, -20)
LARGE = (LARGEST_FACT - 1, 1 - LARGEST_FACT, 10**15, 10**15 + 1)
SHARES = tuple(
    Fraction(n, d) for n, d in ((0, 1), (1, 20), (1, 3), (1, 2), (1, 1), (2, 1), (3, 100), (19, 20))
)
FINE = Fraction(999_999_999, 10**9)  # times a large amount it leaves 64 bits before it is rounded
SCALES = (Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(3), Fraction(7, 100))
PARAMETERS = {"p_money": Kind.MONEY, "p_count": Kind.COUNT, "p_points": Kind.POINTS, "p_ratio": Kind.RATIO}
_BELOW = [st.integers(0, n) for n in range(20)]


class Maker:
    """Makes one policy, asking `draw` for every choice."""

    def __init__(self, draw: Callable[[Any], int], *, references: bool) -> None:
        self.draw = draw
        self.references = references

    def pick(self, options: Sequence[Found]) -> Found:
        return options[self.draw(_BELOW[len(options) - 1])]

    def yes(self) -> bool:
        return self.pick((False, True))

    def make(self, *makers: Callable[[], Found]) -> Found:
        return self.pick(makers)()

    # --- quantities

    def value(self, kind: Kind) -> Fraction:
        if kind in (Kind.RATIO, Kind.GROWTH):
            return self.pick(SHARES)
        if kind is Kind.DAYS:
            return Fraction(self.pick((0, 364, 365, 366)))
        if kind is Kind.DATE:
            return Fraction((self.pick((DAY, AS_OF)) - date(1970, 1, 1)).days)
        return Fraction(self.pick(AMOUNTS))

    def values(self, kind: Kind) -> list[Fraction]:
        return sorted({self.value(kind) for _ in range(self.pick((1, 2, 3)))})

    def literal(self, kind: Kind) -> Literal:
        return Literal(self.value(kind), kind)

    def fixed(self, kind: Kind) -> Number:
        named = [name for name, of_kind in PARAMETERS.items() if of_kind is kind]
        if named and self.yes():
            return ParameterValue(named[0], kind)
        return self.literal(kind)

    def fact(self, kind: Kind) -> Number:
        name, years = self.pick(YEARLY[kind]), self.pick((1, 2, 3))
        if kind is Kind.COUNT and self.pick((False, False, True)):
            return ScalarFact("count", kind)
        return self.pick((YearFact, SumYears))(name, kind, years)

    def whole(self, kind: Kind, depth: int) -> Number:
        """A money or count quantity that is always an integer."""
        if self.references and kind is Kind.MONEY and self.pick((False, False, False, True)):
            return OutputOf(OTHER, self.pick(("o0", "o1")), kind)
        if depth == 0 or self.yes():
            return self.fact(kind)
        kinds = (Plus, Minus, BestOf, LeastOf, Rate, Marginal)
        if (node := self.pick(kinds)) is Rate:
            return self.rate(kind, depth - 1)
        if node is Marginal:
            return self.marginal(kind, depth - 1)
        left = self.whole(kind, depth - 1)
        right = self.literal(kind) if self.yes() else self.whole(kind, depth - 1)
        return Minus(left, right) if node is Minus else node((left, right))

    def number(self, kind: Kind, depth: int) -> Number:
        """Any quantity of a kind."""
        made = {
            Kind.RATIO: lambda: self.ratio(depth),
            Kind.POINTS: lambda: self.points(depth),
            Kind.DAYS: lambda: self.make(
                lambda: DaysSince("registered_on"), lambda: DaysBetween("registered_on", "listed_on")
            ),
            Kind.DATE: lambda: ScalarFact("registered_on", kind),
            Kind.GROWTH: self.growth,
        }
        if kind in made:
            return made[kind]()
        return self.make(
            lambda: self.whole(kind, depth),
            lambda: self.whole(kind, depth),
            lambda: Times(self.whole(kind, depth), Literal(self.pick(SCALES), Kind.RATIO)),
            lambda: MeanYears(self.pick(YEARLY[kind]), kind, self.pick((1, 2, 3))),
            lambda: self.bands(kind, depth),
            lambda: self.exceptions(kind, depth),
            *[lambda: UnknownClauses(OTHER) if self.references and kind is Kind.COUNT else self.fact(kind)]
            * 2,
        )

    def growth(self) -> Number:
        kind = self.pick((Kind.MONEY, Kind.COUNT))
        return Growth(self.fact(kind), self.fact(kind), self.pick((1, 2, 3)))

    def share(self, depth: int) -> Number:
        if self.pick((False, False, True)):
            return MeanGrowth(self.pick(YEARLY[Kind.MONEY]), Kind.MONEY, 3)
        kind = self.pick((Kind.MONEY, Kind.COUNT))
        return Ratio(self.whole(kind, max(depth - 1, 0)), self.fact(kind))

    def ratio(self, depth: int) -> Number:
        if depth == 0 or self.yes():
            return self.share(depth)
        return self.make(
            lambda: self.bands(Kind.RATIO, depth),
            lambda: self.exceptions(Kind.RATIO, depth),
            lambda: Plus((self.share(0), self.share(0))),
            lambda: Minus(self.share(0), self.share(0)),
            lambda: Times(self.share(0), Literal(self.pick(SCALES), Kind.NUMBER)),
        )

    def exceptions(self, kind: Kind, depth: int) -> Number:
        first = self.leaf()
        value = self.read_off(kind, depth)
        specials = [Special(first, value, "第二条")]
        other = AllOf((opposite(first), self.leaf()))
        if self.yes() and not impossible(other):
            specials.append(Special(other, self.fixed(kind), "第三条"))
        return Exceptions(self.read_off(kind, depth), tuple(specials))

    def read_off(self, kind: Kind, depth: int) -> Number:
        """A quantity that may have exceptions: fixed, read off another one, or whole."""
        made: list[Callable[[], Number]] = [lambda: self.fixed(kind), lambda: self.bands(kind, 0)]
        if kind in YEARLY:
            made += [lambda: self.whole(kind, max(depth - 1, 0))]
        if kind is Kind.POINTS:
            made = [lambda: self.fixed(kind), lambda: self.table(0)]
        if depth > 1:
            made += [lambda: self.exceptions(kind, 0)]
        return self.make(*made)

    def marginal(self, kind: Kind, depth: int) -> Number:
        ends = sorted({abs(self.value(kind)) + 1 for _ in range(self.pick((1, 2)))})
        return Marginal(
            of=self.whole(kind, max(depth - 1, 0)),
            steps=tuple((end, self.pick(SHARES)) for end in ends),
            beyond=self.pick(SHARES),
            rounding=self.pick(tuple(Rounding)),
            unit=self.pick((1, 1, 3, 100)),
        )

    def selector(self, depth: int) -> Number:
        kind = self.pick((Kind.MONEY, Kind.COUNT, Kind.RATIO))
        return self.share(0) if kind is Kind.RATIO else self.whole(kind, max(depth - 1, 0))

    def bands(self, kind: Kind, depth: int) -> Number:
        by = self.selector(depth)
        rows = tuple(Band(end, self.yes(), self.value(kind)) for end in self.values(by.kind))
        beyond = self.value(kind)
        return sound(lambda made: Bands(by, made, beyond, kind), rows)

    def table(self, depth: int) -> Number:
        of = self.selector(depth)
        starts = reversed(self.values(of.kind))
        rows = tuple(TableRow(start, self.yes(), self.value(Kind.POINTS)) for start in starts)
        otherwise = self.value(Kind.POINTS)
        return sound(lambda made: ScoreTable(of, made, otherwise), rows)

    def points(self, depth: int) -> Number:
        if self.yes():
            return self.table(depth)
        if self.pick((False, False, True)):
            return self.exceptions(Kind.POINTS, 0)
        other = self.literal(Kind.POINTS) if self.yes() else self.table(depth)
        return self.pick((Plus, BestOf, LeastOf))((self.table(depth), other))

    def rate(self, kind: Kind, depth: int) -> Number:
        mean = MeanYears(self.pick(YEARLY[kind]), kind, self.pick((1, 2, 3)))
        return Rate(
            of=self.pick((self.fact(kind), mean)),
            at=self.make(
                lambda: self.bands(Kind.RATIO, depth),
                lambda: self.fixed(Kind.RATIO),
                lambda: Ratio(self.fixed(Kind.RATIO), self.fixed(Kind.RATIO)),
                lambda: Literal(FINE, Kind.RATIO),
                lambda: self.exceptions(Kind.RATIO, 0),
            ),
            floor=self.literal(kind),
            cap=self.fixed(kind) if self.yes() else None,
            rounding=self.pick(tuple(Rounding)),
            unit=self.pick((1, 1, 3, 100)),
        )

    # --- conditions

    def comparison(self) -> Condition:
        kinds = (Kind.MONEY, Kind.COUNT, Kind.RATIO, Kind.POINTS, Kind.DAYS, Kind.DATE, Kind.GROWTH)
        kind, operator = self.pick(kinds), self.pick(tuple(Operator))
        left = self.number(kind, self.pick((0, 1, 2)))
        simple = kind in (Kind.GROWTH, Kind.DAYS, Kind.DATE) or self.pick((True, True, False))
        return Compare(left, operator, self.fixed(kind) if simple else self.number(kind, 0))

    def condition(self, depth: int) -> Condition:
        if depth and self.pick((False, False, True)):
            items = [self.condition(depth - 1) for _ in range(self.pick((1, 2, 3)))]
            made = self.group(items)
            return AnyOf(tuple(items)) if impossible(made) else made
        return self.leaf()

    def leaf(self) -> Condition:
        leaf = self.pick(("compare", "compare", "compare", "compare", "flag", "word", "verdict"))
        if leaf == "flag":
            return Flag(self.pick(("flag", "other_flag")), self.yes())
        if leaf == "word":
            return TextIs("word", self.pick((WORDS[:1], WORDS[1:], WORDS)))
        if leaf == "verdict" and self.references:
            return RuleVerdict(OTHER, self.yes())
        return self.comparison()

    def group(self, items: Sequence[Condition]) -> Condition:
        kind = self.pick((AllOf, AnyOf, AtLeast))
        if kind is AtLeast:
            return AtLeast(tuple(items), self.pick(range(1, len(items) + 1)))
        return kind(tuple(items))

    def near(self) -> Near | None:
        by = self.pick((None, *Nearness))
        return None if by is None else Near(by, self.pick(SHARES))

    # --- rules

    def rule(self, code: str) -> Rule:
        clauses = [
            _clause(f"c{place}", self.condition(1), self.near()) for place in range(self.pick((1, 2, 3)))
        ]
        decide = self.group([ClauseRef(clause.id) for clause in clauses])
        if self.yes():
            score = ByExperts("opinion", Kind.POINTS)
            limit = self.literal(Kind.POINTS) if self.yes() else self.points(0)
            asked = Compare(score, self.pick(tuple(Operator)), limit)
            clauses.append(_clause("asked", asked, self.near()))
            decide = AllOf((decide, ClauseRef("asked")))
        made = [self.whole(Kind.MONEY, 2), self.rate(Kind.MONEY, 1), self.points(1)]
        return Rule(
            code=code,
            name="生成的规则",
            subject="生成的资格",
            law=Law(
                title="生成的办法",
                number="生成〔2024〕1号",
                valid_from_on=DAY,
                confidence=Confidence.FICTION,
                last_checked_on=DAY,
            ),
            version_by=VersionBy.APPLICATION_DAY,
            clauses=tuple(clauses),
            decide=decide,
            parameters=tuple(_parameter(name, kind, self.value(kind)) for name, kind in PARAMETERS.items()),
            outputs=tuple(
                Output(name=f"o{place}", label="结果", of=of, given=self.pick(tuple(Given)))
                for place, of in enumerate(made)
            ),
            on=DAY,
        )


def sound(build: Callable[[Any], Found], rows: Sequence[Any]) -> Found:
    """Build from all rows, or from the first where one of them could never be reached."""
    try:
        return build(rows)
    except InvalidRule:
        return build(rows[:1])


def opposite(condition: Condition) -> Condition:
    """A condition that surely does not hold together with this one."""
    match condition:
        case Flag() | RuleVerdict():
            return dataclasses.replace(condition, expected=not condition.expected)
        case TextIs():
            return TextIs(condition.fact, ("丁",))
        case Compare():
            opposites = {
                Operator.AT_LEAST: Operator.LESS_THAN, Operator.LESS_THAN: Operator.AT_LEAST,
                Operator.MORE_THAN: Operator.AT_MOST, Operator.AT_MOST: Operator.MORE_THAN,
                Operator.EQUAL: Operator.DIFFERENT, Operator.DIFFERENT: Operator.EQUAL,
            }  # fmt: skip
            return dataclasses.replace(condition, operator=opposites[condition.operator])
    raise AssertionError(condition)


def _clause(clause_id: str, require, near: Near | None) -> Clause:
    return Clause(
        id=clause_id,
        label=clause_id,
        article="第一条" if clause_id.endswith(("0", "1")) else "第二条",
        says="生成的条件",
        require=require,
        near=near,
        confidence=Confidence.FICTION,
        last_checked_on=DAY,
    )


def _parameter(name: str, kind: Kind, value: Fraction) -> Parameter:
    dated = DatedValue(
        value=value,
        valid_from_on=date.min,
        number="生成〔2024〕1号",
        article="第一条",
        confidence=Confidence.FICTION,
        last_checked_on=DAY,
    )
    return Parameter(name=name, label=name, kind=kind, series=(dated,))


@st.composite
def rules(draw, code: str = "the.rule", *, references: bool = True):
    """A rule; `references` lets it rest on another one."""
    return Maker(draw, references=references).rule(code)


@st.composite
def libraries(draw):
    """A rule and another one it may rest on."""
    other = draw(rules(OTHER, references=False))
    return Library(VOCABULARY, (draw(rules()), other))


@st.composite
def reforms(draw):
    """Other values for some parameters of one rule or both; some of them the values they have already."""
    maker = Maker(draw, references=False)
    return {
        code: {name: maker.value(kind) for name, kind in PARAMETERS.items() if maker.yes()}
        for code in ("the.rule", OTHER)
        if maker.yes()
    }


DAYS = tuple(
    map(
        date.fromisoformat,
        (
            "2020-05-01",
            "2023-12-31",
            "2024-01-01",
            "2024-06-10",
            "2024-06-11",
            "2025-01-01",
            "2025-06-10",
            "2025-06-11",
        ),
    )
)


def enterprise(source: random.Random) -> Facts:
    """One enterprise with facts on the boundaries, some missing, some huge."""

    def maybe(values: Sequence[Any]) -> Any:
        return None if source.random() < 0.15 else source.choice(values)

    def cell() -> int | None:
        return maybe(LARGE if source.random() < 0.1 else AMOUNTS)

    scalars = {
        "registered_on": maybe(DAYS if source.random() < 0.5 else DAYS[:1]),
        "listed_on": maybe(DAYS),
        "flag": maybe((False, True)),
        "other_flag": maybe((False, True)),
        "word": maybe(WORDS),
        "count": cell(),
        "opinion": maybe(AMOUNTS),
    }
    names = [name for pair in YEARLY.values() for name in pair]
    return Facts(scalars, {year: {name: cell() for name in names} for year in (2021, 2022, 2023, 2024)})


def population(seed: int, size: int = 25) -> dict[str, Facts]:
    """A population by key."""
    source = random.Random(seed)
    return {f"{seed}-{place}": enterprise(source) for place in range(size)}


populations = st.integers(0, 2**32).map(population)
