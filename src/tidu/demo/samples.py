"""Files to try the intake with: a clean return, and a yearly table with planted faults beside its mended twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from tidu.demo import ledgers, schedule, workbooks
from tidu.demo.draws import WAN
from tidu.demo.model import County, Firm, YearRow
from tidu.demo.workbooks import Cell, Sheet

CLEAN = "2025年1-5月企业数据（修订）.xlsx"
DIRTY = "2024年度企业数据（含差错）.xlsx"
MENDED = "2024年度企业数据（已改正）.xlsx"

DIRTY_PER_THOUSAND = 10
"""Of the cells of the dirty file, how many are wrong."""

REVISED = 40
"""Firms whose revenue the clean file revises."""

Spoil = Callable[[list[Cell], Sheet], bool]


def write(county: County, folder: Path) -> list[Path]:
    """Write the files that the county's day allows, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files(county).items():
        (folder / name).write_bytes(content)
        written.append(folder / name)
    return written


def files(county: County) -> dict[str, bytes]:
    """Return name -> workbook; none of a year that the bureau has not received by the as-of day."""
    rng = Random(f"samples {county.seed}")
    found = {}
    if county.as_of >= schedule.YEARLY_LOADED_ON[2025]:
        found[CLEAN] = workbooks.render(revised_return(county, rng))
    if county.as_of >= schedule.YEARLY_LOADED_ON[2024]:
        mended = yearly_table(county)
        found[DIRTY] = workbooks.render(spoil(mended, rng))
        found[MENDED] = workbooks.render(mended)
    return found


def revised_return(county: County, rng: Random) -> Sheet:
    """Return the county's return of January to May with a few revenues revised upwards."""
    reported = _rows(county, ledgers.CURRENT_YEAR)
    revised = set(rng.sample(range(len(reported)), REVISED))
    rows = []
    for place, (firm, row) in enumerate(reported):
        revenue = row["revenue_fen"] or 0
        values = (
            {**row.values, "revenue_fen": revenue + WAN * rng.randrange(1, 30)}
            if place in revised
            else row.values
        )
        rows.append((firm, replace(row, values=values)))
    sheet = workbooks.yearly_sheet(
        unit="青岚县科学技术局",
        period="2025年1-5月",
        status="初步",
        rows=rows,
        fields=workbooks.MONTHLY_COLUMNS,
        on=county.as_of,
        filled_by="综合股",
        with_year=True,
    )
    return _with_columns(sheet, {"状态": "初步", "数据截至月份": ledgers.THROUGH_MONTH})


def yearly_table(county: County) -> Sheet:
    """Return the whole table of 2024 as it stands in the records."""
    sheet = workbooks.yearly_sheet(
        unit="青岚县科学技术局",
        period="2024年度",
        status="终核",
        rows=_rows(county, 2024),
        on=county.as_of,
        filled_by="综合股",
        with_year=True,
    )
    return _with_columns(sheet, {"状态": "终核"})


def _rows(county: County, year: int) -> list[tuple[Firm, YearRow]]:
    return [(firm, row) for firm in county.present() if (row := firm.year(year))]


def _with_columns(sheet: Sheet, columns: dict[str, Cell]) -> Sheet:
    """Return the sheet with the same cell in every row of further columns at the end."""
    return replace(
        sheet,
        header=(*sheet.header, *columns),
        rows=[(*cells, *columns.values()) for cells in sheet.rows],
    )


def spoil(sheet: Sheet, rng: Random) -> Sheet:
    """Return the table with one cell in a hundred wrong, each in another row and each of a kind seen in practice."""
    rows = [list(cells) for cells in sheet.rows]
    wanted = sum(len(cells) for cells in rows) * DIRTY_PER_THOUSAND // 1_000
    places = rng.sample(range(len(rows)), len(rows))
    spoiled = 0
    for place in places:
        if spoiled == wanted:
            break
        kinds = [*_KINDS[spoiled % len(_KINDS) :], *_KINDS[: spoiled % len(_KINDS)]]
        spoiled += any(kind(rows[place], sheet) for kind in kinds)
    return replace(sheet, rows=rows)


def _column(sheet: Sheet, field: str) -> int:
    return list(sheet.header).index(workbooks.YEARLY_COLUMNS[field])


def _wrong_check_digit(cells: list[Cell], sheet: Sheet) -> bool:
    """Change the last character of the credit code."""
    column = list(sheet.header).index("统一社会信用代码")
    code = str(cells[column])
    cells[column] = code[:-1] + ("1" if code[-1] != "1" else "2")
    return True


def _in_yuan(cells: list[Cell], sheet: Sheet) -> bool:
    """Write the revenue in yuan under a header in 万元."""
    column = _column(sheet, "revenue_fen")
    value = cells[column]
    if value is None or isinstance(value, str):
        return False
    cells[column] = int(value * 10_000)  # type: ignore[operator]
    return True


def _words_for_a_number(cells: list[Cell], sheet: Sheet) -> bool:
    """Write an estimate in words."""
    column = _column(sheet, "total_assets_fen")
    cells[column] = f"约{cells[column]}左右"
    return True


def _more_researchers_than_staff(cells: list[Cell], sheet: Sheet) -> bool:
    """Report more R&D staff than staff."""
    staff = cells[_column(sheet, "staff_average")]
    cells[_column(sheet, "rd_staff")] = int(staff) + 3 if isinstance(staff, int) else 999
    return True


def _half_a_person(cells: list[Cell], sheet: Sheet) -> bool:
    """Report a share where persons are asked for."""
    cells[_column(sheet, "tech_staff")] = "12.5%"
    return True


def _negative_revenue(cells: list[Cell], sheet: Sheet) -> bool:
    """Report a negative total income."""
    column = _column(sheet, "total_income_fen")
    value = cells[column]
    if value is None or isinstance(value, str):
        return False
    cells[column] = -value  # type: ignore[operator]
    return True


_KINDS: Sequence[Spoil] = (
    _wrong_check_digit,
    _in_yuan,
    _words_for_a_number,
    _more_researchers_than_staff,
    _half_a_person,
    _negative_revenue,
)
