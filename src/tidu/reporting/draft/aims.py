"""Numbers that speak of targets: what is to be reached, what is still missing, how much of it is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tidu.foundation.figures.model import Figure
from tidu.reporting.draft.bound import Bound, Doubt
from tidu.reporting.draft.clauses import Said
from tidu.reporting.draft.forms import Form
from tidu.reporting.draft.names import Spoken
from tidu.reporting.draft.quantity import Kind
from tidu.reporting.draft.times import Time

TARGETS = "target_"
"""What the code of a figure begins with that is a target, before the code of the figure aimed at."""
IN_PARK = "_park"
"""What stands in the code of a figure that counts in the park alone."""

_GAP = re.compile("(?:还|尚|仍|相)差了?$|缺口(?:为|有|是|达)?$")
_GAP_BEHIND = re.compile("^的?(?:缺口|差距)")
_DONE = re.compile(
    "完成[^，。；]{0,14}(?:目标|任务)[^，。；]{0,8}的?$|(?:完成|达成)(?:率|比例|进度)(?:为|达到?)?$"
)
_TO_BE = re.compile("力争|确保|争取|计划|目标|将|(?<![主重需纪])要|拟|预计")


class Aims:
    """Reads what a text says of targets. `bound` are the numbers bound so far; the binder adds to it."""

    def __init__(self, text: str, phrases: Sequence[Spoken], today: date, bound: Sequence[Bound]) -> None:
        self.text = text
        self.phrases = phrases
        self.today = today
        self.bound = bound

    def towards(self, one: Bound) -> Bound | None:
        """Return what is still missing to a target (还差13家), or how much of it is done (完成目标的81.4%)."""
        if one.form is not Form.VALUE:
            return None
        missing = one.quantity.kind is Kind.AMOUNT and _gapes(one.said)
        done = one.quantity.kind is Kind.PERCENT and _DONE.search(stretch_before(self.text, one))
        if not missing and not done:
            return None
        target = next((other for other in reversed(self.bound) if self._is_target(other, one)), None)
        counted = self.counted_by(target)
        aim, year = (None, None) if target is None else (target.figure, target.year)
        if done and self.bound and (own := self._target_of(self.bound[-1], one)) is not None:
            counted, aim, year = self.bound[-1].figure, own, self.today.year
        if aim is None or counted is None:
            return replace(one, doubt=Doubt.NO_TARGET)
        words = "离目标还差" if missing else "占目标"
        return replace(
            one,
            form=Form.GAP if missing else Form.SHARE,
            figure=counted,
            whole=aim,
            whole_year=year,
            scope_words="",
            reasons=(f"认作“{counted.name}”{words}“{aim.name}”。",),
        )

    def _goes_on(self, one: Bound, time: Time) -> bool:
        """Return whether the number before, of the same time, was a target: 年内要达到3家，产业研究院达到2家."""
        last = self.bound[-1] if self.bound else None
        if last is None or last.figure is None or not last.figure.code.startswith(TARGETS):
            return False
        return last.said.sentence == one.said.sentence and time.start < last.quantity.start

    def _target_of(self, other: Bound, one: Bound) -> Figure | None:
        """Return the target of the count told right before a number: 高企57家，完成率81.4%."""
        if other.figure is None or other.said.sentence != one.said.sentence or other.form is not Form.VALUE:
            return None
        code = f"{TARGETS}{other.figure.code.removesuffix('_count')}"
        return next((spoken.figure for spoken in self.phrases if spoken.figure.code == code), None)

    def _is_target(self, other: Bound, one: Bound) -> bool:
        near = other.said.paragraph == one.said.paragraph
        return near and other.figure is not None and other.figure.code.startswith(TARGETS)

    def counted_by(self, target: Bound | None) -> Figure | None:
        """Return the count that a target aims at."""
        if target is None or target.figure is None:
            return None
        code = f"{target.figure.code.removeprefix(TARGETS)}_count"
        return next((spoken.figure for spoken in self.phrases if spoken.figure.code == code), None)

    def aimed(self, one: Bound, time: Time) -> Bound:
        """Return the target in place of the count where the time is to come: 到2025年底达到70家, 今年要建成2家."""
        this = time.year == self.today.year
        wanted = this and (_TO_BE.search(stretch_before(self.text, one)) or self._goes_on(one, time))
        to_come = time.year is not None and (
            time.year > self.today.year or (this and time.is_year_end) or wanted
        )
        if not to_come or one.figure is None or one.figure.code.startswith(TARGETS):
            return one
        aims = [f"{TARGETS}{one.figure.code.removesuffix('_count')}"]
        for aim in (*aims, *(f"{aim}{IN_PARK}" for aim in aims)):
            for spoken in self.phrases:
                if spoken.figure.code == aim:
                    reason = f"时间未到，认作目标：“{spoken.figure.name}”。"
                    return replace(one, figure=spoken.figure, reasons=(*one.reasons, reason))
        return replace(one, doubt=Doubt.TO_COME)


def stretch_before(text: str, one: Bound) -> str:
    """Return the text between the last comma and a number, parts of an enumeration among it."""
    return re.split("[，,；;：:。！？!?\n]", text[: one.quantity.start])[-1]


def _gapes(said: Said) -> bool:
    """Return whether a number is said to be missing: 还差13家, 还有13家的缺口."""
    return bool(_GAP.search(said.before) or _GAP_BEHIND.match(said.behind))
