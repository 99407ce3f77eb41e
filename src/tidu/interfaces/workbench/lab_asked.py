"""What an address asks of the policy lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tidu.domain.rulebook import queries
from tidu.interfaces.workbench.lab_sentence import (
    PREFIX,
    Sentence,
    Slot,
    address_of,
    sentences,
    settings_of,
    typed_in,
)
from tidu.rules import Rule
from tidu.rules.language.rewriting import Line, Replaced, rewritten

VERSION: Final = "version"
CURVE: Final = "curve"


@dataclass(frozen=True)
class Asked:
    """What an address asks of a rule: its parameters as typed, another version, the axis of the curve."""

    rule: Rule
    query: Mapping[str, str]

    @cached_property
    def base(self) -> Rule:
        """Return the version whose numbers are changed: the one asked for, else the one in force."""
        try:
            return queries.reform_of(self.rule, {}, self.version)
        except queries.UnableToSimulate:  # said by the simulation
            return self.rule

    @cached_property
    def typed(self) -> dict[str, str]:
        """Return what was typed, by parameter, without unit."""
        return typed_in(self.base, self.query)

    @property
    def settings(self) -> dict[str, str]:
        """Return what was typed, with its unit; what is in force already is no setting."""
        standing = {slot.name: slot.standing for slot in self.slots}
        changed = {name: words for name, words in self.typed.items() if words != standing[name]}
        return settings_of(self.base, changed)

    @property
    def version(self) -> str:
        """Return the first day of the version asked for, empty for the one in force."""
        return self.query.get(VERSION, "")

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Return the sentences with their controls."""
        return sentences(self.base, self.typed)

    @cached_property
    def written(self) -> SafeString:
        """Return the rule's own text with what is set in it marked, a numbered line each."""
        return mark_safe("".join(_marked(line) for line in rewritten(self.base, self.settings)))  # noqa: S308

    @property
    def slots(self) -> list[Slot]:
        """Return the controls."""
        return [piece for one in self.sentences for piece in one.pieces if isinstance(piece, Slot)]

    @property
    def curve(self) -> Slot | None:
        """Return the control that the cost is drawn over: the one asked for, else the first."""
        slots = {slot.name: slot for slot in self.slots}
        return slots.get(self.query.get(CURVE, ""), next(iter(slots.values()), None))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Return the reform as hidden fields of another form."""
        pairs = [(f"{PREFIX}{name}", words) for name, words in self.typed.items()]
        return [*pairs, (VERSION, self.version)] if self.version else pairs

    @property
    def changed_in_words(self) -> str:
        """Return what is set otherwise than in force, empty where nothing is."""
        return "；".join(
            f"{slot.label} {slot.standing}{slot.unit} → {slot.value}{slot.unit}"
            for slot in self.slots
            if slot.changed
        )

    @property
    def bench(self) -> str:
        """Return the address of the bench with this reform."""
        return self._address("lab-rule", self.hidden)

    def bench_with(self, reform: Rule, values: Mapping[str, Fraction]) -> str:
        """Return the address of the bench with some parameters of this reform at other values."""
        pairs = dict(self.hidden) | address_of(reform, values)
        return self._address("lab-rule", list(pairs.items()))

    @property
    def shares(self) -> str:
        """Return the address of the money shared out by this reform."""
        return self._address("lab-shares", self.hidden)

    @property
    def grid(self) -> str:
        """Return the address of several parameters of this reform moved together."""
        return self._address("lab-grid", self.hidden)

    @property
    def all_paid(self) -> str:
        """Return the address of the firms that surely get money."""
        return self.firms(standing="paid")

    @property
    def paid_now(self) -> str:
        """Return the address of the firms that surely get money as things are."""
        return self.firms(before="paid")

    @property
    def unknown(self) -> str:
        """Return the address of the firms whose money is open."""
        return self.firms(standing="open")

    def firms(self, **filters: str) -> str:
        """Return the address of the firms behind a number of this reform."""
        return self._address("lab-firms", [*self.hidden, *(filters or {"change": ""}).items()])

    def _address(self, name: str, pairs: Sequence[tuple[str, str]]) -> str:
        address = reverse(name, args=[self.rule.code])
        return f"{address}?{urlencode(pairs)}" if pairs else address


def _marked(line: Line) -> str:
    words = "".join(
        f"<del>{escape(piece.was)}</del> <mark>{escape(piece.now)}</mark>"
        if isinstance(piece, Replaced)
        else escape(piece)
        for piece in line.pieces
    )
    changed = " changed" if line.changed else ""
    return (
        f'<span class="line{changed}"><span class="no" aria-hidden="true">{line.number}</span>'
        f'<span class="words">{words}</span>\n</span>'
    )
