"""Receive, stage, answer, confirm, discard, undo: how received sheets reach the records, and how they leave them."""

from tidu.foundation.intake.checks import (
    RecordsMoved,
    UnableToAmend,
    UnableToConfirm,
    UnableToDiscard,
    UnableToStage,
    UnableToUndo,
)
from tidu.foundation.intake.forms import CannotUndo
from tidu.foundation.intake.operations._amending import Amendment, amend
from tidu.foundation.intake.operations._deciding import Confirmed, confirm, confirm_clean, discard, start
from tidu.foundation.intake.operations._errands import load_, read, resume, stop
from tidu.foundation.intake.operations._mappings import forget
from tidu.foundation.intake.operations._receiving import Received, receive
from tidu.foundation.intake.operations._staging import answer, look_again, restage, stage
from tidu.foundation.intake.operations._undoing import Rehearsal, rehearse_undo, undo
from tidu.foundation.intake.readers import UnableToRead

__all__ = [
    "Amendment",
    "CannotUndo",
    "Confirmed",
    "Received",
    "RecordsMoved",
    "Rehearsal",
    "UnableToAmend",
    "UnableToConfirm",
    "UnableToDiscard",
    "UnableToRead",
    "UnableToStage",
    "UnableToUndo",
    "amend",
    "answer",
    "confirm",
    "confirm_clean",
    "discard",
    "forget",
    "load_",
    "look_again",
    "read",
    "receive",
    "rehearse_undo",
    "restage",
    "resume",
    "stage",
    "start",
    "stop",
    "undo",
]
