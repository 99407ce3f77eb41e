"""Columns that are computed once and read by name, whoever asks for them: rules, versions, reforms.

Without them an expression that is used twice is written out twice, and nested choices grow without end. Two
rules that ask for the same sum share its column, and so do a baseline and all its reforms: what a reform does
not touch is the same expression and therefore the same column.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from tidu.rules.engines.columns.integers import Quantity, Whole

# Every step is already named once, so Polars has nothing left to find; its search would cost more than the sums.
_AS_WRITTEN: Final = pl.QueryOptFlags.none()


Step = tuple[pl.Expr, ...]
"""The columns of one layer: those kept from before, and the new ones."""


def taken(frame: pl.DataFrame, steps: Iterable[Step]) -> pl.DataFrame:
    """Return what a frame becomes, step after step."""
    lazy = frame.lazy()
    for step in steps:
        lazy = lazy.select(step)
    return lazy.collect(optimizations=_AS_WRITTEN)


@dataclass(frozen=True)
class _Kept:
    expression: pl.Expr
    reads: frozenset[str]
    depth: int


@dataclass(frozen=True)
class Layers:
    """Expressions in layers: each layer reads only columns of the frame and of the layers before it."""

    _kept: dict[str, _Kept] = field(default_factory=dict)
    _names: dict[bytes, str] = field(default_factory=dict)

    def keep(self, expression: pl.Expr) -> pl.Expr:
        """Return a reference to a column that will hold the expression's values, the same for the same expression."""
        if expression.meta.is_column():
            return expression
        written = expression.meta.serialize()
        if written not in self._names:
            name = f"~{len(self._kept)}"
            reads = frozenset(expression.meta.root_names())
            depth = max((self._kept[read].depth + 1 for read in reads if read in self._kept), default=0)
            self._kept[name] = _Kept(expression, reads, depth)
            self._names[written] = name
        return pl.col(self._names[written])

    def keep_whole(self, whole: Whole) -> Whole:
        """Return the integers read from a kept column; constants stay constants."""
        if isinstance(whole.value, int):
            return whole
        return dataclasses.replace(whole, value=self.keep(whole.value))

    def keep_quantity(self, quantity: Quantity) -> Quantity:
        """Return the quantity read from kept columns."""
        low = self.keep_whole(quantity.low)
        high = low if quantity.is_exact else self.keep_whole(quantity.high)
        absent = None if quantity.absent is None else self.keep(quantity.absent)
        value = None if quantity.value is None else self.keep_whole(quantity.value)
        return Quantity(low, high, self.keep_whole(quantity.den), absent, value)

    def steps(self, wanted: Iterable[str]) -> tuple[Step, ...]:
        """Return the selections after which a frame holds the wanted columns, each once.

        Only what they rest on is computed, and a column is let go as soon as no later layer reads it, so that a
        million enterprises need the memory of the widest layer and not of the whole plan.
        """
        names = list(dict.fromkeys(wanted))
        steps = [
            (*map(pl.col, live), *(self._kept[name].expression.alias(name) for name in new))
            for live, new in self._steps(names)
        ]
        return (*steps, tuple(map(pl.col, names)))

    def _steps(self, wanted: list[str]) -> list[tuple[list[str], list[str]]]:
        """Return for each layer the earlier columns still needed beside or after it, and the new ones."""
        by_depth = self._needed(wanted)
        needed_later, steps = set(wanted), []
        for layer in reversed(by_depth):
            live = sorted(needed_later - set(layer))
            steps.append((live, layer))
            needed_later = set(live).union(*(self._kept[name].reads for name in layer))
        return steps[::-1]

    def _needed(self, wanted: list[str]) -> list[list[str]]:
        """Return the kept columns that the wanted ones rest on, in layers."""
        found: dict[str, None] = {}
        asked = [name for name in wanted if name in self._kept]
        while asked:
            name = asked.pop()
            if name not in found:
                found[name] = None
                asked += [read for read in self._kept[name].reads if read in self._kept]
        depth = max((self._kept[name].depth for name in found), default=-1) + 1
        layers: list[list[str]] = [[] for _ in range(depth)]
        for name in found:
            layers[self._kept[name].depth].append(name)
        return layers
