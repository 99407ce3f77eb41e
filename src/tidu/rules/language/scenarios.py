"""Scenario files: cases of a rule with their expected outcome, as a lawyer would write them.

    rule: hnte.gates
    as_of: 2025-06-10
    base:                              # a firm from which each scenario differs
      registered_on: 2018-03-01
      last three years: {revenue: 4000万元}
    scenarios:
      - name: 上年销售收入恰为 5000 万元，适用 5%
        change: {"2024": {revenue: 5000万元}}
        expect: {verdict: yes, clauses: {rd_intensity: yes}}

Facts stand under their own name, yearly facts under the year or under `last three years`; 缺数 removes a value.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tidu.rules.language.marks import (
    Marked,
    PolicyError,
    Scalar,
    Sequence,
    Table,
    documents_in,
    guess,
    text_of,
)
from tidu.rules.language.values import read_day, read_flag, read_literal, read_word
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Fact, Facts, Vocabulary
from tidu.rules.model.kinds import FactValue, Kind
from tidu.rules.model.show import UNKNOWN_TEXT

LAST_YEARS: Final = "last three years"
_KEYS: Final = ("rule", "as_of", "base", "scenarios")
_SCENARIO_KEYS: Final = ("name", "as_of", "change", "expect")
_EXPECT_KEYS: Final = ("verdict", "nearly", "status", "clauses", "near", "outputs", "pending")


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a scenario expects; None or an empty mapping means it does not say.

    `near` lists exactly the clauses that fail by little, outputs are integers in the engine's unit.
    """

    verdict: Ternary
    nearly: bool | None
    status: str
    clauses: Mapping[str, Ternary]
    near: frozenset[str] | None
    outputs: Mapping[str, int | None]
    pending: bool | None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One case of a rule on one day."""

    rule: str
    name: str
    as_of: datetime.date
    facts: Facts
    expected: Expected
    place: str


def read_scenarios(path: Path, vocabulary: Vocabulary) -> Iterator[Scenario]:
    """Yield the scenarios of a file. Raises PolicyError naming the line and the mend."""
    yield from scenarios_in(text_of(path, path.name), path.name, vocabulary)


def scenarios_in(text: str, name: str, vocabulary: Vocabulary) -> Iterator[Scenario]:
    """Yield the scenarios of a text that calls itself `name`, as `read_scenarios` does."""
    for document in documents_in(text, name):
        entries = _entries(document, _KEYS)
        day = read_day(_scalar(entries["as_of"], "as_of"))
        base = _table(entries["base"], "base")
        for item in _items(entries["scenarios"]):
            yield _scenario(
                _table(item, "scenarios"), _scalar(entries["rule"], "rule").text, day, base, vocabulary
            )


def _scenario(written: Table, rule: str, day: datetime.date, base: Table, vocabulary: Vocabulary) -> Scenario:
    entries = _entries(written, _SCENARIO_KEYS)
    as_of = read_day(_scalar(entries["as_of"], "as_of")) if "as_of" in entries else day
    cells = _Cells(vocabulary, as_of.year)
    cells.put(base)
    if "change" in entries:
        cells.put(_table(entries["change"], "change"))
    return Scenario(
        rule=rule,
        name=_scalar(entries["name"], "name").text,
        as_of=as_of,
        facts=Facts(cells.scalars, cells.years),
        expected=_expected(_table(entries["expect"], "expect")),
        place=str(written.place),
    )


class _Cells:
    """Collects values: first those of the base, then the changes over them."""

    def __init__(self, vocabulary: Vocabulary, year: int) -> None:
        self.vocabulary = vocabulary
        self.year = year
        self.scalars: dict[str, FactValue | None] = {}
        self.years: dict[int, dict[str, int | None]] = {}

    def put(self, written: Table) -> None:
        """Set every written cell. Raises PolicyError for unknown facts and wrong years."""
        for name, value in written.entries.items():
            if isinstance(value, Table):
                for year in self._years(name, value):
                    self._put_year(year, value)
            else:
                fact = self._fact(name, value, yearly=False)
                self.scalars[name] = _value(fact, _scalar(value, name))

    def _put_year(self, year: int, row: Table) -> None:
        for name, value in row.entries.items():
            found = _value(self._fact(name, value, yearly=True), _scalar(value, name))
            self.years.setdefault(year, {})[name] = found if isinstance(found, int) else None

    def _years(self, name: str, written: Table) -> list[int]:
        if name == LAST_YEARS:
            return [self.year - back for back in (3, 2, 1)]
        if name.isdigit() and len(name) == 4:
            return [int(name)]
        raise PolicyError(written.place, f"{name} 不是年度", f"写四位年度，或写 {LAST_YEARS}")

    def _fact(self, name: str, written: Marked, *, yearly: bool) -> Fact:
        known = [fact.name for fact in self.vocabulary if fact.yearly is yearly]
        if name not in known:
            raise PolicyError(written.place, f"不认识的事实 {name}", guess(name, known))
        return self.vocabulary[name]


def _value(fact: Fact, written: Scalar) -> FactValue | None:
    if written.text == UNKNOWN_TEXT:
        return None
    if fact.kind is Kind.BOOL:
        return read_flag(written)
    if fact.kind is Kind.DATE:
        return read_day(written)
    if fact.kind is Kind.TEXT:
        return written.text
    return int(read_literal(written, fact.kind).value)


def _expected(written: Table) -> Expected:
    entries = _entries(written, _EXPECT_KEYS)
    clauses = _table(entries["clauses"], "clauses").entries if "clauses" in entries else {}
    outputs = _table(entries["outputs"], "outputs").entries if "outputs" in entries else {}
    near = _items(entries["near"]) if "near" in entries else None
    return Expected(
        verdict=_ternary(entries["verdict"]),
        nearly=read_flag(_scalar(entries["nearly"], "nearly")) if "nearly" in entries else None,
        status=_scalar(entries["status"], "status").text if "status" in entries else "",
        clauses={name: _ternary(value) for name, value in clauses.items()},
        near=None if near is None else frozenset(_scalar(item, "near").text for item in near),
        outputs={name: _output(_scalar(value, name)) for name, value in outputs.items()},
        pending=read_flag(_scalar(entries["pending"], "pending")) if "pending" in entries else None,
    )


def _output(written: Scalar) -> int | None:
    return None if written.text == UNKNOWN_TEXT else int(read_literal(written).value)


def _ternary(written: Marked) -> Ternary:
    return read_word(_scalar(written, "verdict"), Ternary)


def _entries(written: Table, known: tuple[str, ...]) -> Mapping[str, Marked]:
    for name, place in written.keys.items():
        if name not in known:
            raise PolicyError(place, f"不认识的键 {name}", guess(name, known))
    optional = ("as_of", "change", "nearly", "status", "clauses", "near", "outputs", "pending")
    for name in known:
        if name not in written.entries and (name not in optional or known is _KEYS):
            raise PolicyError(written.place, f"缺少 {name}", f"补写 {name}")
    return written.entries


def _table(written: Marked, what: str) -> Table:
    if not isinstance(written, Table):
        raise PolicyError(written.place, f"{what} 应是“名称: 值”的形式", "每行写一个名称")
    return written


def _scalar(written: Marked, what: str) -> Scalar:
    if not isinstance(written, Scalar):
        raise PolicyError(written.place, f"{what} 应是一个值", "写成一行文字或数")
    return written


def _items(written: Marked) -> tuple[Marked, ...]:
    if not isinstance(written, Sequence):
        raise PolicyError(written.place, "这里应是一个列表", "每项以“- ”开头")
    return written.items
