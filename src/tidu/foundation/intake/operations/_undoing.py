"""Take a loaded batch back; first, if wanted, only to see what that would change."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.operations import LaterVersionsStand
from tidu.foundation.provenance.vocabulary import SourceKind

_REFUSALS = (CannotUndo, provenance_operations.RecordedOutOfOrder)
_BATCHES_SHOWN = 5


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
    except LaterVersionsStand as stands:
        raise UnableToUndo(f"这个批次不能撤销：{_what_came_after(stands)}") from stands
    except _REFUSALS as refusal:
        raise UnableToUndo(f"这个批次不能撤销：{refusal}") from refusal


def _what_came_after(stands: LaterVersionsStand) -> str:
    """Return which later sources stand on a batch, what they are and who brought them, and how to go on."""
    keys: dict[Any, list[Any]] = defaultdict(list)
    for model, key in stands.keys:
        keys[model].append(key)
    counts: Counter[SourceBatch] = Counter()
    for model, own in keys.items():
        counts.update(one.source_line.batch for one in provenance.standing_by_key(model, own).values())
    later = sorted(counts, key=lambda batch: (batch.loaded_at, batch.pk))
    said = "；".join(
        f"来源批次 {batch.pk}“{batch.title}”（{SourceKind(batch.kind).label}，{batch.loaded_by_name}"
        f" {clock.day_of(batch.loaded_at)}）改了 {counts[batch]} 条"
        for batch in later[:_BATCHES_SHOWN]
    )
    more = f"；另有 {len(later) - _BATCHES_SHOWN} 个来源" if len(later) > _BATCHES_SHOWN else ""
    return (
        f"其中 {len(stands.keys)} 条记录后来又改过：{said}{more}。请先撤销后来的批次，再撤销这一批；"
        "网页修改、更正申请和企业事项写入的，请按现在的记录逐条更正。"
    )
