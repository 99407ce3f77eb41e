"""Audit entries for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from tidu.foundation import actors
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations
from tidu.foundation.audit.models import Entry
from tidu.foundation.audit.vocabulary import EntryKind


def an_entry(
    *,
    by: Actor | None = None,
    now: datetime = datetime(2025, 6, 10, 9, 0, tzinfo=UTC),
    action: str = "tests.act",
    subject: tuple[str, str] = ("thing", "1"),
    kind: str = EntryKind.CHANGED,
    organisation_code: str = "",
) -> Entry:
    """Return one entry, by the system unless somebody is named."""
    return operations.record(
        by=by or actors.system("测试"),
        now=now,
        action=action,
        subject=subject,
        kind=kind,
        organisation_code=organisation_code,
    )
