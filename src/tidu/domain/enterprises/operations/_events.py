"""Single events in a firm's life: renamed, moved, closed, a title revoked, a value corrected; and its page seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises import checks
from tidu.domain.enterprises.intervals import in_force, rows_from, standing_of
from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Profile, Recognition
from tidu.domain.enterprises.queries import ValueKey, standing_value
from tidu.domain.enterprises.vocabulary import DIRECT_ROUTES, EndKind, LifeState, RecognitionKind
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceBatch, SourceLine, Versioned

Source = SourceLine | SourceBatch

_ROUTE_ANSWERS = frozenset(field for _, *fields in DIRECT_ROUTES for field in fields if field)


@dataclass(frozen=True)
class _Event:
    """What happened to whom, told by which source, by whom and when."""

    action: str
    summary: str
    enterprise: Enterprise
    source: Source
    by: Actor
    now: datetime


def rename(
    *, enterprise: Enterprise, name: str, on: date, source: Source, by: Actor, now: datetime
) -> NameRecord:
    """Give a firm a new name from a day on; the credit code stays. Raises UnableToRename."""
    records = standing_of(NameRecord, [enterprise.pk]).get(enterprise.pk, [])
    checks.check_can_rename(enterprise, in_force(records, on), name)
    rows = rows_from(records, enterprise.pk, on, {"name": name})
    event = _Event("rename", f"更名为“{name}”，{on} 起", enterprise, source, by, now)
    version: NameRecord = _write(NameRecord, rows, event)[-1]
    return version


def move(
    *, enterprise: Enterprise, to: Organisation | None, on: date, source: Source, by: Actor, now: datetime
) -> PlaceRecord:
    """Move a firm to a township or park, or out of the county (`to=None`), from a day on. Raises UnableToMove."""
    records = standing_of(PlaceRecord, [enterprise.pk]).get(enterprise.pk, [])
    checks.check_can_move(enterprise, in_force(records, on), to.pk if to else None)
    rows = rows_from(records, enterprise.pk, on, {"place_id": to.pk if to else None})
    where = to.short_name if to else "县外"
    event = _Event("move", f"迁往{where}，{on} 起", enterprise, source, by, now)
    version: PlaceRecord = _write(PlaceRecord, rows, event)[-1]
    return version


def close_enterprise(
    *, enterprise: Enterprise, on: date, source: Source, by: Actor, now: datetime
) -> Profile:
    """Record that a firm was closed (注销) on a day, its last one. Raises UnableToClose."""
    profile = Profile.objects.known_at(None).filter(enterprise=enterprise).first()
    closed_on, registered_on = (profile.closed_on, profile.registered_on) if profile else (None, None)
    checks.check_can_close(enterprise, closed_on, registered_on, on)
    row = {"enterprise_id": enterprise.pk, "life_state": LifeState.CLOSED, "closed_on": on}
    event = _Event("close_enterprise", f"{on} 注销", enterprise, source, by, now)
    version: Profile = _write(Profile, [row], event)[-1]
    return version


def revoke(
    *,
    enterprise: Enterprise,
    kind: str,
    effective_on: date,
    reason: str,
    source: Source,
    by: Actor,
    now: datetime,
) -> list[Recognition]:
    """Take a title away from a day on, which may lie before `now`, and return the versions written.

    Every standing recognition of the kind that reaches beyond that day ends on it; one that began later was
    never valid. Before `now` nobody knew: questions as known then still count it. Raises UnableToRevoke.
    """
    label = RecognitionKind(kind).label
    standing = Recognition.objects.known_at(None).filter(
        enterprise=enterprise, kind=kind, end_kind=EndKind.NONE
    )
    found = list(standing.filter(valid_until_on__gt=effective_on).order_by("granted_on"))
    checks.check_can_revoke(enterprise, label, found, effective_on)
    rows = [
        {
            "enterprise_id": enterprise.pk,
            "kind": kind,
            "granted_on": recognition.granted_on,
            "valid_until_on": max(effective_on, recognition.valid_from_on),
            "end_kind": EndKind.REVOKED,
            "end_reason": reason,
        }
        for recognition in found
    ]
    summary = f"撤销{label}资格，{effective_on} 起：{reason}"
    return _write(Recognition, rows, _Event("revoke", summary, enterprise, source, by, now))


def correct_value(
    *, enterprise: Enterprise, key: ValueKey, value: Any, source: Source, by: Actor, now: datetime
) -> Versioned:
    """Append a version in which one value is another, and return it; all its other values are carried over.

    A yearly value of a year without a record begins that year's record as 初步. Raises UnableToRecord for a value
    that is no such thing, for one that stands already, and for a record that is not there.
    """
    standing = standing_value(enterprise, key)
    checks.check_can_correct(standing, value)
    row = {"enterprise_id": enterprise.pk, **key.key, key.stored.attname: value}
    if key.field in _ROUTE_ANSWERS:  # an answer about a direct route speaks from the day it is given
        row["routes_answered_on"] = clock.day_of(now)
    event = _Event("correct_value", f"更正 {key.label}", enterprise, source, by, now)
    version: Versioned = _write(key.record, [row], event)[-1]
    return version


def note_page_seen(*, enterprise: Enterprise, by: Actor, now: datetime) -> None:
    """Write in the audit that somebody outside the firm looked at its page; its own people leave no trace."""
    if enterprise.credit_code in by.credit_codes:
        return
    audit_operations.record_seen(
        by=by,
        now=now,
        action="enterprises.note_page_seen",
        subject=("Enterprise", enterprise.credit_code),
        organisation_code=enterprise.credit_code,
        summary="查看企业页面",
    )


def _write(model: Any, rows: list[dict[str, Any]], event: _Event) -> list[Any]:
    """Append the versions of one event and audit it, in one transaction; the last one states the event."""
    code = event.enterprise.credit_code
    with transaction.atomic():
        line = _line_of(event.source)
        versions = provenance_operations.append_versions(
            model=model, rows=[(line, row) for row in rows], now=event.now
        )
        audit_operations.record(
            by=event.by,
            now=event.now,
            action=f"enterprises.{event.action}",
            subject=("Enterprise", code),
            organisation_code=code,
            summary=event.summary,
            detail={"batch": line.batch_id},
        )
    return versions


def _line_of(source: Source) -> SourceLine:
    """Return the line itself, or a new line without a row for a source that has none."""
    if isinstance(source, SourceLine):
        return source
    return provenance_operations.add_lines(batch=source, row_numbers=[0])[0]
