"""Everything a firm may ask to have corrected, as it stands: each value with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tidu.domain.enterprises.models import NameRecord, PlaceRecord, Profile, Recognition, YearlyFacts
from tidu.domain.enterprises.queries import _histories as stored
from tidu.domain.enterprises.queries import _profile as pieces
from tidu.domain.enterprises.queries._dossier import Dossier
from tidu.domain.enterprises.queries._targets import ValueKey
from tidu.domain.enterprises.vocabulary import LifeState
from tidu.foundation.provenance.queries import Origin


@dataclass(frozen=True)
class StatedValue:
    """One value of a standing record: as stored, with its official label, its source and its reference."""

    key: ValueKey
    label: str
    value: Any
    origin: Origin | None
    record: stored.Record


@dataclass(frozen=True)
class StatedYear:
    """A fiscal year with all its values."""

    column: pieces.YearColumn
    values: tuple[StatedValue, ...]


_ONLY_WITH: Final[Mapping[str, tuple[str, Any]]] = {
    "closed_on": ("life_state", LifeState.CLOSED),
    "science_award_on": ("science_award", True),
    "led_standard_on": ("led_standard", True),
}
"""Days that are no 缺数 while what they are the day of has not happened: field -> the field that says so."""


def stated_entry(dossier: Dossier) -> list[StatedValue]:
    """Return the values of the register entry, names and places included; no query."""
    return list(_stated(dossier, (NameRecord, PlaceRecord, Profile)))


def places_named(dossier: Dossier) -> dict[int, str]:
    """Return the names of the places where the firm is or was, by id; no query."""
    records = dossier.standing(PlaceRecord)
    return {one.place_id: one.place.name for one in records if one.place is not None}


def stated_titles(dossier: Dossier) -> list[StatedValue]:
    """Return the values of the titles; no query."""
    return list(_stated(dossier, (Recognition,)))


def stated_years(dossier: Dossier) -> list[StatedYear]:
    """Return the fiscal years, the latest first, each with every value of the yearly table; no query."""
    table = dossier.yearly_table
    years = sorted(dossier.standing(YearlyFacts), key=lambda one: int(one.year))
    return [
        StatedYear(
            column,
            tuple(_value(dossier, facts, row.field, row.label) for row in table.rows),
        )
        for column, facts in zip(reversed(table.columns), reversed(years), strict=True)
    ]


def _stated(dossier: Dossier, models: Sequence[Any]) -> Iterator[StatedValue]:
    for model in models:
        for version in dossier.standing(model):
            for field in model._meta.concrete_fields:
                key = ValueKey.of(version, field.attname)
                if key is not None and _happened(version, field.attname):
                    label = key.label if model is Recognition else str(field.verbose_name)
                    yield _value(dossier, version, field.attname, label)


def _happened(version: Any, field: str) -> bool:
    """Return whether a value can be there at all, or is there all the same."""
    asked, wanted = _ONLY_WITH.get(field, (field, None))
    return wanted is None or getattr(version, asked) == wanted or getattr(version, field) is not None


def _value(dossier: Dossier, version: Any, field: str, label: str) -> StatedValue:
    key, record = ValueKey.of(version, field), stored.record_of(version, field)
    assert key is not None  # noqa: S101 - callers ask for correctable fields
    return StatedValue(key, label, getattr(version, field), dossier.origin_of(record), record)
