"""The hand-written SQL on DuckDB: `duck.py <county.parquet> <ladder.sql>`; the county is loaded before it is timed."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from loop import obey


def main() -> None:
    """Load the county, then run the query as often as asked."""
    county, query = sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8")
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"CREATE TABLE county AS SELECT * FROM read_parquet('{county}')")  # noqa: S608

    def run() -> object:
        return connection.sql(query).to_arrow_table()

    def write(answer: pa.Table, file: str) -> None:
        pq.write_table(answer, file)

    obey(run, write)


if __name__ == "__main__":
    main()
