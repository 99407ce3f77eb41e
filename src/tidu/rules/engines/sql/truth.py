"""Three values in SQL. AND, OR and NOT on nullable booleans are exactly the law's; everything else is guarded here.

CASE takes unknown for false and falls to the next branch, so a choice names its opposite too; counting and
marking turn unknown into a definite answer on purpose, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add

from sqlglot import exp


def when(condition: exp.Expr, value: exp.Expr | int, otherwise: exp.Expr | int) -> exp.Expr:
    """Return one of two values, null where the condition is unknown."""
    chosen = exp.case().when(condition, exp.convert(value))
    return chosen.when(exp.not_(condition), exp.convert(otherwise))


def decided(surely: exp.Expr, not_at_all: exp.Expr) -> exp.Expr:
    """Return true where the one holds, false where the other does, null where neither is known to."""
    return exp.case().when(surely, exp.true()).when(not_at_all, exp.false())


def holds(verdict: exp.Expr) -> exp.Expr:
    """Return whether something surely holds, never null."""
    return exp.Coalesce(this=verdict, expressions=[exp.false()])


def fails(verdict: exp.Expr) -> exp.Expr:
    """Return whether something surely fails, never null."""
    return holds(exp.not_(verdict))


def is_unknown(value: exp.Expr) -> exp.Expr:
    """Return whether a value is null."""
    return (value if isinstance(value, exp.Column) else exp.paren(value)).is_(exp.null())


def is_known(value: exp.Expr) -> exp.Expr:
    """Return whether a value is not null."""
    return exp.not_(is_unknown(value))


def every(marks: Iterable[exp.Expr]) -> exp.Expr:
    """Return whether all hold."""
    return exp.and_(*marks)


def either(*marks: exp.Expr | None) -> exp.Expr | None:
    """Return whether any of the marks holds, None where there is no mark at all."""
    found = [mark for mark in marks if mark is not None]
    return exp.or_(*found) if found else None


def count(marks: Iterable[exp.Expr], kind: str) -> exp.Expr:
    """Return how many hold, as a number of the SQL type; unknown ones do not count."""
    nought, one = exp.Literal.number(0), exp.Literal.number(1)
    counted = [exp.case().when(mark, one).else_(nought) for mark in marks]
    return exp.cast(reduce(add, counted) if counted else nought, kind)
