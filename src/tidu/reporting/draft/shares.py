"""Shares: which part of which whole a percentage is, where each is, by the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tidu.foundation.figures.model import Figure
from tidu.foundation.figures.vocabulary import ParameterKind
from tidu.reporting.draft.bound import Bound, Doubt
from tidu.reporting.draft.fillers import unread, without_places
from tidu.reporting.draft.forms import Form
from tidu.reporting.draft.names import Spoken, wholes
from tidu.reporting.draft.places import Scope, means_the_same, scope_of
from tidu.reporting.draft.quantity import Kind

_TOTAL = re.compile("[共总]|合计")
_CLAUSE = re.compile("[，,；;、：:（）()]")
_RATIO = re.compile("占(?P<whole>[^，。；：占0-9]{2,24}?)的?(?:比重|比例|份额)")
_WHOLE_OF = re.compile("总数|总量|总额|全部|全县|我县|本县|县里")
_COUNTED = frozenset({"家", "条", "人", "件", "个", "次", "项"})
_NUMBERS = re.compile("[0-9.%％个百分点]+")


@dataclass(frozen=True)
class _Part:
    """What a share is part of something: the figure, the words that say where, and the place."""

    figure: Figure
    words: str
    place: str | None
    is_told: bool = False


class Shares:
    """Reads the shares of one text. `bound` are the numbers bound so far; the binder adds to it."""

    def __init__(
        self, text: str, phrases: Sequence[Spoken], places: Mapping[str, str], bound: Sequence[Bound]
    ) -> None:
        self.text = text
        self.phrases = phrases
        self.places = places
        self.bound = bound

    def read(self, one: Bound, last: Bound | None) -> Bound | None:
        """Return a share bound to part and whole, doubtful where the whole is not told; None where it is no share.

        `last` is the number before, on which it may lean: 岚城镇有12家，占全县的一成.
        """
        head = self.text[one.said.sentence : one.quantity.start]
        head = head if "占" in head else f"{head}{one.said.before}"
        part_words, _, whole_words = head.rpartition("占")
        part = self._part(part_words, last, one)
        if part is not None and (shared := self._of_words(one, part, whole_words)) is not None:
            return shared
        if part is not None and (shared := self._of_total(one, part, last)) is not None:
            return shared
        if part is not None and (shared := self._of_its_whole(one, part, whole_words)) is not None:
            return shared
        if one.quantity.kind is Kind.PERCENT and self._is_of_last(one, last):
            return replace(one, doubt=Doubt.NO_WHOLE)
        return None

    def going_on(self, one: Bound, *, is_silent: bool) -> Bound | None:
        """Return a percentage without a name of its own as a share: one told before, or that its part follows.

        `is_silent` says that the words beside it name nothing.
        """
        return self._carried(one) or self._leading(one) or (self._again(one) if is_silent else None)

    def _carried(self, one: Bound) -> Bound | None:
        """Return a percentage that goes on with a share told before: 占全县的比重由48.1%降为47.5%."""
        head = self.text[one.said.sentence : one.quantity.start]
        ratios = list(_RATIO.finditer(head))
        if not ratios:
            return None
        between = _NUMBERS.sub("", without_places(head[ratios[-1].end() :], self.places))
        if unread(re.sub("[0-9〇零一二三四五六七八九十]+年|去年|上年|今年|前年", "", between)):
            return None
        part = self._part(head[: ratios[-1].start()], None, one)
        return self._of_words(one, part, ratios[-1]["whole"]) if part else None

    def _leading(self, one: Bound) -> Bound | None:
        """Return a share that stands before its part: 六成以上的意见当场得到解答, 近三分之一涉及资金."""
        around = self.text[one.said.paragraph : one.quantity.end] + one.said.behind
        named = [
            (len(spoken.facets), spoken.figure)
            for spoken in self.phrases
            if spoken.figure.code in wholes() and spoken.facets
            if all(facet.search(one.said.behind) for facet in spoken.facets)
            if spoken.subject.search(around)
        ]
        if not named:
            return None
        _, figure = max(named, key=lambda each: each[0])
        return self._of_its_whole(one, _Part(figure, "", None), "")

    def _again(self, one: Bound) -> Bound | None:
        """Return a percentage that says a share once more: 占科技型企业近五成（2024年末为47.5%）."""
        other = self.bound[-1] if self.bound else None
        if other is None or other.whole is None or other.said.sentence != one.said.sentence:
            return None
        if other.form is not Form.SHARE or one.form is not Form.VALUE:
            return None
        named = scope_of(one.said.before, self.places)
        return replace(
            one,
            form=Form.SHARE,
            figure=other.figure,
            place=named.code if named.words else other.place,
            whole=other.whole,
            whole_place=other.whole_place,
            scope_words=one.said.before if named.words else other.scope_words,
            reasons=("承前文，仍指前面的比重。",),
        )

    # ---------------------------------------------------------------- the part

    def _part(self, words: str, last: Bound | None, one: Bound) -> _Part | None:
        """Return the part that the clause before 占 names, else the number told right before."""
        clause = _CLAUSE.split(words)[-1]
        if (figure := self._counted(clause, one)) is not None:
            told = re.sub(
                "占[^，。；;]*", "", words
            )  # where an earlier share's whole is says nothing of this part
            return _Part(figure, told, scope_of(told, self.places).code)
        if last is not None and self._is_of_last(one, last) and last.figure is not None:
            told = self.text[last.said.sentence : last.quantity.start]
            return _Part(last.figure, told, last.place, is_told=True)
        return None

    def _is_of_last(self, one: Bound, last: Bound | None) -> bool:
        """Return whether nothing but 占 and its whole stands between a plain number of the sentence and this one."""
        if last is None or last.form is not Form.VALUE or last.quantity.kind is not Kind.AMOUNT:
            return False
        return not unread(self.text[last.quantity.end : one.quantity.start].partition("占")[0])

    # ---------------------------------------------------------------- the whole

    def _of_words(self, one: Bound, part: _Part, words: str) -> Bound | None:
        """Return a share of the whole that the words behind 占 name: 占B的, 占全县的, 占全县B的."""
        figure = self._counted(words, one)
        named = scope_of(words, self.places)
        if named.scope in {Scope.OUTSIDE, Scope.UNKNOWN, Scope.SEVERAL}:
            reasons = (*one.reasons, f"文中写“{named.words}”。")
            return replace(one, figure=part.figure, doubt=Doubt.OUTSIDE, reasons=reasons)
        place = named.code if named.words else part.place
        if means_the_same(words):
            place = part.place
        if figure is None:
            if not named.words or unread(without_places(words, self.places)):
                return None
            figure = part.figure
        elif figure is part.figure and not named.words:
            place = None
        return self._made(one, part, figure, place)

    def _of_total(self, one: Bound, part: _Part, last: Bound | None) -> Bound | None:
        """Return a share of the total of its sentence: 共41条，其中当场26条，占六成多; 意见41条，当场解答的占63%."""
        if last is None or last.figure is None:
            return None
        if not part.is_told:
            plain = last.form is Form.VALUE and last.quantity.kind is Kind.AMOUNT
            return self._made(one, part, last.figure, last.place) if plain else None
        for other in self.bound:
            if other.said.sentence != one.said.sentence or other.figure is None or other is last:
                continue
            if other.form is not Form.VALUE or other.quantity.unit != last.quantity.unit:
                continue
            if _TOTAL.search(other.said.before) or self._holds(other, last):
                return self._made(one, part, other.figure, other.place)
        return None

    def _of_its_whole(self, one: Bound, part: _Part, words: str) -> Bound | None:
        """Return a share of what a part is always part of, where the words name nothing else: 储备企业84家，占43.1%."""
        if unread(without_places(words, self.places)):
            return None
        code = wholes().get(part.figure.code)
        figure = next((spoken.figure for spoken in self.phrases if spoken.figure.code == code), None)
        if figure is not None:
            return self._made(one, part, figure, part.place)
        if part.place is None:
            return None
        made = self._made(one, part, part.figure, None)
        others = sum(other.said.sentence == one.said.sentence for other in self.bound)
        return replace(made, is_loose=made.is_loose or others > 1) if made else None

    def _holds(self, whole: Bound, part: Bound) -> bool:
        """Return whether a number is said to be among another: 意见建议41条，其中资金类13条；41条意见中，26条."""
        between = self.text[whole.quantity.end : part.quantity.start]
        return "其中" in between or re.match("[^，。；0-9]{0,8}[中里][，,]?", between) is not None

    def _made(self, one: Bound, part: _Part, whole: Figure, place: str | None) -> Bound | None:
        if whole is part.figure and place == part.place:
            return None
        if place is not None and ParameterKind.PLACE.value not in whole.parameters:
            return replace(one, figure=part.figure, doubt=Doubt.NO_PLACE)
        start = "承前文，认作" if part.is_told else "认作"
        of = "全县" if place is None and part.place is not None else ""
        reason = f"{start}“{part.figure.name}”占{of}“{whole.name}”的比重。"
        return replace(
            one,
            form=Form.SHARE,
            figure=part.figure,
            place=part.place,
            whole=whole,
            whole_place=place,
            scope_words=part.words,
            reasons=(*one.reasons, reason),
        )

    def _counted(self, words: str, one: Bound) -> Figure | None:
        """Return the count that some words name and nothing but it, the one with the most facets and named last.

        The subject of one with facets may stand anywhere in the paragraph: 占到场人数的.
        """
        around = self.text[one.said.paragraph : one.quantity.start]
        ends = [
            (len(spoken.facets), end, -spoken.subject.pattern.count("|"), spoken.figure)
            for spoken in self.phrases
            if spoken.figure.unit in _COUNTED and not spoken.figure.code.startswith("target_")
            if (end := _named_until(words, spoken, around))
        ]
        return max(ends, key=lambda each: each[:3])[3] if ends else None


def _named_until(words: str, spoken: Spoken, around: str) -> int:
    """Return where the name of a figure ends in some words that name nothing else, 0 where they name it not."""
    if spoken.unless and spoken.unless.search(words):
        return 0
    if not all(facet.search(words) for facet in spoken.facets):
        return 0
    ends = [match.end() for match in spoken.subject.finditer(words)]
    if not ends and not (spoken.facets and spoken.subject.search(around)):
        return 0
    ends += [match.end() for facet in spoken.facets for match in facet.finditer(words)]
    rest = words[max(ends) :]
    return 0 if unread(rest) else max(ends)
