"""Bind a number to a figure, a year and a place by the words around it, and say in Chinese how it was done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tidu.foundation.figures.model import Figure
from tidu.foundation.figures.vocabulary import DAY, FigureKind, ParameterKind
from tidu.reporting.draft.clauses import Said
from tidu.reporting.draft.forms import Form, form_of
from tidu.reporting.draft.names import Spoken
from tidu.reporting.draft.places import Scope, scope_of
from tidu.reporting.draft.quantity import Kind, Quantity
from tidu.reporting.draft.times import Time
from tidu.reporting.draft.units import Fit, fit


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


@dataclass(frozen=True)
class Bound:
    """A number and what it is a number of.

    `figure` is None where `doubt` says why. `on` is a day asked for by itself, `base_year` the year compared with,
    `whole` the figure that a share is of; `also` are codes of figures that the same words may mean; `is_loose` says
    that unread words stand between the figure's name and the number, so that a difference proves nothing.
    """

    said: Said
    form: Form
    figure: Figure | None = None
    year: int | None = None
    on: date | None = None
    base_year: int | None = None
    place: str | None = None
    whole: Figure | None = None
    also: tuple[str, ...] = ()
    unit_fits: Fit = Fit.SAME
    is_loose: bool = False
    doubt: Doubt | None = None
    reasons: tuple[str, ...] = ()

    @property
    def quantity(self) -> Quantity:
        """Return the number."""
        return self.said.quantity


class Binder:
    """Binds the numbers of one text in the order of reading, so that a clause may take its subject from the last."""

    def __init__(
        self,
        text: str,
        phrases: Sequence[Spoken],
        times: Sequence[Time],
        places: Mapping[str, str],
        today: date,
    ) -> None:
        self.text = text
        self.phrases = phrases
        self.times = times
        self.places = places
        self.today = today
        self.bound: list[Bound] = []

    def bind(self, said: Said) -> Bound:
        """Return what a number is of; later numbers may lean on it."""
        form = form_of(said)
        one = self._with_figure(Bound(said, form))
        if one.figure is not None:
            one = self._with_time(one)
            one = self._with_base(one) if form.compares else one
            one = self._with_place(one)
        self.bound.append(one)
        return one

    # ---------------------------------------------------------------- the figure

    def _with_figure(self, one: Bound) -> Bound:
        said = one.said
        if one.form is Form.SHARE:
            if (shared := self._share(one) or self._share_of_last(one)) is not None:
                return shared
            if one.said.quantity.kind is Kind.PERCENT and self._is_of_last(one):
                return replace(one, doubt=Doubt.NO_WHOLE)
            one = replace(one, form=Form.VALUE)
        near = f"{said.before}\n{said.behind}"
        best = self._best(one, near)
        if len(best) > 1:
            names = "、".join(spoken.figure.name for spoken in best)
            return replace(one, doubt=Doubt.SEVERAL, reasons=(f"可以指：{names}。",))
        if best:
            return self._named(one, best[0], near)
        last = self._last(one)
        if last is not None and last.figure is not None and _says_nothing_new(said, one.form):
            reason = f"承前文，仍指“{last.figure.name}”。"
            return replace(one, figure=last.figure, unit_fits=_fit(one, last.figure), reasons=(reason,))
        return replace(one, doubt=Doubt.NO_FIGURE)

    def _named(self, one: Bound, spoken: Spoken, near: str) -> Bound:
        words = "、".join(dict.fromkeys(match[0] for part in spoken.parts if (match := part.search(near))))
        reason = f"由“{words}”认作“{spoken.figure.name}”。" if words else f"认作“{spoken.figure.name}”。"
        is_flow = spoken.figure.kind is FigureKind.PERIOD and "新增" in one.said.before
        return replace(
            one,
            form=Form.VALUE if is_flow else one.form,
            figure=spoken.figure,
            also=spoken.also,
            unit_fits=_fit(one, spoken.figure),
            is_loose=bool(_left_over(one.said.before, spoken)),
            reasons=(reason,),
        )

    def _best(self, one: Bound, near: str) -> list[Spoken]:
        """Return the figures whose words stand nearest: by how many facets, then by how close the subject is."""
        rated = [(rate, spoken) for spoken in self.phrases if (rate := self._rate(one, spoken, near))]
        top = max((rate for rate, _ in rated), default=None)
        return [spoken for rate, spoken in rated if rate == top]

    def _rate(self, one: Bound, spoken: Spoken, near: str) -> tuple[bool, int, bool, int] | None:
        """Return how well a figure's words fit, or None where they do not."""
        if _fit(one, spoken.figure) is Fit.NONE or (spoken.unless and spoken.unless.search(near)):
            return None
        if not all(facet.search(near) for facet in spoken.facets):
            return None
        here = list(spoken.subject.finditer(near))
        if not here and not (spoken.facets and spoken.subject.search(self._around(one.said))):
            return None
        fits = _fit(one, spoken.figure) is not Fit.OTHER
        return fits, len(spoken.facets), bool(here), max((match.end() for match in here), default=0)

    def _share(self, one: Bound) -> Bound | None:
        """Return a share bound to part and whole: A占B的P%."""
        head = self._sentence_before(one.said) + one.said.before
        part_words, _, whole_words = head.rpartition("占")
        whole = self._counted(whole_words)
        part = self._counted(part_words) or (
            last.figure if not part_words.strip("，,（( ") and (last := self._last(one)) else None
        )
        if part is None or whole is None or part is whole:
            return None
        reason = f"认作“{part.name}”占“{whole.name}”的比重。"
        return replace(one, figure=part, whole=whole, reasons=(reason,))

    def _share_of_last(self, one: Bound) -> Bound | None:
        """Return a share of the number just told in the total of its sentence: 共41条，其中当场解答26条，占六成多."""
        last = self.bound[-1] if self._is_of_last(one) else None
        if last is None or last.figure is None:
            return None
        total = next(
            (
                other.figure
                for other in self.bound
                if other.said.sentence == one.said.sentence
                and other.form is Form.VALUE
                and other.quantity.unit == last.quantity.unit
                and (_TOTAL.search(other.said.before) or self._holds(other, last))
            ),
            None,
        )
        if total is None or total is last.figure:
            return None
        reason = f"承前文，认作“{last.figure.name}”占“{total.name}”的比重。"
        return replace(one, figure=last.figure, whole=total, reasons=(reason,))

    def _holds(self, whole: Bound, part: Bound) -> bool:
        """Return whether a number is said to be among another: 意见建议41条，其中资金类13条."""
        return "其中" in self.text[whole.quantity.end : part.quantity.start]

    def _is_of_last(self, one: Bound) -> bool:
        """Return whether nothing but 占 stands between the number before, a plain one of the sentence, and this one."""
        last = self._last(one)
        if last is None or last.form is not Form.VALUE or last.quantity.kind is not Kind.AMOUNT:
            return False
        return not unread(self.text[last.quantity.end : one.quantity.start].replace("占", ""))

    def _counted(self, words: str) -> Figure | None:
        """Return the plain count named last in some words."""
        ends = [
            (match.end(), -spoken.subject.pattern.count("|"), spoken.figure)
            for spoken in self.phrases
            if not spoken.facets and spoken.figure.unit == "家"
            for match in spoken.subject.finditer(words)
        ]
        return max(ends, key=lambda end: end[:2])[2] if ends else None

    def _sentence_before(self, said: Said) -> str:
        return self.text[said.sentence : said.quantity.start]

    def _around(self, said: Said) -> str:
        """Return what may hold the subject of a facet: the paragraph so far, and the rest of the sentence."""
        rest = re.split("[。！？!?\n]", self.text[said.quantity.end :], maxsplit=1)[0]
        return self.text[said.paragraph : said.quantity.end] + rest

    def _last(self, one: Bound) -> Bound | None:
        """Return the number before: of the same sentence, or of the paragraph where this one says only a change."""
        if not self.bound:
            return None
        other = self.bound[-1]
        near = other.said.sentence == one.said.sentence or (
            one.form.compares and other.said.paragraph == one.said.paragraph
        )
        return other if near and other.form is not Form.SHARE else None

    # ---------------------------------------------------------------- the time

    def _with_time(self, one: Bound) -> Bound:
        figure = one.figure
        assert figure is not None  # noqa: S101 - bind asks only then
        if ParameterKind.YEAR.value not in figure.parameters and one.whole is None:
            return one
        if one.said.own_year is not None:
            year = one.said.own_year
            return replace(one, year=year, reasons=(*one.reasons, f"按列举的次序，说的是 {year} 年。"))
        time = self._time_of(one)
        if time is None:
            return replace(one, reasons=(*one.reasons, "没有写时间，按截至日核。"))
        if time.is_part and time.year is not None:
            return replace(one, year=time.year, doubt=Doubt.PART_OF_YEAR)
        reasons = (*one.reasons, f"时间取“{time.text}”。")
        one = self._aimed(replace(one, year=time.year, reasons=reasons), time)
        is_past_day = time.on is not None and time.on <= self.today and figure.kind is FigureKind.POINT
        return replace(one, on=time.on, year=None) if is_past_day and figure.unit != DAY else one

    def _aimed(self, one: Bound, time: Time) -> Bound:
        """Return the target in place of the count where the time is still to come: 到2025年底达到70家."""
        to_come = time.year is not None and (
            time.year > self.today.year or (time.year == self.today.year and time.is_year_end)
        )
        if not to_come or one.figure is None or one.figure.code.startswith(_TARGETS):
            return one
        aim = f"{_TARGETS}{one.figure.code.removesuffix('_count')}"
        for spoken in self.phrases:
            if spoken.figure.code == aim:
                reason = f"时间未到，认作目标：“{spoken.figure.name}”。"
                return replace(one, figure=spoken.figure, reasons=(*one.reasons, reason))
        return replace(one, doubt=Doubt.TO_COME)

    def _time_of(self, one: Bound) -> Time | None:
        """Return the time named last before a number and not compared with: in the sentence, else in the paragraph."""
        said = one.said
        if (own := self._own_base(one)) is not None:
            return own
        behind = [
            time
            for time in self.times
            if said.quantity.end < time.start <= said.quantity.end + 2
            and self.text[said.quantity.end] in "（("
        ]
        if behind:
            return behind[0]
        before = [time for time in self.times if time.start < said.quantity.start and not time.is_base]
        for begin in (said.sentence, said.paragraph):
            inside = [time for time in before if time.start >= begin]
            if inside:
                return inside[-1]
        return None

    def _own_base(self, one: Bound) -> Time | None:
        """Return the time compared with whose own value the number is: 比2022年的79家, 较上年末47家."""
        if one.form.compares:
            return None
        start = one.said.quantity.start
        own = [
            time for time in self.times if time.is_base and _STRAIGHT.fullmatch(self.text, time.end, start)
        ]
        if not own or not own[-1].is_year_before:
            return own[-1] if own else None
        spoken = [
            time.year for time in self.times if time.start < own[-1].start and not time.is_base and time.year
        ]
        return replace(own[-1], year=(spoken[-1] if spoken else self.today.year) - 1)

    def _with_base(self, one: Bound) -> Bound:
        """Return the comparison with its base year: named (比2022年), the earlier of two ends, or the year before."""
        said = one.said
        year = one.year if one.year is not None else self.today.year
        stretch = self.text[said.sentence : said.quantity.start]
        inside = [time for time in self.times if said.sentence <= time.start < said.quantity.start]
        bases = [year - 1 if time.is_year_before else time.year for time in inside if time.is_base]
        named = [base for base in bases if base is not None]
        starts = [time.year if time.since is None else time.since for time in inside]
        earlier = [start for start in starts if start is not None and start < year]
        ends = [
            other.year
            for other in self.bound
            if other.figure is one.figure and other.form is Form.VALUE and other.said.paragraph == said.paragraph
            and other.year is not None and other.year < year
        ]  # fmt: skip
        if named:
            base = named[-1]
        elif "同比" in stretch[-12:]:
            base = year - 1
        elif earlier or ends:
            base = (ends or earlier)[0]
        elif one.year is not None:
            assumed = f"没有说和哪一年比，按比上年（{year - 1} 年）核；不符也不判为错。"
            return replace(one, base_year=year - 1, is_loose=True, reasons=(*one.reasons, assumed))
        else:
            return replace(one, doubt=one.doubt or Doubt.NO_BASE)
        return replace(one, base_year=base, reasons=(*one.reasons, f"与 {base} 年比。"))

    # ---------------------------------------------------------------- the place

    def _with_place(self, one: Bound) -> Bound:
        scope, words, code = scope_of(self._sentence_before(one.said), self.places)
        figure = one.figure
        if scope is Scope.COUNTY or figure is None:
            return one
        if scope is Scope.OUTSIDE:
            return replace(one, doubt=Doubt.OUTSIDE, reasons=(*one.reasons, f"文中写“{words}”。"))
        if scope is Scope.UNKNOWN:
            return replace(one, doubt=Doubt.UNKNOWN_PLACE, reasons=(*one.reasons, f"文中写“{words}”。"))
        if ParameterKind.PLACE.value not in figure.parameters:
            return replace(one, doubt=Doubt.NO_PLACE, reasons=(*one.reasons, f"文中写“{words}”。"))
        return replace(one, place=code, reasons=(*one.reasons, f"地方取“{words}”。"))


