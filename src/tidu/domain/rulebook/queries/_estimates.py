"""A tax estimate as a sheet: what goes in, and each result with the formula it comes from. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tidu import rules
from tidu.domain.enterprises.queries import ValueKey, key_of_fact
from tidu.domain.rulebook.queries._judging import check_lives, rule_for
from tidu.domain.rulebook.queries._kept import facts_named
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.queries._what_if import UNITS, Lever
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Rule, Verdict
from tidu.rules.explain.words import Telling, in_words
from tidu.rules.model.facts import Input
from tidu.rules.model.kinds import FactValue, Kind
from tidu.rules.model.numbers import Node


@dataclass(frozen=True)
class EstimateLine:
    """One result: its label, the formula in words, and the value in the engine's unit, None where it is unknown."""

    label: str
    formula: str
    value: int | None
    kind: Kind

    @property
    def is_money(self) -> bool:
        """Whether the value is in fen."""
        return self.kind is Kind.MONEY


@dataclass(frozen=True)
class EstimateGap:
    """An input for want of which results stay open: its field, whom to ask, and where the register takes it."""

    field: Lever
    whom_to_ask: str
    key: ValueKey | None


@dataclass(frozen=True)
class EstimateSheet:
    """One rule as a sheet: its inputs as fields, how it came out, its results in order, and what they wait for.

    What an earlier sheet waits for is not said again.
    """

    rule: Rule
    fields: tuple[Lever, ...]
    verdict: Verdict
    lines: tuple[EstimateLine, ...]
    gaps: tuple[EstimateGap, ...]

    @property
    def is_open(self) -> bool:
        """Whether the verdict or a result is unknown, for want of what this or an earlier sheet waits for."""
        return bool(self.verdict.missing or self.verdict.wanting)


def estimate_fields(codes: Sequence[str], facts: Facts, as_of: AsOf) -> dict[str, tuple[Lever, ...]]:
    """Return by rule the inputs that it rests on and no rule before it; yearly ones of the last fiscal year.

    Raises FirmClosed.
    """
    check_lives(facts)
    seen: set[Input] = set()
    found = {}
    for code in codes:
        words = library().facts
        named = [words[name] for name in sorted(_rests_on(code, as_of), key=_in_order)]
        inputs = [Input(fact.name, as_of.on.year - 1 if fact.yearly else None) for fact in named]
        found[code] = tuple(_field(one, facts) for one in inputs if one not in seen)
        seen |= set(inputs)
    return found


def estimate(
    codes: Sequence[str], facts: Facts, as_of: AsOf, values: Mapping[Input, FactValue]
) -> list[EstimateSheet]:
    """Return the sheets of rules for a copy of the firm with some values set. Raises NoVersionInForce, FirmClosed."""
    fields = estimate_fields(codes, facts, as_of)
    for needed, value in values.items():
        facts = facts.replacing(needed, value)
    sheets: list[EstimateSheet] = []
    for code in codes:
        rule = rule_for(code, as_of)
        verdict = rules.evaluate(rule, facts, as_of.on, library())
        lines = tuple(
            EstimateLine(one.label, formula, verdict.outputs[one.name], one.of.kind)
            for one, formula in zip(rule.outputs, _formulas(rule, as_of), strict=True)
        )
        said = {one.field.needed for sheet in sheets for one in sheet.gaps}
        gaps = tuple(one for one in _gaps(verdict) if one.field.needed not in said)
        sheets.append(EstimateSheet(rule, fields[code], verdict, lines, gaps))
    return sheets


def _rests_on(code: str, as_of: AsOf) -> set[str]:
    """Return the facts that a rule looks at, itself or through the rules that it refers to."""
    rule = rule_for(code, as_of)
    return facts_named(rule).union(*(_rests_on(other, as_of) for other in rule.references))


def _gaps(verdict: Verdict) -> Iterator[EstimateGap]:
    """Yield each input once for which the verdict or one of its results waits, in the order of the vocabulary."""
    waiting = {*verdict.missing, *(one for inputs in verdict.wanting.values() for one in inputs)}
    for needed in sorted(waiting, key=lambda one: (_in_order(one.fact), one.year or 0)):
        whom = verdict.vocabulary[needed.fact].whom_to_ask
        yield EstimateGap(_field(needed, verdict.facts), whom, key_of_fact(needed.fact, needed.year))


def _formulas(rule: Rule, as_of: AsOf) -> list[str]:
    """Return the formula of each result, the results before it by name: each step reads like a line of a form."""
    named: dict[Node, str] = {}
    formulas = []
    for one in rule.outputs:
        formulas.append(_named(in_words(one.of, Telling(rule, library().facts, named=named)), rule, as_of))
        if one.of.parts:
            named = {**named, one.of: f"“{one.label}”"}
    return formulas


def _named(formula: str, rule: Rule, as_of: AsOf) -> str:
    """Return a formula in which other rules and their results stand by name instead of by code."""
    for code in rule.references:
        other = rule_for(code, as_of)
        for output in other.outputs:
            formula = formula.replace(f"规则 {code} 的结果 {output.name}", f"“{output.label}”")
        formula = formula.replace(f"规则 {code}", f"“{other.name}”")
    return formula


def _in_order(name: str) -> int:
    return [fact.name for fact in library().facts].index(name)


def _field(needed: Input, facts: Facts) -> Lever:
    fact = library().facts[needed.fact]
    known = facts.scalar(needed.fact) if needed.year is None else facts.yearly(needed.fact, needed.year)
    return Lever(
        needed,
        fact.kind,
        library().facts.label(needed),
        UNITS.get(fact.kind, fact.unit),
        known,
        None,
        matters=True,
    )
