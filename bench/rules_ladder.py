"""Eight rules that refer to one another (13 outputs, 5 levels), on a million enterprises: the columns engine measured.

Three-valued and exact, with every output and every clause, against the same rules by hand in Polars and in SQL on
DuckDB, both exact but unguarded; thirty scenarios and a reform against one baseline; memory; growth with the rows;
and disagreements: on all rows with the rules by hand, on a sample with the reference engine, which explains itself.

    python bench/rules_ladder.py [rows]
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from _by_hand import in_polars
from _county import AS_OF, county, facts_of, with_gaps
from _measure import OTHERS, Other, Spent, bar, environment, in_turns, ratios, resident, scratch, spent

from tidu import policies
from tidu.rules import CheckedFrame, Library, Rule, evaluate, judge_reforms, load_library
from tidu.rules.engines.base import Outcome
from tidu.rules.engines.columns.reforms import Reforms
from tidu.rules.engines.reference import outcome_of

RULES = (
    "hnte.gates", "sme.score", "qinglan.rd_subsidy", "bench.deduction",
    "bench.tier1", "bench.tier2", "bench.tier3", "bench.tier4",
)  # fmt: skip
ASKED = ("verdict", "clause", "output")
SAMPLE = 3_000
SUBSIDY = "qinglan.rd_subsidy"
GRID = {
    f"{rate} %, {cap}": {SUBSIDY: {"rate": Fraction(rate, 100), "cap": Fraction(cap * 1_000_000)}}
    for rate in (3, 4, 6, 7, 8, 10)
    for cap in (20, 25, 35, 40, 50)
}
REFORM = {
    "reform": {SUBSIDY: {"rate": Fraction(6, 100)}, "hnte.gates": {"tech_staff.minimum": Fraction(8, 100)}}
}
SAME = {"same": {SUBSIDY: {"rate": Fraction(5, 100), "cap": Fraction(30_000_000)}}}


def judged(
    library: Library, frame: pl.DataFrame | CheckedFrame, reforms: Mapping, only: tuple[str, ...] = ASKED
) -> Reforms:
    """Judge the eight rules, and their reforms, through the columns engine."""
    return judge_reforms(frame, RULES, reforms, as_of=AS_OF, library=library, only=only)


def speed(library: Library, gaps: pl.DataFrame, folder: Path) -> None:
    """The engine against the same rules by hand, and its scenarios against its baseline.

    The county is checked at the first question, as a county in memory is; what asking costs that checks anew each
    time is printed beside.
    """
    county = CheckedFrame(gaps)
    run = partial(judged, library, county)
    runs: dict[str, Callable] = {
        "hand": lambda: spent(lambda: in_polars(gaps)),
        "baseline": lambda: spent(lambda: run({})),
        "checking": lambda: spent(lambda: judged(library, gaps, {})),
        "bounds": lambda: spent(lambda: run({}, (*ASKED, "most"))),
        "all": lambda: spent(lambda: judge_reforms(county, RULES, {}, as_of=AS_OF, library=library)),
        "reform": lambda: spent(lambda: run(REFORM)),
        "grid": lambda: spent(lambda: run(GRID)),
    }
    first, grid = runs["baseline"]().wall, runs["grid"]().wall
    print(f"  written and run for the first time: {first:.3f} s, thirty scenarios {grid:.3f} s")
    duck = None
    if python := environment(folder / "duck", "duckdb", "pyarrow"):
        gaps.write_parquet(folder / "county.parquet")
        duck = Other.start(python, "duck.py", folder / "county.parquet", OTHERS / "ladder.sql")
        runs["duck"] = duck.run
    best = in_turns(runs)
    ratios("engine / Polars by hand", best["baseline"], best["hand"], most=1.4)
    for name, what in (
        ("checking", "the population checked anew each time"),
        ("bounds", "upper bounds too"),
        ("all", "upper bounds, nearness and counts too"),
    ):
        print(f"    {what}: {best[name].used / best['hand'].used:.2f} (processor)")
    if duck:
        duck.stop()
        ratios("engine / DuckDB by hand", best["baseline"], best["duck"], most=0.5)
    ratios("30 scenarios / baseline", best["grid"], best["baseline"], most=2)
    ratios("baseline and reform / baseline", best["reform"], best["baseline"], most=1.3)


def growth(library: Library, gaps: pl.DataFrame) -> None:
    """Time per row as the county grows; plans are at hand, as they are for the second question of a day."""
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= gaps.height]
    runs = {str(size): partial(_spent_on, library, CheckedFrame(gaps.head(size))) for size in sizes}
    best = in_turns(runs)
    per_row = [best[str(size)].used / size * 1e6 for size in sizes]
    print(
        "  microseconds a row:",
        ", ".join(f"{each:.3f} at {size:,}" for each, size in zip(per_row, sizes, strict=True)),
    )
    bar("time per row, most rows / fewest", per_row[-1] / per_row[0], most=1)


def _spent_on(library: Library, frame: CheckedFrame) -> Spent:
    return spent(lambda: judged(library, frame, {}))


def memory(folder: Path, gaps: pl.DataFrame) -> None:
    """The most memory of one judgement above what the process held with the data loaded, in a process of its own."""
    file = folder / "memory.parquet"
    gaps.write_parquet(file)
    command = [sys.executable, __file__, "--memory", str(file)]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    bar("peak memory above the data", float(found), most=600, unit=" MB")


def peak(file: str) -> None:
    """Judge once in this process and print the megabytes it took at most above what was there before."""
    library = load_library(policies.FOLDER, Path(__file__).parent / "packs")
    frame = pl.read_parquet(file)
    judged(library, frame.head(10), {})
    before = resident()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak of loading
    judged(library, frame, {})
    status = Path("/proc/self/status").read_text(encoding="ascii")
    highest = next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]
    print((int(highest) * 1024 - before) / 1e6)


def disagreements(library: Library, full: pl.DataFrame, gaps: pl.DataFrame) -> None:
    """What the engines disagree on, and what the rules by hand give away for want of a guard."""
    hand, ours = in_polars(full), judged(library, full, {}).baseline
    wrong = sum(_differing(hand[name], ours, name).sum() for name in hand.columns[1:])
    cells = f"{full.height:,} rows x {len(hand.columns) - 1} columns"
    bar(f"cells that differ from the rules by hand, nothing missing, {cells}", wrong, most=0)
    found = judge_reforms(gaps, RULES, SAME | REFORM, as_of=AS_OF, library=library)
    same = sum(len(found.touched("same", code)) for code in RULES)
    bar("columns that a reform to the same values changes", same, most=0)
    bar("verdicts the reference engine sees otherwise", _otherwise(library, gaps, found), most=0)
    unguarded = in_polars(gaps)
    for name in ("hnte.gates/verdict", "sme.score/verdict", f"{SUBSIDY}/output.amount"):
        differ = _differing(unguarded[name], found.baseline, name)
        print(f"  unguarded, with 3 % missing: {differ.sum():,} of {name} are not what the law says")


def _differing(hand: pl.Series, ours: Mapping[str, pl.DataFrame], name: str) -> pl.Series:
    code, column = name.split("/")
    return hand.ne_missing(ours[code][column])


def _otherwise(library: Library, gaps: pl.DataFrame, found: Reforms) -> int:
    """Count the outcomes (verdict, clauses, nearness, outputs, bounds) the reference engine sees otherwise.

    The sample holds as many rows on a boundary as others, and is judged by the law as it is and by the reform.
    """
    numbered = gaps.with_row_index("place")
    edge, rest = (numbered.filter(pl.col("edge") == on).head(SAMPLE // 2) for on in (True, False))
    sample = pl.concat([edge, rest])
    cases = [facts_of(row) for row in sample.iter_rows(named=True)]
    reformed = Library(
        library.facts,
        tuple(rule.reformed(REFORM["reform"].get(rule.code, {})) for rule in library if _has(rule)),
    )
    wrong = 0
    for law, result in ((library, found.baseline.__getitem__), (reformed, partial(found.reformed, "reform"))):
        for code in RULES:
            rule = law.applicable(code, as_of=AS_OF)
            rows = result(code)[sample["place"]].iter_rows(named=True)
            for facts, row in zip(cases, rows, strict=True):
                wrong += Outcome.of_row(row, rule) != outcome_of(evaluate(rule, facts, AS_OF, law))
    print(
        f"  sample of {sample.height:,} rows, {edge.height:,} of them on a boundary, {len(RULES)} rules, law and reform"
    )
    return wrong


def _has(rule: Rule) -> bool:
    """Whether a version of a rule is the one in force; older versions need not have the same parameters."""
    return rule.law.valid_until_on is None


def main() -> None:
    """Run every comparison and print each figure beside its bar."""
    if sys.argv[1:2] == ["--memory"]:
        return peak(sys.argv[2])
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    library = load_library(policies.FOLDER, Path(__file__).parent / "packs")
    full = county(rows)
    gaps = with_gaps(full)
    print(
        f"{rows:,} enterprises, {gaps['edge'].mean():.1%} on a boundary or one fen beside it, 3 % of values missing"
    )
    with scratch() as folder:
        memory(Path(folder), gaps)
        speed(library, gaps, Path(folder))
    growth(library, gaps)
    disagreements(library, full, gaps)
    return None


if __name__ == "__main__":
    main()
