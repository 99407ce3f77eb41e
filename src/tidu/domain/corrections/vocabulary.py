"""Words of corrections: where a request stands, who moves it, and by when the bureau answers."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.actors import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class CorrectionState(models.TextChoices):
    """Where a request to correct a value stands."""

    SUBMITTED = "SUBMITTED", "已提出"
    RECEIVED = "RECEIVED", "已受理"
    NEEDS_MORE = "NEEDS_MORE", "需补充"
    ADOPTED = "ADOPTED", "采纳"
    DECLINED = "DECLINED", "不采纳"
    WITHDRAWN = "WITHDRAWN", "已撤回"


State = CorrectionState

ASKERS: Final = frozenset({Role.ENTERPRISE_CONTACT})
"""Who asks, for the own firm only."""

HANDLERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who answers for the bureau."""

WITH_BUREAU: Final = (State.SUBMITTED, State.RECEIVED)
"""States in which the bureau's clock runs."""

OPEN: Final = (*WITH_BUREAU, State.NEEDS_MORE)
"""States in which a second request about the same value is refused."""

CORRECTION_STEPS: Final = TransitionTable(
    name="数据更正",
    labels={str(state.value): str(state.label) for state in State},
    transitions=(
        Transition("receive", "受理", State.SUBMITTED, State.RECEIVED, HANDLERS),
        Transition("adopt", "采纳", State.RECEIVED, State.ADOPTED, HANDLERS),
        Transition("decline", "不采纳", State.RECEIVED, State.DECLINED, HANDLERS, needs_reason=True),
        Transition("ask_more", "要求补充", State.RECEIVED, State.NEEDS_MORE, HANDLERS, needs_reason=True),
        Transition("supplement", "补充", State.NEEDS_MORE, State.RECEIVED, ASKERS, needs_reason=True),
        Transition("withdraw", "撤回", State.SUBMITTED, State.WITHDRAWN, ASKERS),
        Transition("withdraw", "撤回", State.RECEIVED, State.WITHDRAWN, ASKERS),
        Transition("withdraw", "撤回", State.NEEDS_MORE, State.WITHDRAWN, ASKERS),
    ),
)

ANSWER_WITHIN: Final = 5
"""Working days from a request (or its supplement) to the answer: the county's own promise, no number of law."""

REASON_LENGTH: Final = 300
MOST_PROOF_BYTES: Final = 10 * 1024 * 1024
PROOF_KINDS: Final = ("pdf", "jpg", "jpeg", "png", "xlsx", "xls", "docx")
"""Endings of files that are taken as proof."""

PROOF_BEGINS: Final = {
    "pdf": b"%PDF",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "png": b"\x89PNG",
    "xlsx": b"PK",
    "docx": b"PK",
    "xls": b"\xd0\xcf\x11\xe0",
}
"""How the content of such a file begins: what cannot be opened proves nothing."""
