"""Whether the unit of a number can be that of a figure, and what one of the figure's is in the number's."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from tidu.foundation.figures.vocabulary import DAY
from tidu.reporting.draft.forms import Form
from tidu.reporting.draft.quantity import Kind, Quantity

_ALIKE = (
    {"家", "户", "个"},
    {"人", "名", "位", "人次"},
    {"条", "件", "个"},
    {"件", "个", "项"},
    {"次", "家次", "批次"},
    {"个", "处"},
)
_FACTORS = {"万元": 10_000, "亿元": 10**8, "万美元": 10_000, "千元": 1_000, "万人": 10_000}
_BASES = {"万元": "元", "亿元": "元", "千元": "元", "万美元": "美元", "万人": "人"}
_PEOPLE_OR_THINGS = frozenset().union(*_ALIKE)


class Fit(StrEnum):
    """How a number's unit goes with a figure's."""

    SAME = "SAME"
    OTHER = "OTHER"
    NONE = "NONE"


def fit(quantity: Quantity, unit: str, form: Form) -> Fit:
    """Return SAME where units agree, OTHER where one was probably mistaken for another, NONE where they are apart."""
    if form in {Form.GROWTH, Form.TIMES, Form.TIMES_MORE, Form.SHARE}:
        return Fit.NONE if unit in {"%", DAY} else Fit.SAME
    if quantity.kind is Kind.POINTS:
        return Fit.SAME if unit == "%" else Fit.NONE if unit == DAY else Fit.OTHER
    if DAY in {unit, quantity.unit} or quantity.kind is Kind.DAY:
        return Fit.SAME if unit == DAY and quantity.kind is Kind.DAY else Fit.NONE
    return _of_amounts(quantity.unit, _BASES.get(unit, unit))


def _of_amounts(said: str, asked: str) -> Fit:
    if said == asked or any({said, asked} <= alike for alike in _ALIKE):
        return Fit.SAME
    if not said or {said, asked} <= _PEOPLE_OR_THINGS:
        return Fit.OTHER
    return Fit.NONE


def factor(unit: str) -> Fraction:
    """Return what one of a figure's unit is in the unit numbers are kept in: 万元 is 10,000 元."""
    return Fraction(_FACTORS.get(unit, 1))
