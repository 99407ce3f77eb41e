"""The ladder of rules as an expert would write it by hand: in Polars, and in SQL for DuckDB.

Exact like ours (integers, cross-multiplied), but two-valued: no guard against what is missing, so that a rule on
an unknown value falls through to the last branch. On a county with nothing missing both must give our answers.
The keys of `clauses` and `outputs` are the names our results have, with the rule in front.
"""

from __future__ import annotations

from datetime import date

import polars as pl

TABLES = {
    "tech_points": ("tech_staff", "staff_average", ((30, 20), (25, 16), (20, 12), (15, 8), (10, 4))),
    "by_sales": ("rd_deductible", "revenue", ((6, 50), (5, 40), (4, 30), (3, 20), (2, 10))),
    "by_cost": ("rd_deductible", "total_cost", ((30, 50), (25, 40), (20, 30), (15, 20), (10, 10))),
}
LAST = (
    "tech_staff", "staff_average", "rd_deductible", "revenue", "total_cost", "ip_class1", "ip_class2", "total_assets",
    "total_liabilities", "net_profit", "hightech_income", "total_income", "rd_hnte", "rd_hnte_domestic",
)  # fmt: skip


def in_polars(county: pl.DataFrame) -> pl.DataFrame:
    """Return every clause, verdict and output of the eight rules."""
    c = pl.col
    registered = c("registered_on")
    since = {year: registered <= date(year, 12, 31) for year in (2022, 2023, 2024)}

    def cell(name: str, year: int) -> pl.Expr:
        return pl.when(c(f"since{year}")).then(c(f"{name}@{year}")).otherwise(0)

    def total(name: str) -> pl.Expr:
        return cell(name, 2024) + cell(name, 2023) + cell(name, 2022)

    def table(top: str, bottom: str, rows: tuple[tuple[int, int], ...]) -> pl.Expr:
        chain = pl.when(c(bottom) <= 0).then(0)
        for percent, points in rows:
            chain = chain.when(c(top) * 100 >= c(bottom) * percent).then(points)
        return chain.otherwise(0)

    frame = county.lazy().with_columns(**{f"since{year}": held for year, held in since.items()})
    frame = frame.with_columns(
        *(cell(name, 2024).alias(name) for name in LAST),
        rd_before=cell("rd_deductible", 2023),
        revenue_before=cell("revenue", 2023),
        revenue_earlier=cell("revenue", 2022),
        rd3=total("rd_hnte"),
        domestic3=total("rd_hnte_domestic"),
        revenue3=total("revenue"),
        days=(pl.lit(date(2025, 6, 10)) - registered).dt.total_days(),
    )
    percent = (
        pl.when(c("revenue") <= 5_000_000_000)
        .then(5)
        .when(c("revenue") <= 20_000_000_000)
        .then(4)
        .otherwise(3)
    )
    loan = (
        pl.when(c("revenue") <= 5_000_000_000)
        .then(10)
        .when(c("revenue") <= 20_000_000_000)
        .then(8)
        .otherwise(5)
    )
    frame = frame.with_columns(
        *(table(*parts).alias(name) for name, parts in TABLES.items()),
        ip1=pl.when(c("ip_class1") >= 1).then(30).otherwise(0),
        ip2=pl.when(c("ip_class2") >= 4).then(24).when(c("ip_class2") == 3).then(18)
        .when(c("ip_class2") == 2).then(12).when(c("ip_class2") == 1).then(6).otherwise(0),
        percent=percent,
        loan=loan,
    )  # fmt: skip
    frame = frame.with_columns(
        rd_points=pl.max_horizontal("by_sales", "by_cost"), ip_points=pl.max_horizontal("ip1", "ip2")
    ).with_columns(score=c("tech_points") + c("rd_points") + c("ip_points"))
    new = ~c("since2024")
    frame = frame.with_columns(
        **{
            "hnte.gates/clause.registered_days": c("days") >= 365,
            "hnte.gates/clause.own_ip": c("ip_class1") + c("ip_class2") >= 1,
            "hnte.gates/clause.hightech_field": c("in_hightech_field"),
            "hnte.gates/clause.tech_staff": (c("tech_staff") * 10 >= c("staff_average"))
            & (c("staff_average") > 0),
            "hnte.gates/clause.rd_intensity": (c("rd3") * 100 >= c("revenue3") * c("percent"))
            & (c("revenue3") > 0),
            "hnte.gates/clause.rd_domestic": (c("domestic3") * 5 >= c("rd3") * 3) & (c("rd3") > 0),
            "hnte.gates/clause.hightech_income": (c("hightech_income") * 5 >= c("total_income") * 3)
            & (c("total_income") > 0),
            "hnte.gates/clause.no_incident": ~c("major_incident_365d"),
            "sme.score/clause.resident": c("resident_enterprise"),
            "sme.score/clause.staff_limit": (c("staff_average") <= 500) & ~new,
            "sme.score/clause.revenue_limit": (c("revenue") <= 20_000_000_000) & ~new,
            "sme.score/clause.assets_limit": (c("total_assets") <= 20_000_000_000) & ~new,
            "sme.score/clause.products": ~c("restricted_products"),
            "sme.score/clause.no_incident": ~c("major_incident_since_last_year"),
            "sme.score/clause.good_record": ~c("abnormal_or_dishonest"),
            "sme.score/clause.score": c("score") >= 60,
            "sme.score/clause.tech_points": c("tech_points") > 0,
            "sme.score/clause.has_hnte": c("hnte_valid"),
            "sme.score/clause.has_award": c("science_award_5y"),
            "sme.score/clause.has_institution": c("provincial_rd_institution"),
            "sme.score/clause.has_standard": c("led_standard_5y"),
            "qinglan.rd_subsidy/clause.rd_floor": c("rd_deductible") >= 20_000_000,
            "qinglan.rd_subsidy/clause.rd_growth": (c("rd_deductible") >= c("rd_before"))
            & (c("rd_before") > 0),
            "bench.deduction/clause.resident": c("resident_enterprise"),
            "bench.deduction/clause.allowed": ~c("restricted_products"),
            "bench.deduction/clause.within_income": (c("rd_deductible") * 2 <= c("total_income"))
            & (c("total_income") > 0),
            "bench.tier1/clause.solvent": (c("total_liabilities") * 10 <= c("total_assets") * 7)
            & (c("total_assets") > 0),
            "bench.tier3/clause.growing": (c("revenue") * 400 >= c("revenue_earlier") * 441)
            & (c("revenue_earlier") > 0),
            "bench.tier4/clause.profitable": (c("net_profit") * 20 >= c("revenue")) & (c("revenue") > 0),
        }
    )

    def every(rule: str, *names: str) -> pl.Expr:
        return pl.all_horizontal(f"{rule}/clause.{name}" for name in names)

    frame = frame.with_columns(
        **{
            "hnte.gates/verdict": every(
                "hnte.gates", "registered_days", "own_ip", "hightech_field", "tech_staff", "rd_intensity",
                "rd_domestic", "hightech_income", "no_incident",
            ),
            "sme.score/verdict": every(
                "sme.score", "resident", "staff_limit", "revenue_limit", "assets_limit", "products", "no_incident",
                "good_record",
            )
            & (
                every("sme.score", "score", "tech_points")
                | pl.any_horizontal(
                    "hnte_valid", "science_award_5y", "provincial_rd_institution", "led_standard_5y"
                )
            ),
            "qinglan.rd_subsidy/verdict": every("qinglan.rd_subsidy", "rd_floor", "rd_growth"),
            "bench.deduction/verdict": every("bench.deduction", "resident", "allowed", "within_income"),
        }
    )  # fmt: skip
    frame = frame.with_columns(
        **{"bench.tier1/verdict": c("sme.score/verdict") & c("bench.tier1/clause.solvent")}
    ).with_columns(**{"bench.tier2/verdict": c("bench.tier1/verdict") & c("hnte.gates/verdict")})
    frame = frame.with_columns(
        **{
            "bench.tier3/verdict": c("bench.tier2/verdict")
            & c("bench.tier3/clause.growing")
            & c("qinglan.rd_subsidy/verdict")
        }
    ).with_columns(
        **{
            "bench.tier4/verdict": c("bench.tier3/verdict")
            & c("bench.tier4/clause.profitable")
            & c("bench.deduction/verdict")
        }
    )

    def paid(rule: str, amount: pl.Expr) -> pl.Expr:
        return pl.when(c(f"{rule}/verdict")).then(amount).otherwise(0)

    def capped(amount: pl.Expr, cap: int) -> pl.Expr:
        return pl.when(amount > cap).then(cap).otherwise(amount)

    fifth = c("rd_deductible") // 500
    rest = c("rd_deductible") - fifth * 500
    more = c("revenue") - c("revenue_before")
    outputs = {
        "sme.score/output.score": c("score"),
        "sme.score/output.tech_points": c("tech_points"),
        "sme.score/output.rd_points": c("rd_points"),
        "sme.score/output.ip_points": c("ip_points"),
        "qinglan.rd_subsidy/output.amount": paid(
            "qinglan.rd_subsidy", capped(c("rd_deductible") // 2_000 * 100, 30_000_000)
        ),
        "bench.deduction/output.deducted": paid("bench.deduction", c("rd_deductible")),
        "bench.deduction/output.saved": paid("bench.deduction", (c("rd_deductible") * 2 + 4) // 8),
        "bench.deduction/output.advance": paid(
            "bench.deduction",
            pl.when((rest > 250) | ((rest == 250) & (fifth % 2 == 1))).then(fifth + 1).otherwise(fifth) * 100,
        ),
        "bench.tier1/output.loan": paid(
            "bench.tier1", capped(c("revenue") * c("loan") // 10_000 * 100, 1_000_000_000)
        ),
        "bench.tier2/output.bonus": paid(
            "bench.tier2", capped((c("rd_hnte") + 999) // 1_000 * 100, 50_000_000)
        ),
        "bench.tier3/output.increment": paid(
            "bench.tier3", pl.when(more > 0).then(more * 3 // 10_000 * 100).otherwise(0)
        ),
        "bench.tier4/output.matched": paid(
            "bench.tier4", capped(c("rd_hnte_domestic") // 2_000_000 * 1_000_000, 200_000_000)
        ),
        "bench.tier4/output.people": pl.when(c("since2024")).then(c("tech_staff")),
    }
    return frame.select("key", pl.col(r"^.*/(clause|verdict).*$"), **outputs).collect()
