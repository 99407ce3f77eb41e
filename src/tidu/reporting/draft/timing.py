"""When a bound number is of, and with which year it is compared: read from the times around it, said in Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tidu.foundation.figures.model import Figure
from tidu.foundation.figures.vocabulary import DAY, FigureKind, ParameterKind
from tidu.reporting.draft.bound import Bound, Doubt
from tidu.reporting.draft.forms import Form
from tidu.reporting.draft.quantity import Kind
from tidu.reporting.draft.times import Time

_STRAIGHT = re.compile("年?[末底]?的?[（(]?")
_FROM = re.compile("[由从](?:原来的?|最初的?|当初的?|期初的?)?$")
_ONE_BY_ONE = re.compile("先后|依次|逐步由|一步步")
_REACHED = re.compile("[到至](?:了|近|约)?$")
_END = re.compile("[。！？!?\n]")
_SAME_TIME = re.compile("同比|同期")
_NET = re.compile("净增")
_YEAR_ON_YEAR = re.compile("同比|增速|增长率")
_NO_TIME = "没有写时间，按截至日核。"
_TITLE = 40
_ADDABLE = frozenset({"家", "元", "万元", "亿元", "人", "条", "件", "项", "次", "个"})


class Timing:
    """Times of one text. `numbers` are where its numbers begin; `bound` are those bound so far, in the order of
    reading; the binder adds to it.
    """

    def __init__(
        self, text: str, times: Sequence[Time], numbers: Sequence[int], today: date, bound: Sequence[Bound]
    ) -> None:
        self.text = text
        self.times = times
        self.numbers = numbers
        self.today = today
        self.bound = bound

    # ---------------------------------------------------------------- the time itself

    def timed(self, one: Bound, figure: Figure) -> tuple[Bound, Time | None]:
        """Return a number with its time, and the time that was taken."""
        if one.said.own_year is not None:
            year = one.said.own_year
            return replace(one, year=year, reasons=(*one.reasons, f"按列举的次序，说的是 {year} 年。")), None
        time = self._time_of(one, figure)
        if time is None:
            return self._untimed(one), None
        if time.is_span:
            return replace(
                one, doubt=Doubt.SEVERAL_YEARS, reasons=(*one.reasons, f"文中写“{time.text}”。")
            ), None
        of_a_day = ParameterKind.EVENT_ON.value in figure.parameters  # in which month it lay changes nothing
        if time.is_part and time.year is not None and not of_a_day:
            return replace(one, year=time.year, doubt=Doubt.PART_OF_YEAR), None
        one = self._of_a_start(one, time) or self._of_years(one, time, figure)
        if time.on is None or time.on > self.today or figure.unit == DAY:
            return one, time
        if figure.kind is FigureKind.POINT:
            return replace(one, on=time.on, year=None), time
        return (replace(one, on=time.on) if time.is_until else one), time

    def _untimed(self, one: Bound) -> Bound:
        """Return a number without a time: of the as-of day, but for those of a way (由38家增至57家)."""
        if one.form is Form.VALUE and self._is_on_a_way(one):
            assumed = "没有写是哪几年的数，按截至日核；不符也不判为错。"
            return replace(one, is_loose=True, reasons=(*one.reasons, assumed))
        if (year := self._year_of_the_title(one)) is not None:
            return replace(one, year=year, or_now=True, reasons=(*one.reasons, f"时间取标题的“{year}年”。"))
        return replace(one, reasons=(*one.reasons, _NO_TIME))

    def _year_of_the_title(self, one: Bound) -> int | None:
        """Return the one year that the title names: 关于2024年度科技工作情况的汇报."""
        first = title_of(self.text)
        if first is None or one.said.paragraph < first[1]:
            return None
        named = {time.year for time in self.times if first[0] <= time.start < first[1] and time.year}
        return named.pop() if len(named) == 1 else None

    def _is_on_a_way(self, one: Bound) -> bool:
        """Return whether a number is one of several of a way: 由38家增至57家, 先后为38家、47家和57家."""
        said = self.text[one.said.sentence : one.quantity.start]
        if _FROM.search(said) or _ONE_BY_ONE.search(said):
            return True
        before = [other for other in self.bound if other.said.sentence == one.said.sentence]
        started = any(_FROM.search(self.text[: other.quantity.start]) for other in before)
        return started and _REACHED.search(said) is not None

    def _of_a_start(self, one: Bound, time: Time) -> Bound | None:
        """Return the start of a way (2022—2024年由38家增至57家) with the first year that its sentence names."""
        if one.form is not Form.VALUE or not _FROM.search(self.text[: one.quantity.start]):
            return None
        inside = self._inside(one)
        named = [year for each in inside for year in (each.since, each.year) if year is not None]
        first = min(named, default=time.year)
        if first is None or time.year is None:
            assumed = "没有写是哪一年的起点，按截至日核；不符也不判为错。"
            return replace(one, is_loose=True, reasons=(*one.reasons, assumed))
        if first == time.year:
            assumed = "没有写是哪一年的起点，按上年末核；不符也不判为错。"
            return replace(one, year=first - 1, is_loose=True, reasons=(*one.reasons, assumed))
        return replace(one, year=first, reasons=(*one.reasons, f"是起点，时间取“{first}年”。"))

    def _of_years(self, one: Bound, time: Time, figure: Figure) -> Bound:
        """Return a number with the year of its time; what flows in several years (2022—2024年新认定) is added up."""
        one = replace(one, year=time.year, reasons=(*one.reasons, f"时间取“{time.text}”。"))
        several = time.since is not None and time.year is not None and time.since < time.year
        if not several or figure.kind is not FigureKind.PERIOD or one.form is not Form.VALUE:
            return one
        if figure.unit not in _ADDABLE:
            return replace(one, doubt=Doubt.SEVERAL_YEARS)
        return replace(one, since=time.since)

    def _time_of(self, one: Bound, figure: Figure) -> Time | None:
        """Return the time named last before a number and not compared with: in the sentence, else in the paragraph."""
        said = one.said
        if (own := self._own(one)) is not None:
            return own
        behind = None if one.form.compares else self._in_brackets(one)
        if behind is not None and not self._is_followed(behind):
            return behind
        before = [time for time in self.times if self._speaks_on(time, one, figure)]
        for begin in (said.sentence, said.paragraph):
            inside = [time for time in before if time.start >= begin]
            if inside:
                return inside[-1]
        return behind or self._closing(one)

    def _in_brackets(self, one: Bound) -> Time | None:
        """Return the time in brackets right behind a number: 47家（2023年末）."""
        end = one.quantity.end
        near = (time for time in self.times if end < time.start <= end + 2 and self.text[end] in "（(")
        return next(near, None)

    def _is_followed(self, time: Time) -> bool:
        """Return whether a time in brackets has a number of its own there: （2023年47家）."""
        return any(time.start < number < self._bracket(time.end) for number in self.numbers)

    def _bracket(self, place: int) -> int:
        """Return where a bracket closes."""
        return next(
            (at for at, letter in enumerate(self.text[place:], place) if letter in "）)"), len(self.text)
        )

    def _closing(self, one: Bound) -> Time | None:
        """Return the time at the end of a sentence that speaks of all its numbers: 57家、104家（均为2024年末数）."""
        stop = self._end(one)
        later = [
            time
            for time in self.times
            if one.quantity.end <= time.start < stop and not (time.is_base or time.is_start or time.is_span)
        ]
        alone = later and not any(later[-1].start < number < stop for number in self.numbers)
        return later[-1] if alone else None

    def _end(self, one: Bound) -> int:
        end = _END.search(self.text, one.quantity.end)
        return end.start() if end else len(self.text)

    def _speaks_on(self, time: Time, one: Bound, figure: Figure) -> bool:
        """Return whether a time before a number may be that number's.

        What is compared with is not, nor the start of a way that has its number already (由2023年的47家增至57家); years
        that nobody named say nothing of a stock.
        """
        if time.start >= one.quantity.start or time.is_base:
            return False
        if time.is_span and figure.kind is FigureKind.POINT:
            return False
        return not (time.is_start and self._has_number(time, one))

    def _has_number(self, time: Time, one: Bound) -> bool:
        return any(
            time.end <= other.quantity.start < one.quantity.start and other.quantity.kind is Kind.AMOUNT
            for other in self.bound
        )

    def _own(self, one: Bound) -> Time | None:
        """Return the time compared with whose own value the number is: 比2022年的79家, 较上年末47家, 由2023年的47家."""
        if one.form.compares:
            return None
        start = one.said.quantity.start
        own = [
            time
            for time in self.times
            if (time.is_base or time.is_start) and _STRAIGHT.fullmatch(self.text, time.end, start)
        ]
        if not own or not own[-1].is_year_before:
            return own[-1] if own else None
        spoken = [
            time.year for time in self.times if time.start < own[-1].start and not time.is_base and time.year
        ]
        return replace(own[-1], year=(spoken[-1] if spoken else self.today.year) - 1)

    # ---------------------------------------------------------------- what it is compared with

    def based(self, one: Bound, figure: Figure) -> Bound:
        """Return a comparison with its base year: named (比2022年), the earlier of two ends, or the year before."""
        if (later := self._of_ends_named_later(one)) is not None:
            return later
        year = one.year if one.year is not None else self.today.year
        words = self.text[one.said.sentence : one.quantity.start][-12:]
        base, one = self._base_of(one, year, words)
        if base is None or (one.year is None and figure.kind is FigureKind.PERIOD):
            return replace(one, doubt=one.doubt or Doubt.NO_BASE)
        bases = [time for time in self._inside(one) if time.is_base]
        same_time = _SAME_TIME.search(words) or any(time.is_same_period for time in bases[-1:])
        return self._on_the_same_day(one, year, base) if same_time else self._with_base(one, base)

    def _base_of(self, one: Bound, year: int, words: str) -> tuple[int | None, Bound]:
        """Return the base year of a comparison in some `year`, None where nothing says it; and what is assumed."""
        inside = self._inside(one)
        named = [year - 1 if time.is_year_before else time.year for time in inside if time.is_base]
        if named and named[-1] is not None:
            return named[-1], one
        if _YEAR_ON_YEAR.search(words) and (one.year is not None or "同比" in words):
            return year - 1, one
        ends = [
            other.year
            for other in self.bound
            if other.figure is one.figure and other.form is Form.VALUE
            and other.said.paragraph == one.said.paragraph and other.year is not None and other.year < year
        ]  # fmt: skip
        if ends:
            return ends[0], replace(one, or_base=None if ends[0] == year - 1 else year - 1)
        starts = [time.since or time.year for time in inside]
        earlier = [start for start in starts if start is not None and start < year]
        if earlier:
            return earlier[0], one
        if one.year is None or _NET.search(words):
            return (None if one.year is None else year - 1), one
        assumed = f"没有说和哪一年比，按比上年（{year - 1} 年）核；不符也不判为错。"
        return year - 1, replace(one, is_loose=True, reasons=(*one.reasons, assumed))

    def _with_base(self, one: Bound, base: int) -> Bound:
        return replace(one, base_year=base, reasons=(*one.reasons, f"与 {base} 年比。"))

    def _on_the_same_day(self, one: Bound, year: int, base: int) -> Bound:
        """Return a comparison with the same time of an earlier year: its day, where the year spoken of is not over."""
        if year != self.today.year:
            return self._with_base(one, base)
        on = _years_earlier(one.on or self.today, year - base)
        told = f"与上年同期（{on.isoformat()}）比。"
        return replace(one, base_year=base, base_on=on, reasons=(*one.reasons, told))

    def _of_ends_named_later(self, one: Bound) -> Bound | None:
        """Return a comparison whose two years stand behind it: 年均增加9.5家，从2022年的38家到2024年的57家."""
        if any(time.year is not None for time in self._inside(one)):
            return None
        stop = self._end(one)
        later = sorted(
            {
                year
                for time in self.times
                if one.quantity.end <= time.start < stop
                for year in (time.since, time.year)
                if year is not None
            }
        )
        if len(later) < 2:
            return None
        told = [reason for reason in one.reasons if reason != _NO_TIME]
        reasons = (*told, f"时间取后文的“{later[0]}—{later[-1]}年”。")
        return replace(one, year=later[-1], base_year=later[0], reasons=reasons)

    def _inside(self, one: Bound) -> list[Time]:
        """Return the times of the sentence before a number."""
        return [time for time in self.times if one.said.sentence <= time.start < one.quantity.start]


def title_of(text: str) -> tuple[int, int] | None:
    """Return where the title of a text begins and ends: its first line, if that is short and no sentence."""
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    is_title = end > 0 and end - begin <= _TITLE and "。" not in text[begin:end]
    return (begin, end) if is_title else None


def _years_earlier(day: date, years: int) -> date:
    """Return the same day of an earlier year; 29 February is the 28th of a year without one."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
