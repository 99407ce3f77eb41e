"""Judging one enterprise: every clause read, the decision taken, the gaps named."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property, partial

from tidu.rules.engines.base import Engine, Outcome
from tidu.rules.engines.reference import choices  # registers what it knows
from tidu.rules.engines.reference.changes import smallest_changes
from tidu.rules.engines.reference.conditions import Scope, step_of
from tidu.rules.engines.reference.quantities import value_of
from tidu.rules.engines.reference.values import NOTHING, Absent, Known, Unknown, Value, missing_in, within
from tidu.rules.model.conditions import ClauseRef, Condition, Group, Ternary
from tidu.rules.model.facts import Facts, Input
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Clause, Given, Output, Rule
from tidu.rules.model.show import Term
from tidu.rules.model.verdict import Change, ClauseVerdict, Reading, Step, Verdict

__all__ = ["Judgement", "ReferenceEngine", "choices", "evaluate", "outcome_of", "telling"]


def evaluate(rule: Rule, facts: Facts, as_of: date, library: Library) -> Verdict:
    """Return the verdict of a rule for one enterprise on one day, with every reason.

    Fiscal years count back from the year before `as_of`; the years that exist are those since registration.
    Other rules the rule rests on are taken from the library in the version that applies on the day.
    """
    return Judgement.of(rule, facts, as_of, library).verdict


@dataclass
class Judgement:
    """One rule, one enterprise, one day: what quantities and conditions may look at."""

    rule: Rule
    facts: Facts
    as_of: date
    library: Library
    doubted: Mapping[Input, str]
    """The cells that cannot be true, with the reason; `facts` hold them as unknown."""
    _others: dict[str, Judgement] = field(default_factory=dict)
    begins: str = field(init=False)
    first_year: int | None = field(init=False)

    @classmethod
    def of(cls, rule: Rule, facts: Facts, as_of: date, library: Library) -> Judgement:
        """Take what cannot be true for unknown, once for all the rules that are judged on it."""
        doubted = library.facts.doubts(facts, as_of)
        return cls(rule, facts.without(doubted) if doubted else facts, as_of, library, doubted)

    def __post_init__(self) -> None:
        self.begins = self.library.facts.subject(self.rule.judges).begins
        begun = self.facts.scalar(self.begins)
        self.first_year = begun.year if isinstance(begun, date) else None

    def verdict_on(self, code: str) -> Verdict:
        """Return the verdict of another rule, judged once."""
        return self._other(code).verdict

    def output_of(self, code: str, name: str) -> Value:
        """Return an output of another rule: nought without entitlement, between nought and it while that is open."""
        other = self._other(code)
        output = other.rule.output(name)
        value, verdict = other.values[name], other.verdict
        if output.given is Given.ALWAYS or verdict.verdict is Ternary.YES:
            return value
        if verdict.verdict is Ternary.NO:
            return Known(Fraction(0))
        missing = frozenset(verdict.missing) | missing_in((value,))
        if isinstance(value, Absent):
            return Unknown(missing)
        low, high = (None if limit is None else (limit, Fraction(0)) for limit in (value.low, value.high))
        return within(missing, low and min(low), high and max(high))

    def _other(self, code: str) -> Judgement:
        if code not in self._others:
            other = self.library.applicable(code, as_of=self.as_of)
            self._others[code] = dataclasses.replace(self, rule=other)
        return self._others[code]

    @cached_property
    def values(self) -> dict[str, Value]:
        """What the outputs come to, whoever is entitled to them."""
        return {output.name: value_of(output.of, self) for output in self.rule.outputs}

    @cached_property
    def verdict(self) -> Verdict:
        """The whole verdict."""
        clauses = {clause.id: self._judge(clause) for clause in self.rule.clauses}
        tree = step_of(self.rule.decide, Scope(self, clauses=_for_decision(clauses)))
        gap_ids = _gaps(self.rule.decide, tree)
        outputs = {output.name: self._output(output, tree.verdict) for output in self.rule.outputs}
        return Verdict(
            rule=self.rule,
            as_of=self.as_of,
            verdict=tree.verdict,
            clauses=tuple(clauses.values()),
            gaps=tuple(found for found in clauses.values() if found.id in gap_ids),
            nearly=tree.near,
            outputs={name: known for name, (known, _) in outputs.items()},
            at_most={name: most for name, (_, most) in outputs.items()},
            wanting=self._wanting(tree.verdict),
            missing=_in_order(clauses.values(), tree.missing),
            pending_experts=self._pending_experts(),
            tree=tree,
            facts=self.facts,
            doubted=self.doubted,
            settled=self.library.is_settled(self.rule, as_of=self.as_of),
            vocabulary=self.library.facts,
            changes_for=partial(_changes_for, self.rule, self.facts, self.as_of, self.library),
        )

    def _judge(self, clause: Clause) -> ClauseVerdict:
        step = step_of(clause.require, Scope(self, near=clause.near))
        return ClauseVerdict(
            clause=clause,
            verdict=step.verdict,
            near=step.near,
            pending=self._is_pending(clause, step),
            law=self.rule.cite(clause),
            terms=self._terms(clause),
            step=step,
            reading=telling(step),
            missing=tuple(sorted(step.missing, key=_reading_order)) if step.missing else (),
        )

    def _is_pending(self, clause: Clause, step: Step) -> bool:
        """Return whether nothing but experts is waited for: on this clause, or on a rule that it takes as met."""
        if step.verdict is Ternary.UNKNOWN:
            return bool(clause.awaited) and all(cell.fact in clause.awaited for cell in step.missing)
        if step.verdict is Ternary.NO or not clause.rests_on:
            return False
        return any(self.verdict_on(code).is_pending for code in clause.rests_on)

    def _pending_experts(self) -> tuple[str, ...]:
        """Return the facts experts have still to give, to this rule or to one that it rests on."""
        own = (fact for clause in self.rule.clauses for fact in clause.awaited)
        facts = [fact for fact in own if self.facts.scalar(fact) is None]
        for other in map(self.verdict_on, sorted(self.rule.rests_on)):
            facts += other.pending_experts if other.is_pending else ()
        return tuple(dict.fromkeys(facts))

    def _terms(self, clause: Clause) -> Mapping[str, Term]:
        parameters, quantities = self.rule.named_in(clause)
        if not quantities:
            return parameters
        found = dict(parameters)
        for name, number in quantities:
            value = value_of(number, self)
            found[name] = (value.value if isinstance(value, Known) else None, number.kind)
        return found

    def _output(self, output: Output, verdict: Ternary) -> tuple[int | None, int | None]:
        """Return an output and its upper bound: nought for those not entitled, unknown while that is open."""
        value = self.values[output.name]
        if output.given is Given.ENTITLED:
            if verdict is Ternary.NO:
                return 0, 0
            if verdict is Ternary.UNKNOWN:
                return None, _high(value)
        return (int(value.value) if isinstance(value, Known) else None), _high(value)

    def _wanting(self, verdict: Ternary) -> dict[str, tuple[Input, ...]]:
        """Return what the outputs wait for that are due all the same: always given, or to a firm that is entitled."""
        due = (
            output for output in self.rule.outputs if output.given is Given.ALWAYS or verdict is Ternary.YES
        )
        found = {output.name: missing_in((self.values[output.name],)) for output in due}
        return {
            name: tuple(sorted(missing, key=_reading_order)) for name, missing in found.items() if missing
        }


def _changes_for(
    rule: Rule, facts: Facts, as_of: date, library: Library, found: ClauseVerdict
) -> tuple[Change, ...]:
    """Return the smallest changes for a clause.

    A verdict that held its judgement would make a circle with it, and a million of them wait for the collector.
    """

    def holds(clause: Clause, facts: Facts) -> bool:
        scope = Scope(Judgement.of(rule, facts, as_of, library), near=clause.near)
        return step_of(clause.require, scope).verdict is Ternary.YES

    return smallest_changes(found.clause, facts, as_of, holds)


class ReferenceEngine(Engine):
    """The readable engine all others must agree with."""

    name = "reference"

    def outcomes(
        self, rule: Rule, cases: Mapping[str, Facts], as_of: date, library: Library
    ) -> dict[str, Outcome]:
        """Return the outcome of the rule for every case."""
        return {key: outcome_of(evaluate(rule, facts, as_of, library)) for key, facts in cases.items()}


def outcome_of(verdict: Verdict) -> Outcome:
    """Return the part of a verdict on which engines must agree."""
    return Outcome(
        verdict=verdict.verdict,
        nearly=verdict.nearly,
        pending=bool(verdict.pending_experts),
        clauses={found.id: (found.verdict, found.near) for found in verdict.clauses},
        outputs=verdict.outputs,
        at_most=verdict.at_most,
    )


def telling(step: Step) -> Reading:
    """Return the comparison that tells most about how a condition came out.

    Of a group this is the first part that came out as the group did, near or not near.
    """
    if step.reading is not None:
        return step.reading
    same = [part for part in step.steps if part.verdict is step.verdict] or list(step.steps)
    likest = next((part for part in same if part.near is step.near), same[0])
    return telling(likest)


def _for_decision(clauses: Mapping[str, ClauseVerdict]) -> dict[str, Step]:
    """Return the clauses' steps; one that experts have still to judge does not stand in the way."""
    return {
        clause_id: found.step._replace(verdict=Ternary.YES, missing=NOTHING) if found.pending else found.step
        for clause_id, found in clauses.items()
    }


