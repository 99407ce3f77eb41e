"""Read a file, judge it and put every row on the stage; read it again under another mapping or with answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from tidu.foundation import bulk_insert
from tidu.foundation.actors import Actor
from tidu.foundation.files import operations as files_operations
from tidu.foundation.files import queries as files_queries
from tidu.foundation.files.checks import clean_name
from tidu.foundation.intake import audit, correcting, forms, header_years, headers, judging, queries, readers
from tidu.foundation.intake.checks import (
    UnableToStage,
    check_answers,
    check_can_read_again,
    check_can_stage,
    check_is_reading,
)
from tidu.foundation.intake.models import Load, Receipt, RememberedMapping, StagedRow
from tidu.foundation.intake.operations import _mappings, _steps
from tidu.foundation.intake.operations._steps import READ, keep_unread, locked, send
from tidu.foundation.intake.vocabulary import LoadState
from tidu.foundation.jobs.progress import SILENT, Board
from tidu.foundation.provenance.queries import chunks

_BULK = 1_000

Mapped = Mapping[str, str]


@dataclass(frozen=True)
class _Reading:
    """A file as read and judged, before anything is kept."""

    form: forms.Form
    page: readers.Sheet
    header: headers.Header
    setting: forms.Setting
    judgement: judging.Judgement
    recalled: RememberedMapping | None
    mended: correcting.Correction


def stage(
    *,
    form_code: str,
    file_name: str,
    content: bytes,
    options: Mapping[str, object],
    by: Actor,
    now: datetime,
    sheet: str | None = None,
    mapping: Mapped | None = None,
    answers: forms.Answers | None = None,
    sender_id: int | None = None,
    receipt: Receipt | None = None,
) -> Load:
    """Read and judge a file and put every row on the stage; nothing reaches the records. Raises UnableToStage.

    Without `sheet`, the first visible one with the form's header is read. `mapping` is column letter or header text
    -> field name; without it the sender's remembered one holds, or what was settled for a workbook now mended. Of a
    receipt, a file whose columns somebody has to name is kept as one that cannot be read yet.
    """
    check_can_stage(by)
    try:
        load = Load(
            form=form_code,
            file_name=clean_name(file_name),
            sheet=sheet or "",
            mapping=dict(mapping or {}),
            options=dict(options),
            answers=dict(answers or {}),
            sender_id=sender_id,
            receipt=receipt,
        )
        _keep_read(load, content, _read(load, content, now, SILENT), by=by, now=now)
    except (readers.UnableToRead, forms.UnknownForm, files_operations.UnableToStore) as refusal:
        if receipt is None or not isinstance(refusal, headers.HeaderUnclear):
            raise UnableToStage(str(refusal.args[0])) from refusal
        _keep_unclear(load, content, refusal, by=by, now=now)
    return load


def _keep_read(load: Load, content: bytes, reading: _Reading, *, by: Actor, now: datetime) -> None:
    """Keep a file with its reading, and read its other sheets."""
    with transaction.atomic():
        load.file = files_operations.store(name=load.file_name, content=content, now=now)
        keep_unread(load, by=by, now=now)
        others = _fill(load, reading, SILENT)
        audit.note("intake.stage", load, by=by, now=now)
        _read_others(others, by=by, now=now)


def _keep_unclear(
    load: Load, content: bytes, unclear: headers.HeaderUnclear, *, by: Actor, now: datetime
) -> None:
    """Keep a file whose columns somebody has to name."""
    with transaction.atomic():
        load.file = files_operations.store(name=load.file_name, content=content, now=now)
        keep_unread(load, by=by, now=now)
        refuse(load, unclear, by=by, now=now)


def read_kept(*, load: Load, by: Actor, now: datetime, board: Board) -> None:
    """Read a load kept unread. Rows come in parts that nobody sees until the last is there.

    A file that cannot be read is marked so with its reason. What an attempt that was cut off left behind is dropped.
    """
    check_is_reading(load)
    board.say("读取文件")
    try:
        reading = _read(load, files_queries.read(load.file), now, board)
    except (readers.UnableToRead, files_queries.FileDamaged) as refusal:
        refuse(load, refusal, by=by, now=now)
        return
    load.rows.all().delete()
    others = _fill(load, reading, board)
    audit.note("intake.stage", load, by=by, now=now)
    _read_others(others, by=by, now=now)


def _read_others(others: Iterable[Load], *, by: Actor, now: datetime) -> None:
    """Read the other sheets of a file: at once, or in the background where it is large."""
    for other in others:
        if other.file.size > _steps.AT_ONCE_BYTES:
            send(other, READ, by=by, now=now)
        else:
            read_kept(load=other, by=by, now=now, board=SILENT)


def refuse(load: Load, refusal: Exception, *, by: Actor, now: datetime) -> None:
    """Mark a load as a file that cannot be read; where its columns only have to be named, they are kept with it."""
    reason = str(refusal.args[0])
    with transaction.atomic():
        load.state, load.refusal = LoadState.REFUSED, reason
        if isinstance(refusal, headers.HeaderUnclear):
            load.sheet, load.header_row = refusal.sheet, refusal.row_number
            load.headers, load.mapping = refusal.texts, refusal.mapping
        load.save()
        audit.note("intake.refuse", load, by=by, now=now, reason=reason)


def restage(*, load: Load, mapping: Mapped, by: Actor, now: datetime) -> Load:
    """Read a file again under another mapping (column letter -> field, "" unread), and remember the mapping.

    It is on the stage, or could not be read because its columns had to be named. Raises UnableToStage when the file
    cannot be read so; the old reading then stays as it was.
    """
    with transaction.atomic():
        load = _again(load, mapping=mapping, answers=load.answers, action="intake.restage", by=by, now=now)
        _mappings.remember(load=load, by=by, now=now)
    return load


def answer(*, load: Load, answers: forms.Answers, by: Actor, now: datetime) -> Load:
    """Answer questions about rows (row key -> code of the question -> answer) and judge the staged file again.

    Answers given before stay unless answered anew; "" takes one back. Raises UnableToStage for a question that nobody
    asked, and for what is no answer to it.
    """
    with transaction.atomic():
        check_answers(load, answers)
        given = {
            key: {code: value for code, value in about.items() if value}
            for key in {**load.answers, **answers}
            for about in [{**load.answers.get(key, {}), **answers.get(key, {})}]
        }
        return _again(load, answers=given, action="intake.answer", by=by, now=now)


def look_again(*, load: Load, by: Actor, now: datetime) -> Load:
    """Judge a staged load against what stands now; raise UnableToStage when it is no longer on the stage."""
    with transaction.atomic():
        return _again(load, answers=load.answers, action="intake.look_again", by=by, now=now)


def _again(
    load: Load,
    *,
    answers: forms.Answers,
    action: str,
    by: Actor,
    now: datetime,
    mapping: Mapped | None = None,
) -> Load:
    """Read a staged file again in its place: at once, or in the background when it is large."""
    load = locked(load)
    check_can_read_again(load, by)
    as_mapped = {letter: load.mapping.get(letter, headers.IGNORED) for letter in load.headers}
    load.mapping = as_mapped if mapping is None else dict(mapping)
    load.answers, load.refusal = {key: dict(about) for key, about in answers.items() if about}, ""
    load.staged_at, load.staged_by_id, load.staged_by_name = now, by.user_id, by.name
    load.state = LoadState.READING
    if load.file.size > _steps.AT_ONCE_BYTES:
        load.save()
        send(load, READ, by=by, now=now)
    else:
        try:
            reading = _read(load, files_queries.read(load.file), now, SILENT)
        except readers.UnableToRead as refusal:
            raise UnableToStage(str(refusal.args[0])) from refusal
        load.save()
        load.rows.all().delete()
        _fill(load, reading, SILENT)
    audit.note(action, load, by=by, now=now, answers=load.answers)
    return load


def _read(load: Load, content: bytes, now: datetime, board: Board) -> _Reading:
    """Read and judge a file as its load asks for; raise readers.UnableToRead."""
    form = forms.find(load.form).with_choices()
    sheets = readers.read_sheets(load.file_name, content, load.sheet or None)
    mended = correcting.find(form, content, sheets)
    first = load.corrects_id is None  # afterwards the load holds what it took over
    sheets.sort(
        key=lambda sheet: mended.load is None or sheet.name != mended.load.sheet
    )  # the mended one first
    given = judging.read_options(form, {**(mended.options if first else {}), **load.options})
    mapping = load.mapping or (mended.mapping if first else None)
    spec = header_years.year_of(form)
    year = given.get(spec.name) if spec else None
    found = None if mapping else queries.recall(form, sheets, load.sender_id, year)
    page, header, recalled = found or (
        *headers.find(form, sheets, mapping or None, year),
        load.recalled if load.mapping else None,
    )
    if spec and header.year is not None:
        given[spec.name] = header.year
    setting = forms.Setting(given, now, {**(mended.answers if first else {}), **load.answers})
    judgement = judging.judge(_telling(form, len(page.rows), board), page, header, setting)
    return _Reading(form, page, header, setting, judgement, recalled, mended)


def _telling(form: forms.Form, total: int, board: Board) -> forms.Form:
    """Return the form with a word on the board for every thousandth row: each row is keyed once."""
    done = 0

    def key_of(values: Mapping[str, Any]) -> str:
        nonlocal done
        if done % _BULK == 0:
            board.say("逐行判断", done, total)
        done += 1
        return form.key_of(values)

    return replace(form, key_of=key_of)


def _fill(load: Load, read: _Reading, board: Board) -> list[Load]:
    """Put a reading on the stage: every row, then the load itself, which makes them visible.

    Return the loads of further sheets that hold the form too, kept unread: those of a receipt whose sheet nobody chose.
    """
    done, total, tally = 0, read.judgement.total, judging.Tally()
    for part in chunks(read.judgement.rows, _BULK):
        board.say("放上暂存区", done, total)
        bulk_insert.insert_all(_staged_rows(load, read, part))
        tally.add(part)
        done += len(part)
    header = read.header
    with transaction.atomic():
        check_is_reading(locked(load))
        chosen = load.sheet or load.receipt is None or read.mended.load is not None
        further = read.header.also
        others = [] if chosen else [_further(load, name) for name in further]
        load.sheet, load.header_row = read.page.name, header.row_number
        load.mapping = {readers.column_letter(index): spec.name for index, spec in header.fields.items()}
        load.headers = {readers.column_letter(index): text for index, text in header.texts.items()}
        load.units, load.options = dict(header.units), dict(read.setting.options)
        load.answers = {key: dict(about) for key, about in read.setting.answers.items()}
        load.corrects = read.mended.load
        load.recalled = read.recalled
        recalled = [queries.recalled_in_words(read.recalled)] if read.recalled else []
        read_as = (*read.mended.notices, *read.page.notices, *header.notices)
        load.notices = [*recalled, *_said_of(others, further), *read_as, *read.judgement.notices]
        load.counts = tally.counts()
        load.state = LoadState.STAGED
        load.save()
    return others


def _further(load: Load, sheet: str) -> Load:
    """Keep another sheet of a load's file, unread, as a load of its own in the same receipt."""
    return Load.objects.create(
        receipt_id=load.receipt_id,
        sender_id=load.sender_id,
        form=load.form,
        file=load.file,
        file_name=load.file_name,
        sheet=sheet,
        options=dict(load.options),
        state=LoadState.READING,
        staged_at=load.staged_at,
        staged_by_id=load.staged_by_id,
        staged_by_name=load.staged_by_name,
    )


def _said_of(others: Sequence[Load], further: Sequence[str]) -> list[str]:
    """Return what becomes of the other sheets that hold the form."""
    if others:
        return ["这个工作簿里有几张这样的工作表，其余的各成一批，在同一收件里。"]
    return ["其余有这种表头的工作表没有读；如要读，请指明工作表另行导入。"] if further else []


def _staged_rows(load: Load, read: _Reading, rows: Iterable[judging.JudgedRow]) -> list[StagedRow]:
    """Return rows as they are kept on the stage."""
    form, header = read.form, read.header
    column = judging.label_column(form, header)
    return [
        StagedRow(
            load=load,
            row_number=row.row.number,
            verdict=row.verdict,
            key=row.key[:120],
            label=judging.label_of(column, row)[:200],
            values=row.values,
            existed=row.existed,
            before=row.before,
            faults=[judging.fault_record(form, read.page, header, row, fault) for fault in row.faults],
        )
        for row in rows
    ]
