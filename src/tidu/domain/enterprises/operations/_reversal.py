"""Take back an event that was entered by mistake: what stood before stands again, and nothing is erased."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.enterprises import checks
from tidu.domain.enterprises.happening import Happening, Source, audit, line_of, note
from tidu.domain.enterprises.models import LifeEvent, NameRecord, PlaceRecord, Profile, Recognition
from tidu.domain.enterprises.parting import part_again, why_not_part
from tidu.domain.enterprises.turns import in_turn
from tidu.domain.enterprises.vocabulary import EventKind
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.operations import LaterVersionsStand

WRITTEN_BY_EVENTS = (Profile, NameRecord, PlaceRecord, Recognition, LifeEvent)


@in_turn
def reverse_event(*, event: LifeEvent, reason: str, source: Source, by: Actor, now: datetime) -> None:
    """Take back an event with all it wrote, those of the same source included. Raises UnableToReverse.

    Questions as known before `now` go on counting it. An event on which later records stand is not taken back.
    """
    blocking = why_not_part(event) if event.kind == EventKind.DUPLICATE else []
    checks.check_can_reverse(event, blocking)
    happening = Happening(
        action="reverse_event",
        kind=EventKind.REVERSED,
        happened_on=clock.day_of(now),
        subject=str(event.pk),
        other=event.other,
        summary=f"撤销误录：{event.summary}",
        enterprise=event.enterprise,
        source=source,
        by=by,
        now=now,
        reason=reason,
    )
    with transaction.atomic():
        if event.kind == EventKind.DUPLICATE:
            part_again(event, now)
        try:
            provenance_operations.withdraw_batch(
                models=WRITTEN_BY_EVENTS, batch=event.source_line.batch, by=by, now=now
            )
        except LaterVersionsStand as stands:
            checks.check_can_reverse(event, _later(stands))
        line = line_of(happening)
        note(line, happening)
        audit(happening, batch_id=line.batch_id, reversed_batch_id=event.source_line.batch_id)


def _later(stands: LaterVersionsStand) -> list[str]:
    """Return, each once, what the sources of the later versions are called."""
    titles: dict[str, None] = {}
    for model, key in stands.keys:
        for version in provenance.standing_by_key(model, [key]).values():
            titles[version.source_line.batch.title] = None
    return list(titles)
