"""What a cell says: one raw cell and its column's meaning become a value, nothing, or a fault.

Values come out as they are staged: money and exports as integer fen and cents, days as ISO text, counts and years
as integers, choices as stored codes. A cell left blank, or holding only a dash, states nothing; 缺数 states that
the value is not known. Nothing is ever read as 0 but a 0. What had to be changed to read a cell is told with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Context, Decimal, Inexact
from functools import partial
from math import isfinite
from typing import Any

from tidu.foundation.clock import FIRST_DAY, LAST_DAY
from tidu.foundation.intake.days import TIME_LEFT_OUT, day_in, why_no_day
from tidu.foundation.intake.forms import CellKind, Fault, FieldSpec
from tidu.foundation.intake.readers import NO_TEXT, PERCENT, BrokenCell, Cell, is_blank
from tidu.foundation.intake.vocabulary import FaultCode

NOTHING_STATED = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "未提供", "未填", "无数据"})
UNKNOWN = "缺数"
STATED_UNKNOWN = frozenset({"缺", UNKNOWN})

MONEY_UNITS = {"元": 2, "千元": 5, "万元": 6, "百万元": 8, "亿元": 10}
USD_UNITS = {"美元": 2, "千美元": 5, "万美元": 6, "百万美元": 8, "亿美元": 10}
DECIMAL_UNITS = {"": 4}
"""Unit -> power of ten from the unit to fen, cents or ten-thousandths."""

YES = frozenset({"是", "有", "√", "✓", "Y", "YES", "TRUE"})
NO = frozenset({"否", "无", "×", "N", "NO", "FALSE"})

HALF_WIDTH = "全角字符改成了半角"
CAPITALS = "小写字母改成了大写"
NO_MARKS = "去掉了代码前后的引号、等号"
TEXT_NUMBER = "存成文本的数照数读入"
"""What may be told of a reading; the last only where cells have types."""

LARGEST_AMOUNT = 10**15  # fen: one hundred thousand 亿元, far above any legal entity of a county
LARGEST_COUNT = 10_000_000
_EXACT = Context(prec=80, traps=[Inexact])  # a cell's number never has as many digits
_NOISE = Decimal("0.000001")  # fen; what binary floats of a workbook add to a typed amount
_TRUSTED_DIGITS = 15  # a spreadsheet keeps no more

_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,24})(?:\.[0-9]{1,24})?")
_WITH_UNIT = re.compile(r"(-?[0-9][0-9,.]*)(亿|百万|万|千)?(元|美元|人|件|项|个|名|家)?")
_TIMES = {"": 0, "千": 3, "万": 4, "百万": 6, "亿": 8}
_COUNTED = frozenset("人件项个名家")
_TWO_NUMBERS = re.compile(r"[0-9.,]\s+[0-9]")
_SPACED_NUMBER = re.compile(r"\D*[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?\D*")
_AS_TEXT = re.compile(r"""="([^"]*)"|'(.*)""")
_YEAR = re.compile(r"([0-9]{4})(?:年|年度)?")
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}


@dataclass(frozen=True)
class Reading:
    """What a cell says: `stated` is False for a blank; a stated None is 缺数; `notes` say what was changed."""

    stated: bool
    value: Any = None
    fault: Fault | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """How the cells of one column are read: its meaning, and the unit its header gives.

    `from_1904`: serial numbers of days are counted from 1904.
    """

    spec: FieldSpec
    unit: str = ""
    credit_code_fault: Callable[[str], str | None] | None = None
    from_1904: bool = False

    def fault(self, code: str, reason: str, suggestion: str = "") -> Fault:
        """Return a fault in this column."""
        return Fault(self.spec.name, code, reason, suggestion)


