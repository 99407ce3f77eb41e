"""The SQL engine's statements on a real PostgreSQL: every scenario of the packs, and a sample of generated rules."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import connection

from tests.generative.rules.cases import generated_cases, scenario_cases
from tidu.rules import Rule, population_frame
from tidu.rules.engines.base import Outcome
from tidu.rules.engines.sql import Shape, statement, text

TYPES = {"String": "TEXT", "Date": "DATE", "Int64": "BIGINT", "Boolean": "BOOLEAN"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cases", [scenario_cases, lambda: generated_cases(20)], ids=["scenarios", "generated"]
)
def test_postgres_agrees_with_the_reference(cases):
    if connection.vendor != "postgresql":
        pytest.skip("wants PostgreSQL: `make postgres-test` brings one")
    for case in cases():
        frame = population_frame(case.facts.items())
        query = statement(case.rule, case.as_of, case.library, Shape(frozenset(frame.columns)))
        assert answered(frame, text(query, "postgres"), case.rule) == case.expected, case.rule


def answered(frame: pl.DataFrame, query: str, rule: Rule) -> dict[str, Outcome]:
    """Load the frame as the table `population`, and ask."""
    fields = ", ".join(f'"{name}" {TYPES[str(of)]}' for name, of in frame.schema.items())
    marks = ", ".join(["%s"] * frame.width)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE population ({fields})")
        cursor.executemany(f"INSERT INTO population VALUES ({marks})", frame.rows())  # noqa: S608
        cursor.execute(query)
        names = [found.name for found in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute("DROP TABLE population")
    return {row["key"]: Outcome.of_row(row, rule) for row in rows}
