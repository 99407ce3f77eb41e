"""What a firm would get if some of its values were others: hypothetical copies, judged and forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tidu import rules
from tidu.domain.rulebook.queries._benefits import benefits, offered
from tidu.domain.rulebook.queries._judging import check_lives
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.queries._policies import Offer
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Rule, Ternary, Verdict, advice, explain
from tidu.rules.engines.reference.changes import improvable_inputs
from tidu.rules.model.conditions import facts_in
from tidu.rules.model.facts import Input
from tidu.rules.model.kinds import LARGEST_FACT, FactValue, Kind
from tidu.rules.model.numbers import every_number
from tidu.rules.model.rule import money_output

FACTOR: Final[dict[Kind, int]] = {Kind.MONEY: 1_000_000, Kind.USD: 1_000_000}
"""Kind -> how many stored units one unit of the field is: sums are typed in 万元 and 万美元."""

UNITS: Final[dict[Kind, str]] = {Kind.MONEY: "万元", Kind.USD: "万美元"}
_TRIED: Final = (Kind.MONEY, Kind.USD, Kind.COUNT, Kind.POINTS, Kind.BOOL)


class UnableToTry(ValueError):
    """Raised for a value that is no such thing; the message is Chinese and names the field."""


@dataclass(frozen=True)
class Lever:
    """A value that may be tried out: one that the firm can work on, or one that is missing.

    `name` is its field on screen, `before` what is on record (None: 缺数), `most` where its slider ends, in stored
    units, None for a yes or no. `matters` says that a clause that fails or cannot be judged reads it, or that the
    sum of money does.
    """

    needed: Input
    kind: Kind
    label: str
    unit: str
    before: FactValue | None
    most: int | None
    matters: bool

    @property
    def name(self) -> str:
        """Return the field's name, e.g. try.rd_deductible.2024."""
        return f"try.{self.needed.fact}.{self.needed.year or ''}"

    def in_words(self, value: FactValue | None) -> str:
        """Return a value as it stands in the field: 万元 without needless noughts, 是 or 否 as 1 or 0."""
        if value is None or isinstance(value, str):
            return ""
        if isinstance(value, bool):
            return "1" if value else "0"
        scaled = Decimal(int(str(value))) / FACTOR.get(self.kind, 1)
        return f"{scaled.normalize():f}"

    def read(self, words: str) -> FactValue | None:
        """Return what a field's words state, exactly, None for an empty one. Raises UnableToTry."""
        words = words.strip().replace(",", "").replace("，", "")
        if not words:
            return None
        if self.kind is Kind.BOOL:
            return words == "1"
        try:
            value = Decimal(words) * FACTOR.get(self.kind, 1)
        except InvalidOperation:
            raise UnableToTry(f"“{self.label}”不是数。请填数字，如 25。") from None
        if not value.is_finite() or value != value.to_integral_value():
            least = "分（万元后最多 6 位小数）" if self.kind in FACTOR else "整数"
            raise UnableToTry(f"“{self.label}”要精确到{least}。")
        if not 0 <= value < LARGEST_FACT:
            raise UnableToTry(f"“{self.label}”不能小于 0，也不能大得不合常理。")
        return int(value)


@dataclass(frozen=True)
class WayTo:
    """One way to meet a rule: its changes in words, what it would pay in fen, and the values to try it with."""

    changes: tuple[str, ...]
    is_complete: bool
    amount: int | None
    values: Mapping[Input, FactValue]


def levers(verdict: Verdict) -> tuple[Lever, ...]:
    """Return what may be tried out under a rule: what the firm can work on, then what is missing. Raises FirmClosed."""
    check_lives(verdict.facts)
    found: dict[Input, Kind] = {}
    for clause in verdict.rule.clauses:
        found |= dict(improvable_inputs(clause, verdict.as_of))
    for needed in verdict.missing:
        found.setdefault(needed, verdict.vocabulary[needed.fact].kind)
    at_stake = _at_stake(verdict)
    return tuple(
        _lever(needed, kind, verdict, matters=needed.fact in at_stake)
        for needed, kind in found.items()
        if kind in _TRIED
    )


