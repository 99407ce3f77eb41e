"""Receive several files at once: each becomes a load of its own, read at once or in the background."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.files import operations as files_operations
from tidu.foundation.files.checks import clean_name
from tidu.foundation.files.queries import fingerprint
from tidu.foundation.intake import audit, forms, judging, queries, readers
from tidu.foundation.intake.checks import UnableToStage, check_can_stage
from tidu.foundation.intake.models import Load, Receipt
from tidu.foundation.intake.operations import _steps
from tidu.foundation.intake.operations._staging import read_kept, stage
from tidu.foundation.intake.operations._steps import READ, keep_unread, send
from tidu.foundation.jobs.progress import SILENT


@dataclass(frozen=True)
class Received:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


def receive(
    *,
    form_code: str,
    files: Iterable[Received],
    options: Mapping[str, object],
    by: Actor,
    now: datetime,
    sender_id: int | None = None,
) -> Receipt:
    """Take in files of one form, handed in together; each goes its own way from here.

    The sender of a file is `sender_id`, else the organisation that the file's name speaks of, else the receiver's own.
    A file that cannot be read is kept and says why. Of the same bytes one is taken, and the receipt names the others.
    Raises UnableToStage for what is wrong about all: an unknown form, a wrong option, no file, one that cannot be kept.
    """
    check_can_stage(by)
    kept, repeats = _once_each(files)
    if not kept:
        raise UnableToStage("请选择至少一个文件。")
    try:
        judging.read_options(forms.find(form_code).with_choices(), options)
    except (readers.UnableToRead, forms.UnknownForm) as refusal:
        raise UnableToStage(str(refusal.args[0])) from refusal
    senders = [] if sender_id else queries.senders()
    own = by.grants[0].organisation_id if by.grants else None
    received = [(each, sender_id or queries.sender_named_in(each.name, senders) or own) for each in kept]
    with transaction.atomic():
        receipt = Receipt.objects.create(
            form=form_code,
            received_at=now,
            received_by_id=by.user_id,
            received_by_name=by.name,
            repeats=repeats,
        )
        if len(received) == 1 and _is_read_at_once(len(received[0][0].content)):
            _stage_the_only_one(receipt, *received[0], options, by=by, now=now)
            return receipt
        loads = [_keep(receipt, each, sent_by, options, by=by, now=now) for each, sent_by in received]
    _read_what_there_is_time_for(loads, by=by, now=now)
    return receipt


def _once_each(files: Iterable[Received]) -> tuple[list[Received], list[tuple[str, str]]]:
    """Return the files without those whose bytes came before, and of these the name with that of the file taken."""
    kept: dict[str, Received] = {}
    repeats = []
    for each in files:
        first = kept.setdefault(fingerprint(each.content), each)
        if first is not each:
            repeats.append((each.name, first.name))
    return list(kept.values()), repeats


def _stage_the_only_one(
    receipt: Receipt,
    file: Received,
    sender_id: int | None,
    options: Mapping[str, object],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Stage a small file that came alone; one that cannot be read is refused and leaves no trace."""
    stage(
        form_code=receipt.form,
        file_name=file.name,
        content=file.content,
        options=options,
        sender_id=sender_id,
        receipt=receipt,
        by=by,
        now=now,
    )


def _keep(
    receipt: Receipt,
    file: Received,
    sender_id: int | None,
    options: Mapping[str, object],
    *,
    by: Actor,
    now: datetime,
) -> Load:
    """Keep a file that is not read yet; raise UnableToStage for one that cannot be kept."""
    load = Load(receipt=receipt, form=receipt.form, options=dict(options), sender_id=sender_id)
    try:
        load.file_name = clean_name(file.name)
        load.file = files_operations.store(name=file.name, content=file.content, now=now)
    except files_operations.UnableToStore as refusal:
        raise UnableToStage(f"“{file.name}”：{refusal.args[0]}") from refusal
    keep_unread(load, by=by, now=now)
    audit.note("intake.receive", load, by=by, now=now)
    return load


def _read_what_there_is_time_for(loads: Iterable[Load], *, by: Actor, now: datetime) -> None:
    """Read small files now, each in a transaction of its own, and leave the others to the background."""
    done = 0
    for load in loads:
        at_once = _is_read_at_once(load.file.size, done)
        done += load.file.size if load.file.size <= readers.MAX_BYTES else 0
        with transaction.atomic():
            if at_once:
                read_kept(load=load, by=by, now=now, board=SILENT)
            else:
                send(load, READ, by=by, now=now)


def _is_read_at_once(size: int, done: int = 0) -> bool:
    """Return whether there is time for a file after so many bytes: a small one, or one too large to be taken."""
    return done + size <= _steps.AT_ONCE_BYTES or size > readers.MAX_BYTES
