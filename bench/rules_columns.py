"""The columns engine against the same rules written by hand in Polars, on a million enterprises, in one run.

Prints the ratio of the two times and the number of rows on which they, and on a sample the reference engine,
disagree. About 9 % of the deciding values lie on a legal boundary or one fen beside it; 4 % are missing.

    python bench/rules_columns.py [rows]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce
from operator import add
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from _measure import in_turns, ratios, spent

from tidu import policies
from tidu.rules import Facts, Library, evaluate, judge_rules, load_library
from tidu.rules.engines.reference import outcome_of
from tidu.rules.model.conditions import Ternary

AS_OF = date(2025, 6, 10)
YEARS = (2024, 2023, 2022)
RULES = ("hnte.gates", "sme.score", "qinglan.rd_subsidy")
SAMPLE = 5_000
YEARLY = (
    "revenue", "total_income", "hightech_income", "rd_hnte", "rd_hnte_domestic", "rd_deductible", "total_cost",
    "total_assets", "staff_average", "tech_staff", "ip_class1", "ip_class2",
)  # fmt: skip
FLAGS = (
    "in_hightech_field", "major_incident_365d", "resident_enterprise", "restricted_products", "abnormal_or_dishonest",
    "hnte_valid", "science_award_5y", "provincial_rd_institution", "led_standard_5y", "major_incident_since_last_year",
)  # fmt: skip


def enterprise(source: random.Random) -> dict[str, object]:
    """One enterprise of a generated county: plausible sizes, with deciding values pushed onto boundaries."""
    row: dict[str, object] = {"registered_on": date(2024, 12, 31) - timedelta(days=source.randrange(9_000))}
    row.update(
        {
            name: source.random() < (0.95 if name in ("in_hightech_field", "resident_enterprise") else 0.03)
            for name in FLAGS
        }
    )
    size = int(source.lognormvariate(22, 1.25))
    for year in YEARS:
        revenue = max(size + source.randrange(-size // 4, size // 4 + 1), 100)
        if source.random() < 0.09:
            revenue = source.choice((5_000_000_000, 20_000_000_000)) + source.choice((-1, 0, 1))
        rd = revenue * source.randrange(0, 12) // 100
        if source.random() < 0.09:
            rd = revenue * source.choice((2, 3, 4, 5, 6)) // 100 + source.choice((-1, 0, 1))
        staff = max(revenue // 6_000_000, 1)
        cells = {
            "revenue": revenue,
            "total_income": revenue,
            "hightech_income": revenue * source.choice((30, 60, 60, 75)) // 100
            + source.choice((-1, 0, 0, 1)),
            "rd_hnte": rd,
            "rd_hnte_domestic": rd * source.choice((60, 90, 100)) // 100,
            "rd_deductible": source.choice((rd, 20_000_000, 19_999_999, 18_000_000))
            if source.random() < 0.09
            else rd,
            "total_cost": revenue * 9 // 10,
            "total_assets": source.choice((revenue, 20_000_000_000, 20_000_000_001)),
            "staff_average": staff,
            "tech_staff": staff * source.choice((9, 10, 15, 20, 25, 30)) // 100,
            "ip_class1": source.choice((0, 0, 0, 1, 2)),
            "ip_class2": source.choice((0, 1, 2, 3, 4, 8)),
        }
        row.update(
            {f"{name}@{year}": None if source.random() < 0.04 else value for name, value in cells.items()}
        )
    return row


def population(rows: int) -> pl.DataFrame:
    """A frame of so many enterprises: a generated block of 50,000, repeated under new keys."""
    source = random.Random(20250610)
    block = min(rows, 50_000)
    types = {"registered_on": pl.Date, **dict.fromkeys(FLAGS, pl.Boolean)}
    types |= {f"{name}@{year}": pl.Int64 for year in YEARS for name in YEARLY}
    frame = pl.DataFrame([enterprise(source) for _ in range(block)], schema=types)
    repeated = pl.concat([frame] * -(-rows // block)).head(rows)
    return repeated.with_row_index("key").with_columns(pl.col("key").cast(pl.String))


def facts_of(row: dict[str, object]) -> Facts:
    """The facts in one row of the frame."""
    scalars = {name: row[name] for name in ("registered_on", *FLAGS)}
    return Facts(scalars, {year: {name: row[f"{name}@{year}"] for name in YEARLY} for year in YEARS})


def by_hand(population: pl.DataFrame) -> pl.DataFrame:  # noqa: C901 - written out at length, as the comparison wants
    """The same three rules as an expert would write them: integers, cross-multiplied, guarded, with nearness."""
    registered = pl.col("registered_on")

    def total(name: str) -> pl.Expr:
        parts = [
            pl.when(registered <= date(y, 12, 31))
            .then(pl.col(f"{name}@{y}"))
            .when(registered > date(y, 12, 31))
            .then(0)
            for y in YEARS
        ]
        return parts[0] + parts[1] + parts[2]

    def last(name: str, back: int = 0) -> pl.Expr:
        return pl.when(registered <= date(YEARS[back], 12, 31)).then(pl.col(f"{name}@{YEARS[back]}"))

    def share(top: pl.Expr, bottom: pl.Expr, num: pl.Expr | int, den: int) -> pl.Expr:
        return (top * den >= bottom * num) & ~(new | (bottom <= 0).fill_null(value=False))

    def near_share(top: pl.Expr, bottom: pl.Expr, num: pl.Expr | int, den: int) -> pl.Expr:
        return share(top, bottom, num * 9, den * 10)

    frame = population.lazy().with_columns(
        rd=total("rd_hnte"),
        sales=total("revenue"),
        domestic_rd=total("rd_hnte_domestic"),
        size=last("revenue"),
        staff=last("staff_average"),
        tech=last("tech_staff"),
        rd_tax=last("rd_deductible"),
        rd_before=last("rd_deductible", 1),
        cost=last("total_cost"),
        class1=last("ip_class1"),
        class2=last("ip_class2"),
        new=(registered > date(2024, 12, 31)).fill_null(value=False),
        newer=(registered > date(2023, 12, 31)).fill_null(value=False),
    )
    rd, revenue, size = pl.col("rd"), pl.col("sales"), pl.col("size")
    new, newer = pl.col("new"), pl.col("newer")
    percent = (
        pl.when(size <= 5_000_000_000)
        .then(5)
        .when(size <= 20_000_000_000)
        .then(4)
        .when(size.is_not_null())
        .then(3)
    )
    staff, tech, rd_tax, rd_before = pl.col("staff"), pl.col("tech"), pl.col("rd_tax"), pl.col("rd_before")
    days = pl.lit(AS_OF) - registered

    def table(top: pl.Expr, bottom: pl.Expr, rows: tuple[tuple[int, int], ...]) -> pl.Expr:
        chain = pl.when(new | (bottom <= 0).fill_null(value=False)).then(0)
        for start, points in rows:
            chain = chain.when(top * 100 >= bottom * start).then(points)
        return chain.when((top * 100 >= bottom * rows[-1][0]).is_not_null()).then(0)

    def count_table(of: pl.Expr, rows: tuple[tuple[int, int], ...]) -> pl.Expr:
        chain = pl.when(new).then(0)
        for start, points in rows:
            chain = chain.when(of >= start).then(points)
        return chain.when(of.is_not_null()).then(0)

    def best(*options: tuple[pl.Expr, int]) -> tuple[pl.Expr, pl.Expr]:
        low = pl.max_horizontal(*(points.fill_null(0) for points, _ in options))
        high = pl.max_horizontal(*(points.fill_null(most) for points, most in options))
        return low, high

    frame = frame.with_columns(
        by_staff=table(tech, staff, ((30, 20), (25, 16), (20, 12), (15, 8), (10, 4))),
        by_sales=table(rd_tax, size, ((6, 50), (5, 40), (4, 30), (3, 20), (2, 10))),
        by_cost=table(rd_tax, pl.col("cost"), ((30, 50), (25, 40), (20, 30), (15, 20), (10, 10))),
        ip1=count_table(pl.col("class1"), ((1, 30),)),
        ip2=count_table(pl.col("class2"), ((4, 24), (3, 18), (2, 12), (1, 6))),
        percent=percent,
    )
    tech_points = pl.col("by_staff")
    rd_low, rd_high = best((pl.col("by_sales"), 50), (pl.col("by_cost"), 50))
    ip_low, ip_high = best((pl.col("ip1"), 30), (pl.col("ip2"), 24))
    frame = frame.with_columns(
        low=tech_points.fill_null(0) + rd_low + ip_low, high=tech_points.fill_null(20) + rd_high + ip_high
    )
    low, high, percent = pl.col("low"), pl.col("high"), pl.col("percent")

    clauses = {
        "days": days.dt.total_days() >= 365,
        "ip": (pl.col("class1") + pl.col("class2") >= 1) & ~new,
        "field": pl.col("in_hightech_field"),
        "tech": share(tech, staff, 10, 100),
        "rd": share(rd, revenue, percent, 100),
        "domestic": share(pl.col("domestic_rd"), rd, 60, 100),
        "income": share(last("hightech_income"), last("total_income"), 60, 100),
        "clean": ~pl.col("major_incident_365d"),
        "clean_years": ~pl.col("major_incident_since_last_year"),
        "within.days": days.dt.total_days() >= 275,
        "within.tech": near_share(tech, staff, 10, 100),
        "within.rd": near_share(rd, revenue, percent, 100),
        "within.domestic": near_share(pl.col("domestic_rd"), rd, 60, 100),
        "within.income": near_share(last("hightech_income"), last("total_income"), 60, 100),
        "resident": pl.col("resident_enterprise"),
        "staff_limit": (staff <= 500) & ~new,
        "revenue_limit": (size <= 20_000_000_000) & ~new,
        "assets_limit": (last("total_assets") <= 20_000_000_000) & ~new,
        "products": ~pl.col("restricted_products"),
        "record": ~pl.col("abnormal_or_dishonest"),
        "score": pl.when(low >= 60).then(True).when(high < 60).then(False),
        "tech_points": pl.when(tech_points.fill_null(0) > 0)
        .then(True)
        .when(tech_points.fill_null(20) <= 0)
        .then(False),
        "points": pl.when(low == high).then(low),
        "rd_points": pl.when(rd_low == rd_high).then(rd_low),
        "ip_points": pl.when(ip_low == ip_high).then(ip_low),
        "within.staff_limit": (staff <= 501) & ~new,
        "within.revenue_limit": (size <= 22_000_000_000) & ~new,
        "within.assets_limit": (last("total_assets") <= 22_000_000_000) & ~new,
        "within.score": (low == high) & (low >= 54),
        "floor": (rd_tax >= 20_000_000) & ~new,
        "growth": (rd_tax >= rd_before) & ~(new | newer | (rd_before <= 0).fill_null(value=False)),
        "within.floor": (rd_tax >= 18_000_000) & ~new,
        "within.growth": (rd_tax * 50 >= rd_before * 49)
        & ~(new | newer | (rd_before <= 0).fill_null(value=False)),
    }
    read = pl.col
    gates = ("days", "ip", "field", "tech", "rd", "domestic", "income", "clean")
    soft = ("days", "tech", "rd", "domestic", "income")
    either = read("within.floor"), read("within.growth")
    sized = ("staff_limit", "revenue_limit", "assets_limit")
    clean = ("resident", "products", "clean_years", "record")
    routes = ("hnte_valid", "science_award_5y", "provincial_rd_institution", "led_standard_5y")

    def held_or_near(name: str) -> pl.Expr:
        near = ((~read(name)) & read(f"within.{name}")).fill_null(value=False)
        return read(name).fill_null(value=False) | near

    def count(marks: list[pl.Expr]) -> pl.Expr:
        return reduce(add, (mark.cast(pl.Int16) for mark in marks))

    counts = {}
    for code, names in (
        ("hnte", gates),
        ("sme", (*clean, *sized, "score", "tech_points", *routes)),
        ("subsidy", ("floor", "growth")),
    ):
        counts[f"{code}.failing"] = count([(~read(name)).fill_null(value=False) for name in names])
        counts[f"{code}.unknown"] = count([read(name).is_null() for name in names])
    summary = {
        **counts,
        "sme.nearly": pl.all_horizontal(
            *(held_or_near(name) for name in sized),
            *(read(name).fill_null(value=False) for name in clean),
            (held_or_near("score") & read("tech_points").fill_null(value=False)),
        ),
        "hnte.gates": pl.all_horizontal(gates),
        "hnte.nearly": pl.all_horizontal(
            [held_or_near(name) if name in soft else read(name).fill_null(value=False) for name in gates]
        )
        & (~pl.all_horizontal(gates)).fill_null(value=False),
        "sme.score": pl.all_horizontal(
            "resident", "staff_limit", "revenue_limit", "assets_limit", "products", "clean_years", "record"
        )
        & (
            (read("score") & read("tech_points"))
            | read("hnte_valid")
            | read("science_award_5y")
            | read("provincial_rd_institution")
            | read("led_standard_5y")
        ),
        "qinglan.rd_subsidy": read("floor") & read("growth"),
        "subsidy.nearly": (~(read("floor") & read("growth"))).fill_null(value=False)
        & (read("floor") | either[0]).fill_null(value=False)
        & (read("growth") | either[1]).fill_null(value=False),
    }
    verdict = read("qinglan.rd_subsidy")
    amount = pl.min_horizontal((read("rd_tax") // 2_000) * 100, pl.lit(30_000_000))
    paid = pl.when(verdict & read("rd_tax").is_not_null()).then(amount).when(~verdict).then(0)
    lazy = frame.with_columns(**clauses).with_columns(**summary)
    return lazy.select("key", *summary, *clauses, paid.alias("amount")).collect()


def by_engine(frame: pl.DataFrame, library: Library) -> Mapping[str, pl.DataFrame]:
    """The three rules through the columns engine, in one pass."""
    rules = [library.applicable(code, as_of=AS_OF) for code in RULES]
    return judge_rules(frame, rules, as_of=AS_OF, library=library)


def disagreements_with_reference(
    frame: pl.DataFrame, results: Mapping[str, pl.DataFrame], library: Library
) -> int:
    """How many sampled verdicts differ from the reference engine's, clause by clause and fen by fen."""
    wrong = 0
    words = {None: Ternary.UNKNOWN, True: Ternary.YES, False: Ternary.NO}
    cases = [facts_of(row) for row in frame.head(SAMPLE).iter_rows(named=True)]
    for code, result in results.items():
        rule = library.applicable(code, as_of=AS_OF)
        for facts, row in zip(cases, result.head(SAMPLE).iter_rows(named=True), strict=True):
            expected = outcome_of(evaluate(rule, facts, AS_OF, library))
            same = words[row["verdict"]] is expected.verdict and row["nearly"] is expected.nearly
            same &= all(words[row[f"clause.{name}"]] is found[0] for name, found in expected.clauses.items())
            same &= all(row[f"near.{name}"] is found[1] for name, found in expected.clauses.items())
            wrong += not (
                same and all(row[f"output.{name}"] == value for name, value in expected.outputs.items())
            )
    return wrong


def main() -> None:
    """Run the comparison and print one line per finding."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    library = load_library(policies.FOLDER)
    frame = population(rows)
    hand, results = by_hand(frame), by_engine(frame, library)
    for code in RULES:
        differ = (hand[code].ne_missing(results[code]["verdict"])).sum()
        print(f"{code}: {differ} verdicts differ from the hand-written rules")
    differ = hand["amount"].ne_missing(results["qinglan.rd_subsidy"]["output.amount"]).sum()
    print(f"qinglan.rd_subsidy: {differ} amounts differ from the hand-written rules")
    print(
        f"sample of {min(SAMPLE, rows):,}: {disagreements_with_reference(frame, results, library)} "
        "disagreements with the reference engine"
    )
    best = in_turns(
        {
            "hand": lambda: spent(lambda: by_hand(frame)),
            "engine": lambda: spent(lambda: by_engine(frame, library)),
        }
    )
    ratios(f"{rows:,} rows, 3 rules, engine / Polars by hand", best["engine"], best["hand"], most=1.4)


if __name__ == "__main__":
    main()
