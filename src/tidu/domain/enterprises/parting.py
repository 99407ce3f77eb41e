"""How two entries that were merged as one firm are parted again: what the merge carried over goes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps

from tidu.domain.enterprises.models import LifeEvent
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance import queries as provenance


def why_not_part(event: LifeEvent) -> list[str]:
    """Return what was recorded over the records that a merge carried over, so that they cannot be given back."""
    told: dict[str, None] = {}
    for model, carried in _versions(event, "carried"):
        standing = provenance.standing_by_key(model, map(provenance.key_of, carried))
        for version in carried:
            later = standing.get(provenance.key_of(version))
            if later is not None and provenance.values_of(later) != provenance.values_of(version):
                told[later.source_line.batch.title] = None
    return list(told)


def part_again(event: LifeEvent, now: datetime) -> None:
    """Give the duplicate its records back, as they stood before the merge; those taken back since stay away."""
    for model, carried in _versions(event, "carried"):
        standing = provenance.standing_by_key(model, map(provenance.key_of, carried))
        provenance_operations.retire(versions=list(standing.values()), now=now)
    for _, retired in _versions(event, "retired"):
        valid = [version for version in retired if version.source_line.batch.undone_at is None]
        provenance_operations.restate(versions=valid, now=now)


def _versions(event: LifeEvent, part: str) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the versions that a merge carried over or retired, by model."""
    for label, pks in event.detail[part].items():
        model = apps.get_model(label)
        found = model._default_manager.filter(pk__in=pks).select_related(provenance.SOURCE)
        yield model, list(found.order_by("pk"))
