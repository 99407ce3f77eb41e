"""A mapping settled once is used again for the same table of the same sender, until somebody has it forgotten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import ZONE
from tidu.foundation.intake import forms, headers, readers
from tidu.foundation.intake.cells import plain
from tidu.foundation.intake.checks import check_can_stage
from tidu.foundation.intake.models import Load, RememberedMapping

TRIED = 20
"""How many tables of one sender are compared with a new one, newest first."""


def remember(*, load: Load, by: Actor, now: datetime) -> None:
    """Keep how a load's columns were mapped for the next file of the same layout; without a sender, nothing."""
    if load.sender_id is None:
        return
    texts = {readers.column_index(letter): text for letter, text in load.headers.items()}
    RememberedMapping.objects.update_or_create(
        form=load.form,
        sender_id=load.sender_id,
        layout=layout_of(texts),
        defaults={
            "headers": load.headers,
            "mapping": {letter: load.mapping.get(letter, headers.IGNORED) for letter in load.headers},
            "remembered_at": now,
            "remembered_by_name": by.name,
        },
    )


def forget(*, mapping: RememberedMapping, by: Actor, now: datetime) -> None:
    """Forget a mapping: the sender's next table is recognised by its headers alone."""
    check_can_stage(by)
    with transaction.atomic():
        audit_operations.record(
            by=by,
            now=now,
            action="intake.forget_mapping",
            subject=("intake.mapping", str(mapping.pk)),
            summary=f"{forms.find(mapping.form).name}：不再沿用{mapping.sender.short_name}的列对应",
            detail={"headers": mapping.headers, "mapping": mapping.mapping},
        )
        mapping.delete()


def recall(
    form: forms.Form, sheets: list[readers.Sheet], sender_id: int | None
) -> tuple[readers.Sheet, headers.Header, RememberedMapping] | None:
    """Return the sheet and header read under a remembered mapping, None where no remembered layout is there."""
    if sender_id is None:
        return None
    kept = RememberedMapping.objects.filter(form=form.code, sender_id=sender_id).select_related("sender")
    for remembered in kept.order_by("-remembered_at", "-pk")[:TRIED]:
        try:
            page, header = headers.find(form, sheets, remembered.mapping)
        except readers.UnableToRead:
            continue
        if layout_of(header.texts) == remembered.layout:
            return page, header, remembered
    return None


def in_words(remembered: RememberedMapping) -> str:
    """Return the sentence that says whose mapping was used."""
    day = remembered.remembered_at.astimezone(ZONE).date()
    return (
        f"表头与{remembered.sender.short_name}上次的相同，列对应沿用"
        f"{remembered.remembered_by_name} {day} 的确定；不对可改，也可忘记。"
    )


def layout_of(texts: Mapping[int, str]) -> str:
    """Return the fingerprint of a header: its texts by column, whatever their width and spaces."""
    placed = [[index, plain(text)] for index, text in sorted(texts.items())]
    return hashlib.sha256(json.dumps(placed, ensure_ascii=False).encode()).hexdigest()
