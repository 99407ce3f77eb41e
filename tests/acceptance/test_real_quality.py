"""The quality rules over 4,366 listed companies: what they find is what three plain loops over the raw text find."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.acceptance.test_real_listed_companies import PANEL, Panel, a_code, the_panel
from tidu.domain.quality import rules
from tidu.domain.quality.rules import FirmSeen

ON = date(2022, 6, 30)
FIELDS = {
    "revenue_fen": "revenue_yuan",
    "rd_hnte_fen": "rd_expense_yuan",
    "total_assets_fen": "total_assets_yuan",
    "staff_average": "employees",
    "rd_staff": "rd_staff",
    "tech_staff": "tech_staff",
}

pytestmark = pytest.mark.skipif(
    not PANEL.exists(), reason="the panel of listed companies is not on this machine"
)


def seen(panel: Panel) -> list[FirmSeen]:
    """Return the panel as the rules see a register, numbered by stock code."""
    years: dict[str, dict[int, dict[str, int | None]]] = defaultdict(dict)
    for row in panel:
        years[row["stock_code"]][int(row["year"])] = {
            field: int(Decimal(row[column]) * (100 if field.endswith("_fen") else 1)) if row[column] else None
            for field, column in FIELDS.items()
        }
    return [
        FirmSeen(
            enterprise_id=int(stock),
            credit_code=a_code(stock),
            name=stock,
            registered_on=date(2010, 1, 1),
            here_since=date(2010, 1, 1),
            years=own,
        )
        for stock, own in years.items()
    ]


def found(code: str, firms: list[FirmSeen]) -> set[tuple[int, str]]:
    rule = next(rule for rule in rules.everything() if rule.code == code)
    return {(finding.enterprise_id, finding.key) for finding in rule.find(firms, ON)}


def value(row: dict[str, str], column: str) -> Decimal | None:
    return Decimal(row[column]) if row[column] else None


def parts_above_wholes(panel: Panel) -> set[tuple[int, str]]:
    """Return where R&D or technical staff exceed all staff, told from the raw text."""
    return {
        (int(row["stock_code"]), f"{row['year']}|{part}")
        for row in panel
        for part in ("rd_staff", "tech_staff")
        if (few := value(row, part)) is not None
        and (all_staff := value(row, "employees")) is not None
        and int(few) > int(all_staff)
    }


def research_above_revenue(panel: Panel) -> set[tuple[int, str]]:
    """Return where R&D exceeds revenue, told from the raw text."""
    return {
        (int(row["stock_code"]), f"{row['year']}|rd_hnte_fen")
        for row in panel
        if (spent := value(row, "rd_expense_yuan")) is not None
        and (revenue := value(row, "revenue_yuan")) is not None
        and spent > revenue
    }


def jumps(panel: Panel) -> set[tuple[int, str]]:
    """Return where an amount is 333⅓ to 3,000 or 3,333⅓ to 30,000 times that of the year beside it."""
    amounts = {
        "revenue_yuan": "revenue_fen",
        "rd_expense_yuan": "rd_hnte_fen",
        "total_assets_yuan": "total_assets_fen",
    }
    by_year = {(row["stock_code"], int(row["year"])): row for row in panel}
    jumped = set()
    for (stock, year), row in by_year.items():
        before = by_year.get((stock, year - 1))
        for column, field in amounts.items():
            now, past = value(row, column), value(before, column) if before else None
            if not now or not past or now < 0 or past < 0:
                continue
            times = Fraction(max(now, past)) / Fraction(min(now, past))
            if any(Fraction(slip, 3) <= times <= slip * 3 for slip in (1_000, 10_000)):
                jumped.add((int(stock), f"{year}|{field}"))
    return jumped


def test_the_rules_find_what_plain_loops_find_and_nothing_else(capsys):
    panel = the_panel()
    firms = seen(panel)
    assert len(firms) == 4_366
    counts = Counter()
    for code, by_hand in (
        ("part_above_whole", parts_above_wholes(panel)),
        ("rd_above_revenue", research_above_revenue(panel)),
        ("unit_slip", jumps(panel)),
    ):
        assert found(code, firms) == by_hand
        counts[code] = len(by_hand)
    with_year = {(int(row["stock_code"]), row["year"]) for row in panel}
    lacking = {
        (int(row["stock_code"]), str(year))
        for row in panel
        for year in (2019, 2020)
        if (int(row["stock_code"]), str(year)) not in with_year
    }
    assert found("missing_year", firms) == lacking
    counts["missing_year"] = len(lacking)
    assert found("credit_code", firms) == set()
    assert counts == {"part_above_whole": 46, "rd_above_revenue": 25, "unit_slip": 22, "missing_year": 1_413}
    with capsys.disabled():
        sys.stdout.write(f"\n  doubts about 4,366 companies: {dict(counts)}")
