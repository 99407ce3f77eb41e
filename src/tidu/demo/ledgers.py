"""The yearly facts of each firm: every column of the bureau's table, from the books and the part it plays."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tidu.demo import quotas
from tidu.demo.draws import WAN, fen
from tidu.demo.duties import Part, income_of, total_income
from tidu.demo.model import Research, YearRow

CLOSED_YEARS = (2022, 2023, 2024)
CURRENT_YEAR = 2025
THROUGH_MONTH = 5

RESEARCH_FIELDS = (
    "rd_statistical_fen",
    "rd_book_fen",
    "rd_hnte_fen",
    "rd_hnte_domestic_fen",
    "rd_deductible_fen",
)
MAY_BE_MISSING = ("net_profit_fen", "tax_paid_fen", "net_assets_fen")
"""Columns in which cells are missing although the clean table is complete otherwise; no rule here needs them."""

Cells = dict[int, dict[str, int | None]]
"""A firm's facts in the making: year -> field -> value."""


def write_up(rng: Random, part: Part, *, exports: bool, falling_exports: bool) -> Cells:
    """Return a firm's cells for the closed years and the current one, nothing missing yet but unknown R&D."""
    statistical = rng.uniform(0.86, 0.98)
    domestic = rng.choice((1.0, 1.0, 1.0, 0.93))
    margin, weight = rng.uniform(0.02, 0.16), rng.uniform(0.5, 1.3)
    abroad = rng.uniform(0.12, 0.6) if exports else 0.0
    cells: Cells = {}
    for year in sorted(part.book.revenue):
        cells[year] = {
            **_income(rng, part, year),
            **_research(part, year, statistical, domestic),
            **_balance(rng, part.book.revenue[year], margin, weight),
            **_people(rng, part, year),
            "exports_usd_cents": fen(part.book.revenue[year] * abroad / 7.1 * rng.uniform(0.85, 1.15)),
        }
    if falling_exports:
        _let_exports_fall_in_2023(cells)
    cells[CURRENT_YEAR] = _first_months(rng, part, cells.get(2024))
    return cells


def _income(rng: Random, part: Part, year: int) -> dict[str, int | None]:
    revenue = part.book.revenue[year]
    income = total_income(rng, revenue)
    share = part.income_share
    if year < 2024 and share:
        share = max(share + type(share)(rng.randrange(-600, 300), 10_000), type(share)(0))
    return {
        "revenue_fen": revenue,
        "total_income_fen": income,
        "hightech_income_fen": min(income, income_of(share, income)),
    }


def _research(part: Part, year: int, statistical: float, domestic: float) -> dict[str, int | None]:
    """Return the four R&D figures as cells of their own; the statistical one is narrower than the accounts'."""
    if part.book.research is Research.UNKNOWN and year == 2024:
        return dict.fromkeys(RESEARCH_FIELDS)
    spent = part.book.spent.get(year, 0)
    return {
        "rd_statistical_fen": fen(spent * statistical),
        "rd_book_fen": spent,
        "rd_hnte_fen": spent,
        "rd_hnte_domestic_fen": fen(spent * domestic),
        "rd_deductible_fen": spent,
    }


def _balance(rng: Random, revenue: int, margin: float, weight: float) -> dict[str, int | None]:
    cost = fen(revenue * (1 - margin + rng.uniform(-0.05, 0.05)))
    assets = fen(max(revenue * weight * rng.uniform(0.92, 1.08), 10 * WAN))
    if revenue <= 20_000 * WAN:
        assets = min(assets, 19_600 * WAN)
    liabilities = fen(assets * rng.uniform(0.22, 0.72))
    return {
        "total_cost_fen": cost,
        "net_profit_fen": fen((revenue - cost) * rng.uniform(0.72, 0.86)),
        "tax_paid_fen": fen(revenue * rng.uniform(0.015, 0.055)),
        "total_assets_fen": assets,
        "total_liabilities_fen": liabilities,
        "net_assets_fen": assets - liabilities,
    }


def _people(rng: Random, part: Part, year: int) -> dict[str, int | None]:
    book = part.book
    if year == 2024:
        staff, tech, researchers = book.staff, part.tech_staff, book.rd_staff
        first, second = part.ip_class1, part.ip_class2
    else:
        staff = max(1, round(book.staff * (book.revenue[year] / book.revenue[2024]) ** 0.5))
        tech = min(staff, round(staff * part.tech_staff / book.staff))
        researchers = min(staff, round(staff * book.rd_staff / book.staff)) if book.spent.get(year) else 0
        first = max(0, part.ip_class1 - rng.randrange(2) * (2024 - year))
        second = max(0, part.ip_class2 - rng.randrange(4) * (2024 - year))
    return {
        "staff_average": staff,
        "tech_staff": tech,
        "rd_staff": researchers,
        "ip_class1": first,
        "ip_class2": second,
    }


def _let_exports_fall_in_2023(cells: Cells) -> None:
    """Make 2023 the one falling year of the electronics host: exports grew every year is then false."""
    latest = cells[2024]["exports_usd_cents"] or 0
    cells[2023]["exports_usd_cents"] = fen(latest * 0.81)
    cells[2022]["exports_usd_cents"] = fen(latest * 0.88)


def _first_months(rng: Random, part: Part, last: dict[str, int | None] | None) -> dict[str, int | None]:
    """Return January to May 2025, preliminary: only what the monthly return asks for, the rest stays 缺数."""
    if last is None:
        revenue = fen(rng.uniform(6, 260) * WAN)
        staff, researchers, spent, exports = rng.randrange(1, 12), 0, 0, 0
    else:
        pace = THROUGH_MONTH / 12 * rng.uniform(0.86, 1.22)
        revenue = fen(part.book.revenue[2024] * pace)
        spent = fen(part.book.spent.get(2024, 0) * pace)
        exports = fen((last["exports_usd_cents"] or 0) * pace)
        staff = max(1, round(part.book.staff * rng.uniform(0.95, 1.08)))
        researchers = min(staff, part.book.rd_staff)
    return {
        "revenue_fen": revenue,
        "rd_statistical_fen": fen(spent * 0.92),
        "rd_book_fen": spent,
        "tax_paid_fen": fen(revenue * rng.uniform(0.015, 0.05)),
        "exports_usd_cents": exports,
        "staff_average": staff,
        "rd_staff": researchers,
    }


def leave_gaps(rng: Random, tables: Sequence[Cells]) -> None:
    """Take cells out of profit, tax and net assets until 4 % of the closed years' cells are missing."""
    rows = [cells[year] for cells in tables for year in CLOSED_YEARS if year in cells]
    total = sum(len(row) for row in rows)
    already = sum(value is None for row in rows for value in row.values())
    places = [(row, field) for row in rows for field in MAY_BE_MISSING]
    for row, field in rng.sample(places, round(total * quotas.NULL_SHARE_PCT / 100) - already):
        row[field] = None


def bind(cells: Cells) -> tuple[YearRow, ...]:
    """Return the finished rows: closed years are whole, the current one ends with its month."""
    return tuple(
        YearRow(year, THROUGH_MONTH if year == CURRENT_YEAR else 12, dict(values))
        for year, values in sorted(cells.items())
    )