def _at_stake(verdict: Verdict) -> set[str]:
    """Return the facts on which the open clauses and the sum of money rest."""
    open_clauses = [one for one in verdict.clauses if one.verdict is not Ternary.YES]
    output = money_output(verdict.rule)
    paid = {str(getattr(number, "fact", "")) for number in every_number(output.of)} if output else set()
    return paid.union(*(facts_in(one.clause.require) for one in open_clauses))


def _lever(needed: Input, kind: Kind, verdict: Verdict, *, matters: bool) -> Lever:
    before = (
        verdict.facts.scalar(needed.fact)
        if needed.year is None
        else verdict.facts.yearly(needed.fact, needed.year)
    )
    unit = UNITS.get(kind, verdict.vocabulary[needed.fact].unit)
    most = None if kind is Kind.BOOL or before is None else _reach(int(str(before)), needed, verdict)
    return Lever(needed, kind, verdict.vocabulary.label(needed), unit, before, most, matters)


def _reach(before: int, needed: Input, verdict: Verdict) -> int:
    """Return where a slider ends: twice the value, or twice what would close the clauses that read it."""
    after = [
        int(str(change.after))
        for clause in verdict.gaps
        for change in verdict.changes_for(clause)
        if change.needed == needed
    ]
    return max(2 * max([before, *after]), 10)


@dataclass(frozen=True)
class MoneyMoved:
    """What one policy surely pays a firm, in fen: as it is, and as the changed copy of it would be."""

    rule: Rule
    before: int
    after: int

    @property
    def difference(self) -> int:
        """Return by how much, in fen; below nought where money is lost."""
        return self.after - self.before


def with_values(facts: Facts, values: Mapping[Input, FactValue]) -> Facts:
    """Return a copy of a firm's facts with some values set."""
    for needed, value in values.items():
        facts = facts.replacing(needed, value)
    return facts


def money_moved(facts: Facts, values: Mapping[Input, FactValue], as_of: AsOf) -> tuple[MoneyMoved, ...]:
    """Return the policies that would surely pay a copy of the firm another sum, the largest difference first."""
    before = benefits(facts, as_of).lines
    after = {line.offer.rule.code: line for line in benefits(with_values(facts, values), as_of).lines}
    found = (
        MoneyMoved(line.offer.rule, line.certain, after[line.offer.rule.code].certain) for line in before
    )
    return tuple(
        sorted(
            (one for one in found if one.difference), key=lambda one: (-abs(one.difference), one.rule.code)
        )
    )


def tried(verdict: Verdict, values: Mapping[Input, FactValue]) -> Offer:
    """Return how the rule stands to a copy of the firm with some values set; nothing is kept."""
    copy = with_values(verdict.facts, values)
    return offered(rules.evaluate(verdict.rule, copy, verdict.as_of, library()))


def read_tried(fields: Sequence[Lever], typed: Mapping[str, Any]) -> dict[Input, FactValue]:
    """Return the values that differ from what is on record. Raises UnableToTry naming the first wrong field."""
    found: dict[Input, FactValue] = {}
    for lever in fields:
        value = lever.read(str(typed.get(lever.name, "")))
        if value is not None and value != lever.before:
            found[lever.needed] = value
    return found


def ways_to(verdict: Verdict) -> tuple[WayTo, ...]:
    """Return the ways to meet a rule with the fewest and smallest changes, cheapest first; about half a second.

    Empty where the verdict does not fail or nothing the firm can work on would help. Raises FirmClosed.
    """
    check_lives(verdict.facts)
    found = []
    for way in advice.cheapest_ways(verdict.rule, verdict.facts, verdict.as_of, library()):
        values = {change.needed: change.after for change in way.changes}
        changes = tuple(explain.change_in_words(change, verdict) for change in way.changes)
        reached = tried(verdict, values)
        found.append(WayTo(changes, way.is_complete, reached.amount or reached.at_most, values))
    return tuple(found)
