"""What is suggested, and how."""

from __future__ import annotations

from dataclasses import dataclass

BY_KEYWORDS = "关键词"
BY_MODEL = "模型"


@dataclass(frozen=True)
class Suggestion:
    """A label, None where nothing speaks for any.

    `confidence` is a ratio from 0 to 1. By the model it is the share of such suggestions that were right on texts it
    had not learnt from; by keywords it is the winner's share of the words found, and proves nothing.
    Where `sure` is false a person should decide without leaning on it.
    """

    label: str | None
    confidence: float
    sure: bool
    by: str
