"""Bind a number to a figure, a year and a place by the words around it, and say in Chinese how it was done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tidu.foundation.figures.model import Figure
from tidu.foundation.figures.vocabulary import DAY, FigureKind, ParameterKind
from tidu.reporting.draft.aims import IN_PARK, TARGETS, Aims, stretch_before
from tidu.reporting.draft.bound import Bound, Doubt
from tidu.reporting.draft.clauses import Said
from tidu.reporting.draft.fillers import left_over, unread, without_places
from tidu.reporting.draft.forms import Form, form_of
from tidu.reporting.draft.names import Spoken
from tidu.reporting.draft.places import Named, Scope, behind, means_the_same, scope_of
from tidu.reporting.draft.quantity import Kind
from tidu.reporting.draft.shares import Shares
from tidu.reporting.draft.times import Time
from tidu.reporting.draft.timing import Timing, title_of
from tidu.reporting.draft.units import Fit, factor, fit

_NOW = re.compile("目前|现有|已有|已经|实有|实际|当前|截至")
_TIMES_LEFT = re.compile("[0-9〇零一二三四五六七八九十]+年|去年|上年|今年|前年|截[至止]到?|目前")
_AT_CONSTANT_PRICES = frozenset({"county_gdp"})
"""Figures whose published growth is reckoned at constant prices."""
_ADDS_UP = re.compile("^(?:合计|共计|总计|总共|一共|加起来)")
_IS_COUNT = re.compile("[家户总]?数量?(?:为|是|达到?|有)?[：:]?$")
_AND = re.compile("(?:资金)?(?:以?及|和|与|加上?)")
_CHANGES = re.compile("净增[数量]|增加[数量]|增量")
_OF_A_WHOLE = re.compile("占[^，。；;]*")
_STOCK = re.compile("总数|总量|存量|净增")
_EACH = re.compile(
    "每$|每[0-9一二两三四五六七八九十百]+[家户个人条件项][^，。；0-9]{0,14}[中里]?有?(?:近|约|超过)?$"
)
_AWARDS = "award_"
"""How the codes of awards begin, which are paid to each."""

_FIRMS = frozenset({"家", "户", "个"})
_AIMS = re.compile("力争|争取|努力|确保|目标是|奋斗")


class Binder:
    """Binds the numbers of one text in the order of reading, so that a clause may take its subject from the last."""

    def __init__(
        self,
        text: str,
        phrases: Sequence[Spoken],
        times: Sequence[Time],
        places: Mapping[str, str],
        *,
        today: date,
        numbers: Sequence[int],
    ) -> None:
        self.text = text
        self.phrases = phrases
        self.places = places
        self.today = today
        self.bound: list[Bound] = []
        self.timing = Timing(text, times, numbers, today, self.bound)
        self.shares = Shares(text, phrases, places, self.bound)
        self.aims = Aims(text, phrases, today, self.bound)

    def bind(self, said: Said) -> Bound:
        """Return what a number is of; later numbers may lean on it."""
        one = self._with_figure(Bound(said, form_of(said)))
        if one.figure is not None and one.doubt is None:
            one = self._with_time(one)
            one = self._with_base(one, one.figure) if one.form.compares and one.figure else one
            one = self._with_place(one)
        self.bound.append(one)
        return one

    # ---------------------------------------------------------------- the figure

    def _with_figure(self, one: Bound) -> Bound:
        said, last = one.said, self._last(one)
        if one.form is Form.SHARE:
            if (shared := self.shares.read(one, last)) is not None:
                return shared
            one = replace(one, form=Form.VALUE)
        if (aimed := self.aims.towards(one)) is not None:
            return aimed
        if _EACH.search(self.text[said.sentence : said.quantity.start]):
            return replace(one, doubt=Doubt.NO_FIGURE)
        near = f"{said.before}\n{said.behind}"
        best = self._best(one, near)
        if len(best) > 1:
            names = "、".join(spoken.figure.name for spoken in best)
            return replace(one, doubt=Doubt.SEVERAL, reasons=(f"可以指：{names}。",))
        if best:
            return self._named(one, best[0], near)
        return self._carried(one, last)

    def _carried(self, one: Bound, last: Bound | None) -> Bound:
        """Return a number that takes its subject from the one before, or from a share of its sentence."""
        adds_up = _ADDS_UP.search(one.said.before) is not None
        is_silent = not adds_up and self._says_nothing_new(one.said, one.form)
        is_percent = one.quantity.kind is Kind.PERCENT and one.form is Form.VALUE
        if is_percent and (shared := self.shares.going_on(one, is_silent=is_silent)) is not None:
            return shared
        if not is_silent:
            return replace(one, doubt=Doubt.NO_FIGURE)
        if last is None:
            return self._of_the_sentence(one)
        return self._of_a_share(one, last) if last.form is Form.SHARE else self._going_on(one, last)

    def _going_on(self, one: Bound, last: Bound) -> Bound:
        """Return a number that goes on with the one before: its figure, and of a growth the growth."""
        figure = self._goes_on_with(one, last)
        if last.form is Form.GROWTH and one.quantity.kind is Kind.PERCENT and one.form is Form.VALUE:
            one = replace(one, form=Form.GROWTH)
        if last.form is Form.DIFFERENCE and _CHANGES.search(
            self.text[one.said.sentence : last.quantity.start]
        ):
            one = replace(one, form=Form.DIFFERENCE)
        if figure is not None and figure.unit == "%" and one.form is Form.GROWTH:
            told = (f"承前文，仍指“{figure.name}”。", "比重的升降以百分点计，写成百分之几说的是另一回事。")
            return replace(one, form=Form.DIFFERENCE, figure=figure, unit_fits=Fit.OTHER, reasons=told)
        if figure is None or _fit(one, figure) is Fit.NONE:
            return replace(one, doubt=Doubt.NO_FIGURE)
        fits = last.unit_fits if not (one.quantity.unit or last.quantity.unit) else _fit(one, figure)
        reason = f"承前文，仍指“{figure.name}”。"
        return replace(one, figure=figure, unit_fits=fits, reasons=(reason,))

    def _goes_on_with(self, one: Bound, last: Bound) -> Figure | None:
        """Return the figure that a number takes from the one before: of a target's the count, where it is now."""
        figure, stretch = last.figure, stretch_before(self.text, one)
        if figure is None:
            return None
        if figure.code.startswith(TARGETS):
            return self.aims.counted_by(last) if _NOW.search(stretch) else figure
        return self._stock_of(figure) if _STOCK.search(stretch) else figure

    def _stock_of(self, figure: Figure) -> Figure:
        """Return the count that a flow flows into, by its own words: of 新认定13家，总数达57家 all that are valid."""
        flow = next((spoken for spoken in self.phrases if spoken.figure.code == figure.code), None)
        if flow is None or not flow.facets or figure.kind is not FigureKind.PERIOD:
            return figure
        same = (spoken for spoken in self.phrases if spoken.subject.pattern == flow.subject.pattern)
        return next((spoken.figure for spoken in same if not spoken.facets), figure)

    def _of_the_sentence(self, one: Bound) -> Bound:
        """Return a sentence's first number with the figure that an earlier clause names: 科技型企业逐年增长，达到…"""
        head = self.text[one.said.sentence : one.quantity.start]
        named = [
            (match.end(), match.end() - match.start(), spoken)
            for spoken in self.phrases
            if not spoken.facets and _fit(one, spoken.figure) is Fit.SAME
            if not (spoken.unless and spoken.unless.search(head))
            for match in spoken.subject.finditer(head)
        ]
        if not named:
            return replace(one, doubt=Doubt.NO_FIGURE)
        end, _, spoken = max(named, key=lambda each: each[:2])
        between = without_places(_TIMES_LEFT.sub("", head[end:]), self.places)
        reason = f"承前文，指“{spoken.figure.name}”。"
        return replace(
            one,
            figure=spoken.figure,
            also=spoken.also,
            is_loose=bool(unread(between)),
            reasons=(reason,),
        )

    def _of_a_share(self, one: Bound, last: Bound) -> Bound:
        """Return percentage points between a share just told and the same share of another year."""
        told = (
            f"承前文，仍指“{last.figure.name}”占“{last.whole.name}”的比重。"
            if last.figure and last.whole
            else ""
        )
        return replace(
            one,
            figure=last.figure,
            place=last.place,
            whole=last.whole,
            whole_place=last.whole_place,
            scope_words=last.scope_words,
            reasons=(told,),
        )

    def _says_nothing_new(self, said: Said, form: Form) -> bool:
        """Return whether the words beside a number name nothing: 2024年末为121家, 净增42家, 其中工业园区36家."""
        words = said.behind if form is Form.VALUE else ""
        return not unread(without_places(f"{said.before}\n{words}", self.places))

    def _named(self, one: Bound, spoken: Spoken, near: str) -> Bound:
        words = "、".join(dict.fromkeys(match[0] for part in spoken.parts if (match := part.search(near))))
        reason = f"由“{words}”认作“{spoken.figure.name}”。" if words else f"认作“{spoken.figure.name}”。"
        is_flow = spoken.figure.kind is FigureKind.PERIOD and "新增" in one.said.before
        is_sum = spoken.figure.code.startswith(_AWARDS) and self._follows_several(one)
        told = ("前面说了几家，这里可能是几家的合计。",) if is_sum else ()
        return replace(
            one,
            form=Form.VALUE if is_flow else one.form,
            figure=spoken.figure,
            also=() if "最终" in near else spoken.also,
            unit_fits=_fit(one, spoken.figure),
            is_loose=is_sum or bool(left_over(without_places(one.said.before, self.places), spoken)),
            reasons=(reason, *told),
        )

    def _follows_several(self, one: Bound) -> bool:
        """Return whether the number before, in the sentence, counts several: 对13家新认定的高企奖励260万元."""
        last = self.bound[-1] if self.bound else None
        together = last is not None and last.said.sentence == one.said.sentence
        return bool(together and last and last.quantity.unit in _FIRMS and last.quantity.low > 1)

    def _best(self, one: Bound, near: str) -> list[Spoken]:
        """Return the figures whose words stand nearest: by how many facets, then by how close the subject is."""
        rated = [(rate, spoken) for spoken in self.phrases if (rate := self._rate(one, spoken, near))]
        top = max((rate for rate, _ in rated), default=None)
        return [spoken for rate, spoken in rated if rate == top or (top and _is_joined(one, rate, top))]

    def _rate(self, one: Bound, spoken: Spoken, near: str) -> tuple[bool, int, bool, int, int, int] | None:
        """Return how well a figure's words fit, or None where they do not; of two that end alike the longer."""
        if _fit(one, spoken.figure) is Fit.NONE or (spoken.unless and spoken.unless.search(near)):
            return None
        if not all(facet.search(near) for facet in spoken.facets):
            return None
        here = list(spoken.subject.finditer(near))
        told = [match.end() for part in spoken.parts for match in part.finditer(one.said.before)]
        if not here and not (spoken.facets and self._is_carried(one.said, spoken)):
            return None
        fits = _fit(one, spoken.figure) is not Fit.OTHER
        last = max(here, key=lambda match: (match.end(), match.end() - match.start()), default=None)
        place, length = (last.end(), last.end() - last.start()) if last else (0, 0)
        return fits, len(spoken.facets), bool(here), max(told, default=0), place, length

    def _is_carried(self, said: Said, spoken: Spoken) -> bool:
        """Return whether a figure's subject stands in what was said around, and nothing since that means another."""
        around = self._around(said)
        named = list(spoken.subject.finditer(around))
        if not named or not spoken.unless:
            return bool(named)
        return not spoken.unless.search(around[named[-1].end() : said.quantity.start - said.paragraph])

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
        goes_on = other.form is not Form.SHARE or one.quantity.kind is Kind.POINTS
        return other if near and goes_on else None

    # ---------------------------------------------------------------- time and place

    def _with_time(self, one: Bound) -> Bound:
        figure = one.figure
        assert figure is not None  # noqa: S101 - bind asks only then
        if one.form is Form.GAP or (one.whole is not None and one.whole.code.startswith(TARGETS)):
            return one
        if ParameterKind.YEAR.value not in figure.parameters and one.whole is None:
            return one
        one, time = self.timing.timed(one, figure)
        if time is not None:
            return self.aims.aimed(one, time)
        aims = _AIMS.search(self.text[one.said.sentence : one.quantity.start])
        if one.doubt is not None or one.said.own_year is not None or not aims or one.form is not Form.VALUE:
            return one
        told = "这一句说的可能是要达到的数，不是现在的数。"
        return replace(one, is_loose=True, reasons=(*one.reasons, told))

    def _with_base(self, one: Bound, figure: Figure) -> Bound:
        """Return a comparison with what it is compared with; what nobody can tell apart is not called wrong."""
        if one.form is Form.GROWTH and figure.code in _AT_CONSTANT_PRICES:
            return replace(one, doubt=Doubt.REAL_GROWTH)
        one = self.timing.based(one, figure)
        last = self._last(one)
        again = (
            last is not None
            and one.form is last.form is Form.DIFFERENCE
            and (last.figure, last.year, last.base_year) == (one.figure, one.year, one.base_year)
        )
        told = "前一个数也是增减量，可能说的是增减量之差。"
        return replace(one, is_loose=True, reasons=(*one.reasons, told)) if again else one

    def _with_place(self, one: Bound) -> Bound:
        figure, named = one.figure, self._scope(one)
        assert figure is not None  # noqa: S101 - bind asks only then
        if named.scope is Scope.COUNTY:
            return one if named.words else replace(one, place_before=self._place_before(one))
        told = (*one.reasons, f"文中写“{named.words}”。")
        if named.scope is Scope.OUTSIDE:
            return replace(one, doubt=Doubt.OUTSIDE, reasons=told)
        if named.scope is Scope.SEVERAL:
            return replace(one, doubt=Doubt.SEVERAL_PLACES, reasons=told)
        if named.scope is Scope.UNKNOWN:
            return replace(one, doubt=Doubt.UNKNOWN_PLACE, reasons=told)
        if ParameterKind.PLACE.value not in figure.parameters:
            in_park = IN_PARK in figure.code and named.code == self._park()
            return one if in_park else replace(one, doubt=Doubt.NO_PLACE, reasons=told)
        return replace(one, place=named.code, reasons=(*one.reasons, f"地方取“{named.words}”。"))

    def _scope(self, one: Bound) -> Named:
        """Return where a number is: as its own words say, those right behind it, or its sentence so far."""
        said = one.said
        if one.scope_words is not None:
            return scope_of(one.scope_words, self.places)
        if said.own_words and (own := scope_of(said.own_words, self.places)).words:
            return own
        if (named := behind(said.behind, self.places)) is not None:
            return named
        words = _OF_A_WHOLE.sub("", self.text[said.sentence : said.quantity.start])
        named = scope_of(words, self.places)
        if named.words or not means_the_same(words):
            return named
        told = scope_of(_OF_A_WHOLE.sub("", self.text[said.paragraph : said.quantity.start]), self.places)
        first = title_of(self.text)
        return told if told.words or first is None else scope_of(self.text[slice(*first)], self.places)

    def _place_before(self, one: Bound) -> str | None:
        """Return the place that the paragraph spoke of last before this sentence, else the one in the title."""
        spoken = self.text[one.said.paragraph : one.said.sentence]
        named = max(((spoken.rfind(name), name) for name in self.places), default=(-1, ""))
        if named[0] >= 0:
            return self.places[named[1]]
        first = title_of(self.text)
        if first is None or one.said.paragraph < first[1]:
            return None
        return scope_of(self.text[slice(*first)], self.places).code

    def _park(self) -> str | None:
        """Return the code of the county's one park."""
        return self.places.get("园区")


def _is_joined(one: Bound, rate: tuple[int, ...], top: tuple[int, ...]) -> bool:
    """Return whether a figure is named together with the one named last: 占预算及结转资金1582万元."""
    between = one.said.before[rate[3] : top[3]]
    return 0 < rate[3] < top[3] and rate[:3] == top[:3] and _AND.match(between) is not None


def _fit(one: Bound, figure: Figure) -> Fit:
    """Return whether a number's unit can be the figure's; behind a count's name it needs none: 高企数为57."""
    counts = not one.quantity.unit and figure.unit not in {"%", DAY} and factor(figure.unit) == 1
    ends = one.said.before.strip() and not one.said.behind.strip()
    if one.quantity.kind is Kind.ZERO or (counts and (ends or _IS_COUNT.search(one.said.before))):
        return Fit.SAME
    return fit(one.quantity, figure.unit, one.form)
