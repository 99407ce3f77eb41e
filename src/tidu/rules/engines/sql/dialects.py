"""One tree, three dialects: what DuckDB reads as it stands is put in other words for Spark and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlglot import exp

_WIDE: Final = "DECIMAL(38, 0)"


def text(statement: exp.Select, dialect: str = "duckdb") -> str:
    """Return the statement as readable text in a dialect: duckdb, spark or postgres."""
    tree: exp.Expr = statement
    for reworded in DIALECTS[dialect]:
        tree = tree.transform(reworded)
    return tree.sql(dialect, pretty=True)


def _without_int128(node: exp.Expr) -> exp.Expr:
    """Only DuckDB has INT128."""
    if isinstance(node, exp.DataType) and node.is_type(exp.DType.INT128):
        return exp.DataType.build(_WIDE)
    return node


def _without_div(node: exp.Expr) -> exp.Expr:
    """Spark's DIV gives 64 bits only: what is divided loses its remainder first, so that the division is exact."""
    if not isinstance(node, exp.IntDiv):
        return node
    sides = (node.this.transform(_without_div), node.expression.transform(_without_div))
    number, den = (exp.cast(side, _WIDE, dialect="spark") for side in sides)
    return exp.cast((number - number % den) / den, _WIDE, dialect="spark")


def _with_plain_days(node: exp.Expr) -> exp.Expr:
    """In PostgreSQL the days between dates are their difference."""
    if not isinstance(node, exp.UnixDate):
        return node
    day = node.this.transform(_with_plain_days)  # what is replaced is not looked into
    return exp.Sub(this=day, expression=exp.cast(exp.Literal.string("1970-01-01"), "DATE"))


def _with_fixed_layers(node: exp.Expr) -> exp.Expr:
    """PostgreSQL writes a layer out wherever it is read, and layer upon layer that grows beyond its memory."""
    if isinstance(node, exp.CTE):
        node.set("materialized", True)
    return node


DIALECTS: Final[Mapping[str, Sequence[Callable[[exp.Expr], exp.Expr]]]] = {
    "duckdb": (),
    "spark": (_without_int128, _without_div),
    "postgres": (_without_int128, _with_plain_days, _with_fixed_layers),
}
