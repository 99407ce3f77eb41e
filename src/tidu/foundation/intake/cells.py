"""What a cell says: one raw cell and its column's meaning become a value, nothing, or a fault.

Values come out as they are staged: money and exports as integer fen and cents, days as ISO text, counts and years
as integers, choices as stored codes. A cell left blank, or holding only a dash, states nothing; 缺数 states that
the value is not known. Nothing is ever read as 0 but a 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, Inexact
from typing import Any

from tidu.foundation.intake.forms import CellKind, Fault, FieldSpec
from tidu.foundation.intake.readers import BrokenCell, Cell, is_blank
from tidu.foundation.intake.vocabulary import FaultCode

NOTHING_STATED = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "未提供", "未填", "无数据"})
UNKNOWN = "缺数"
STATED_UNKNOWN = frozenset({"缺", UNKNOWN})

MONEY_UNITS = {"元": 2, "千元": 5, "万元": 6, "百万元": 8, "亿元": 10}
USD_UNITS = {"美元": 2, "千美元": 5, "万美元": 6, "百万美元": 8, "亿美元": 10}
"""Unit -> power of ten from the unit to fen or cents."""

YES = frozenset({"是", "有", "√", "✓", "Y", "YES", "TRUE"})
NO = frozenset({"否", "无", "×", "N", "NO", "FALSE"})

EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2199, 12, 31)
LARGEST_AMOUNT = 10**15  # fen: one hundred thousand 亿元, far above any legal entity of a county
LARGEST_COUNT = 10_000_000
_SERIAL_ZERO = date(1899, 12, 30)
_EXACT = Context(prec=80, traps=[Inexact])  # a cell's number never has as many digits
_NOISE = Decimal("0.000001")  # fen; what binary floats of a workbook add to a typed amount
_TRUSTED_DIGITS = 15  # a spreadsheet keeps no more

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,24})(?:\.[0-9]{1,24})?")
_WITH_UNIT = re.compile(r"(-?[0-9][0-9,.]*)\s*(亿|百万|万|千)?(元|美元|人|件|项|个|名|家)")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_PACKED_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?")
_YEAR = re.compile(r"([0-9]{4})(?:年|年度)?")
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}


@dataclass(frozen=True)
class Reading:
    """What a cell says: `stated` is False for a cell left blank; a stated None is 缺数."""

    stated: bool
    value: Any = None
    fault: Fault | None = None


@dataclass(frozen=True)
class Column:
    """How the cells of one column are read: its meaning, and the unit its header gives."""

    spec: FieldSpec
    unit: str = ""
    credit_code_fault: Callable[[str], str | None] | None = None

    def fault(self, code: str, reason: str, suggestion: str = "") -> Fault:
        """Return a fault in this column."""
        return Fault(self.spec.name, code, reason, suggestion)


class _BadCell(Exception):
    """Carries a fault out of a parser."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def read(column: Column, cell: Cell) -> Reading:
    """Return what the cell states, or the fault it has."""
    if isinstance(cell, BrokenCell):
        fault = column.fault(FaultCode.BROKEN_FORMULA, cell.reason, "请改为直接填写数值")
        return Reading(stated=False, fault=fault)
    word = plain(cell) if isinstance(cell, str) else ""
    if is_blank(cell) or (isinstance(cell, str) and word in NOTHING_STATED):
        return _not_stated(column)
    if word in STATED_UNKNOWN:
        unknown = column.spec.may_be_unknown and not column.spec.required
        return Reading(stated=True) if unknown else _not_stated(column)
    try:
        return Reading(stated=True, value=_PARSERS[column.spec.kind](column, cell))
    except _BadCell as bad:
        return Reading(stated=False, fault=bad.fault)


def plain(text: object) -> str:
    """Return text for comparing: half-width, without white space and invisible characters."""
    folded = unicodedata.normalize("NFKC", str(text))
    if folded.isprintable():
        return folded.replace(" ", "")
    return "".join(
        letter for letter in folded if not letter.isspace() and unicodedata.category(letter) not in _INVISIBLE
    )


def shown(cell: Cell) -> str:
    """Return the cell as its sender sees it, near enough to be recognised."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{_exact(cell):f}"
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    return str(cell)


def _not_stated(column: Column) -> Reading:
    """Return a reading of a cell that says nothing: a fault where the column must be filled."""
    if not column.spec.required:
        return Reading(stated=False)
    return Reading(stated=False, fault=column.fault(FaultCode.MISSING, f"“{column.spec.label}”必须填写"))


def _exact(number: float) -> Decimal:
    """Return a workbook's number as typed: 15 significant digits, which is all a spreadsheet keeps."""
    return Decimal(format(number, f".{_TRUSTED_DIGITS}g"))


