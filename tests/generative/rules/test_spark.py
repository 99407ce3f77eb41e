"""The SQL engine's statements on a real Spark: every scenario of the packs, and a sample of generated rules.

`make spark-test` gives these tests a Spark of its own in a throw-away environment; elsewhere they are skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.generative.rules.cases import Case, generated_cases, scenario_cases
from tidu.rules import population_frame
from tidu.rules.engines.base import Outcome, numbers_read
from tidu.rules.engines.sql import Shape, statement, text

with_spark = pytest.mark.skipif(
    "SPARK_PYTHON" not in os.environ, reason="wants a Spark: `make spark-test` brings one"
)


def prepare(cases: Sequence[Case], folder: Path) -> None:
    """Write what Spark is asked: a population and a statement for each case."""
    for place, case in enumerate(cases):
        frame = population_frame(case.facts.items())
        shape = Shape.of(frame, numbers_read(case.rule, case.as_of, case.library))
        query = statement(case.rule, case.as_of, case.library, shape)
        frame.write_parquet(folder / f"{place:04}.parquet")
        (folder / f"{place:04}.sql").write_text(text(query, "spark"), encoding="utf-8")


def on_spark(cases: Sequence[Case], folder: Path) -> list[dict[str, Outcome]]:
    """Judge all cases in one Spark session."""
    prepare(cases, folder)
    job = Path(__file__).with_name("spark_job.py")
    subprocess.run([os.environ["SPARK_PYTHON"], str(job), str(folder)], check=True)
    found = []
    for place, case in enumerate(cases):
        rows = json.loads((folder / f"{place:04}.json").read_text(encoding="utf-8"))
        found.append({row["key"]: Outcome.of_row(row, case.rule) for row in rows})
    return found


def test_what_spark_is_asked_is_written_without_a_spark_too(tmp_path):
    asked = generated_cases(10)
    prepare(asked, tmp_path)
    statements = sorted(tmp_path.glob("*.sql"))
    assert len(statements) == len(asked)
    assert all("`population`" in one.read_text(encoding="utf-8") for one in statements)


@with_spark
@pytest.mark.parametrize(
    "cases", [scenario_cases, lambda: generated_cases(40)], ids=["scenarios", "generated"]
)
def test_spark_agrees_with_the_reference(cases, tmp_path):
    asked = cases()
    for case, found in zip(asked, on_spark(asked, tmp_path), strict=True):
        assert found == case.expected, case.rule
