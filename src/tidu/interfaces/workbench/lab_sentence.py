"""The policy's own sentences with their numbers as controls."""

from __future__ import annotations

import math
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tidu.rules import Kind, Rule
from tidu.rules.model.numbers import ParameterValue, counts_whole
from tidu.rules.model.rule import Clause, Output
from tidu.rules.model.show import cut, show

PREFIX: Final = "p."
"""What stands before a parameter's name in an address, so that none can be mistaken for another word of it."""

_UNITS: Final[Mapping[Kind, tuple[str, Fraction]]] = {
    Kind.MONEY: ("万元", Fraction(1, 1_000_000)),
    Kind.USD: ("万美元", Fraction(1, 1_000_000)),
    Kind.RATIO: ("%", Fraction(100)),
    Kind.GROWTH: ("%", Fraction(100)),
    Kind.DAYS: ("天", Fraction(1)),
    Kind.POINTS: ("分", Fraction(1)),
}
"""The unit of a kind's control, and how many of it the engine's own unit is; whatever is not named is a bare number."""

_STEPS: Final = 20
_DIGITS: Final = 6


@dataclass(frozen=True)
class Slot:
    """A number in a sentence: what it is set to, what is in force, and how far its slider goes; all in `unit`."""

    name: str
    kind: Kind
    label: str
    unit: str
    value: str
    standing: str
    low: str
    high: str
    step: str

    @property
    def field(self) -> str:
        """The name of the control."""
        return f"{PREFIX}{self.name}"

    def in_words(self, value: Fraction) -> str:
        """Return a value of the parameter, in the engine's unit, as the sentence writes it."""
        return f"{_text(value, self.kind)}{self.unit}"

    @property
    def changed(self) -> bool:
        """Whether it is set to something else than what is in force."""
        return self.value != self.standing


@dataclass(frozen=True)
class Sentence:
    """One sentence of the law in pieces: words, and the slots between them."""

    article: str
    pieces: tuple[str | Slot, ...]


def sentences(rule: Rule, typed: Mapping[str, str]) -> list[Sentence]:
    """Return what the rule pays and on which conditions; `typed` holds what was typed for its parameters."""
    found = [_output(rule, output, typed) for output in rule.outputs if output.says]
    found += [_clause(rule, clause, typed) for clause in rule.clauses]
    found = _each_once(found)
    named = {piece.name for sentence in found for piece in sentence.pieces if isinstance(piece, Slot)}
    rest = [parameter for parameter in rule.parameters if parameter.name not in named]
    return [
        *found,
        *(
            Sentence(
                parameter.dated(rule.on).article, (f"{parameter.label} ", _slot(rule, parameter.name, typed))
            )
            for parameter in rest
        ),
    ]


