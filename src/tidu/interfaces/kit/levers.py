"""Values of a firm tried out: each a field of a form with its slider, and what comes of what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tidu.domain.rulebook.queries import Lever, Offer, WayTo
from tidu.rules import Ternary, Verdict
from tidu.rules.model.kinds import Kind

STEPS_OF_A_SLIDER = 400


@dataclass(frozen=True)
class Field:
    """A lever as a field of the form: what stands in it, and how its slider runs."""

    lever: Lever
    text: str
    most: str
    step: str

    @classmethod
    def of(cls, lever: Lever, typed: Mapping[str, Any]) -> Field:
        """Return the field with what was typed, else with what is on record."""
        text = str(typed.get(lever.name, lever.in_words(lever.before)))
        if lever.most is None:
            return cls(lever, text, "", "")
        step = 1
        if lever.kind in (Kind.MONEY, Kind.USD):
            while step * STEPS_OF_A_SLIDER < lever.most:
                step *= 10
        most = -(-lever.most // step) * step
        return cls(lever, text, lever.in_words(most), lever.in_words(step))

    @property
    def before(self) -> str:
        """Return what is on record, in the field's unit."""
        return self.lever.in_words(self.lever.before)

    @property
    def matters(self) -> bool:
        """Whether to show the field at once: it bears on what is open, or was changed."""
        return self.lever.matters or self.text != self.before

    @property
    def is_yes_or_no(self) -> bool:
        """Whether the field is a choice."""
        return self.lever.kind is Kind.BOOL


def fields_of(levers: Iterable[Lever], typed: Mapping[str, Any]) -> dict[str, list[Field]]:
    """Return the fields to show at once and, apart, the others."""
    fields = [Field.of(lever, typed) for lever in levers]
    return {
        "fields": [field for field in fields if field.matters],
        "other_fields": [field for field in fields if not field.matters],
    }


def query_of(way: WayTo, levers: Iterable[Lever]) -> str:
    """Return the query that tries a way out."""
    named = {lever.needed: lever for lever in levers}
    return urlencode(
        {named[needed].name: named[needed].in_words(value) for needed, value in way.values.items()}
    )


def outcome(before: Offer, after: Offer) -> dict[str, Any]:
    """Return how a policy stands to the changed copy of a firm, and what turned; sums in fen."""
    return {
        "after": after,
        "after_word": after.verdict.status_text,
        "after_colour": colour_of(after.verdict),
        "gain": _gain(before, after),
        "turned": _turned(before.verdict, after.verdict),
    }


def colour_of(verdict: Verdict) -> str:
    """Return the colour of an outcome."""
    if verdict.verdict is Ternary.YES:
        return "missing" if verdict.pending_experts else "green"
    if verdict.verdict is Ternary.NO:
        return "amber" if verdict.nearly else "red"
    return "missing"


def _turned(before: Verdict, after: Verdict) -> list[tuple[str, str, str]]:
    """Return the clauses that come out otherwise: label, before, after."""
    words = {Ternary.YES: "符合", Ternary.NO: "不符合", Ternary.UNKNOWN: "缺数"}
    return [
        (one.label, words[was.verdict], words[one.verdict])
        for was, one in zip(before.clauses, after.clauses, strict=True)
        if was.verdict is not one.verdict
    ]


def _gain(before: Offer, after: Offer) -> int | None:
    """Return by how many fen the sum changes, None where one of the two is unknown or no money."""
    if before.amount is None or after.amount is None:
        return None
    return after.amount - before.amount
