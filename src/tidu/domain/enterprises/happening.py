"""How an event of a firm's life is written: its versions, the event itself and the audit, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises.models import Enterprise, LifeEvent, Profile
from tidu.domain.enterprises.vocabulary import EventKind, LifeState
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch, SourceLine
from tidu.foundation.provenance.vocabulary import SourceKind


@dataclass(frozen=True)
class SourceDocument:
    """A notice or letter that an officer has in hand, to become the source of what is entered from it."""

    title: str
    file: StoredFile | None = None


Source = SourceLine | SourceBatch | SourceDocument
Rows = Sequence[tuple[Any, Mapping[str, Any]]]
"""Versions to write: the model, and the fields the event states."""

LONGEST_SUMMARY = 300
EVENT_FIELDS = ("kind", "happened_on", "summary", "reason")


@dataclass(frozen=True)
class Happening:
    """What happened to whom, told by which source, by whom and when."""

    action: str
    kind: EventKind
    happened_on: date
    summary: str
    enterprise: Enterprise
    source: Source
    by: Actor
    now: datetime
    reason: str = ""
    subject: str = ""
    other: Enterprise | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def write(rows: Rows, happening: Happening, *more: Happening) -> list[Any]:
    """Append an event's versions, the event (with `more` of one source) and the audit; return the versions."""
    with transaction.atomic():
        stated = {name for _, row in rows for name in row}
        line = line_of(happening, *sorted(stated))
        versions: list[Any] = []
        by_model: dict[Any, list[Mapping[str, Any]]] = {}
        for model, row in rows:
            by_model.setdefault(model, []).append(row)
        for model, own in by_model.items():
            versions += provenance_operations.append_versions(
                model=model, rows=[(line, row) for row in own], now=happening.now
            )
        note(line, happening, *more)
        audit(happening, batch_id=line.batch_id)
    return versions


def note(line: SourceLine, *happenings: Happening) -> list[LifeEvent]:
    """Append events under a line."""
    rows = [
        {
            "enterprise": one.enterprise,
            "kind": one.kind,
            "happened_on": one.happened_on,
            "subject": one.subject,
            "other": one.other,
            "summary": one.summary[:LONGEST_SUMMARY],
            "reason": one.reason,
            "detail": dict(one.detail),
        }
        for one in happenings
    ]
    return provenance_operations.append_versions(
        model=LifeEvent, rows=[(line, row) for row in rows], now=happenings[0].now
    )


def audit(happening: Happening, **detail: Any) -> None:
    """Write what happened into the audit, and into that of the other firm too."""
    firms = [happening.enterprise, *([happening.other] if happening.other else [])]
    for firm in firms:
        audit_operations.record(
            by=happening.by,
            now=happening.now,
            action=f"enterprises.{happening.action}",
            subject=("Enterprise", firm.credit_code),
            organisation_code=firm.credit_code,
            summary=happening.summary,
            detail=detail | ({"reason": happening.reason} if happening.reason else {}),
        )


def closing(enterprise: Enterprise, on: date) -> tuple[type[Profile], dict[str, object]]:
    """Return the version that closes a firm, whatever event closes it; `on` is its last day."""
    return Profile, {"enterprise_id": enterprise.pk, "life_state": LifeState.CLOSED, "closed_on": on}


def line_of(happening: Happening, *stated: str) -> SourceLine:
    """Return the line itself, or a new one without a row for a source that has none; a document is written down."""
    source = happening.source
    if isinstance(source, SourceLine):
        return source
    if isinstance(source, SourceDocument):
        source = provenance_operations.open_batch(
            kind=SourceKind.NOTICE,
            title=f"{happening.kind.label}：{source.title}",
            by=happening.by,
            now=happening.now,
            file=source.file,
            column_map={name: {} for name in (*stated, *EVENT_FIELDS)},
        )
    return provenance_operations.add_lines(batch=source, row_numbers=[0])[0]
