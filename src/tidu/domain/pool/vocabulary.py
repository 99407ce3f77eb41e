"""Stages of the cultivation pool, the steps between them, and the rules that judge each tier."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class Stage(models.TextChoices):
    """储备一批、培育一批、认定一批; OUT stands for not in the pool."""

    OUT = "OUT", "未入库"
    RESERVE = "RESERVE", "储备"
    CULTIVATION = "CULTIVATION", "培育"
    RECOGNISED = "RECOGNISED", "认定"


IN_POOL = (Stage.RESERVE, Stage.CULTIVATION, Stage.RECOGNISED)


class ProposalState(models.TextChoices):
    """What became of a computed proposal."""

    OPEN = "OPEN", "待确认"
    ACCEPTED = "ACCEPTED", "已采纳"
    DECLINED = "DECLINED", "未采纳"
    WITHDRAWN = "WITHDRAWN", "已失效"


_OFFICERS = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})


def _step(action: str, label: str, source: Stage, target: Stage) -> Transition:
    return Transition(action, label, source, target, _OFFICERS, needs_reason=True)


STAGE_STEPS: Final = TransitionTable(
    name="梯度培育库阶段",
    labels={str(stage.value): str(stage.label) for stage in Stage},
    transitions=(
        _step("enter", "入库储备", Stage.OUT, Stage.RESERVE),
        _step("take_on", "纳入培育", Stage.RESERVE, Stage.CULTIVATION),
        _step("recognise", "转入认定", Stage.CULTIVATION, Stage.RECOGNISED),
        _step("enter_recognised", "持证入库", Stage.OUT, Stage.RECOGNISED),
        _step("recognise_from_reserve", "持证转入认定", Stage.RESERVE, Stage.RECOGNISED),
        _step("return_to_cultivation", "失效后转回培育", Stage.RECOGNISED, Stage.CULTIVATION),
        _step("lapse_to_reserve", "失效后退回储备", Stage.RECOGNISED, Stage.RESERVE),
        _step("return_to_reserve", "退回储备", Stage.CULTIVATION, Stage.RESERVE),
        _step("exit_reserve", "退库", Stage.RESERVE, Stage.OUT),
        _step("exit_cultivation", "退库", Stage.CULTIVATION, Stage.OUT),
        _step("exit_recognised", "退库", Stage.RECOGNISED, Stage.OUT),
    ),
)
"""Entering cultivation straight from outside is the illegal jump: a firm is first kept in reserve."""


RULE_RECOGNISED: Final = "pool.recognised"
RULE_CULTIVATION: Final = "pool.cultivation"
RULE_RESERVE: Final = "pool.reserve"
RULE_EXIT: Final = "pool.exit"

RULE_SEED: Final = "pool.seed"
"""Which firms outside the pool are worth a visit; it moves nobody."""

RULE_STAGES: Final = {
    RULE_RECOGNISED: Stage.RECOGNISED,
    RULE_CULTIVATION: Stage.CULTIVATION,
    RULE_RESERVE: Stage.RESERVE,
    RULE_EXIT: Stage.OUT,
}
"""The stage each rule of the pool pack speaks for."""

STAIRS: Final = (
    RecognitionKind.SME_NUMBER,
    RecognitionKind.HNTE,
    RecognitionKind.GAZELLE,
    RecognitionKind.UNICORN,
)
"""The steps of the stairs from the bottom up; 专精特新 is a badge on a dot, not a step."""

FALLING_DAYS: Final = 90
"""A certificate that ends within so many days is about to fall off its step."""

FIGURE_TIERS: Final[dict[str, str]] = {
    "sme_number_count": RecognitionKind.SME_NUMBER,
    "hnte_count": RecognitionKind.HNTE,
    "specialised_sme_count": RecognitionKind.SPECIALISED_SME,
    "gazelle_count": RecognitionKind.GAZELLE,
    "unicorn_count": RecognitionKind.UNICORN,
}
"""Figures that count the holders of one tier: for these it can be said who would make the count grow."""

TIERS_LEFT_TO_PEOPLE: Final = frozenset({RecognitionKind.UNICORN})
"""Titles given by third parties on an estimate of value: the national standard's thresholds are not public, so no
pack computes them."""

UNDECIDED_RULES: Final[dict[str, str]] = {RecognitionKind.SPECIALISED_SME: "gradient.specialised"}
"""Rules that describe a title and cannot decide it: their own words say what is missing."""
