"""Written values: 20万元, 5%, 365天, 2024-01-31, and words out of fixed lists."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeVar

from tidu.rules.language.marks import Place, PolicyError, Scalar, guess
from tidu.rules.model.conditions import Near, Nearness
from tidu.rules.model.kinds import LARGEST_FACT, InvalidRule, Kind
from tidu.rules.model.numbers import Literal
from tidu.rules.model.windows import MonthDay

UNITS: Final[dict[str, tuple[Kind, Fraction | int]]] = {
    "": (Kind.NUMBER, 1),
    "%": (Kind.RATIO, Fraction(1, 100)),
    "元": (Kind.MONEY, 100),
    "万元": (Kind.MONEY, 1_000_000),
    "亿元": (Kind.MONEY, 10_000_000_000),
    "美元": (Kind.USD, 100),
    "万美元": (Kind.USD, 1_000_000),
    "天": (Kind.DAYS, 1),
    "分": (Kind.POINTS, 1),
    "人": (Kind.COUNT, 1),
    "件": (Kind.COUNT, 1),
    "项": (Kind.COUNT, 1),
    "个月": (Kind.COUNT, 1),
    "年": (Kind.COUNT, 1),
}
"""What a unit after a number means: the kind, and the factor to the engine's unit. 分 is a point, never a fen."""

_UNIT: Final = "|".join(sorted(filter(None, UNITS), key=len, reverse=True))
QUANTITY: Final = re.compile(
    rf"(?P<day>\d{{4}}-\d{{2}}-\d{{2}})|(?P<number>\d+(?:\.\d+)?)(?:\s*(?P<unit>{_UNIT}))?"
)
_POINTS: Final = re.compile(r"(\d+(?:\.\d+)?)\s*个百分点")
_NEAR_MEND: Final = "比例写 10% 或 2个百分点，其余写同一单位，如 5万元、1件、90天；是否类写 step 或 never"
Word = TypeVar("Word", bound=StrEnum)


def literal(match: re.Match[str]) -> Literal:
    """Return the literal a QUANTITY match stands for. Raises InvalidRule for half a fen and for what no fact can be."""
    if match["day"]:
        return Literal(Fraction((_day(match["day"]) - date(1970, 1, 1)).days), Kind.DATE)
    kind, factor = UNITS[match["unit"] or ""]
    value = Fraction(match["number"]) * factor
    if value >= LARGEST_FACT:
        raise InvalidRule("超出可能的范围，请核对单位")
    return Literal(value, kind)


def read_literal(written: Scalar, like: Kind | None = None) -> Literal:
    """Read one written quantity, of a kind where one is asked for. Raises PolicyError."""
    text = written.text.strip()
    negative = text.startswith("-")
    match = QUANTITY.fullmatch(text.removeprefix("-"))
    if match is None:
        raise PolicyError(
            written.place, f"看不懂的数 {text}", "写成如 20万元、5%、365天、60分、3人、2024-01-31"
        )
    try:
        found = literal(match)
    except (InvalidRule, ValueError) as error:
        raise PolicyError(written.place, f"{text} 不可用：{error}", "改成可以成立的数") from None
    value = -found.value if negative else found.value
    kind = like if like is not None and fits(found.kind, like) else found.kind
    if like is not None and kind is not like:
        raise PolicyError(written.place, f"{text} 是{found.kind.label}，这里要{like.label}", "改写数的单位")
    return Literal(value, kind)


def read_setting(text: str, kind: Kind) -> Fraction:
    """Return what a person sets a parameter of a kind to, in the engine's unit, from words like 4% or 25万元.

    Raises InvalidRule in Chinese for words that are no such quantity, or one beyond what any enterprise reaches.
    """
    try:
        return read_literal(Scalar(text, Place("", 0)), kind).value
    except PolicyError as error:
        raise InvalidRule(f"{error.message}。{error.mend}") from None


def fits(found: Kind, wanted: Kind) -> bool:
    """Return whether a written quantity may stand where a kind is wanted: bare numbers fit all counts."""
    whole = (Kind.COUNT, Kind.POINTS, Kind.DAYS, Kind.NUMBER)
    return (
        found is wanted
        or (found is Kind.NUMBER and wanted in whole)
        or {found, wanted} == {Kind.RATIO, Kind.GROWTH}
    )


def read_near(written: Scalar, measured: Collection[Kind]) -> Near:
    """Read a nearness: 10%, 2个百分点, 90天, 1件, 5万元, never, step.

    Raises PolicyError also for a distance in another unit than what the clause measures, `measured`.
    """
    text = written.text.strip()
    if text in ("never", "step"):
        return Near(Nearness(text))
    points = _POINTS.fullmatch(text)
    found = Literal(Fraction(points[1]) / 100, Kind.RATIO) if points else read_literal(written)
    near = Near(Nearness.SHARE if found.kind is Kind.RATIO and not points else Nearness.ABSOLUTE, found.value)
    if not any(_is_distance(near, found.kind, kind) for kind in measured):
        kinds = "、".join(sorted({kind.label for kind in measured})) or "是否"
        raise PolicyError(
            written.place, f"near 的 {text} 与这一条所比的（{kinds}）不是同一种数量", _NEAR_MEND
        )
    return near


def _is_distance(near: Near, found: Kind, measured: Kind) -> bool:
    """Return whether a distance can lie between two quantities of a kind: days between dates, no share of growth."""
    if near.by is Nearness.SHARE:
        return measured not in (Kind.DATE, Kind.GROWTH)
    return fits(found, Kind.DAYS if measured is Kind.DATE else measured)


def read_day(written: Scalar) -> date:
    """Read a day. Raises PolicyError."""
    try:
        return _day(written.text.strip())
    except ValueError:
        raise PolicyError(written.place, f"{written.text} 不是日期", "写成如 2024-01-31") from None


def read_month_day(written: Scalar) -> MonthDay:
    """Read a day of every year, as 03-31. Raises PolicyError, for 02-29 too."""
    text = written.text.strip()
    if not re.fullmatch(r"\d{2}-\d{2}", text):
        raise PolicyError(written.place, f"{written.text} 不是月日", "写成如 03-31，只在一年里有的改用 once")
    try:
        return MonthDay(int(text[:2]), int(text[3:]))
    except InvalidRule as error:
        raise PolicyError(written.place, str(error), "写每年都有的月日，二月底写 02-28") from None


def read_flag(written: Scalar) -> bool:
    """Read true or false. Raises PolicyError."""
    if written.text not in ("true", "false"):
        raise PolicyError(written.place, f"{written.text} 不是 true 或 false", "写 true 或 false")
    return written.text == "true"


def read_word(written: Scalar, words: type[Word]) -> Word:
    """Read a word out of a fixed list. Raises PolicyError."""
    try:
        return words(written.text)
    except ValueError:
        raise PolicyError(
            written.place,
            f"{written.text} 不在可用的词里",
            guess(written.text, [str(word) for word in words]),
        ) from None


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)
