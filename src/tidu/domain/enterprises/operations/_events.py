"""Single events in a firm's life: renamed, moved, closed, a title revoked, a value corrected; and its page seen."""

from __future__ import annotations

from datetime import date, datetime

from tidu.domain.enterprises import checks, queries
from tidu.domain.enterprises.happening import Happening, Source, closing, write
from tidu.domain.enterprises.intervals import rows_from
from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Profile, Recognition
from tidu.domain.enterprises.turns import in_turn
from tidu.domain.enterprises.vocabulary import EndKind, EventKind, RecognitionKind
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations


@in_turn
def rename(
    *,
    enterprise: Enterprise,
    name: str,
    on: date,
    source: Source,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> NameRecord:
    """Give a firm a new name from a day on; the credit code stays. Raises UnableToRename."""
    life = queries.life_of(enterprise)
    checks.check_can_rename(life, name, on, clock.day_of(now))
    rows = rows_from(life.names, enterprise.pk, on, {"name": name})
    summary = f"更名为“{name}”，{on} 起"
    happening = Happening("rename", EventKind.RENAMED, on, summary, enterprise, source, by, now, reason)
    version: NameRecord = write([(NameRecord, row) for row in rows], happening)[-1]
    return version


@in_turn
def move(
    *,
    enterprise: Enterprise,
    to: Organisation | None,
    on: date,
    source: Source,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> PlaceRecord:
    """Move a firm to a township or park, or out of the county (`to=None`), from a day on. Raises UnableToMove."""
    life = queries.life_of(enterprise)
    checks.check_can_move(life, to.pk if to else None, on, clock.day_of(now))
    rows = rows_from(life.places, enterprise.pk, on, {"place_id": to.pk if to else None})
    summary = f"迁往{to.short_name if to else '县外'}，{on} 起"
    happening = Happening("move", EventKind.MOVED, on, summary, enterprise, source, by, now, reason)
    version: PlaceRecord = write([(PlaceRecord, row) for row in rows], happening)[-1]
    return version


@in_turn
def close_enterprise(
    *, enterprise: Enterprise, on: date, source: Source, by: Actor, now: datetime, reason: str = ""
) -> Profile:
    """Record that a firm was closed (注销) on a day, its last one. Raises UnableToClose."""
    checks.check_can_close(queries.life_of(enterprise), on, clock.day_of(now))
    happening = Happening(
        "close_enterprise", EventKind.CLOSED, on, f"{on} 注销", enterprise, source, by, now, reason
    )
    version: Profile = write([closing(enterprise, on)], happening)[-1]
    return version


@in_turn
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
    life, label = queries.life_of(enterprise), RecognitionKind(kind).label
    found = checks.check_can_revoke(life, kind, effective_on, clock.day_of(now))
    rows = [(Recognition, _ended(title, effective_on, reason)) for title in found]
    summary = f"撤销{label}资格，{effective_on} 起：{reason}"
    happening = Happening(
        "revoke", EventKind.REVOKED, effective_on, summary, enterprise, source, by, now, reason, subject=kind
    )
    return write(rows, happening)


def _ended(title: Recognition, on: date, reason: str) -> dict[str, object]:
    """Return the version of a title that ends on a day; one that began later was never valid."""
    return {
        "enterprise_id": title.enterprise_id,
        "kind": title.kind,
        "granted_on": title.granted_on,
        "valid_until_on": max(on, title.valid_from_on),
        "end_kind": EndKind.REVOKED,
        "end_reason": reason,
    }


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