def _text(column: Column, cell: Cell) -> str:
    """Read running text: white space joined, full-width letters and digits made half-width."""
    if isinstance(cell, float):
        text = _text_of_number(column, cell)
    else:
        kept = "".join(_half_width(letter) for letter in shown(cell) if letter.isspace() or _visible(letter))
        text = " ".join(kept.split())
    if len(text) > column.spec.max_length:
        reason = f"文字有 {len(text)} 个字，超过 {column.spec.max_length} 个字"
        raise _BadCell(column.fault(FaultCode.TOO_LONG, reason, "请缩短"))
    return text


def _visible(letter: str) -> bool:
    return unicodedata.category(letter) not in _INVISIBLE


def _half_width(letter: str) -> str:
    """Return a full-width letter or digit as half-width; Chinese punctuation stays as written."""
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 and folded.isascii() and folded.isalnum() else letter


def _text_of_number(column: Column, cell: float) -> str:
    """Return the digits of a number typed where text belongs; raise when digits may be lost."""
    number = Decimal(repr(cell))
    if number.adjusted() >= _TRUSTED_DIGITS:
        reason = "这一格被存成了数字，超过 15 位的数字已经丢失"
        raise _BadCell(column.fault(FaultCode.NOT_TEXT, reason, "请把该列设为文本格式后重新填写"))
    return f"{int(number)}" if number == number.to_integral_value() else f"{number:f}"


def _credit_code(column: Column, cell: Cell) -> str:
    """Read a credit code: text only, since a number has lost its last digits."""
    if not isinstance(cell, str) or re.fullmatch(r"[0-9.]+E\+?[0-9]+", plain(cell).upper()):
        reason = "统一社会信用代码被存成了数字，末几位已经丢失"
        raise _BadCell(
            column.fault(FaultCode.NOT_TEXT, reason, "请把该列设为文本格式，照营业执照重新填写 18 位代码")
        )
    code = plain(cell).upper()
    wrong = column.credit_code_fault(code) if column.credit_code_fault else None
    if wrong:
        raise _BadCell(column.fault(FaultCode.BAD_CODE, wrong, "请照营业执照核对"))
    return code


def _decimal(column: Column, cell: Cell) -> Decimal:
    """Read a number as typed; raise a fault for per cent, units, stray letters and misplaced commas."""
    if isinstance(cell, float):
        return _exact(cell)
    if not isinstance(cell, str):
        raise _BadCell(column.fault(FaultCode.NOT_NUMBER, f"“{shown(cell)}”不是数", "请填写数字"))
    text = plain(cell).replace("−", "-").lstrip("¥￥$")
    if re.fullmatch(r"\([0-9,.]+\)", text):
        text = f"-{text[1:-1]}"
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    raise _BadCell(_why_no_number(column, text))


def _why_no_number(column: Column, text: str) -> Fault:
    """Return the fault of a text that is no number."""
    if text.endswith("%"):
        return column.fault(FaultCode.PERCENT, f"“{text}”是百分数，这一列要填数额", "请填写数额")
    match = _WITH_UNIT.fullmatch(text)
    if match:
        unit = f"{match[2] or ''}{match[3]}"
        suggestion = f"本列按“{column.unit or '个数'}”读，请只填数字"
        return column.fault(FaultCode.UNIT_IN_CELL, f"数字后面带了单位“{unit}”", suggestion)
    return column.fault(FaultCode.NOT_NUMBER, f"“{text[:30]}”不是数", "请填写数字；没有数据请留空")


def _amount(column: Column, cell: Cell, units: dict[str, int], smallest: str) -> int:
    """Read an amount into its smallest unit, exactly."""
    scaled = _EXACT.scaleb(_decimal(column, cell), units[column.unit])
    amount = int(scaled.to_integral_value())
    tolerance = _NOISE if isinstance(cell, float) else 0
    if abs(scaled - amount) > tolerance:
        reason = f"“{shown(cell)}”{column.unit}比 1 {smallest}还细"
        raise _BadCell(column.fault(FaultCode.TOO_PRECISE, reason, f"请保留到{smallest}"))
    if abs(amount) >= LARGEST_AMOUNT:
        reason = f"“{shown(cell)}”{column.unit}大得不合情理"
        raise _BadCell(column.fault(FaultCode.TOO_LARGE, reason, "请核对单位和小数点"))
    if amount < 0 and not column.spec.signed:
        raise _BadCell(column.fault(FaultCode.NEGATIVE, f"“{column.spec.label}”不能为负数", "请核对"))
    return amount


def _money(column: Column, cell: Cell) -> int:
    return _amount(column, cell, MONEY_UNITS, "分")


def _usd(column: Column, cell: Cell) -> int:
    return _amount(column, cell, USD_UNITS, "美分")


