"""What the bureau promises, by kind and day."""

from __future__ import annotations

from datetime import date

from tidu.domain.support.models import ServiceStandard
from tidu.foundation.clock import AsOf


def standards_on(as_of: AsOf) -> dict[str, ServiceStandard]:
    """Return the promise in force on a day by kind of ticket, in one query; a kind without one is absent."""
    known = ServiceStandard.objects.known_at(as_of.known_at).select_related("section")
    found: dict[str, ServiceStandard] = {}
    for one in known.filter(valid_from_on__lte=as_of.on).order_by("valid_from_on"):
        found[one.kind] = one
    return found


def promises() -> list[ServiceStandard]:
    """Return every promise that stands now, newest first within a kind."""
    known = ServiceStandard.objects.known_at(None).select_related("section")
    return list(known.order_by("kind", "-valid_from_on"))


def standard_on(kind: str, on: date) -> ServiceStandard | None:
    """Return the promise for a kind of ticket opened on a day, None where none has been made."""
    return standards_on(AsOf(on=on)).get(kind)
