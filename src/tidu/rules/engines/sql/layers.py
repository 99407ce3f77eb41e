"""The layers of a statement: each reads only the columns of the layers before it, and names what it computes.

Without them an expression that is used twice is written out twice, and nobody can read the whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Final

import polars as pl
from sqlglot import exp

from tidu.rules.engines.columns.frame import KEY, column_of, type_of
from tidu.rules.engines.sql.integers import Quantity, Whole
from tidu.rules.engines.sql.sanity import trusted
from tidu.rules.engines.sql.shape import Shape, column
from tidu.rules.model.kinds import Kind
from tidu.rules.model.sanity import Sanity

POPULATION: Final = "population"
_TYPES: Final[Mapping[type[pl.DataType], str]] = {
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Int64: "BIGINT",
    pl.String: "TEXT",
}
_LONGEST_NAME: Final = 56  # of the 63 bytes PostgreSQL reads, with room for a number


class Phase(IntEnum):
    """What the layers compute, in order."""

    QUANTITIES = 1
    CLAUSES = 2
    DECISION = 3


@dataclass(frozen=True)
class Layers:
    """Named expressions in layers, the first of which takes the inputs from the population."""

    shape: Shape
    as_of: date
    sanities: Sequence[Sanity] = ()
    _inputs: dict[str, exp.Expr] = field(default_factory=dict)
    _steps: dict[tuple[Phase, int], dict[str, exp.Expr]] = field(default_factory=dict)
    _places: dict[str, tuple[Phase, int]] = field(default_factory=dict)
    _kept: dict[exp.Expr, str] = field(default_factory=dict)

    def input(self, fact: str, kind: Kind, year: int | None = None) -> exp.Column:
        """Return a fact as it enters: null where it is doubted or has no column, dates as days since 1970-01-01."""
        name = column_of(fact, year)
        value = trusted(fact, year, self.shape, self.sanities, self.as_of)
        if not self.shape.has(name):
            value = exp.cast(exp.null(), _TYPES[type_of(kind)])
        self._inputs[name] = exp.UnixDate(this=value) if kind is Kind.DATE else value
        return column(name)

    def keep(self, phase: Phase, name: str, expression: exp.Expr) -> exp.Expr:
        """Return a column that will hold the expression's values, the same for the same expression.

        It stands in a layer of the phase, or of a later one where it reads from there. Columns and constants
        are returned as they are.
        """
        if isinstance(expression, exp.Column | exp.Boolean):
            return expression
        if expression not in self._kept:
            name = self._free(name)
            place = self._place(phase, expression)
            self._steps.setdefault(place, {})[name] = expression
            self._places[name] = place
            self._kept[expression] = name
        return column(self._kept[expression])

    def keep_quantity(self, name: str, quantity: Quantity) -> Quantity:
        """Return the quantity read from kept columns; constants stay constants."""
        low = self.keep_whole(name if quantity.is_exact else f"{name}.low", quantity.low)
        high = low if quantity.is_exact else self.keep_whole(f"{name}.high", quantity.high)
        den = self.keep_whole(f"{name}.den", quantity.den)
        absent = quantity.absent
        if absent is not None:
            absent = self.keep(Phase.QUANTITIES, f"{name}.absent", absent)
        return Quantity(low, high, den, absent)

    def select(self, results: Mapping[str, exp.Expr]) -> exp.Select:
        """Return the statement: every layer as a named part, and the results beside the key."""
        taken = [exp.alias_(value, name, quoted=True) for name, value in self._inputs.items()]
        query = exp.select(column(KEY), *taken).from_(exp.table_(POPULATION, quoted=True))
        parts = [("inputs", query)]
        for place in sorted(self._steps):
            named = [exp.alias_(value, name, quoted=True) for name, value in self._steps[place].items()]
            parts.append((self._name(*place), exp.select("*", *named).from_(parts[-1][0])))
        final = exp.select(column(KEY), *(exp.alias_(v, name, quoted=True) for name, v in results.items()))
        final = final.from_(parts[-1][0])
        for name, part in parts:
            final = final.with_(name, as_=part, copy=False)
        return final

    def keep_whole(self, name: str, whole: Whole) -> Whole:
        """Return the integers read from a kept column; constants stay constants."""
        if isinstance(whole.value, int):
            return whole
        return Whole(self.keep(Phase.QUANTITIES, name, whole.value), whole.most)

    def _place(self, phase: Phase, expression: exp.Expr) -> tuple[Phase, int]:
        read = {found.name for found in expression.find_all(exp.Column)} & self._places.keys()
        after = ((self._places[name][0], self._places[name][1] + 1) for name in read)
        return max([(phase, 1), *after])

    def _name(self, phase: Phase, depth: int) -> str:
        return f"{phase.name.lower()}_{depth}"

    def _free(self, name: str) -> str:
        """Return a name that no column has yet. A space or point in it keeps it apart from the facts' names."""
        name = name[:_LONGEST_NAME].lower()
        numbered = (f"{name} {number}" for number in itertools.count(2))
        return name if name not in self._places else next(n for n in numbered if n not in self._places)
