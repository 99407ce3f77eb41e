"""What the fictional bureau asked of townships and firms, what came back, and the townships' monthly reports.

Values that come back are invented and wait on the stage: the records stay those of the county's own history.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import openpyxl

from tidu.demo import geography
from tidu.domain.returns.vocabulary import AskedOf


@dataclass(frozen=True)
class Inquiry:
    """A return that goes out."""

    key: str
    title: str
    basis: str
    fields: tuple[str, ...]
    asked_of: AskedOf
    due_on: date
    titled_only: bool = False
    year: int = 2024


@dataclass(frozen=True)
class HandingBack:
    """A township hands its workbook in, and it waits for the bureau; a `slip` is a cell gone wrong."""

    key: str
    place_code: str
    slip: str = ""


@dataclass(frozen=True)
class Exemption:
    """The bureau excuses a place."""

    key: str
    place_code: str
    reason: str


@dataclass(frozen=True)
class Reminding:
    """The bureau reminds those who owe an answer."""

    key: str


@dataclass(frozen=True)
class MonthReported:
    """A township reports a month."""

    place_code: str
    month_on: date
    values: Mapping[str, str] = field(default_factory=dict)


ASSETS, TAXES = "assets", "taxes"
_TOWNSHIPS = geography.TOWNSHIP_CODES

HISTORY: tuple[tuple[date, int, Inquiry | HandingBack | Exemption | Reminding], ...] = (
    (
        date(2025, 5, 29),
        10,
        Inquiry(
            ASSETS,
            "2024 年净资产、净利润补报",
            "高新技术企业申报辅导要看净资产增长；年报里有企业没填",
            ("net_assets_fen", "net_profit_fen"),
            AskedOf.PLACES,
            date(2025, 6, 13),
        ),
    ),
    (date(2025, 6, 3), 9, HandingBack(ASSETS, geography.PARK_CODE)),
    (date(2025, 6, 4), 11, HandingBack(ASSETS, _TOWNSHIPS[1])),
    (date(2025, 6, 5), 15, HandingBack(ASSETS, _TOWNSHIPS[2], slip="约二百万")),
    (
        date(2025, 6, 5),
        16,
        Inquiry(
            TAXES,
            "科技型企业 2024 年实缴税费补报",
            "测算优惠政策用，税务数据到位后不再问",
            ("tax_paid_fen",),
            AskedOf.FIRMS,
            date(2025, 6, 20),
            titled_only=True,
        ),
    ),
    (date(2025, 6, 6), 10, Exemption(ASSETS, _TOWNSHIPS[-1], "该乡企业已注销清算，账册移交中")),
    (date(2025, 6, 9), 9, Reminding(ASSETS)),
)

_MONTHS = (
    (date(2025, 3, 1), date(2025, 4, 3)),
    (date(2025, 4, 1), date(2025, 5, 9)),
    (date(2025, 5, 1), date(2025, 6, 5)),
)
_SILENT_IN_MAY = frozenset(_TOWNSHIPS[3:5])
_LATE_IN_APRIL = frozenset(_TOWNSHIPS[6:7])
_LATE_ON = date(2025, 5, 15)


def months() -> list[tuple[date, MonthReported]]:
    """Return the monthly reports with their day: one place late for April, two silent in May."""
    told = []
    for month_on, on in _MONTHS:
        for number, code in enumerate(geography.PLACE_CODES):
            if month_on.month == 5 and code in _SILENT_IN_MAY:
                continue
            late = month_on.month == 4 and code in _LATE_IN_APRIL
            told.append((_LATE_ON if late else on, MonthReported(code, month_on, _words(number))))
    return told


def _words(number: int) -> dict[str, str]:
    """Return what a place says of its month; few boxes are filled, as in life."""
    said = {
        "progress": f"走访企业 {3 + number % 4} 家，宣讲研发费用补助办法，收齐上月数据。",
        "plans": "继续走访，催收补报数据。",
    }
    if number % 3 == 0:
        said["seeds"] = "有一家做精密模具的企业已立研发项目，建议列为储备对象。"
    if number % 4 == 1:
        said["difficulties"] = "一家食品企业缺检测人员，想请高校帮助培训。"
    if number % 5 == 2:
        said["requests"] = "请县里协调工业用电增容。"
    return said


def filled_in(content: bytes, slip: str) -> bytes:
    """Return a return's workbook with its open cells filled in: a number each, and the slip in the first of all."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    wanted = [cell for row in page.iter_rows(min_row=4) for cell in row if cell.value is None]
    for number, cell in enumerate(wanted):
        cell.value = 120.5 + 7 * number
    if slip:
        wanted[0].value = slip
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