_TARGETS = "target_"
_TOTAL = re.compile("[共总]|合计")
_STRAIGHT = re.compile("年?[末底]?的?")
_FILLERS = re.compile(
    "平均每年|每年平均|年平均|全县|我县|本县|全局|县里|县内|其中|共有|共计|总数|总量|数量|总计|合计|累计|目前|现有|当前|已经|有效|存量|户数|家数|规模"
    "|达到?|增[加长至]?|减少|提高|上升|下降|净|新|同比|比上?年?|较上?年?|到|从|由|为|是|有|的|了|已|共|约|近|超过?|突破|末|底|年|和|与|及|分别"
    "|拥有|收集|征集|收到|举办|举行|活动|各类|条数|人数|来宾|代表|政策|人次|本次|此次|这次|期间|一次性|给予|安排|当场|解答|答复|也|则|又|还|仅|只|将|力争|确保|要"
    "|方面|领域|队伍|资金|金额|增速|增幅|增长率|企业|数|在|上|中|不足|左右|最高|不|单[家户个]|每[家户]"
)
_WORDS_LEFT = re.compile("[\u4e00-\u9fffA-Za-z]{2,}")


def _says_nothing_new(said: Said, form: Form) -> bool:
    """Return whether the words beside a number name nothing: "2024年末为121家", "净增42家"."""
    behind = said.behind if form is Form.VALUE else ""
    return not unread(f"{said.before}\n{behind}")


def unread(words: str) -> str:
    """Return the first of some words that may name something, apart from what only leads to a number; or nothing."""
    left = _WORDS_LEFT.search(_FILLERS.sub("", words))
    return left[0] if left else ""


def _left_over(before: str, spoken: Spoken) -> str:
    """Return words between a figure's own and the number that nobody read: the 研发平台 of 高新技术企业研发平台58家."""
    ends = [match.end() for part in spoken.parts for match in part.finditer(before)]
    return unread(before[max(ends, default=len(before)) :])


def _fit(one: Bound, figure: Figure) -> Fit:
    """Return whether a number's unit can be the figure's."""
    if one.said.quantity.kind is Kind.ZERO:
        return Fit.SAME
    return fit(one.said.quantity, figure.unit, one.form)
