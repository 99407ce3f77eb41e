"""Three engines on the same county: do they say the same, to the fen, of every enterprise?

The columns engine is compared with SQL on DuckDB on every row, and with the reference engine, which explains itself, on
every row that lies on a legal boundary or one fen beside it. Eight rules that refer to one another; verdicts, clauses,
nearness, counts, outputs and their upper bounds; 3 % of all values missing.

    python bench/rules_agree.py [rows]
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from _county import AS_OF, county, facts_of, with_gaps
from _measure import bar, scratch

from tidu import policies
from tidu.rules import Library, judge_rules, load_library
from tidu.rules.engines.base import Outcome
from tidu.rules.engines.reference.judge import Judgement, outcome_of
from tidu.rules.engines.sql import evaluate_in_sql

CODES = (
    "hnte.gates", "sme.score", "qinglan.rd_subsidy", "bench.deduction",
    "bench.tier1", "bench.tier2", "bench.tier3", "bench.tier4",
)  # fmt: skip
LAST = CODES[-1]  # rests on all the others, so that each is judged once for a firm
WORKERS = 2


def the_library() -> Library:
    """Return the published rules and the bench's own."""
    return load_library(policies.FOLDER, Path(__file__).parent / "packs")


def against_sql(library: Library, frame: pl.DataFrame, judged: Mapping[str, pl.DataFrame]) -> None:
    """Compare every cell that both engines give, for every row."""
    start, cells, wrong = time.perf_counter(), 0, 0
    for code, ours in judged.items():
        theirs = evaluate_in_sql(library.applicable(code, as_of=AS_OF), frame, AS_OF, library)
        if set(theirs.columns) != set(ours.columns) or not theirs["key"].equals(ours["key"]):
            raise AssertionError(f"{code}: the engines give other columns or rows")
        differ = [ours[name].ne_missing(theirs[name]).sum() for name in ours.columns]
        cells, wrong = cells + ours.height * ours.width, wrong + sum(differ)
    what = f"{frame.height:,} rows, {cells:,} cells in {time.perf_counter() - start:.0f} s"
    bar(f"cells that columns and SQL see differently ({what})", wrong, most=0)


def against_reference(frame: pl.DataFrame, judged: Mapping[str, pl.DataFrame]) -> None:
    """Compare the outcome of every rule for every row on a boundary, in processes of their own."""
    start, edge = time.perf_counter(), frame["edge"]
    with scratch() as folder:
        frame.filter(edge).write_parquet(Path(folder) / "facts.parquet")
        for code, found in judged.items():
            found.filter(edge).write_parquet(Path(folder) / f"{code}.parquet")
        with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
            wrong = sum(pool.starmap(disagreements, [(folder, part) for part in range(WORKERS)]))
    what = (
        f"{edge.sum():,} rows on a boundary, {len(CODES)} rules each, in {time.perf_counter() - start:.0f} s"
    )
    bar(f"outcomes that columns and the reference engine see differently ({what})", wrong, most=0)


def disagreements(folder: str, part: int) -> int:
    """Return how many outcomes of one share of the rows the reference engine sees otherwise."""
    library = the_library()
    rules = {code: library.applicable(code, as_of=AS_OF) for code in CODES}
    rows, *found = (
        pl.read_parquet(Path(folder) / f"{name}.parquet").gather_every(WORKERS, part).iter_rows(named=True)
        for name in ("facts", *CODES)
    )
    wrong = 0
    for row, *judged in zip(rows, *found, strict=True):
        case = Judgement.of(rules[LAST], facts_of(row), AS_OF, library)
        for code, ours in zip(CODES, judged, strict=True):
            verdict = case.verdict if code == LAST else case.verdict_on(code)
            wrong += Outcome.of_row(ours, rules[code]) != outcome_of(verdict)
    return wrong


def main() -> None:
    """Judge the county once in columns and compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    library, frame = the_library(), with_gaps(county(rows))
    rules = [library.applicable(code, as_of=AS_OF) for code in CODES]
    judged = judge_rules(frame, rules, as_of=AS_OF, library=library)
    against_sql(library, frame.drop("edge"), judged)
    against_reference(frame, judged)


if __name__ == "__main__":
    main()
