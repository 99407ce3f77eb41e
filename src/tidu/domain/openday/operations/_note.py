"""The audit entry of an act around an Open Day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidu.domain.openday.models import Event
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit


def note(event: Event, action: str, summary: str, *, by: Actor, now: datetime, **detail: Any) -> None:
    """Write who did what at which Open Day; names of guests stay out of it, their seats say enough."""
    audit.record(
        by=by,
        now=now,
        action=f"openday.{action}",
        subject=("openday.Event", event.occasion.code),
        summary=summary,
        detail=detail,
    )
