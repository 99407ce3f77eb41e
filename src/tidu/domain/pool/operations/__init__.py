"""Verbs of the cultivation pool. Every one is an officer's act: checked, versioned with its source, and audited."""

from tidu.domain.pool.checks import Decision, StageMovedOn, UnableToAnswer, UnableToChangeStage
from tidu.domain.pool.operations._decisions import admit, decide, leave, move, reassign, take_back, take_on
from tidu.domain.pool.operations._proposals import (
    ProposalRun,
    accept,
    compute_proposals,
    decline,
    propose_nightly,
)

__all__ = [
    "Decision",
    "ProposalRun",
    "StageMovedOn",
    "UnableToAnswer",
    "UnableToChangeStage",
    "accept",
    "admit",
    "compute_proposals",
    "decide",
    "decline",
    "leave",
    "move",
    "propose_nightly",
    "reassign",
    "take_back",
    "take_on",
]
