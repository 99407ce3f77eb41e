"""Stage, confirm, discard, undo: how a received sheet reaches the records, and how it leaves them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.files import operations as files_operations
from tidu.foundation.files import queries as files_queries
from tidu.foundation.files.checks import clean_name
from tidu.foundation.files.models import StoredFile
from tidu.foundation.intake import correcting, forms, headers, judging, readers
from tidu.foundation.intake.checks import (
    CannotUndo,
    UnableToConfirm,
    UnableToDiscard,
    UnableToRead,
    UnableToStage,
    UnableToUndo,
    check_can_confirm,
    check_can_discard,
    check_can_stage,
    check_can_undo,
    check_nothing_moved,
)
from tidu.foundation.intake.models import Load, StagedRow
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch
from tidu.foundation.provenance.vocabulary import SourceKind

__all__ = [
    "CannotUndo",
    "UnableToConfirm",
    "UnableToDiscard",
    "UnableToRead",
    "UnableToStage",
    "UnableToUndo",
    "answer",
    "confirm",
    "discard",
    "restage",
    "stage",
    "undo",
]

_BULK = 1_000


def stage(
    *,
    form_code: str,
    file_name: str,
    content: bytes,
    options: Mapping[str, object],
    by: Actor,
    now: datetime,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    answers: forms.Answers | None = None,
) -> Load:
    """Read and judge a file and put every row on the stage; nothing reaches the records.

    `options` are the form's parameters given once (e.g. `{"year": 2024}`), as text or values. `sheet` names the
    sheet to read; without it the first visible sheet with the form's header is read, and the others are named in
    the notices. `mapping` is column letter or header text -> field name, over what is recognised. `answers` is
    row key -> code of a question -> its answer. Where the file is a workbook that was returned and has been mended,
    mapping, options and answers of the load it corrects hold unless given anew. Raises UnableToStage, its message
    in Chinese and fit for the sender.
    """
    check_can_stage(by)
    try:
        file_name = clean_name(file_name)
        form = forms.find(form_code).with_choices()
        sheets = readers.read_sheets(file_name, content, sheet)
        mended = correcting.find(form, content, sheets)
        given = judging.read_options(form, {**mended.options, **options})
        page, header = headers.find(form, sheets, mended.mapping if mapping is None else mapping)
        setting = forms.Setting(given, now, {**mended.answers, **(answers or {})})
        judgement = judging.judge(form, page, header, setting)
    except (UnableToRead, forms.UnknownForm, files_operations.UnableToStore) as refusal:
        raise UnableToStage(str(refusal.args[0])) from refusal
    read = _Reading(form, page, header, setting, mended, judgement)
    with transaction.atomic():
        file = files_operations.store(name=file_name, content=content, now=now)
        load = _put_on_stage(read, file, file_name, by=by, now=now)
        _note("intake.stage", load, form, by=by, now=now)
    return load


def restage(
    *,
    load: Load,
    mapping: Mapping[str, str],
    by: Actor,
    now: datetime,
    answers: forms.Answers | None = None,
) -> Load:
    """Read a staged file again under another mapping (column letter -> field, "" unread) and drop the old reading.

    `answers` take the place of those given so far.

    Raises UnableToStage when the file cannot be read so; the old reading then stays as it was.
    """
    with transaction.atomic():
        again = stage(
            form_code=load.form,
            file_name=load.file_name,
            content=files_queries.read(load.file),
            options=load.options,
            sheet=load.sheet or None,
            mapping=mapping,
            answers=load.answers if answers is None else answers,
            by=by,
            now=now,
        )
        discard(load=load, by=by, now=now)
    return again


def answer(*, load: Load, answers: forms.Answers, by: Actor, now: datetime) -> Load:
    """Answer questions about rows (row key -> code of the question -> answer) and judge the staged file again.

    Answers given before stay unless answered anew. Raises UnableToStage for what is no answer.
    """
    merged = {
        **load.answers,
        **{key: {**load.answers.get(key, {}), **given} for key, given in answers.items()},
    }
    mapping = {letter: load.mapping.get(letter, "") for letter in load.headers}
    return restage(load=load, mapping=mapping, answers=merged, by=by, now=now)


def confirm(*, load: Load, by: Actor, now: datetime) -> Load:
    """Load every row of a staged load, all or nothing, as one batch of sources.

    Raises UnableToConfirm while a row is sent back, when the load was decided on meanwhile, or when what stands is
    no longer what the preview showed. A load that changes nothing writes no source and no version.
    """
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        check_can_confirm(load, by)
        form = forms.find(load.form)
        rows = list(load.rows.order_by("row_number"))
        check_nothing_moved(form, rows)
        changes = [row for row in rows if row.verdict != RowVerdict.SAME]
        if changes:
            load.source = _load_rows(load, form, changes, by=by, now=now)
        _decide(load, LoadState.LOADED, by=by, now=now)
        _note("intake.confirm", load, form, by=by, now=now)
    return load


def discard(*, load: Load, by: Actor, now: datetime) -> Load:
    """Take a load off the stage without loading it; raise UnableToDiscard when it is no longer there."""
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        check_can_discard(load, by)
        _decide(load, LoadState.DISCARDED, by=by, now=now)
        _note("intake.discard", load, forms.find(load.form), by=by, now=now)
    return load


def undo(*, load: Load, by: Actor, now: datetime) -> Load:
    """Take a loaded batch back: every value is again what it was before, and the batch stays on record as undone.

    Raises UnableToUndo with every reason: later records that stand on the batch, or a veto of a higher app.
    """
    with transaction.atomic():
        load = Load.objects.select_for_update().get(pk=load.pk)
        check_can_undo(load, by)
        form = forms.find(load.form)
        if load.source is not None:
            _take_back(form, load.source, by=by, now=now)
        _decide(load, LoadState.UNDONE, by=by, now=now)
        _note("intake.undo", load, form, by=by, now=now)
    return load


@dataclass(frozen=True)
class _Reading:
    """A file as read and judged, before anything is kept."""

    form: forms.Form
    page: readers.Sheet
    header: headers.Header
    setting: forms.Setting
    mended: correcting.Correction
    judgement: judging.Judgement


def _put_on_stage(read: _Reading, file: StoredFile, file_name: str, *, by: Actor, now: datetime) -> Load:
    """Keep a reading: the load with its columns and every row."""
    header = read.header
    load = Load.objects.create(
        form=read.form.code,
        file=file,
        file_name=file_name,
        sheet=read.page.name,
        header_row=header.row_number,
        mapping={readers.column_letter(index): spec.name for index, spec in header.fields.items()},
        headers={readers.column_letter(index): text for index, text in header.texts.items()},
        units=dict(header.units),
        options=dict(read.setting.options),
        answers=dict(read.setting.answers),
        corrects=read.mended.load,
        notices=[*read.mended.notices, *read.page.notices, *header.notices, *read.judgement.notices],
        counts=read.judgement.counts(),
        staged_at=now,
        staged_by_id=by.user_id,
        staged_by_name=by.name,
    )
    rows = [_staged_row(load, read.form, read.page, header, row) for row in read.judgement.rows]
    StagedRow.objects.bulk_create(rows, batch_size=_BULK)
    return load


def _staged_row(
    load: Load, form: forms.Form, page: readers.Sheet, header: headers.Header, row: judging.JudgedRow
) -> StagedRow:
    """Return the row as it is kept on the stage."""
    return StagedRow(
        load=load,
        row_number=row.row.number,
        verdict=row.verdict,
        key=row.key[:120],
        label=judging.label_of(form, header, row)[:200],
        values=row.values,
        existed=row.existed,
        before=row.before,
        faults=[judging.fault_record(form, page, header, row, fault) for fault in row.faults],
    )


def _load_rows(
    load: Load, form: forms.Form, rows: Sequence[StagedRow], *, by: Actor, now: datetime
) -> SourceBatch:
    """Open the batch, add a line per row and hand the rows to the form."""
    batch = provenance_operations.open_batch(
        kind=SourceKind.WORKBOOK,
        title=f"{form.name}：{load.file_name}"[:200],
        by=by,
        now=now,
        file=load.file,
        sheet=load.sheet,
        column_map=_column_map(load, form),
    )
    lines = provenance_operations.add_lines(batch=batch, row_numbers=[row.row_number for row in rows])
    to_load = [
        forms.RowToLoad(line=line, key=row.key, values=row.values)
        for line, row in zip(lines, rows, strict=True)
    ]
    try:
        form.load(to_load, by, now)
    except ValueError as refusal:
        raise UnableToConfirm(f"载入时被拒绝，整个批次都没有载入。{refusal}") from refusal
    return batch


def _column_map(load: Load, form: forms.Form) -> dict[str, dict[str, str]]:
    """Return, per field the load states, its column and header; a field given as an option has neither."""
    stored = {spec.name for spec in form.fields if spec.stored}
    columns: dict[str, dict[str, str]] = {name: {} for name in load.options if name in stored}
    for letter, name in load.mapping.items():
        if name in stored:
            columns[name] = {"column": letter, "header": load.headers[letter]}
    return columns


def _take_back(form: forms.Form, batch: SourceBatch, *, by: Actor, now: datetime) -> None:
    """Let the form take its batch back; later records that stand on it are a refusal."""
    try:
        form.undo(batch, by, now)
    except (CannotUndo, provenance_operations.LaterVersionsStand) as refusal:
        raise UnableToUndo(f"这个批次不能撤销：{refusal}") from refusal


def _decide(load: Load, state: LoadState, *, by: Actor, now: datetime) -> None:
    """Move the load to a state and write who did it when."""
    load.state, load.decided_at, load.decided_by_name = state, now, by.name
    load.save(update_fields=["state", "decided_at", "decided_by_name", "source"])


def _note(action: str, load: Load, form: forms.Form, *, by: Actor, now: datetime) -> None:
    """Write the audit entry of a step."""
    detail: dict[str, Any] = {"form": form.code, "file": load.file.sha256, "counts": load.counts}
    if load.source_id is not None:
        detail["batch"] = load.source_id
    audit_operations.record(
        by=by,
        now=now,
        action=action,
        subject=("intake.load", str(load.pk)),
        summary=f"{form.name}：{load.file_name}"[:300],
        detail=detail,
    )
