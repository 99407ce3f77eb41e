"""A single title entered by hand: granted, renewed, or noted as lapsed without renewal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tidu.domain.enterprises import checks, queries
from tidu.domain.enterprises.happening import Happening, Source, write
from tidu.domain.enterprises.models import Enterprise, LifeEvent, Recognition
from tidu.domain.enterprises.turns import in_turn
from tidu.domain.enterprises.vocabulary import EventKind, GrantKind, RecognitionKind
from tidu.foundation import clock
from tidu.foundation.actors import Actor


@in_turn
def grant_title(
    *,
    enterprise: Enterprise,
    kind: str,
    grant_kind: str,
    granted_on: date,
    valid_until_on: date,
    certificate_number: str,
    source: Source,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> Recognition:
    """Record a title granted to one firm, for the first time or again, until before a day. Raises UnableToGrant.

    A renewal is a recognition of its own: the certificate it follows stays as it was.
    """
    life = queries.life_of(enterprise)
    checks.check_can_grant(
        life, kind, grant_kind, granted_on=granted_on, until_on=valid_until_on, today=clock.day_of(now)
    )
    renewed = grant_kind == GrantKind.RENEWED
    row = {
        "enterprise_id": enterprise.pk,
        "kind": kind,
        "grant_kind": grant_kind,
        "granted_on": granted_on,
        "valid_from_on": granted_on,
        "valid_until_on": valid_until_on,
        "certificate_number": certificate_number,
    }
    last = valid_until_on - timedelta(days=1)
    words = f"{'重新认定为' if renewed else '获得'}{RecognitionKind(kind).label}，有效期至 {last}"
    what = EventKind.RENEWED if renewed else EventKind.GRANTED
    happening = Happening(
        "grant_title", what, granted_on, words, enterprise, source, by, now, reason, subject=kind
    )
    version: Recognition = write([(Recognition, row)], happening)[-1]
    return version


@in_turn
def note_lapse(
    *, enterprise: Enterprise, kind: str, on: date, source: Source, by: Actor, now: datetime, reason: str
) -> LifeEvent:
    """Note that a title ran out and was not renewed; `on` is the first day without it. Raises UnableToNoteLapse.

    No count changes: the title ended on its own last day. The note says that somebody has looked, and why.
    """
    checks.check_can_note_lapse(queries.life_of(enterprise), kind, on, clock.day_of(now))
    last = on - timedelta(days=1)
    happening = Happening(
        action="note_lapse",
        kind=EventKind.LAPSED,
        happened_on=on,
        subject=kind,
        summary=f"{RecognitionKind(kind).label} {last} 期满，未重新认定",
        enterprise=enterprise,
        source=source,
        by=by,
        now=now,
        reason=reason,
    )
    write([], happening)
    event: LifeEvent = LifeEvent.objects.known_at(None).get(
        enterprise=enterprise, kind=EventKind.LAPSED, happened_on=on, subject=kind
    )
    return event