class _BadCell(Exception):
    """Carries a fault out of a parser."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def read(column: Column, cell: Cell, mask: str = "") -> Reading:
    """Return what the cell states, or the fault it has; `mask` says how its format shows another number."""
    if isinstance(cell, BrokenCell):
        return Reading(False, None, column.fault(FaultCode.BROKEN_FORMULA, cell.reason, "请改为直接填写数值"))
    if isinstance(cell, float) and not isfinite(cell):
        return Reading(False, None, column.fault(FaultCode.NOT_NUMBER, "这一格存的不是数", "请重新填写"))
    word = plain(cell) if isinstance(cell, str) else ""
    if is_blank(cell) or (isinstance(cell, str) and word in NOTHING_STATED):
        return replace(_not_stated(column), notes=(mask,) if mask == NO_TEXT else ())
    if word in STATED_UNKNOWN:
        unknown = column.spec.may_be_unknown and not column.spec.required
        return Reading(stated=True) if unknown else _not_stated(column)
    try:
        if mask and column.spec.kind in CellKind.numbers():
            raise _BadCell(_why_masked(column, cell, mask))
        said = _PARSERS[column.spec.kind](column, cell)
        return said if isinstance(said, Reading) else Reading(stated=True, value=said)
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


def _why_masked(column: Column, cell: Cell, mask: str) -> Fault:
    """Return the fault of a number whose format shows its reader another one."""
    code = FaultCode.PERCENT if mask == PERCENT else FaultCode.MASKED
    reason = f"这一格{mask}：看到的不是所存的数，所存的是 {shown(cell)}"
    return column.fault(code, reason, "请把格式改为常规，核对后再报")


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


def _credit_code(column: Column, cell: Cell) -> Reading:
    """Read a credit code: text only, since a number has lost its last digits."""
    if not isinstance(cell, str) or re.fullmatch(r"[0-9.]+E\+?[0-9]+", plain(cell).upper()):
        reason = "统一社会信用代码被存成了数字，末几位已经丢失"
        raise _BadCell(
            column.fault(FaultCode.NOT_TEXT, reason, "请把该列设为文本格式，照营业执照重新填写 18 位代码")
        )
    written = plain(cell)
    marked = _AS_TEXT.fullmatch(written)
    bare = (marked[1] or marked[2] or "") if marked else written
    code = bare.upper()
    wrong = column.credit_code_fault(code) if column.credit_code_fault else None
    if wrong:
        raise _BadCell(column.fault(FaultCode.BAD_CODE, wrong, "请照营业执照核对"))
    notes = (*_width_note(cell), *((NO_MARKS,) if marked else ()), *((CAPITALS,) if code != bare else ()))
    return Reading(stated=True, value=code, notes=notes)


def _width_note(cell: Cell) -> tuple[str, ...]:
    """Return the note of a text with letters, digits or signs of full width; spaces are no matter."""
    text = "".join(cell.split()) if isinstance(cell, str) else ""
    return () if text == "".join(unicodedata.normalize("NFKC", text).split()) else (HALF_WIDTH,)


def _number(column: Column, cell: Cell) -> tuple[Decimal, str, tuple[str, ...]]:
    """Return a number as typed, the unit written in its cell and what to tell; raise a fault for what is none."""
    if isinstance(cell, float):
        return _exact(cell), "", ()
    if not isinstance(cell, str):
        raise _BadCell(column.fault(FaultCode.NOT_NUMBER, f"“{shown(cell)}”不是数", "请填写数字"))
    spaced = unicodedata.normalize("NFKC", cell).strip()
    if _TWO_NUMBERS.search(spaced) and not _SPACED_NUMBER.fullmatch(spaced):
        reason = f"“{' '.join(spaced.split())[:30]}”一格里像是有几个数"
        raise _BadCell(column.fault(FaultCode.NOT_NUMBER, reason, "请一格只填一个数"))
    text = plain(cell).replace("−", "-").removeprefix("US").lstrip(_SIGNS.get(column.spec.kind, ""))
    if re.fullmatch(r"\([0-9,.]+\)", text):
        text = f"-{text[1:-1]}"
    match = _WITH_UNIT.fullmatch(text)
    if not match or not _NUMBER.fullmatch(match[1]):
        raise _BadCell(_why_no_number(column, text))
    number = Decimal(match[1].replace(",", ""))
    unit = f"{match[2] or ''}{match[3] or ''}"
    if not unit:
        return number, "", (*_width_note(cell), TEXT_NUMBER)
    if not _fits(column, match[3] or ""):
        suggestion = f"本列按“{column.unit or '个数'}”读，请填这个单位的数"
        raise _BadCell(column.fault(FaultCode.UNIT_IN_CELL, f"数字后面带了单位“{unit}”", suggestion))
    return number, unit, (*_width_note(cell), f"格内写明了单位“{unit}”，按它换算")


_SIGNS = {CellKind.MONEY: "¥", CellKind.USD: "$"}


def _fits(column: Column, unit: str) -> bool:
    """Return whether a unit written in a cell is of the column's kind; 万 alone is of any."""
    if not unit:
        return True
    if column.spec.kind is CellKind.COUNT:
        return unit in _COUNTED
    return unit == {CellKind.MONEY: "元", CellKind.USD: "美元"}.get(column.spec.kind)


def _why_no_number(column: Column, text: str) -> Fault:
    """Return the fault of a text that is no number."""
    if text.endswith("%"):
        return column.fault(FaultCode.PERCENT, f"“{text}”是百分数，这一列要填数额", "请填写数额")
    return column.fault(FaultCode.NOT_NUMBER, f"“{text[:30]}”不是数", "请填写数字；没有数据请留空")


def power(unit: str, units: dict[str, int]) -> int:
    """Return the power of ten from a unit, or from 万 and the like alone, to the smallest unit."""
    return units[unit] if unit in units else _TIMES[unit] + min(units.values())


