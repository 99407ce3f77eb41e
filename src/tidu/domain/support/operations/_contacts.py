"""Give firms of the pool their contact leaders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.pool import queries as pool_queries
from tidu.domain.support import checks
from tidu.domain.support.models import ContactLeader
from tidu.foundation import clock
from tidu.foundation.accounts.models import Person
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance import queries as provenance_queries
from tidu.foundation.provenance.vocabulary import SourceKind


def assign_leader(
    *,
    enterprise_ids: Collection[int],
    person_id: int,
    on: date,
    by: Actor,
    now: datetime,
    seen: Mapping[int, int] | None = None,
) -> list[ContactLeader]:
    """Let one person answer for several firms of the pool from a day on, and return what changed.

    A firm's leader so far ends on that day and keeps the time before it; a firm that he answers for already is left
    as it is. `seen` says which record of a leader (0: none) was looked at for each firm. All or none. Raises
    UnableToAssignLeader, also where somebody else has given a firm another leader since.
    """
    with transaction.atomic():
        codes = _locked(enterprise_ids)
        standing = _standing(codes)
        checks.check_leaders_seen(seen or {}, standing, person_id)
        person = checks.check_can_lead(
            actor=by,
            person_id=person_id,
            on=on,
            today=clock.day_of(now),
            outside=set(codes) - _members(AsOf(on=on)),
            standing=standing.values(),
        )
        changed = [pk for pk in codes if pk not in standing or standing[pk].person_id != person_id]
        opened = {
            "person_id": person_id,
            "valid_from_on": on,
            "valid_until_on": None,
            "assigned_by_name": by.name,
        }
        _append(_ended([standing[pk] for pk in changed if pk in standing], on), person, by=by, now=now)
        leaders = _append([{"enterprise_id": pk, **opened} for pk in changed], person, by=by, now=now)
        for pk in changed:
            _audit(codes[pk], person, standing.get(pk), on, by=by, now=now)
    return leaders


def _ended(held: Iterable[ContactLeader], on: date) -> list[dict[str, Any]]:
    """Return the rows by which leaders end on a day; who began on that day is replaced instead."""
    return [
        {"enterprise_id": one.enterprise_id, "valid_from_on": one.valid_from_on, "valid_until_on": on}
        for one in held
        if one.valid_from_on < on
    ]


def _audit(
    code: str, person: Person, replaced: ContactLeader | None, on: date, *, by: Actor, now: datetime
) -> None:
    before = f"（原为{replaced.person.name}）" if replaced else ""
    audit_operations.record(
        by=by,
        now=now,
        action="support.assign_leader",
        subject=("enterprises.Enterprise", code),
        organisation_code=code,
        summary=f"联系领导：{person.name}{before}，自 {on.isoformat()} 起",
        detail={"person_id": person.pk, "on": on.isoformat()},
    )


def _locked(enterprise_ids: Collection[int]) -> dict[int, str]:
    codes: dict[int, str] = {}
    for part in provenance_queries.chunks(sorted(enterprise_ids)):
        found = Enterprise.objects.select_for_update().filter(pk__in=part).order_by("pk")
        codes |= {one.pk: one.credit_code for one in found}
    return codes


def _standing(codes: Collection[int]) -> dict[int, ContactLeader]:
    found: dict[int, ContactLeader] = {}
    for part in provenance_queries.chunks(codes):
        open_ones = ContactLeader.objects.known_at(None).filter(
            enterprise_id__in=part, valid_until_on__isnull=True
        )
        found |= {one.enterprise_id: one for one in open_ones.select_related("person", "enterprise")}
    return found


def _members(as_of: AsOf) -> set[int]:
    return set(pool_queries.members_on(as_of).values_list("enterprise_id", flat=True))


def _append(rows: list[dict[str, Any]], person: Person, *, by: Actor, now: datetime) -> list[ContactLeader]:
    if not rows:
        return []
    batch = provenance_operations.open_batch(
        kind=SourceKind.DECISION,
        title=f"指定联系领导：{person.name}",
        by=by,
        now=now,
        column_map={name: {} for name in rows[0] if name not in ("enterprise_id", "valid_from_on")},
    )
    lines = provenance_operations.add_lines(batch=batch, row_numbers=[0] * len(rows))
    return provenance_operations.append_versions(
        model=ContactLeader, rows=list(zip(lines, rows, strict=True)), now=now
    )
