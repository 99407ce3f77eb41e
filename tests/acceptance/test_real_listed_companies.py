"""Real companies in a sandbox county: 11,587 dirty company-years read, reported, and judged by the high-tech gates.

The panel holds consolidated accounts of listed companies. They are no county's enterprises; they try reading and
rules on numbers nobody here made up. Three things are invented for the trial and written here: a credit code per
stock code (of a division that does not exist), a registration day (a company must have existed for three years to be
listed), and the reading of the panel's only R&D column as the one the gates ask for.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories.intake import CLERK, NOW, a_csv, a_register, staged
from tidu import policies, rules
from tidu.domain.enterprises import credit_code
from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import Enterprise, YearlyFacts
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import operations, queries

PANEL = Path(__file__).parents[3] / "shared" / "data" / "ashare_company_year_2019_2021.csv.gz"
REGISTERED_ON = "2010-01-01"
ASKED_ON = date(2022, 6, 30)

MONEY = {
    "revenue_yuan": "销售收入（元）",
    "rd_expense_yuan": "研究开发费用（高企口径）（元）",
    "net_profit_yuan": "净利润（元）",
    "total_assets_yuan": "资产总额（元）",
    "total_liabilities_yuan": "负债总额（元）",
}
PEOPLE = {"employees": "职工总数", "rd_staff": "研发人员数", "tech_staff": "科技人员数"}
COLUMNS = {**MONEY, **PEOPLE}
UNSIGNED = ("revenue_yuan", "rd_expense_yuan")
MOST_PEOPLE = 10_000_000
FIRST_ROW = 2  # below the header

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PANEL.exists(), reason="the panel of listed companies is not on this machine"),
]

Panel = list[dict[str, str]]


def a_code(stock_code: str) -> str:
    """Return the invented credit code of a company."""
    return credit_code.compose("9", "1", "360899", f"MB{stock_code}")


def the_panel() -> Panel:
    with gzip.open(PANEL, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_sent(panel: Panel) -> bytes:
    """Return the panel as a text file under the headers of the form, every cell's text untouched."""
    head = ("统一社会信用代码", "年度", *COLUMNS.values())
    return a_csv(
        head, *((a_code(row["stock_code"]), row["year"], *(row[name] for name in COLUMNS)) for row in panel)
    )


def dirty_cells(panel: Panel) -> set[tuple[int, str, str]]:
    """Return row, column and code of each cell that a careful clerk would send back, told from the raw text alone."""
    dirty = set()
    for number, row in enumerate(panel, start=FIRST_ROW):
        for name in MONEY:
            if not row[name]:
                continue
            amount = Decimal(row[name])
            if amount != amount.quantize(Decimal("0.01")):
                dirty.add((number, name, "too_precise"))
            elif amount < 0 and name in UNSIGNED:
                dirty.add((number, name, "negative"))
        people = {name: int(Decimal(row[name])) for name in PEOPLE if row[name]}
        dirty |= {(number, name, "too_large") for name, count in people.items() if count > MOST_PEOPLE}
        staff = people.get("employees")
        for name in ("rd_staff", "tech_staff"):
            if staff is not None and staff < people.get(name, 0) <= MOST_PEOPLE:
                dirty.add((number, name, "part_above_whole"))
    return dirty


def test_every_dirty_cell_is_reported_none_is_repaired_and_all_companies_are_judged(capsys):
    panel = the_panel()
    companies = sorted({row["stock_code"] for row in panel})
    assert (len(panel), len(companies)) == (11_587, 4_366)
    a_register(*((a_code(stock), f"样本公司{stock}") for stock in companies), registered_on=REGISTERED_ON)

    load = staged("yearly_facts", as_sent(panel), name="样本.csv")
    columns = {header: name for name, header in COLUMNS.items()}
    faults = [fault for fault in queries.faults(load) if fault["severity"] != "warning"]
    reported = {(fault["row"], columns[fault["header"]], fault["code"]) for fault in faults}
    slips = {found for found in reported if found[2] == "unit_slip"}
    assert reported - slips == dirty_cells(panel)
    assert_flagged_rows_are_reported(panel, reported)
    with pytest.raises(operations.UnableToConfirm):
        operations.confirm(load=load, by=CLERK, now=NOW)

    for number, name, _ in reported:
        panel[number - FIRST_ROW][name] = ""
    load = staged("yearly_facts", as_sent(panel), name="样本（退回的格留空）.csv")
    operations.confirm(load=load, by=CLERK, now=NOW)
    assert_stored_as_sent(panel)

    said = judged()
    lines = [
        f"{len(companies)} companies: "
        + "，".join(f"{word} {count}" for word, count in said["verdict"].items())
    ]
    lines.append(f"missing inputs, of every tenth company: {dict(said['missing'].most_common(8))}")
    lines.append(f"cells sent back: {dict(Counter(code for _, _, code in reported))}")
    with capsys.disabled():
        sys.stdout.write("".join(f"\n  {line}" for line in lines))


def assert_flagged_rows_are_reported(panel: Panel, reported: set[tuple[int, str, str]]) -> None:
    """The panel's own quality flags for impossible values are all found."""
    cells = {(number, name) for number, name, _ in reported}
    for number, row in enumerate(panel, start=FIRST_ROW):
        if row["q_rd_negative"] == "True":
            assert (number, "rd_expense_yuan") in cells
        if row["q_staff_ratio_gt1"] == "True":
            assert (number, "rd_staff") in cells or (number, "employees") in cells


def assert_stored_as_sent(panel: Panel) -> None:
    """Every cell stands to the fen as it was sent, a cell left blank as unknown."""
    fields = ("revenue_fen", "rd_hnte_fen", "net_profit_fen", "total_assets_fen", "total_liabilities_fen")
    people = ("staff_average", "rd_staff", "tech_staff")
    stored = {
        (code, str(year)): tuple(values)
        for code, year, *values in YearlyFacts.objects.known_at(None).values_list(
            "enterprise__credit_code", "year", *fields, *people
        )
    }
    sent = {
        (a_code(row["stock_code"]), row["year"]): (
            *(int(Decimal(row[name]) * 100) if row[name] else None for name in MONEY),
            *(int(Decimal(row[name])) if row[name] else None for name in PEOPLE),
        )
        for row in panel
    }
    assert stored == sent


def judged() -> dict[str, Counter[str]]:
    """Judge all companies with the columns engine; a sample is compared with the reference engine."""
    library = rules.load_library(policies.FOLDER)
    rule = library.rule("hnte.gates", on=ASKED_ON)
    ids = list(Enterprise.objects.order_by("pk").values_list("pk", flat=True))
    facts = enterprises_queries.facts_for(ids, AsOf(ASKED_ON))
    frame = rules.population_frame((str(key), facts[key]) for key in ids)
    verdicts = rules.evaluate_population(rule, frame, ASKED_ON, library)
    words = {True: "yes", False: "no", None: "unknown"}
    by_key = {key: words[verdict] for key, verdict in zip(verdicts["key"], verdicts["verdict"], strict=True)}
    assert len(by_key) == 4_366
    missing: Counter[str] = Counter()
    for key in ids[::10]:
        single = rules.evaluate(rule, facts[key], ASKED_ON, library)
        assert by_key[str(key)] == single.verdict.value
        missing.update({item.fact for item in single.missing})
    counts = Counter(by_key.values())
    assert counts["no"] > 0
    assert counts["unknown"] > 0
    return {"verdict": counts, "missing": missing}
