"""Record the register of enterprises: who exists, under which name, where, in which trade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.enterprises import checks
from tidu.domain.enterprises.intervals import in_force, rows_from, standing_of
from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Profile
from tidu.domain.enterprises.queries import codes_merged
from tidu.domain.enterprises.statements import Statement
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import SourceLine
from tidu.foundation.provenance.queries import chunks

Rows = list[tuple[SourceLine, dict[str, Any]]]

_DATED = frozenset({"name", "name_since_on", "place_id", "place_since_on"})


def record_register(*, statements: Sequence[Statement], by: Actor, now: datetime) -> int:
    """Record what register rows state and return how many versions were written.

    Fields: those of `Profile`, and `name`, `name_since_on`, `place_id`, `place_since_on`. A first name and place
    hold from the stated day, else from the registration, else from the day of `now`. Another name or place than
    the one in force is a rename or a move on the stated day, else on the day of `now`: the earlier stays in the
    history. Raises UnableToRecord for wrong codes and for two rows about one firm.
    """
    if not statements:
        return 0
    checks.check_codes(statements)
    checks.check_one_statement_each(statements)
    checks.check_not_merged(statements, codes_merged(one.credit_code for one in statements))
    with transaction.atomic():
        ids = _ids_of([statement.credit_code for statement in statements])
        days = _registration_days(statements, ids)
        written = [
            *_append(Profile, _profile_rows(statements, ids), now),
            *_append(NameRecord, _name_rows(statements, ids, days, now), now),
            *_append(PlaceRecord, _place_rows(statements, ids, days, now), now),
        ]
        batch = statements[0].line.batch
        audit_operations.record(
            by=by,
            now=now,
            action="enterprises.record_register",
            subject=("SourceBatch", str(batch.pk)),
            summary=f"企业登记：{batch.title}",
            detail={"enterprises": len(statements), "versions": len(written)},
        )
    return len(written)


@dataclass(frozen=True)
class _Dated:
    """One firm's statement of a dated value: from which day if said, and otherwise since when."""

    line: SourceLine
    enterprise_id: int
    values: Mapping[str, Any]
    since_on: date | None
    registered_on: date | None


def _ids_of(codes: Sequence[str]) -> dict[str, int]:
    """Return the id of every code, adding the enterprises that are new."""
    known: dict[str, int] = {}
    for part in chunks(codes):
        known.update(Enterprise.objects.filter(credit_code__in=part).values_list("credit_code", "pk"))
    fresh = [Enterprise(credit_code=code) for code in codes if code not in known]
    for enterprise in Enterprise.objects.bulk_create(fresh):
        known[enterprise.credit_code] = enterprise.pk
    return known


def _registration_days(statements: Sequence[Statement], ids: Mapping[str, int]) -> dict[int, date | None]:
    """Return each firm's registration day, as stated now or as it stands."""
    days: dict[int, date | None] = {}
    for part in chunks(ids[statement.credit_code] for statement in statements):
        standing = Profile.objects.known_at(None).filter(enterprise_id__in=part)
        days.update(standing.values_list("enterprise_id", "registered_on"))
    for statement in statements:
        if stated := statement.values.get("registered_on"):
            days[ids[statement.credit_code]] = stated
    return days


def _profile_rows(statements: Sequence[Statement], ids: Mapping[str, int]) -> Rows:
    return [
        (
            statement.line,
            {"enterprise_id": ids[statement.credit_code]}
            | {field: value for field, value in statement.values.items() if field not in _DATED},
        )
        for statement in statements
    ]


def _name_rows(
    statements: Sequence[Statement], ids: Mapping[str, int], days: Mapping[int, date | None], now: datetime
) -> Rows:
    return _dated_rows(NameRecord, _dated(statements, ids, days, "name", "name_since_on"), now)


def _place_rows(
    statements: Sequence[Statement], ids: Mapping[str, int], days: Mapping[int, date | None], now: datetime
) -> Rows:
    return _dated_rows(PlaceRecord, _dated(statements, ids, days, "place_id", "place_since_on"), now)


def _dated(
    statements: Sequence[Statement],
    ids: Mapping[str, int],
    days: Mapping[int, date | None],
    field: str,
    since_field: str,
) -> list[_Dated]:
    """Return the statements that give a value to `field`; an empty cell states nothing about name or place."""
    return [
        _Dated(
            line=statement.line,
            enterprise_id=ids[statement.credit_code],
            values={field: statement.values[field]},
            since_on=statement.values.get(since_field),
            registered_on=days.get(ids[statement.credit_code]),
        )
        for statement in statements
        if statement.values.get(field) is not None
    ]


def _dated_rows(model: type[NameRecord] | type[PlaceRecord], stated: Sequence[_Dated], now: datetime) -> Rows:
    today = now.astimezone(clock.ZONE).date()
    standing = standing_of(model, [item.enterprise_id for item in stated])
    rows: Rows = []
    for item in stated:
        records = standing.get(item.enterprise_id, [])
        on = item.since_on or (item.registered_on if not records else None) or today
        current = in_force(records, on)
        if current is None or any(getattr(current, field) != value for field, value in item.values.items()):
            rows += [(item.line, row) for row in rows_from(records, item.enterprise_id, on, item.values)]
    return rows


def _append(model: Any, rows: Rows, now: datetime) -> list[Any]:
    return provenance_operations.append_versions(model=model, rows=rows, now=now)
