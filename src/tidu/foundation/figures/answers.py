"""Answers that every figure may have to give: 缺数 with its reason, a year still to come or before the first record."""

from __future__ import annotations

from datetime import date

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


def before_the_first(question: Question, first: date | None, what: str) -> str:
    """Return why a year of which nothing is on record is unknown; "" where it is nought, for records were kept by then.

    `first` is the day of the first record of all, None for none; `what` names the records in Chinese.
    """
    year = question.as_of.on.year if question.year is None else question.year
    if first is not None and first.year > year:
        return f"最早登记的{what}在 {first.isoformat()}，此前没有登记，不能当作零。"
    if first is None and year < question.as_of.on.year:
        return f"还没有登记过{what}，往年的不能当作零。"
    return ""


def refuse_unknown_place(question: Question) -> None:
    """Raise UnknownPlace when the question names a place that does not exist."""
    if question.place is not None and not Organisation.objects.filter(code=question.place).exists():
        raise UnknownPlace(f"没有代码为“{question.place}”的乡镇或园区。")
