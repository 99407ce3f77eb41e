"""The versions of a firm's records, by record: what its page and its timeline are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tidu.domain.enterprises.models import Enterprise, PlaceRecord
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import Versioned

Record = tuple[str, int, str]
Histories = Mapping[Any, list[Any]]


def record_of(version: Versioned, field: str) -> Record:
    """Return the reference of a stored value, as the provenance page takes it."""
    return (version._meta.label, int(version.pk), field)


def histories_of(model: Any, enterprise: Enterprise, as_of: AsOf) -> Histories:
    """Return, per record that stood at the moment of knowledge, its versions up to then, oldest first; one query."""
    versions = model.objects.filter(enterprise=enterprise)
    return grouped(versions.select_related("place") if model is PlaceRecord else versions, as_of)


def grouped(versions: Any, as_of: AsOf) -> Histories:
    """Return a firm's versions of one model by record, as `histories_of` does; one query."""
    versions = versions.select_related(provenance.SOURCE).order_by("pk")
    if as_of.known_at is not None:
        versions = versions.filter(recorded_at__lt=as_of.known_at)
    histories: dict[Any, list[Any]] = {}
    for version in versions:
        histories.setdefault(provenance.key_of(version), []).append(version)
    return {key: history for key, history in histories.items() if stands(history[-1], as_of)}


def stands(version: Versioned, as_of: AsOf) -> bool:
    if version.superseded_at is None:
        return True
    return as_of.known_at is not None and version.superseded_at >= as_of.known_at


def first_with(history: Sequence[Any], *fields: str) -> Any:
    """Return the oldest version from which on the fields have been as they are: the one that told us."""
    told = history[-1]
    for version in reversed(history):
        if any(getattr(version, field) != getattr(told, field) for field in fields):
            break
        told = version
    return told
