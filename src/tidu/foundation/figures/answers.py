"""Answers that every figure may have to give: 缺数 with its reason, and that a year is still to come."""

from __future__ import annotations

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question


def unknown(figure: Figure, question: Question, reason: str, as_of: AsOf | None = None) -> Answer:
    """Return the answer 缺数 with its reason."""
    return Answer(figure, question, value=None, reason=reason, on_label=(as_of or question.as_of).label)


def not_yet(figure: Figure, question: Question) -> Answer:
    """Return 缺数 for a year still to come."""
    on = question.as_of.on.isoformat()
    return unknown(figure, question, f"{question.year} 年尚未到来（截至日为 {on}）。")
