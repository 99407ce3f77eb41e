"""A generated county of any size, made column by column: every enterprise its own, the same ones in every run.

9 % of the rows are pushed onto a legal boundary or one fen beside it, each on one of ten boundaries; `edge` marks
them. 3 % of all values can be taken away. The rest are plausible sizes.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from tidu.rules import Facts

AS_OF = date(2025, 6, 10)
YEARS = (2024, 2023, 2022)
FLAGS = (
    "in_hightech_field", "major_incident_365d", "resident_enterprise", "restricted_products", "abnormal_or_dishonest",
    "hnte_valid", "science_award_5y", "provincial_rd_institution", "led_standard_5y", "major_incident_since_last_year",
)  # fmt: skip
YEARLY = (
    "revenue", "total_income", "hightech_income", "rd_hnte", "rd_hnte_domestic", "rd_deductible", "total_cost",
    "total_assets", "total_liabilities", "net_profit", "staff_average", "tech_staff", "ip_class1", "ip_class2",
)  # fmt: skip
MANY, FEW = 5_000_000_000, 20_000_000_000  # 5,000 万元 and 2 亿元 in fen


class Dice:
    """Whole numbers that look random and depend on the row, the name and nothing else."""

    def __init__(self) -> None:
        self.seed = 0

    def below(self, limit: int) -> pl.Expr:
        """Return numbers from 0 to limit - 1, others at every call."""
        self.seed += 1
        return (pl.col("row").hash(self.seed) % limit).cast(pl.Int64)

    def one_of(self, values: tuple[int, ...]) -> pl.Expr:
        """Return one of the values for every row."""
        place, *others = self.below(len(values)), *values[1:]
        chosen = pl.lit(values[0], dtype=pl.Int64)
        for number, value in enumerate(others, start=1):
            chosen = pl.when(place == number).then(pl.lit(value, dtype=pl.Int64)).otherwise(chosen)
        return chosen


def county(rows: int) -> pl.DataFrame:
    """Return so many enterprises with nothing missing, as the columns engine reads them, and `edge` beside."""
    dice = Dice()
    frame = pl.DataFrame({"row": pl.int_range(1, rows + 1, eager=True)})
    frame = frame.with_columns(edge=dice.below(100) < 9, kind=dice.below(10), beside=dice.below(3) - 1)
    frame = frame.with_columns(
        (pl.lit(date(2025, 6, 1)) - pl.duration(days=dice.below(9_000))).alias("registered_on"),
        *(
            (dice.below(100) < (95 if name in ("in_hightech_field", "resident_enterprise") else 3)).alias(
                name
            )
            for name in FLAGS
        ),
    )
    size = (4_000_000 * (1 + dice.below(9)) * (1 + dice.below(9)) * (1 + dice.below(30))).alias("size")
    frame = frame.with_columns(size)
    for year in reversed(YEARS):
        frame = frame.with_columns(_year(dice, year))
    frame = _on_the_edge(frame, dice)
    names = [f"{name}@{year}" for year in YEARS for name in YEARLY]
    return frame.select(pl.col("row").cast(pl.String).alias("key"), "registered_on", *FLAGS, *names, "edge")


def _year(dice: Dice, year: int) -> list[pl.Expr]:
    revenue = pl.col("size") * (75 + dice.below(60)) // 10_000 * 100  # whole yuan
    rd = revenue * dice.below(12) // 100
    staff = 1 + revenue // 6_000_000
    cells = {
        "revenue": revenue,
        "total_income": revenue,
        "hightech_income": revenue * dice.one_of((30, 60, 60, 75, 90)) // 100 + dice.one_of((-1, 0, 0, 1)),
        "rd_hnte": rd,
        "rd_hnte_domestic": rd * dice.one_of((50, 60, 90, 100)) // 100,
        "rd_deductible": rd * dice.one_of((80, 100, 100)) // 100,
        "total_cost": revenue * 9 // 10,
        "total_assets": revenue * (50 + dice.below(100)) // 100,
        "total_liabilities": revenue * (10 + dice.below(80)) // 100,
        "net_profit": revenue * (dice.below(20) - 5) // 100,
        "staff_average": staff,
        "tech_staff": staff * dice.one_of((9, 10, 15, 20, 25, 30)) // 100,
        "ip_class1": dice.one_of((0, 0, 0, 1, 2)),
        "ip_class2": dice.one_of((0, 1, 2, 3, 4, 8)),
    }
    return [value.alias(f"{name}@{year}") for name, value in cells.items()]


def _on_the_edge(frame: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Push the marked rows onto a boundary, or one fen to either side of it."""
    now, before, earlier = (pl.col(f"revenue@{year}") for year in YEARS)
    percent = pl.when(now <= MANY).then(5).when(now <= FEW).then(4).otherwise(3)
    sales = now + before + earlier
    rd_before = pl.col("rd_hnte@2023") + pl.col("rd_hnte@2022")
    edges = (
        ("rd_hnte@2024", sales * percent // 100 - rd_before),
        ("revenue@2024", dice.one_of((MANY, FEW))),
        ("rd_deductible@2024", pl.lit(20_000_000)),
        ("rd_deductible@2024", pl.col("rd_deductible@2023")),
        ("hightech_income@2024", pl.col("total_income@2024") * 60 // 100),
        ("rd_deductible@2024", now * dice.one_of((2, 3, 4, 5, 6)) // 100),
        ("total_assets@2024", pl.lit(FEW)),
        ("revenue@2024", earlier * 11_025 // 10_000),
        ("net_profit@2024", now * 5 // 100),
        ("rd_deductible@2024", pl.lit(600_000_000)),
    )
    for kind, (name, boundary) in enumerate(edges):
        there = pl.col("edge") & (pl.col("kind") == kind)
        if name.startswith(
            "rd_deductible"
        ):  # more than ten times the revenue is taken for a slip, not for a boundary
            there &= boundary < now * 10
        on_it = pl.when(there).then(pl.max_horizontal(boundary + pl.col("beside"), 0)).otherwise(pl.col(name))
        frame = frame.with_columns(on_it.alias(name))
    # R&D at home is part of all R&D: more of it would be doubted, not judged
    return frame.with_columns(pl.min_horizontal("rd_hnte_domestic@2024", "rd_hnte@2024"))


def with_gaps(frame: pl.DataFrame, percent: int = 3) -> pl.DataFrame:
    """Return the same enterprises with so many values of a hundred unknown."""
    dice = Dice()
    dice.seed = 10_000
    keyed = frame.with_columns(row=pl.col("key").cast(pl.Int64))
    names = [name for name in frame.columns if name not in ("key", "edge")]
    gone = [
        pl.when(dice.below(100) >= percent).then(pl.col(name)).otherwise(None).alias(name) for name in names
    ]
    return keyed.with_columns(gone).drop("row")


def facts_of(row: dict[str, object]) -> Facts:
    """Return the facts in one row of the frame."""
    scalars = {name: row[name] for name in ("registered_on", *FLAGS)}
    return Facts(scalars, {year: {name: row[f"{name}@{year}"] for name in YEARLY} for year in YEARS})