def _each_once(found: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences with one control per parameter, where it is named first; further on it stands as words."""
    seen: set[str] = set()
    told = []
    for sentence in found:
        pieces: list[str | Slot] = []
        for piece in sentence.pieces:
            again = isinstance(piece, Slot) and piece.name in seen
            pieces.append(f"{piece.value}{piece.unit}" if isinstance(piece, Slot) and again else piece)
            seen |= {piece.name} if isinstance(piece, Slot) else set()
        told.append(Sentence(sentence.article, tuple(pieces)))
    return told


def typed_in(rule: Rule, query: Mapping[str, str]) -> dict[str, str]:
    """Return what an address sets, by parameter, as typed and without unit; what is empty, or a day, is not set."""
    return {
        parameter.name: words
        for parameter in rule.parameters
        if parameter.kind is not Kind.DATE and (words := query.get(f"{PREFIX}{parameter.name}", "").strip())
    }


def settings_of(rule: Rule, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed with its unit, as the rulebook reads it."""
    return {name: f"{words}{_unit(rule.kinds[name])[0]}" for name, words in typed.items()}


def address_of(rule: Rule, overlay: Mapping[str, Fraction]) -> dict[str, str]:
    """Return the part of an address that sets an overlay."""
    return {f"{PREFIX}{name}": _text(value, rule.kinds[name]) for name, value in overlay.items()}


def steps_over(slot: Slot, count: int) -> list[str]:
    """Return at most `count` stops of a slider from one end to the other, as words."""
    low, high, step = Fraction(slot.low), Fraction(slot.high), Fraction(slot.step)
    stops = {low + round((high - low) * place / (count - 1) / step) * step for place in range(count)}
    return [cut(stop, _DIGITS) for stop in sorted(stops)]


def values_around(slot: Slot, count: int) -> list[str]:
    """Return `count` values around what is in force, a fifth of it apart or a step of the slider, as words."""
    standing, step = Fraction(slot.standing), Fraction(slot.step)
    apart = max(step, round(standing / 5 / step) * step)
    around = (standing + apart * (place - count // 2) for place in range(count))
    return [cut(value, _DIGITS) for value in around if value >= Fraction(slot.low)]


def _output(rule: Rule, output: Output, typed: Mapping[str, str]) -> Sentence:
    slots: dict[str, str | Slot] = {name: _slot(rule, name, typed) for name in output.named}
    return Sentence(output.article, tuple(_pieces(output.says, slots)))


def _clause(rule: Rule, clause: Clause, typed: Mapping[str, str]) -> Sentence:
    slots: dict[str, str | Slot] = {}
    terms = dict(clause.terms)
    for name in clause.named:
        number = terms.get(name, None if name in terms else rule.parameter(name))
        slots[name] = _slot(rule, number.name, typed) if isinstance(number, ParameterValue) else "规定档次"
    return Sentence(clause.article, tuple(_pieces(clause.says, slots)))


def _pieces(says: str, slots: Mapping[str, str | Slot]) -> Iterator[str | Slot]:
    for words, name, _, _ in string.Formatter().parse(says):
        if words:
            yield words
        if name:
            yield slots[name]


def _slot(rule: Rule, name: str, typed: Mapping[str, str]) -> Slot | str:
    """Return a parameter's control; a day has none and stands as it is."""
    parameter = next(one for one in rule.parameters if one.name == name)
    if parameter.kind is Kind.DATE:
        return show(rule.value(name), Kind.DATE)
    standing = _text(rule.value(name), parameter.kind)
    low, high, step = _range(Fraction(standing), parameter.kind)
    return Slot(
        name=name,
        kind=parameter.kind,
        label=parameter.label,
        unit=_unit(parameter.kind)[0],
        value=typed.get(name, standing),
        standing=standing,
        low=cut(low, _DIGITS),
        high=cut(high, _DIGITS),
        step=cut(step, _DIGITS),
    )


def _range(standing: Fraction, kind: Kind) -> tuple[Fraction, Fraction, Fraction]:
    """Return the ends of a slider and its step: twice what is in force, in some twenty round steps, of whole ones."""
    if standing <= 0:
        low = Fraction(-10) if kind in (Kind.RATIO, Kind.GROWTH) else Fraction(0)
        return low, Fraction(10), Fraction(1)
    step = _round_step(standing / _STEPS)
    if counts_whole(kind) and kind not in (Kind.MONEY, Kind.USD):  # of money, fen are whole and 万元 are not
        step = max(step, Fraction(1))
    return Fraction(0), step * math.ceil(2 * standing / step), step


def _round_step(size: Fraction) -> Fraction:
    """Return the next of …, 0.1, 0.5, 1, 5, 10, … that is not below `size`."""
    power = Fraction(1)
    while power > size:
        power /= 10
    while power < size:
        if power * 5 >= size:
            return power * 5
        power *= 10
    return power


def _unit(kind: Kind) -> tuple[str, Fraction]:
    return _UNITS.get(kind, ("", Fraction(1)))


def _text(value: Fraction, kind: Kind) -> str:
    """Return a parameter's value in the unit of its control, without the unit."""
    return cut(value * _unit(kind)[1], _DIGITS)
