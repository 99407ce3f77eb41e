"""Which steps the pool allows, and which stage the pack's four answers lead to."""

from __future__ import annotations

import itertools

import pytest

from tidu.domain.pool.queries import proposed_stage
from tidu.domain.pool.vocabulary import (
    RULE_CULTIVATION,
    RULE_EXIT,
    RULE_RECOGNISED,
    RULE_RESERVE,
    STAGE_STEPS,
    Stage,
)
from tidu.foundation.handling.transitions import IllegalTransition
from tidu.rules import NO, UNKNOWN, YES, Ternary

OUT, RESERVE, CULTIVATION, RECOGNISED = Stage.OUT, Stage.RESERVE, Stage.CULTIVATION, Stage.RECOGNISED


def test_cultivation_cannot_be_entered_from_outside() -> None:
    with pytest.raises(IllegalTransition, match="不能从“未入库”直接到“培育”。可到：储备、认定"):
        STAGE_STEPS.between(OUT, CULTIVATION)


@pytest.mark.parametrize(
    ("source", "target", "label"),
    [
        (OUT, RESERVE, "入库储备"),
        (RESERVE, CULTIVATION, "纳入培育"),
        (CULTIVATION, RECOGNISED, "转入认定"),
        (RECOGNISED, CULTIVATION, "失效后转回培育"),
        (RECOGNISED, RESERVE, "失效后退回储备"),
        (RECOGNISED, OUT, "退库"),
    ],
)
def test_the_steps_of_the_pool(source: Stage, target: Stage, label: str) -> None:
    step = STAGE_STEPS.between(source, target)
    assert step.label == label
    assert step.needs_reason


@pytest.mark.parametrize(
    ("stage", "verdicts", "expected"),
    [
        # outside: a valid title leads straight to 认定, a reason leads to 储备, nothing else leads in
        (OUT, (YES, NO, YES, NO), RECOGNISED),
        (OUT, (NO, NO, YES, NO), RESERVE),
        (OUT, (NO, YES, NO, NO), OUT),
        (OUT, (NO, NO, UNKNOWN, NO), OUT),
        # inside: leaving goes before everything
        (RECOGNISED, (YES, NO, YES, YES), OUT),
        (RESERVE, (NO, NO, YES, YES), OUT),
        # a title leads to 认定 from every stage
        (RESERVE, (YES, NO, YES, NO), RECOGNISED),
        (CULTIVATION, (YES, NO, YES, NO), RECOGNISED),
        # what no longer holds goes back to 储备, what holds or is unknown stays
        (RECOGNISED, (NO, NO, YES, NO), RESERVE),
        (RECOGNISED, (NO, NO, NO, NO), RESERVE),
        (CULTIVATION, (NO, NO, YES, NO), RESERVE),
        (CULTIVATION, (NO, YES, YES, NO), CULTIVATION),
        (CULTIVATION, (NO, UNKNOWN, YES, NO), CULTIVATION),
        (RESERVE, (NO, NO, NO, NO), RESERVE),
        (RESERVE, (NO, NO, NO, UNKNOWN), RESERVE),
    ],
)
def test_the_stage_the_pack_proposes(stage: Stage, verdicts: tuple[Ternary, ...], expected: Stage) -> None:
    answers = dict(zip((RULE_RECOGNISED, RULE_CULTIVATION, RULE_RESERVE, RULE_EXIT), verdicts, strict=True))
    assert proposed_stage(stage, answers)[0] is expected


def test_every_move_the_pack_can_propose_is_an_allowed_step() -> None:
    rules = (RULE_RECOGNISED, RULE_CULTIVATION, RULE_RESERVE, RULE_EXIT)
    for stage in Stage:
        for verdicts in itertools.product(Ternary, repeat=4):
            target, deciding = proposed_stage(stage, dict(zip(rules, verdicts, strict=True)))
            assert target is stage or (STAGE_STEPS.between(stage, target) and deciding)
