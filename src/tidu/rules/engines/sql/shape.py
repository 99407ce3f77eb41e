"""What a statement knows of its population before it runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl
from sqlglot import exp

from tidu.rules.engines.columns.frame import sizes
from tidu.rules.model.kinds import LARGEST_FACT


@dataclass(frozen=True)
class Shape:
    """What a statement may rely on: the columns the population has, and how large its integers get.

    `columns` None means that every column asked for is there. A column without a size may hold anything a fact
    can be.
    """

    columns: frozenset[str] | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: pl.DataFrame, read: Collection[str]) -> Shape:
        """Return the shape of a population; `read` are the facts whose integers are measured.

        Raises InvalidFacts where one of them holds quantities too large to be real.
        """
        measured = sizes(frame, [name for name in frame.columns if name.split("@")[0] in read])
        return cls(frozenset(frame.columns), {name: (1 << size.bits) - 1 for name, size in measured.items()})

    def has(self, column: str) -> bool:
        """Return whether the population has a column."""
        return self.columns is None or column in self.columns

    def most(self, column: str) -> int:
        """Return the largest absolute value in an integer column; one that is not there holds nothing."""
        return self.sizes.get(column, LARGEST_FACT - 1) if self.has(column) else 0


def column(name: str) -> exp.Column:
    """Return a quoted column."""
    return exp.column(name, quoted=True)
