"""A payment to a firm is contested like any value of it: the sum, the day, the document, or that it was paid at all."""

from __future__ import annotations

from tidu.domain.enterprises import kept_elsewhere
from tidu.domain.funds import operations
from tidu.domain.funds.models import AwardPaid
from tidu.domain.funds.vocabulary import AWARD_VALUES, NEVER_PAID


def declare() -> None:
    """Let firms ask for corrections of payments."""
    kept_elsewhere.declare(
        kept_elsewhere.KeptElsewhere(
            model=AwardPaid,
            fields=frozenset(AWARD_VALUES),
            correct=operations.correct_award,
            nothing={"amount_fen": NEVER_PAID},
        )
    )
