"""The audit entry of an act around a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidu.domain.meetings.models import Meeting
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit


def note(meeting: Meeting, action: str, words: str, *, by: Actor, now: datetime, **detail: Any) -> None:
    """Write who did what at which meeting."""
    audit.record(
        by=by,
        now=now,
        action=f"meetings.{action}",
        subject=("meetings.Meeting", meeting.number),
        summary=f"{meeting.number} {words}"[:300],
        detail=detail,
    )
