"""Two register entries that are one firm: one code is wrong, its records pass to the other, and undo parts them.

The duplicate's records stand no longer under its code; those that the kept entry lacks stand again under the kept
one's, from their own source. Every question as corrected now sees one firm; as known before, two (decision 27).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from tidu.domain.enterprises import checks, queries
from tidu.domain.enterprises.happening import Happening, Source, audit, line_of, note
from tidu.domain.enterprises.models import Enterprise, LifeEvent
from tidu.domain.enterprises.turns import in_turn
from tidu.domain.enterprises.vocabulary import EventKind
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import Versioned

Pks = dict[str, list[int]]


@in_turn
def merge_duplicate(
    *, kept: Enterprise, duplicate: Enterprise, reason: str, source: Source, by: Actor, now: datetime
) -> None:
    """Merge a duplicate entry into the one whose code is right. Raises UnableToMergeDuplicate.

    Where both entries state the same record (a year, a title of one day), the kept one's stands. A history of dated
    values (names, places, stages of the pool) is taken whole, and only where the kept entry has none.
    """
    one, other = queries.life_of(kept), queries.life_of(duplicate)
    checks.check_can_merge_duplicate(one, other)
    with transaction.atomic():
        carried: Pks = {}
        retired: Pks = {}
        for model in _records_of_firms():
            own = _standing(model, duplicate)
            taken = [] if model is LifeEvent else _lacking(model, kept, own)
            copies = provenance_operations.restate(versions=taken, now=now, enterprise_id=kept.pk)
            provenance_operations.retire(versions=own, now=now)
            carried[model._meta.label] = [version.pk for version in copies]
            retired[model._meta.label] = [version.pk for version in own]
        happening = Happening(
            action="merge_duplicate",
            kind=EventKind.DUPLICATE,
            happened_on=clock.day_of(now),
            subject=duplicate.credit_code,
            other=duplicate,
            summary=f"{duplicate.credit_code}（{other.name}）是重复登记，并入 {kept.credit_code}（{one.name}）",
            enterprise=kept,
            source=source,
            by=by,
            now=now,
            reason=reason,
            detail={"carried": carried, "retired": retired},
        )
        line = line_of(happening)
        note(line, happening)
        audit(happening, batch_id=line.batch_id)


def _records_of_firms() -> Iterator[Any]:
    """Yield every model of versions whose key begins with a firm, of this app and of those above it."""
    for model in apps.get_models():
        if issubclass(model, Versioned) and model.NATURAL_KEY[:1] == ("enterprise",):
            yield model


def _standing(model: Any, enterprise: Enterprise) -> list[Any]:
    found = model._default_manager.filter(enterprise=enterprise, superseded_at__isnull=True)
    return list(found.select_related(provenance.SOURCE).order_by("pk"))


def _lacking(model: Any, kept: Enterprise, own: list[Any]) -> list[Any]:
    """Return which of the duplicate's versions the kept entry lacks."""
    there = _standing(model, kept)
    if "valid_from_on" in model.NATURAL_KEY:
        return [] if there else own
    keys = {provenance.key_of(version)[1:] for version in there}
    return [version for version in own if provenance.key_of(version)[1:] not in keys]
