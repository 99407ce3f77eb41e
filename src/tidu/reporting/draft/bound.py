"""A number of a text and what it is a number of: figure, time, place; or why that cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tidu.foundation.figures.model import Figure
from tidu.reporting.draft.clauses import Said
from tidu.reporting.draft.forms import Form
from tidu.reporting.draft.quantity import Quantity
from tidu.reporting.draft.units import Fit


class Doubt(StrEnum):
    """Why a number cannot be bound."""

    NO_FIGURE = "前后的词里认不出是哪个指标"
    SEVERAL = "前后的词可以指几个指标"
    NO_BASE = "没有说和哪一年比"
    NO_WHOLE = "没有说占什么的比重"
    PART_OF_YEAR = "只说一年中的几个月，指标按年末或全年计"
    TO_COME = "时间还没有到，也没有设定这个指标的目标"
    OUTSIDE = "说的是本县以外的范围，本县指标不能核"
    NO_PLACE = "指标不分乡镇（园区），不能核一个地方的数"
    UNKNOWN_PLACE = "机构名录里没有这个乡镇（园区）"
    SEVERAL_PLACES = "说的是几个地方合在一起，指标按一个地方计"
    SEVERAL_YEARS = "说的是几年合在一起，指标按一年计"
    REAL_GROWTH = "增速按可比价格算，不能由现价总量核"
    NO_TARGET = "没有说是离哪个目标差多少"


@dataclass(frozen=True)
class Bound:
    """A number and what it is a number of.

    `figure` is None where `doubt` says why. `on` is a day asked for by itself, `since` the first of several years that
    are added up, `base_year` the year compared with (`base_on` its day, where the year spoken of is not over; `or_base`
    another that may be meant). `whole`
    is the figure that a share is of, at `whole_place`; of a gap it is the target, of `whole_year`. `scope_words` say
    where the number's place is named, None for its sentence so far; `place_before` is the place that an earlier
    sentence spoke of, and `or_now` says that its year is the title's alone, so that it may be of the as-of day. `also`
    are codes of figures that the same words may mean; `is_loose` says that unread words stand between the figure's
    name and the number, so that a difference proves nothing.
    """

    said: Said
    form: Form
    figure: Figure | None = None
    year: int | None = None
    since: int | None = None
    on: date | None = None
    base_year: int | None = None
    base_on: date | None = None
    or_base: int | None = None
    place: str | None = None
    place_before: str | None = None
    or_now: bool = False
    whole: Figure | None = None
    whole_place: str | None = None
    whole_year: int | None = None
    scope_words: str | None = None
    also: tuple[str, ...] = ()
    unit_fits: Fit = Fit.SAME
    is_loose: bool = False
    doubt: Doubt | None = None
    reasons: tuple[str, ...] = ()

    @property
    def quantity(self) -> Quantity:
        """Return the number."""
        return self.said.quantity
