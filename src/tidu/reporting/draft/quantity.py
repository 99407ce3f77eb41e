"""What a quantity of a text is: its value, its unit, how exactly and how firmly it is said, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """What a quantity is."""

    AMOUNT = "数量"
    PERCENT = "百分比"
    POINTS = "百分点"
    TIMES = "倍数"
    YEAR = "年份"
    DAY = "日期"
    MONTH = "月份"
    SPAN = "时长"
    ZERO = "零突破"


class Hedge(StrEnum):
    """How firmly it is said."""

    EXACT = ""
    ABOUT = "约"
    NEARLY = "近"
    OVER = "超"
    AT_LEAST = "不少于"
    AT_MOST = "不超过"


@dataclass(frozen=True)
class Quantity:
    """One quantity: `text[start:end]`, its value (`low` = `high` but for a range) and unit (元, 家, %; "" for none).

    Money is in 元, a share or growth in per cent. `step` is the place of the last digit written, in the same unit:
    1.54亿元 is told to the nearest 1,000,000 元. A day is month × 100 + day, a month its number; both carry `year`
    where it is named.
    """

    start: int
    end: int
    text: str
    kind: Kind
    low: Fraction
    high: Fraction
    unit: str = ""
    step: Fraction = Fraction(1)
    hedge: Hedge = Hedge.EXACT
    year: int | None = None

    @property
    def is_range(self) -> bool:
        """Return whether two ends are named."""
        return self.low != self.high

    @property
    def round_to(self) -> Fraction:
        """Return the place of the last digit that is not nought: 120 is round to tens, 1.5亿 to ten millions."""
        place = self.step
        while self.high and self.high % (place * 10) == 0:
            place *= 10
        return place
