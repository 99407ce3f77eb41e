"""Intermediate columns, computed once and read by name.

Without them an expression that is used twice is written out twice, and nested choices grow without end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tidu.rules.engines.columns.integers import Quantity, Whole


@dataclass(frozen=True)
class Layers:
    """Expressions in layers: each layer reads only columns of the frame and of the layers before it."""

    _layers: list[dict[str, pl.Expr]] = field(default_factory=list)
    _depth: dict[str, int] = field(default_factory=dict)
    _kept: dict[bytes, str] = field(default_factory=dict)

    def keep(self, expression: pl.Expr) -> pl.Expr:
        """Return a reference to a column that will hold the expression's values, the same for the same expression."""
        if expression.meta.is_column():
            return expression
        written = expression.meta.serialize()
        if written in self._kept:
            return pl.col(self._kept[written])
        name = f"~{len(self._depth)}"
        depth = max((self._depth.get(read, -1) for read in expression.meta.root_names()), default=-1) + 1
        if depth == len(self._layers):
            self._layers.append({})
        self._layers[depth][name] = expression
        self._depth[name] = depth
        self._kept[written] = name
        return pl.col(name)

    def keep_whole(self, whole: Whole) -> Whole:
        """Return the integers read from a kept column; constants stay constants."""
        return whole if isinstance(whole.value, int) else Whole(self.keep(whole.value), whole.most)

    def keep_quantity(self, quantity: Quantity) -> Quantity:
        """Return the quantity read from kept columns."""
        low = self.keep_whole(quantity.low)
        high = low if quantity.is_exact else self.keep_whole(quantity.high)
        absent = None if quantity.absent is None else self.keep(quantity.absent)
        return Quantity(low, high, self.keep_whole(quantity.den), absent)

    def applied_to(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the frame with every kept column."""
        for layer in self._layers:
            frame = frame.with_columns(**layer)
        return frame
