"""Write the audit. Called inside the transaction of the write it describes.

There are verbs for adding entries and none for changing them; the database refuses that too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit.models import AuditIsAppendOnly, Entry
from tidu.foundation.audit.vocabulary import EntryKind

__all__ = ["AuditIsAppendOnly", "record", "record_export", "record_personal_seen", "record_seen"]


def record(
    *,
    by: Actor,
    now: datetime,
    action: str,
    subject: tuple[str, str],
    kind: str = EntryKind.CHANGED,
    organisation_code: str = "",
    summary: str = "",
    detail: Mapping[str, object] | None = None,
) -> Entry:
    """Append one entry: `by` did `action` on `subject` (its type and key) at the business moment `now`."""
    subject_type, subject_key = subject
    return Entry.objects.create(
        kind=kind,
        action=action,
        at=now,
        recorded_at=clock.wall(),
        user_id=by.user_id,
        actor_name=by.name,
        subject_type=subject_type,
        subject_key=subject_key,
        organisation_code=organisation_code,
        summary=summary,
        detail=dict(detail or {}),
    )


def record_seen(
    *,
    by: Actor,
    now: datetime,
    subject: tuple[str, str],
    organisation_code: str,
    action: str = "page.seen",
    summary: str = "",
) -> Entry | None:
    """Append that `by` saw a page of another organisation; looking at one's own is nobody's business (None)."""
    if by.is_system or organisation_code in by.organisation_codes:
        return None
    return record(
        by=by,
        now=now,
        action=action,
        subject=subject,
        kind=EntryKind.SAW,
        organisation_code=organisation_code,
        summary=summary,
    )


def record_personal_seen(
    *,
    by: Actor,
    now: datetime,
    subject: tuple[str, str],
    fields: tuple[str, ...],
    organisation_code: str = "",
) -> Entry:
    """Append that `by` had personal fields shown in full; colleagues are recorded like strangers.

    Only the names of the fields are kept, never their values: the audit must not become a second directory.
    """
    return record(
        by=by,
        now=now,
        action="personal.seen",
        subject=subject,
        kind=EntryKind.SAW,
        organisation_code=organisation_code,
        summary="查看个人信息",
        detail={"fields": list(fields)},
    )


def record_export(
    *,
    by: Actor,
    now: datetime,
    subject: tuple[str, str],
    rows: int,
    file_format: str,
    organisation_code: str = "",
    detail: Mapping[str, object] | None = None,
) -> Entry:
    """Append that `by` took `rows` rows out as a file; `detail` keeps the filters they were chosen by."""
    return record(
        by=by,
        now=now,
        action=f"export.{file_format}",
        subject=subject,
        kind=EntryKind.EXPORTED,
        organisation_code=organisation_code,
        summary=f"导出 {rows} 行（{file_format}）",
        detail={**(detail or {}), "rows": rows, "format": file_format},
    )