def _count(column: Column, cell: Cell) -> int:
    """Read a whole number of persons or things."""
    number = _decimal(column, cell)
    if number != number.to_integral_value():
        raise _BadCell(column.fault(FaultCode.NOT_WHOLE, f"“{shown(cell)}”不是整数", "请填写整数"))
    if number < 0:
        raise _BadCell(column.fault(FaultCode.NEGATIVE, f"“{column.spec.label}”不能为负数", "请核对"))
    if number > LARGEST_COUNT:
        raise _BadCell(column.fault(FaultCode.TOO_LARGE, f"“{shown(cell)}”大得不合情理", "请核对"))
    return int(number)


def _date(column: Column, cell: Cell) -> str:
    """Read a day: a date cell, a serial number that lost its format, or one of the usual ways to write a day."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = plain(shown(cell))
    try:
        day = _day_in(text)
    except ValueError:
        raise _BadCell(
            column.fault(FaultCode.NOT_A_DATE, f"日历上没有“{text}”这一天", "请核对日期")
        ) from None
    if day is None:
        suggestion = "请写到日，如 2024-05-22" if _MONTH.fullmatch(text) else "请写成 2024-05-22"
        raise _BadCell(column.fault(FaultCode.NOT_A_DATE, f"“{text[:30]}”不是日期", suggestion))
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise _BadCell(column.fault(FaultCode.NOT_A_DATE, f"“{text}”的年份不合情理", "请核对日期"))
    return day.isoformat()


def _day_in(text: str) -> date | None:
    """Return the day written in a text, None when it is written in no known way; raise ValueError if there is none."""
    match = _DAY.fullmatch(text) or _PACKED_DAY.fullmatch(text)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    if re.fullmatch(r"[0-9]{5}", text):
        return _SERIAL_ZERO + timedelta(days=int(text))
    return None


def _year(column: Column, cell: Cell) -> int:
    """Read a year."""
    match = _YEAR.fullmatch(plain(shown(cell)))
    if not match or not 1980 <= int(match[1]) <= 2100:
        raise _BadCell(
            column.fault(FaultCode.NOT_NUMBER, f"“{shown(cell)[:30]}”不是年份", "请写成 2024 这样的四位年份")
        )
    return int(match[1])


def _boolean(column: Column, cell: Cell) -> bool:
    """Read 是 or 否."""
    word = plain(shown(cell)).upper()
    if word in YES or word in NO:
        return word in YES
    raise _BadCell(
        column.fault(FaultCode.NOT_A_CHOICE, f"“{word[:30]}”既不是“是”也不是“否”", "请填“是”或“否”")
    )


def _choice(column: Column, cell: Cell) -> str:
    """Read one of the words of a list."""
    word = plain(shown(cell))
    for accepted, stored in column.spec.choices.items():
        if word == plain(accepted):
            return stored
    listed = "、".join(column.spec.choices)
    raise _BadCell(
        column.fault(FaultCode.NOT_A_CHOICE, f"“{word[:30]}”不在可选的词里", f"请从这些词里选：{listed}")
    )


_PARSERS: dict[CellKind, Callable[[Column, Cell], Any]] = {
    CellKind.TEXT: _text,
    CellKind.CREDIT_CODE: _credit_code,
    CellKind.COUNT: _count,
    CellKind.MONEY: _money,
    CellKind.USD: _usd,
    CellKind.DATE: _date,
    CellKind.YEAR: _year,
    CellKind.BOOLEAN: _boolean,
    CellKind.CHOICE: _choice,
}


def displayed(spec: FieldSpec, value: Any) -> str:
    """Return a staged value in Chinese as a screen shows it: money in 万元, a choice by its word, None as 缺数."""
    if value is None:
        return "缺数"
    if spec.kind in {CellKind.MONEY, CellKind.USD}:
        unit = "万元" if spec.kind is CellKind.MONEY else "万美元"
        return f"{Decimal(value).scaleb(-6).normalize():,f} {unit}"
    if spec.kind is CellKind.BOOLEAN:
        return "是" if value else "否"
    if spec.kind is CellKind.CHOICE:
        return next((word for word, stored in spec.choices.items() if stored == value), str(value))
    if spec.kind is CellKind.COUNT:
        return f"{value:,}"
    return str(value)


def typed(spec: FieldSpec, value: Any) -> str:
    """Return a staged value as one types it into its column: no unit, no separators, nothing for 缺数."""
    if value is None:
        return ""
    if spec.kind in {CellKind.MONEY, CellKind.USD}:
        return f"{Decimal(value).scaleb(-6).normalize():f}"
    return str(value) if spec.kind is CellKind.COUNT else displayed(spec, value)


def from_option(column: Column, given: object) -> Reading:
    """Return what an option given once for a load states; numbers and text are read like cells."""
    cell: Cell = given if isinstance(given, (str, float, bool, date)) or given is None else str(given)
    return read(column, cell)
