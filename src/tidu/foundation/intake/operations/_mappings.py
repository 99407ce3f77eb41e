"""A mapping settled once is used again for the same table of the same sender, until somebody has it forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.intake import audit, forms, headers, queries, readers
from tidu.foundation.intake.checks import check_can_stage
from tidu.foundation.intake.models import Load, RememberedMapping


def remember(*, load: Load, by: Actor, now: datetime) -> None:
    """Keep how a load's columns were mapped for the next file of the same layout; without a sender, nothing."""
    if load.sender_id is None:
        return
    texts = {readers.column_index(letter): text for letter, text in load.headers.items()}
    RememberedMapping.objects.update_or_create(
        form=load.form,
        sender_id=load.sender_id,
        layout=queries.layout_of(texts),
        defaults={
            "headers": load.headers,
            "mapping": {letter: load.mapping.get(letter, headers.IGNORED) for letter in load.headers},
            "remembered_at": now,
            "remembered_by_name": by.name,
        },
    )
    audit.note("intake.remember_mapping", load, by=by, now=now)


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
