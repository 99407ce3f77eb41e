"""What a number says of a figure: its value, its change between two years, its growth, a multiple, or a share."""

from __future__ import annotations

import re
from enum import StrEnum

from tidu.reporting.draft.clauses import Said
from tidu.reporting.draft.quantity import Kind


class Form(StrEnum):
    """What is said of a figure."""

    VALUE = "数值"
    DIFFERENCE = "增减量"
    GROWTH = "增长率"
    TIMES = "倍数"
    TIMES_MORE = "增长的倍数"
    SHARE = "比重"
    GAP = "差额"

    @property
    def compares(self) -> bool:
        """Return whether it needs a base year."""
        return self in {Form.DIFFERENCE, Form.GROWTH, Form.TIMES, Form.TIMES_MORE}


_REACHES = re.compile(
    "(?:增长|增加|提高|提升|上升|扩大|扩充|减少|缩减|下降|降低|回落|回升|发展|壮大|跃升|攀升|增)[到至为]|升[至到]|降[至到]|减[至到]|变[为成]"
)
_GROWS = re.compile(
    "增长|增幅|增速|提高|提升|上升|攀升|增加(?!值)|扩大|下降|减少|降低|回落|下滑|同比|净增|新增|多了?$|少了?$|涨|[再又]增|增了?$"
)
_YEARLY = re.compile("年均|年平均|平均每年|每年平均")
_FALLS = re.compile("下降|减少|降低|回落|下滑|少了?$")


def form_of(said: Said) -> Form:
    """Return what a number says: the words directly before it decide."""
    words, kind = said.before, said.quantity.kind
    if _REACHES.search(words) or kind in {Kind.ZERO, Kind.DAY}:
        return Form.VALUE
    grows = bool(_GROWS.search(words))
    if kind is Kind.TIMES:
        return Form.TIMES_MORE if grows and not said.quantity.text.startswith("翻") else Form.TIMES
    if kind is Kind.PERCENT:
        return Form.SHARE if "占" in words else Form.GROWTH if grows else Form.VALUE
    if kind is Kind.POINTS:
        return Form.DIFFERENCE
    return Form.DIFFERENCE if grows else Form.VALUE


def is_yearly(said: Said) -> bool:
    """Return whether a change is said of each year on the average: 年均增长23.2%."""
    return bool(_YEARLY.search(said.before))


def falls(said: Said) -> bool:
    """Return whether a change is said to be a fall."""
    return bool(_FALLS.search(said.before))
