"""Scores that guests give."""

from __future__ import annotations

from tidu.domain.openday.vocabulary import MOST_SCORE


class UnableToAnswer(ValueError):
    """Raised when a score or an answer is not taken; the message is for the guest."""


def check_score(score: int, client_id: str) -> None:
    """Refuse a score outside 1 to 5, and one without the id that makes resending harmless."""
    if not 1 <= score <= MOST_SCORE:
        raise UnableToAnswer(f"请选 1 至 {MOST_SCORE} 分。")
    if not 1 <= len(client_id) <= 64:
        raise UnableToAnswer("页面没有带上发送编号。请刷新页面后重新提交。")
