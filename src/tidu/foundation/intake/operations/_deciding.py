"""Load a staged sheet, all or nothing, or take it off the stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tidu.foundation.actors import Actor
from tidu.foundation.handling.turns import take_turn
from tidu.foundation.intake import audit, forms, queries
from tidu.foundation.intake.checks import (
    RecordsMoved,
    UnableToConfirm,
    check_can_confirm,
    check_can_discard,
    moved_cells,
)
from tidu.foundation.intake.models import Load, Receipt, StagedRow
from tidu.foundation.intake.operations import _steps
from tidu.foundation.intake.operations._steps import LOAD, decide, locked, send
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict
from tidu.foundation.jobs.progress import SILENT, Board
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.vocabulary import SourceKind

CLASH = "载入的同时，有记录被别人改动，整个批次都没有载入。请重新比对，看过再确认。"


@dataclass(frozen=True)
class Confirmed:
    """What became of the clean files of a receipt: those loaded or under way, and those refused, with the reason."""

    done: tuple[Load, ...]
    refused: tuple[tuple[Load, str], ...]


def confirm(*, load: Load, by: Actor, now: datetime) -> Load:
    """Load every row of a staged load, all or nothing, as one batch of sources.

    Raises UnableToConfirm while a row is sent back or asks something, when the load was decided on meanwhile, and
    RecordsMoved when what stands is no longer what the preview showed. A load that changes nothing writes no source
    and no version.
    """
    return load_all(load, LoadState.STAGED, by=by, now=now, board=SILENT)


def start(*, load: Load, by: Actor, now: datetime) -> Load:
    """Confirm a load: at once, or, when it is large, in the background; raises what `confirm` raises."""
    if load.counts.get("rows", 0) <= _steps.AT_ONCE_ROWS:
        return confirm(load=load, by=by, now=now)
    with transaction.atomic():
        load = locked(load)
        check_can_confirm(load, by, LoadState.STAGED)
        load.state, load.refusal = LoadState.LOADING, ""
        load.save(update_fields=["state", "refusal"])
        send(load, LOAD, by=by, now=now)
        audit.note("intake.start", load, by=by, now=now)
    return load


def confirm_clean(*, receipt: Receipt, by: Actor, now: datetime) -> Confirmed:
    """Confirm every file of a receipt in which nothing is wrong or open; each is its own batch, all or nothing."""
    done, refused = [], []
    for load in receipt.loads.order_by("pk"):
        if not queries.may_confirm(load):
            continue
        try:
            done.append(start(load=load, by=by, now=now))
        except UnableToConfirm as refusal:
            refused.append((load, str(refusal.args[0])))
    return Confirmed(tuple(done), tuple(refused))


def discard(*, load: Load, by: Actor, now: datetime) -> Load:
    """Take a load off the stage without loading it; raise UnableToDiscard when it is no longer there."""
    with transaction.atomic():
        load = locked(load)
        check_can_discard(load, by)
        if load.state == LoadState.READING:
            load.rows.all().delete()
        decide(load, LoadState.DISCARDED, by=by, now=now)
        audit.note("intake.discard", load, by=by, now=now)
    return load


def load_all(load: Load, expected: LoadState, *, by: Actor, now: datetime, board: Board) -> Load:
    """Load every row in one transaction, from the state expected; raises what `confirm` raises.

    A record that somebody writes on its own page in the same moment is a refusal too: the database lets only one
    version stand.
    """
    try:
        with transaction.atomic():
            return _load_in_parts(load, expected, by=by, now=now, board=board)
    except IntegrityError as clash:
        raise UnableToConfirm(CLASH) from clash


def _load_in_parts(load: Load, expected: LoadState, *, by: Actor, now: datetime, board: Board) -> Load:
    """Load the rows in parts, so that few are held in memory."""
    take_turn(f"intake.{load.form}")  # two files about one record then see each other
    load = locked(load)
    check_can_confirm(load, by, expected)
    form = forms.find(load.form)
    moved = []
    done, total = 0, load.counts.get("rows", 0)
    for part in _parts(load):
        board.say("写入记录", done, total)
        moved += moved_cells(form, load, part)
        changes = [row for row in part if row.verdict != RowVerdict.SAME]
        if changes and not moved:
            load.source = load.source or _open_batch(load, form, by=by, now=now)
            _load_rows(load.source, form, changes, by=by, now=now)
        done += len(part)
    if moved:
        raise RecordsMoved(moved)
    board.say("写入记录", done, total)
    load.refusal = ""
    decide(load, LoadState.LOADED, by=by, now=now)
    audit.note("intake.confirm", load, by=by, now=now)
    return load


def _parts(load: Load) -> Iterator[list[StagedRow]]:
    """Yield the rows in the sheet's order, in parts."""
    last = -1
    rows = load.rows.defer("faults").order_by("row_number")
    while part := list(rows.filter(row_number__gt=last)[: _steps.AT_ONCE_ROWS]):
        yield part
        last = part[-1].row_number


def _open_batch(load: Load, form: forms.Form, *, by: Actor, now: datetime) -> SourceBatch:
    """Open the batch of sources that the load's values will come from."""
    return provenance_operations.open_batch(
        kind=SourceKind.WORKBOOK,
        title=f"{form.name}：{load.file_name}"[:200],
        by=by,
        now=now,
        file=load.file,
        sheet=load.sheet,
        column_map=_column_map(load, form),
    )


def _load_rows(
    batch: SourceBatch, form: forms.Form, rows: Sequence[StagedRow], *, by: Actor, now: datetime
) -> None:
    """Add a line per row and hand the rows to the form."""
    lines = provenance_operations.add_lines(batch=batch, row_numbers=[row.row_number for row in rows])
    to_load = [
        forms.RowToLoad(line=line, key=row.key, values=row.values)
        for line, row in zip(lines, rows, strict=True)
    ]
    try:
        form.load(to_load, by, now)
    except ValueError as refusal:
        raise UnableToConfirm(f"载入时被拒绝，整个批次都没有载入。{refusal}") from refusal


def _column_map(load: Load, form: forms.Form) -> dict[str, dict[str, str]]:
    """Return, per field the load states, its column and header; a field given as an option has neither."""
    stored = {spec.name for spec in form.fields if spec.stored}
    columns: dict[str, dict[str, str]] = {name: {} for name in load.options if name in stored}
    for letter, name in load.mapping.items():
        if name in stored:
            columns[name] = {"column": letter, "header": load.headers[letter]}
    return columns
