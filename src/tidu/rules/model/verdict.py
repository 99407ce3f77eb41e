"""What an engine answers: a verdict with the reading behind every clause."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from tidu.rules.model.conditions import Operator, Ternary
from tidu.rules.model.facts import Facts, Input, Vocabulary
from tidu.rules.model.kinds import FactValue, Kind
from tidu.rules.model.law import Confidence
from tidu.rules.model.rule import Clause, Rule
from tidu.rules.model.show import Term, fill

Shown = Fraction | bool | str | None


class Reading(NamedTuple):
    """One comparison as it came out. Quantities are in the engine's unit; None is unknown or absent.

    `absent` says in Chinese why there is no quantity at all. Readings, steps and clauses are made by the dozen for
    every firm, and a tuple is made in half the time of a frozen dataclass.
    """

    kind: Kind
    operator: Operator
    value: Shown
    threshold: Shown
    verdict: Ternary
    near: bool
    absent: str = ""

    @property
    def margin(self) -> Fraction | None:
        """How far the value lies on the good side of the threshold, negative where it fails."""
        if not (isinstance(self.value, Fraction) and isinstance(self.threshold, Fraction)):
            return None
        if self.operator.direction == 0:
            return -abs(self.value - self.threshold)
        return (self.value - self.threshold) * self.operator.direction


class Step(NamedTuple):
    """One node of the verdict tree: a clause's condition or a part of it."""

    what: str
    verdict: Ternary
    near: bool
    missing: frozenset[Input]
    reading: Reading | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """The smallest change to one input that turns a failing clause."""

    needed: Input
    kind: Kind
    before: FactValue
    after: FactValue