def _gaps(decision: Condition, step: Step) -> frozenset[str]:
    """Return the clauses that have to be mended for a failing decision to hold."""
    if step.verdict is not Ternary.NO:
        return frozenset()
    if isinstance(decision, ClauseRef):
        return frozenset({decision.clause})
    assert isinstance(decision, Group)  # noqa: S101  # a decision is made of groups and clauses only
    parts = list(zip(decision.items, step.steps, strict=True))
    closed = [(part.near, _gaps(item, part)) for item, part in parts if part.verdict is Ternary.NO]
    closed.sort(key=lambda found: (not found[0], len(found[1])))
    wanted = decision.needed - (len(parts) - len(closed))
    return frozenset().union(*(gaps for _, gaps in closed[:wanted]))


def _in_order(clauses: Iterable[ClauseVerdict], missing: frozenset[Input]) -> tuple[Input, ...]:
    """Return the missing inputs in the order in which the clauses ask for them, each once."""
    asked = (needed for found in clauses for needed in found.missing if needed in missing)
    return tuple(dict.fromkeys(asked))


def _reading_order(needed: Input) -> tuple[str, int]:
    return needed.fact, needed.year or 0


def _high(value: Value) -> int | None:
    if isinstance(value, Absent) or value.high is None:
        return None
    return int(value.high)
