"""Words of manuscripts: where one stands on its way to a released document, and who takes it further."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.actors import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class ManuscriptState(models.TextChoices):
    """Where a manuscript stands. A version keeps the state in which it was saved: that says as whom."""

    DRAFTING = "DRAFTING", "起草"
    SUBMITTED = "SUBMITTED", "待股室签字"
    SECTION_SIGNED = "SECTION_SIGNED", "待局领导签字"
    DIRECTOR_SIGNED = "DIRECTOR_SIGNED", "待定稿"
    FINAL = "FINAL", "已定稿"
    WITHDRAWN = "WITHDRAWN", "已作废"


WAY: Final = (
    ManuscriptState.DRAFTING,
    ManuscriptState.SUBMITTED,
    ManuscriptState.SECTION_SIGNED,
    ManuscriptState.DIRECTOR_SIGNED,
    ManuscriptState.FINAL,
)
"""The states in the order of the chain: drafter, section, director, release."""

CHOICE_LABELS: Final = {
    "about": "看哪个指标的升降",
    "rising": "上升时写",
    "falling": "下降时写",
    "level": "持平时写",
    "unknown": "缺数时写",
}
"""What the parts of sentences that the data choose are called."""

SETTLED: Final = frozenset({ManuscriptState.FINAL, ManuscriptState.WITHDRAWN})
"""States in which nothing more happens."""

WRITERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
SECTIONS: Final = frozenset({Role.SECTION_CLERK})
DIRECTORS: Final = frozenset({Role.BUREAU_DIRECTOR})

SUBMIT: Final = "submit"
SECTION_SIGN: Final = "section-sign"
DIRECTOR_SIGN: Final = "director-sign"
FREEZE: Final = "freeze"
RETURN: Final = "return"
WITHDRAW: Final = "withdraw"
REWRITES: Final = {
    ManuscriptState.DRAFTING: "drafter-rewrite",
    ManuscriptState.SUBMITTED: "section-rewrite",
    ManuscriptState.SECTION_SIGNED: "director-rewrite",
}
"""A version saved after a signature takes the manuscript back to the turn of whoever saved it: by that turn."""

STEPS: Final = frozenset({SUBMIT, SECTION_SIGN, DIRECTOR_SIGN, FREEZE, RETURN, WITHDRAW})
"""What somebody presses; a rewriting comes of saving."""

SIGNATURES: Final = {SUBMIT: "起草人", SECTION_SIGN: "股室", DIRECTOR_SIGN: "局领导"}
"""The steps that are signatures, and who signs by each."""

MANUSCRIPT_STEPS: Final = TransitionTable(
    name="文稿签批",
    labels={str(state.value): str(state.label) for state in ManuscriptState},
    transitions=(
        Transition(SUBMIT, "起草人签字送审", ManuscriptState.DRAFTING, ManuscriptState.SUBMITTED, WRITERS),
        Transition(
            SECTION_SIGN, "股室签字", ManuscriptState.SUBMITTED, ManuscriptState.SECTION_SIGNED, SECTIONS
        ),
        Transition(
            DIRECTOR_SIGN,
            "局领导签字",
            ManuscriptState.SECTION_SIGNED,
            ManuscriptState.DIRECTOR_SIGNED,
            DIRECTORS,
        ),
        Transition(FREEZE, "定稿", ManuscriptState.DIRECTOR_SIGNED, ManuscriptState.FINAL, DIRECTORS),
        Transition(
            RETURN, "退回", ManuscriptState.SUBMITTED, ManuscriptState.DRAFTING, SECTIONS, needs_reason=True
        ),
        *(
            Transition(REWRITES[target], label, source, target, roles)
            for target, label, roles in (
                (ManuscriptState.DRAFTING, "起草人改稿", WRITERS),
                (ManuscriptState.SUBMITTED, "股室改稿", SECTIONS),
                (ManuscriptState.SECTION_SIGNED, "局领导改稿", DIRECTORS),
            )
            for source in WAY[WAY.index(target) + 1 : -1]
        ),
        *(
            Transition(RETURN, "退回", source, ManuscriptState.DRAFTING, DIRECTORS, needs_reason=True)
            for source in (ManuscriptState.SECTION_SIGNED, ManuscriptState.DIRECTOR_SIGNED)
        ),
        Transition(
            WITHDRAW,
            "作废",
            ManuscriptState.DRAFTING,
            ManuscriptState.WITHDRAWN,
            WRITERS,
            needs_reason=True,
        ),
    ),
)
