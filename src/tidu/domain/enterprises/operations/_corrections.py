"""Correct one value of a firm's record, on the word of a source that looked into it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidu.domain.enterprises import checks
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.operations._events import Event, Source, write_event
from tidu.domain.enterprises.queries import ValueKey, standing_value
from tidu.domain.enterprises.vocabulary import DIRECT_ROUTES
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.provenance.models import Versioned

ROUTE_ANSWERS = frozenset(field for _, *fields in DIRECT_ROUTES for field in fields if field)


def correct_value(
    *, enterprise: Enterprise, key: ValueKey, value: Any, source: Source, by: Actor, now: datetime
) -> Versioned:
    """Append a version in which one value is another, and return it; all its other values are carried over.

    A yearly value of a year without a record begins that year's record as 初步. Raises UnableToRecord for a value
    that is no such thing, for one that stands already, and for a record that is not there.
    """
    standing = standing_value(enterprise, key)
    checks.check_can_correct(standing, value)
    row = {"enterprise_id": enterprise.pk, **key.key, key.stored.attname: value}
    if key.field in ROUTE_ANSWERS:  # an answer about a direct route speaks from the day it is given
        row["routes_answered_on"] = clock.day_of(now)
    event = Event("correct_value", f"更正 {key.label}", enterprise, source, by, now)
    version: Versioned = write_event(key.record, [row], event)[-1]
    return version
