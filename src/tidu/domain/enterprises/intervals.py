"""Dated values of a firm (its name, its place): what to write so that a value holds from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from tidu.domain.enterprises.models import NameRecord, PlaceRecord
from tidu.foundation.provenance.queries import chunks

R = TypeVar("R", bound=NameRecord | PlaceRecord)


def standing_of(model: type[R], enterprise_ids: Iterable[int]) -> dict[int, list[R]]:
    """Return the standing records of each firm, by their first day."""
    found: dict[int, list[R]] = {}
    for part in chunks(sorted(set(enterprise_ids))):
        records: Iterable[Any] = model.objects.known_at(None).filter(enterprise_id__in=part)
        for record in sorted(records, key=lambda record: record.valid_from_on):
            found.setdefault(record.enterprise_id, []).append(record)
    return found


def in_force(records: Sequence[R], on: date) -> R | None:
    """Return the record that holds on a day."""
    holding = [
        record
        for record in records
        if record.valid_from_on <= on and (record.valid_until_on is None or record.valid_until_on > on)
    ]
    return holding[-1] if holding else None


def rows_from(
    records: Sequence[R], enterprise_id: int, on: date, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows after which `values` hold from `on` until the next record begins.

    The record in force is ended on that day; one that begins on that very day is corrected instead.
    """
    current = in_force(records, on)
    if current is not None and current.valid_from_on == on:
        return [{"enterprise_id": enterprise_id, "valid_from_on": on, **values}]
    until = min((record.valid_from_on for record in records if record.valid_from_on > on), default=None)
    ended: list[dict[str, Any]] = []
    if current is not None:
        until = current.valid_until_on
        ended.append(
            {"enterprise_id": enterprise_id, "valid_from_on": current.valid_from_on, "valid_until_on": on}
        )
    return [*ended, {"enterprise_id": enterprise_id, "valid_from_on": on, "valid_until_on": until, **values}]


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; 28 February for 29 February."""
    leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year - years, day=28 if leap_day else day.day)