class ClauseVerdict(NamedTuple):
    """A clause with its outcome. `terms` are the quantities its sentence names, None where unknown."""

    clause: Clause
    verdict: Ternary
    near: bool
    pending: bool
    law: str
    terms: Mapping[str, Term]
    step: Step
    reading: Reading
    missing: tuple[Input, ...]

    @property
    def id(self) -> str:
        """The clause's id within its rule."""
        return self.clause.id

    @property
    def says(self) -> str:
        """The legal sentence with its values filled in: what screen, letter and test all read."""
        return fill(self.clause.says, self.terms)

    @property
    def label(self) -> str:
        """The clause's short Chinese name."""
        return self.clause.label

    @property
    def value(self) -> Shown:
        """What the firm has, in the engine's unit; None where unknown or absent."""
        return self.reading.value

    @property
    def threshold(self) -> Shown:
        """What the law asks, in the engine's unit."""
        return self.reading.threshold

    @property
    def margin(self) -> Fraction | None:
        """How far the value is on the good side; None where it cannot be measured."""
        return self.reading.margin

    @property
    def kind(self) -> Kind:
        """What value and threshold measure."""
        return self.reading.kind

    @property
    def improvable(self) -> tuple[str, ...]:
        """The facts a firm can work on to meet the clause."""
        return self.clause.improvable

    @property
    def next_step(self) -> str:
        """What the pack advises."""
        return self.clause.next_step

    @property
    def confidence(self) -> Confidence:
        """How sure the wording of the clause is."""
        return self.clause.confidence

    def to_json(self) -> dict[str, Any]:
        """Return id, label, verdict, value, threshold, margin and law, and what a screen needs besides."""
        return {
            "id": self.id,
            "label": self.label,
            "verdict": str(self.verdict),
            "value": as_json(self.value, self.kind),
            "threshold": as_json(self.threshold, self.kind),
            "margin": as_json(self.margin, Kind.DAYS if self.kind is Kind.DATE else self.kind, outward=True),
            "law": self.law,
            "kind": str(self.kind),
            "says": self.says,
            "near": self.near,
            "pending": self.pending,
        }


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of one rule for one enterprise on one day.

    `gaps` are the failing clauses that have to be mended (for alternatives: those of the closest one), `nearly`
    is 差一点: nothing unknown, something fails, every gap is near. `outputs` are integers in the engine's unit,
    None where unknown; `at_most` bounds an unknown output from above where the rule caps it, and `wanting` names, by
    output, the inputs it waits for where the verdict itself does not need them. `doubted` are the cells
    taken for unknown because they cannot be true, with the reason. `settled` says that everything the verdict rests on,
    other rules included, has been confirmed and is complete.
    """

    rule: Rule
    as_of: date
    verdict: Ternary
    clauses: tuple[ClauseVerdict, ...]
    gaps: tuple[ClauseVerdict, ...]
    nearly: bool
    outputs: dict[str, int | None]
    at_most: dict[str, int | None]
    wanting: Mapping[str, tuple[Input, ...]]
    missing: tuple[Input, ...]
    pending_experts: tuple[str, ...]
    tree: Step
    facts: Facts
    doubted: Mapping[Input, str]
    settled: bool
    vocabulary: Vocabulary
    changes_for: Callable[[ClauseVerdict], tuple[Change, ...]] = field(repr=False, compare=False)

    def clause(self, clause_id: str) -> ClauseVerdict:
        """Return the outcome of one clause. Raises KeyError where there is none of that id."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)

    @property
    def is_pending(self) -> bool:
        """Whether it would hold if experts agreed, and they have still to speak."""
        return self.verdict is Ternary.YES and bool(self.pending_experts)

    @property
    def status_text(self) -> str:
        """The words for the outcome: what is open to experts is 形式条件满足.

        What rests on unconfirmed or incomplete wording, the rule's own or another's, is never said to hold: a yes
        is 待核, every other outcome is marked with it.
        """
        status = self.rule.status
        if self.verdict is Ternary.NO:
            words = "差一点" if self.nearly else status.no
        elif self.verdict is Ternary.UNKNOWN:
            words = status.unknown
        else:
            words = status.pending if self.is_pending else status.yes
        if self.settled:
            return words
        plain = self.verdict is Ternary.YES and not self.pending_experts
        return "待核" if plain else f"{words}（待核）"

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as JSON: money and ratios are decimal strings, unknown is null."""
        kinds = {output.name: output.of.kind for output in self.rule.outputs}
        return {
            "rule": self.rule.code,
            "as_of": self.as_of.isoformat(),
            "verdict": str(self.verdict),
            "clauses": [clause.to_json() for clause in self.clauses],
            "outputs": {name: _output_json(value, kinds[name]) for name, value in self.outputs.items()},
            "missing": [self._asked(needed) for needed in self.missing],
            "wanting": {
                name: [self._asked(needed) for needed in inputs] for name, inputs in self.wanting.items()
            },
            "status": self.status_text,
            "settled": self.settled,
            "nearly": self.nearly,
            "pending_experts": list(self.pending_experts),
            "fingerprint": self.rule.fingerprint,
        }

    def _asked(self, needed: Input) -> dict[str, Any]:
        """Return a missing input with whom to ask, and why it is not believed where it is only doubted."""
        asked = {
            "fact": needed.fact,
            "year": needed.year,
            "label": self.vocabulary.label(needed),
            "whom_to_ask": self.vocabulary[needed.fact].whom_to_ask,
        }
        return asked | ({"reason": self.doubted[needed]} if needed in self.doubted else {})


def as_json(value: Shown, kind: Kind, *, outward: bool = False) -> str | bool | int | None:
    """Return a quantity for JSON: yuan and dollars with two decimals, ratios with six, days as ISO dates.

    Further digits are cut off, so that what falls short never reads as met; with `outward` they count as one
    more, so that a real distance never reads as none.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if kind in (Kind.MONEY, Kind.USD):
        return _decimal(value / 100, 2, outward=outward)
    if kind is Kind.DATE:
        return date.fromordinal(int(value) + EPOCH).isoformat()
    if value.denominator == 1 and kind not in (Kind.RATIO, Kind.GROWTH):
        return int(value)
    return _decimal(value, 6, outward=outward)


EPOCH: Final = date(1970, 1, 1).toordinal()


def _decimal(value: Fraction, places: int, *, outward: bool) -> str:
    size = abs(value) * 10**places
    whole = math.ceil(size) if outward else math.floor(size)
    return str(Decimal(whole if value >= 0 else -whole).scaleb(-places))


def _output_json(value: int | None, kind: Kind) -> str | bool | int | None:
    return as_json(None if value is None else Fraction(value), kind)
