"""Numbers, money and days as people read them. Unknown is 缺数: never nought and never "no"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tidu.foundation.clock import ZONE
from tidu.foundation.figures.vocabulary import DAY, as_day

MISSING = "缺数"
OPEN_END = "长期"
FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000


def working_days_left(left: int | None, *, was_late: bool, late: str = "已逾期", late_by: int = 0) -> str:
    """Return how a deadline stands, in words; `left` are working days, None where nothing is owed any more.

    `late_by` are the working days by which it was missed then, 0 where they are not known.
    """
    if left is None:
        by = f" {late_by} 个工作日" if late_by else ""
        return f"曾逾期{by}" if was_late else ""
    if left < 0:
        return f"{late} {-left} 个工作日"
    standing = f"余 {left} 个工作日" if left else "今天到期"
    return f"{standing}，曾逾期" if was_late else standing


def number(value: int | Decimal | Fraction | bool | None, decimals: int = 0) -> str:
    """Return a number with thousands separators, rounded half up to `decimals` places for reading only."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int) and decimals == 0:
        return f"{value:,}"
    exact = (
        Decimal(value.numerator) / Decimal(value.denominator)
        if isinstance(value, Fraction)
        else Decimal(value)
    )
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def figure_value(value: int | Decimal | bool | None, unit: str, decimals: int = 0) -> str:
    """Return the value of a figure without its unit: a number, or a day where the figure is one."""
    if unit == DAY and value is not None:
        return as_day(int(value)).isoformat()
    return number(value, decimals)


def wan(fen: int | None, decimals: int = 2) -> str:
    """Return fen as 万元, e.g. 320,000,000 fen as 320.00."""
    return MISSING if fen is None else number(Decimal(fen) / FEN_PER_WAN, decimals)


def wan_exact(fen: int | None) -> Decimal | None:
    """Return fen as an exact number of 万元 for a file, None for 缺数."""
    return None if fen is None else Decimal(fen) / FEN_PER_WAN


def yuan_exact(fen: int | None) -> Decimal | None:
    """Return fen as an exact number of 元 for a file, None for 缺数."""
    return None if fen is None else Decimal(fen) / FEN_PER_YUAN


def yuan(fen: int | None) -> str:
    """Return fen as 元 to the cent."""
    return MISSING if fen is None else number(Decimal(fen) / FEN_PER_YUAN, 2)


def day(value: date | datetime | None) -> str:
    """Return a day as 2025-06-10."""
    if value is None:
        return MISSING
    return (value.astimezone(ZONE).date() if isinstance(value, datetime) else value).isoformat()


def moment(value: datetime | None) -> str:
    """Return a moment as 2025-06-10 09:30 in Asia/Shanghai."""
    return MISSING if value is None else value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def last_day(valid_until_on: date | None) -> str:
    """Return the last valid day of a half-open interval; an interval without an end reads 长期."""
    return OPEN_END if valid_until_on is None else (valid_until_on - timedelta(days=1)).isoformat()


def percent(value: Fraction | Decimal | None, decimals: int = 2) -> str:
    """Return a ratio as a percentage, e.g. 0.0462 as 4.62%."""
    return MISSING if value is None else f"{number(value * 100, decimals)}%"


def stored(field: str, value: Any, labels: Mapping[str, str]) -> str:
    """Return a stored value in words: money in yuan to the cent, a state by its label, 缺数 for nothing."""
    if value is None or value == "":
        return MISSING
    if value in labels:
        return labels[value]
    if field.endswith("_fen"):
        return f"{yuan(value)} 元"
    if field.endswith("_usd_cents"):
        return f"{yuan(value)} 美元"
    if field.endswith("_e4"):
        return f"{Decimal(value).scaleb(-4).normalize():,f}"
    if field == "valid_until_on":
        return f"{last_day(value)}（含）"
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, bool | int) else str(value)