def _amount(column: Column, cell: Cell, units: dict[str, int], smallest: str) -> Reading:
    """Read an amount into its smallest unit, exactly; a unit in the cell goes before the header's."""
    number, own, notes = _number(column, cell)
    unit = own or column.unit
    words = f"“{shown(cell)}”{'' if own else unit}"
    scaled = _EXACT.scaleb(number, power(unit, units))
    amount = int(scaled.to_integral_value())
    tolerance = _NOISE if isinstance(cell, float) else 0
    if abs(scaled - amount) > tolerance:
        reason = f"{words}比 1 {smallest}还细"
        raise _BadCell(column.fault(FaultCode.TOO_PRECISE, reason, f"请保留到{smallest}"))
    if abs(amount) >= LARGEST_AMOUNT:
        raise _BadCell(column.fault(FaultCode.TOO_LARGE, f"{words}大得不合情理", "请核对单位和小数点"))
    if amount < 0 and not column.spec.signed:
        raise _BadCell(column.fault(FaultCode.NEGATIVE, f"“{column.spec.label}”不能为负数", "请核对"))
    return Reading(stated=True, value=amount, notes=notes)


def _count(column: Column, cell: Cell) -> Reading:
    """Read a whole number of persons or things."""
    number, own, notes = _number(column, cell)
    number = _EXACT.scaleb(number, _TIMES[own.rstrip("".join(_COUNTED))])
    if number != number.to_integral_value():
        raise _BadCell(column.fault(FaultCode.NOT_WHOLE, f"“{shown(cell)}”不是整数", "请填写整数"))
    if number < 0:
        raise _BadCell(column.fault(FaultCode.NEGATIVE, f"“{column.spec.label}”不能为负数", "请核对"))
    if number > LARGEST_COUNT:
        raise _BadCell(column.fault(FaultCode.TOO_LARGE, f"“{shown(cell)}”大得不合情理", "请核对"))
    return Reading(stated=True, value=int(number), notes=notes)


def _date(column: Column, cell: Cell) -> Reading:
    """Read a day: a date cell, a serial number that lost its format, or one of the usual ways to write a day."""
    notes: tuple[str, ...] = ()
    if isinstance(cell, date):  # a datetime is one too
        timed = isinstance(cell, datetime) and cell.time() != datetime.min.time()
        day, notes = date(cell.year, cell.month, cell.day), ((TIME_LEFT_OUT,) if timed else ())
        text = day.isoformat()
    else:
        text = plain(shown(cell))
        day, notes = _written_day(column, cell, text)
    if day < FIRST_DAY:
        reason = f"{text} 早于 1949-10-01，不合情理"
        raise _BadCell(column.fault(FaultCode.NOT_A_DATE, reason, "请核对日期"))
    if day > LAST_DAY:
        raise _BadCell(column.fault(FaultCode.NOT_A_DATE, f"“{text}”的年份不合情理", "请核对日期"))
    return Reading(stated=True, value=day.isoformat(), notes=notes)


def _written_day(column: Column, cell: Cell, text: str) -> tuple[date, tuple[str, ...]]:
    """Return the day written in a cell and what to tell; raise the fault of what is no day."""
    try:
        day, notes = day_in(shown(cell), from_1904=column.from_1904)
    except ValueError:
        raise _BadCell(
            column.fault(FaultCode.NOT_A_DATE, f"日历上没有“{text}”这一天", "请核对日期")
        ) from None
    if day is None:
        raise _BadCell(column.fault(FaultCode.NOT_A_DATE, *why_no_day(text)))
    return day, (*_width_note(cell), *notes)


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
    listed = "、".join(column.spec.words)
    raise _BadCell(
        column.fault(FaultCode.NOT_A_CHOICE, f"“{word[:30]}”不在可选的词里", f"请从这些词里选：{listed}")
    )


_PARSERS: dict[CellKind, Callable[[Column, Cell], Any]] = {
    CellKind.TEXT: _text,
    CellKind.CREDIT_CODE: _credit_code,
    CellKind.COUNT: _count,
    CellKind.MONEY: partial(_amount, units=MONEY_UNITS, smallest="分"),
    CellKind.USD: partial(_amount, units=USD_UNITS, smallest="美分"),
    CellKind.DECIMAL: partial(_amount, units=DECIMAL_UNITS, smallest="万分之一"),
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
    if spec.kind is CellKind.DECIMAL:
        return f"{Decimal(value).scaleb(-4).normalize():,f}"
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
    if spec.kind in {CellKind.MONEY, CellKind.USD, CellKind.DECIMAL}:
        places = 4 if spec.kind is CellKind.DECIMAL else 6
        return f"{Decimal(value).scaleb(-places).normalize():f}"
    return str(value) if spec.kind is CellKind.COUNT else displayed(spec, value)
