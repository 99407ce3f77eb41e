"""The workbooks a bureau receives: real xlsx files, with title rows, units in headers and a footer.

Their bytes depend on nothing but their content, so that the same county gives the same files.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

from tidu.demo.model import Check, Firm, Title, YearRow
from tidu.domain.enterprises.vocabulary import COUNT_FACTS, EXPORTS_FIELD, MONEY_FACTS, CheckKind, GrantKind

Cell = str | int | Decimal | date | None

_MADE_AT = datetime(2022, 1, 1, tzinfo=UTC)

EXPORTS_HEADER = "出口额（海关口径）（万美元）"
YEARLY_COLUMNS: Mapping[str, str] = {
    **{name: f"{label}（万元）" for name, label in MONEY_FACTS.items()},
    EXPORTS_FIELD: EXPORTS_HEADER,
    **{name: f"{label}（{'件' if name.startswith('ip_') else '人'}）" for name, label in COUNT_FACTS.items()},
}
"""Field -> header of the yearly table."""

MONTHLY_COLUMNS = (
    "revenue_fen",
    "rd_statistical_fen",
    "rd_book_fen",
    "tax_paid_fen",
    EXPORTS_FIELD,
    "staff_average",
    "rd_staff",
)
"""What the return within a year asks for."""

_REGISTER_HEADER = (
    "统一社会信用代码",
    "企业名称",
    "成立日期",
    "所属乡镇（园区）",
    "产业",
    "存续状态",
    "境内注册的居民企业",
    "属国家重点支持的高新技术领域",
    "高新技术领域",
    "规模以上",
    "住所",
    "联系人",
    "联系电话",
)


@dataclass(frozen=True)
class Sheet:
    """One sheet to be written: what stands above the header, the header, the rows, and what stands below."""

    name: str
    titles: Sequence[str]
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    footer: str = ""


def render(sheet: Sheet) -> bytes:
    """Return the workbook with this one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_AT})
        page = book.add_worksheet(sheet.name)
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "header": book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": book.add_format({"num_format": "@"}),
        }
        for row, title in enumerate(sheet.titles):
            page.write_string(row, 0, title, formats["title"] if row == 0 else None)
        top = len(sheet.titles)
        page.set_column(0, len(sheet.header) - 1, 13)
        page.set_column(0, 0, 22)
        page.set_column(1, 1, 30)
        for column, text in enumerate(sheet.header):
            page.write_string(top, column, text, formats["header"])
        for offset, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells):
                _write(page, top + offset, column, cell, formats)
        page.freeze_panes(top + 1, 2)
        if sheet.footer:
            page.write_string(top + len(sheet.rows) + 1, 0, sheet.footer)
    return buffer.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, formats: Mapping[str, object]
) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        page.write_string(row, column, cell, formats["text"])
    elif isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001
    else:
        page.write_number(row, column, float(cell))


def in_ten_thousands(hundredths: int | None) -> Decimal | None:
    """Return fen as 万元, or US cents as 万美元."""
    return None if hundredths is None else Decimal(hundredths).scaleb(-6)


def fact_cell(name: str, value: int | None) -> Cell:
    """Return a yearly fact as its cell shows it."""
    return value if name in COUNT_FACTS else in_ten_thousands(value)


def yearly_sheet(
    *,
    unit: str,
    period: str,
    status: str,
    rows: Sequence[tuple[Firm, YearRow]],
    fields: Iterable[str] = tuple(YEARLY_COLUMNS),
    on: date,
    filled_by: str,
    with_year: bool = False,
) -> Sheet:
    """Return the yearly table of a township: one row per firm, in 万元, blank where nothing was reported."""
    names = tuple(fields)
    lead = ("年度",) if with_year else ()
    return Sheet(
        name="年度数据",
        titles=(f"青岚县{period}企业年度数据表", f"填报单位：{unit}    数据状态：{status}"),
        header=("统一社会信用代码", "企业名称", *lead, *(YEARLY_COLUMNS[name] for name in names)),
        rows=[
            (
                firm.credit_code,
                firm.name_on(on),
                *((row.year,) if with_year else ()),
                *(fact_cell(name, row[name]) for name in names),
            )
            for firm, row in rows
        ],
        footer=f"填表人：{filled_by}    填表日期：{on.isoformat()}",
    )


def register_sheet(
    firms: Sequence[Firm], place_names: Mapping[str, str], *, title: str, moved_in: bool
) -> Sheet:
    """Return register rows as the market regulator hands them over."""
    lead = ("迁入日期",) if moved_in else ()
    return Sheet(
        name="企业登记",
        titles=(title,),
        header=(*_REGISTER_HEADER[:4], *lead, *_REGISTER_HEADER[4:]),
        rows=[
            (
                firm.credit_code,
                firm.names[0].name,
                firm.registered_on,
                place_names[str(firm.places[0].place_code)],
                *((firm.places[0].from_on,) if moved_in else ()),
                str(firm.industry.label),
                "存续",
                "是",
                _yes(firm.in_hightech_field),
                firm.hightech_field or None,
                _yes(firm.above_scale),
                firm.address,
                firm.contact_name,
                firm.contact_phone,
            )
            for firm in firms
        ],
    )


def recognition_sheet(rows: Sequence[tuple[Firm, Title]], *, title: str, on: date) -> Sheet:
    """Return the list of a notice of recognition; validity is written with its last day."""
    return Sheet(
        name="名单",
        titles=(title,),
        header=(
            "统一社会信用代码",
            "企业名称",
            "称号",
            "取得方式",
            "认定日期",
            "证书（入库）编号",
            "有效期起",
            "有效期止（最后一天）",
        ),
        rows=[
            (
                firm.credit_code,
                firm.name_on(on),
                str(held.kind.label),
                str(GrantKind(held.grant_kind).label),
                held.granted_on,
                held.number,
                held.granted_on,
                date.fromordinal(held.until_on.toordinal() - 1),
            )
            for firm, held in rows
        ],
    )


def check_sheet(rows: Sequence[tuple[Firm, Check]], *, title: str, on: date) -> Sheet:
    """Return the yearly check of all firms against the lists of incidents, dishonesty and restricted products."""
    return Sheet(
        name="合规核查",
        titles=(title,),
        header=("统一社会信用代码", "企业名称", "核查事项", "核查日期", "是否存在问题", "说明"),
        rows=[
            (
                firm.credit_code,
                firm.name_on(on),
                str(CheckKind(check.kind).label),
                check.checked_on,
                _yes(check.found),
                check.note or None,
            )
            for firm, check in rows
        ],
    )


def routes_sheet(firms: Sequence[Firm], *, title: str, on: date) -> Sheet:
    """Return the answers about the direct routes; a firm that sent nothing back has an empty row."""
    return Sheet(
        name="直通条件",
        titles=(title,),
        header=(
            "统一社会信用代码",
            "企业名称",
            "获得过国家级科技奖励（前三名）",
            "最近一次获奖日期",
            "拥有省部级以上研发机构",
            "主导制定过国际、国家或行业标准",
            "最近一项标准发布日期",
            "直通条件填报日期",
        ),
        rows=[(firm.credit_code, firm.name_on(on), *_answers(firm, on)) for firm in firms],
    )


def _answers(firm: Firm, on: date) -> tuple[Cell, ...]:
    said = firm.routes
    if said is None:
        return (None,) * 6
    led = None if said.led_standard is None else _yes(said.led_standard)
    award = _yes(said.award_on is not None)
    return (award, said.award_on, _yes(said.institution), led, said.standard_on, on)


def _yes(value: bool) -> str:
    return "是" if value else "否"
