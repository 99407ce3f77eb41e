"""The smallest change to one input that turns a failing clause, found exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tidu.rules.model.conditions import Flag, every_condition, numbers_in
from tidu.rules.model.facts import Facts, Input
from tidu.rules.model.kinds import LARGEST_FACT, Kind
from tidu.rules.model.numbers import OverYears, ScalarFact, YearFact
from tidu.rules.model.rule import Clause
from tidu.rules.model.verdict import Change

Holds = Callable[[Clause, Facts], bool]


def smallest_changes(clause: Clause, facts: Facts, as_of: date, holds: Holds) -> tuple[Change, ...]:
    """Return, for each improvable input, the least change that makes a failing clause hold.

    A yearly input is changed in the last fiscal year the clause looks at. In one input, the others held, a
    clause changes its verdict at most once in each direction (an input that selects a band cannot be marked
    improvable), so doubling and halving the step finds the exact fen. An input that cannot turn the clause
    alone, or that is unknown, gives no change. Changes come in the order of `improvable`.
    """
    found = []
    for needed, kind in _inputs(clause, as_of):
        after = _turned(clause, facts, needed, holds)
        before = facts.scalar(needed.fact) if kind is Kind.BOOL else facts.number(needed)
        if after is not None and before is not None:
            found.append(Change(needed=needed, kind=kind, before=before, after=after))
    return tuple(found)


def _inputs(clause: Clause, as_of: date) -> Iterator[tuple[Input, Kind]]:
    """Yield the improvable inputs of a clause, each yearly fact in the latest year the clause looks at."""
    for name in clause.improvable:
        flags = (node for node in every_condition(clause.require) if isinstance(node, Flag))
        if any(flag.fact == name for flag in flags):
            yield Input(name, None), Kind.BOOL
            continue
        nodes = [node for node in numbers_in(clause.require) if getattr(node, "fact", None) == name]
        for node in nodes[:1]:
            if isinstance(node, ScalarFact):
                yield Input(name, None), node.kind
            elif isinstance(node, YearFact | OverYears):
                backs = [part.back for part in nodes if isinstance(part, YearFact)]
                sums = any(isinstance(part, OverYears) for part in nodes)
                yield Input(name, as_of.year - (1 if sums else min(backs))), node.of_kind


def _turned(clause: Clause, facts: Facts, needed: Input, holds: Holds) -> int | bool | None:
    flag = facts.scalar(needed.fact) if needed.year is None else None
    if isinstance(flag, bool):
        return (not flag) if holds(clause, facts.replacing(needed, not flag)) else None
    start = facts.number(needed)
    if start is None:
        return None
    steps = [step for sign in (1, -1) if (step := _step(clause, facts, needed, sign, holds)) is not None]
    return start + min(steps, key=abs) if steps else None


def _step(clause: Clause, facts: Facts, needed: Input, sign: int, holds: Holds) -> int | None:
    """Return the least step in one direction after which the clause holds; quantities stay above nought."""

    start = facts.number(needed) or 0

    def turns(size: int) -> bool:
        return holds(clause, facts.replacing(needed, start + sign * size))

    limit = LARGEST_FACT - 1 - start if sign > 0 else start
    size = 1
    while size <= limit and not turns(size):
        size *= 2
    high = min(size, limit)
    if high < 1 or not turns(high):
        return None
    low = size // 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if turns(middle) else (middle, high)
    return sign * high
