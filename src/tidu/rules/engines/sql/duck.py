"""The SQL engine's executor: DuckDB over a frame or a Parquet snapshot, alone with its data.

Lives here: the only connection to DuckDB. It loads no extension, reaches no network, and reads no file but the
snapshot it is given. The records have databases of their own; this one holds nothing and is gone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import polars as pl
from sqlglot import exp

from tidu.rules.engines.base import Engine, Outcome, numbers_read
from tidu.rules.engines.columns import population_frame
from tidu.rules.engines.columns.frame import KEY, check_types
from tidu.rules.engines.sql.dialects import text
from tidu.rules.engines.sql.layers import POPULATION
from tidu.rules.engines.sql.shape import Shape, column
from tidu.rules.engines.sql.statement import statement
from tidu.rules.model.facts import Facts, Vocabulary
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule

_ALONE: Final[Mapping[str, Any]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
}


def evaluate_in_sql(
    rule: Rule, population: pl.DataFrame | Path, as_of: date, library: Library
) -> pl.DataFrame:
    """Return the verdict of a rule for every row of a population, as `evaluate_population` does, through SQL.

    The population is a frame, or the path of a Parquet file with the same columns. Rows keep their order. Raises
    InvalidFacts for columns of the wrong type or with impossible sizes, and TooWide where a number could leave
    its type.
    """
    with opened(population) as connection:
        shape = _shape(connection, library.facts, numbers_read(rule, as_of, library))
        return pl.DataFrame(connection.sql(text(statement(rule, as_of, library, shape))))


@contextmanager
def opened(population: pl.DataFrame | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that sees nothing but the population."""
    with duckdb.connect(":memory:", config=dict(_ALONE)) as connection:
        if isinstance(population, Path):
            connection.execute("SET allowed_paths = ?", [[str(population)]])
            connection.read_parquet(str(population)).create_view(POPULATION)
        else:
            connection.register(POPULATION, _Stream(population))
        connection.execute("SET enable_external_access = false")
        yield connection


@dataclass(frozen=True)
class _Stream:
    """A frame as a plain Arrow stream, which DuckDB reads without a further library."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


def _shape(connection: duckdb.DuckDBPyConnection, facts: Vocabulary, read: frozenset[str]) -> Shape:
    """Measure the population: its columns and, of those that will be read, the sizes of the integers."""
    query = exp.select("*").from_(exp.table_(POPULATION, quoted=True))
    empty = pl.DataFrame(connection.sql(text(query.limit(0))))
    wanted = [name for name, of in empty.schema.items() if of == pl.Int64 and name.split("@")[0] in read]
    extremes = [empty]
    for extreme in (exp.Min, exp.Max):
        found = [exp.alias_(extreme(this=column(name)), name, quoted=True) for name in wanted]
        key = exp.alias_(exp.cast(exp.null(), "TEXT"), KEY, quoted=True)
        row = exp.select(key, *found).from_(exp.table_(POPULATION, quoted=True))
        extremes.append(pl.DataFrame(connection.sql(text(row.limit(1)))))
    check_types(empty, facts)
    return Shape.of(pl.concat(extremes, how="diagonal"), read)


class SqlEngine(Engine):
    """The engine that leaves this process: one statement for DuckDB here, for a cluster elsewhere."""

    name = "sql"

    def outcomes(
        self, rule: Rule, cases: Mapping[str, Facts], as_of: date, library: Library
    ) -> dict[str, Outcome]:
        """Return the outcome of the rule for every case, read back from DuckDB."""
        result = evaluate_in_sql(rule, population_frame(cases.items()), as_of, library)
        return {row[KEY]: Outcome.of_row(row, rule) for row in result.iter_rows(named=True)}
