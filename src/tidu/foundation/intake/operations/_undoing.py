"""Take a loaded batch back; first, if wanted, only to see what that would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import audit, consequences, forms
from tidu.foundation.intake.checks import UnableToUndo, check_can_undo
from tidu.foundation.intake.consequences import Consequence
from tidu.foundation.intake.forms import CannotUndo
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.operations._steps import decide, locked
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch

_REFUSALS = (
    CannotUndo,
    provenance_operations.LaterVersionsStand,
    provenance_operations.RecordedOutOfOrder,
)


@dataclass(frozen=True)
class Rehearsal:
    """What an undo would change now, part by part, or the reasons why it cannot be."""

    consequences: tuple[Consequence, ...] = ()
    refusal: str = ""


def undo(*, load: Load, by: Actor, now: datetime) -> Load:
    """Take a loaded batch back: every value is again what it was before, and the batch stays on record as undone.

    Raises UnableToUndo with every reason: later records that stand on the batch, or a veto of a higher app.
    """
    with transaction.atomic():
        load = locked(load)
        check_can_undo(load, by)
        form = forms.find(load.form)
        if load.source is not None:
            _take_back(form, load.source, by=by, now=now)
        decide(load, LoadState.UNDONE, by=by, now=now)
        audit.note("intake.undo", load, by=by, now=now)
    return load


def rehearse_undo(*, load: Load, by: Actor, now: datetime) -> Rehearsal:
    """Return what `undo` would change: it is carried out, every witness is asked, and all is rolled back.

    Witnesses look at what stands before the rehearsal begins: while it lasts, nobody else can write.
    """
    try:
        check_can_undo(load, by)
        after = consequences.watch(load.source, AsOf(on=clock.day_of(now))) if load.source else []
        with transaction.atomic():
            undo(load=load, by=by, now=now)
            found = [consequence for ask in after if (consequence := ask())]
            transaction.set_rollback(True)
    except UnableToUndo as refusal:
        return Rehearsal(refusal=str(refusal.args[0]))
    return Rehearsal(tuple(found))


def _take_back(form: forms.Form, batch: SourceBatch, *, by: Actor, now: datetime) -> None:
    """Let the form take its batch back; later records that stand on it are a refusal."""
    try:
        form.undo(batch, by, now)
    except _REFUSALS as refusal:
        raise UnableToUndo(f"这个批次不能撤销：{refusal}") from refusal
