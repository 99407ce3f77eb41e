"""Answers that every figure may have to give: 缺数 with its reason, a year still to come, a place that is none."""

from __future__ import annotations

from tidu.foundation.accounts.models import Organisation
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question


class UnknownPlace(LookupError):
    """Raised when a figure is asked for a township or park that does not exist."""


def unknown(figure: Figure, question: Question, reason: str, as_of: AsOf | None = None) -> Answer:
    """Return the answer 缺数 with its reason."""
    return Answer(figure, question, value=None, reason=reason, on_label=(as_of or question.as_of).label)


def not_yet(figure: Figure, question: Question) -> Answer:
    """Return 缺数 for a year still to come."""
    on = question.as_of.on.isoformat()
    return unknown(figure, question, f"{question.year} 年尚未到来（截至日为 {on}）。")


def refuse_unknown_place(question: Question) -> None:
    """Raise UnknownPlace when the question names a place that does not exist."""
    if question.place is not None and not Organisation.objects.filter(code=question.place).exists():
        raise UnknownPlace(f"没有代码为“{question.place}”的乡镇或园区。")
