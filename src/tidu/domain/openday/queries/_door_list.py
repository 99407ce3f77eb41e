"""What a phone at the door takes with it: every guest with the code on the letter, group, vehicle and seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tidu.domain.openday.models import Event, Invitation
from tidu.domain.openday.queries._door import ABSENT, Arrived, arrivals
from tidu.domain.openday.queries._guests import invitations
from tidu.domain.openday.queries._links import DOOR, guest_code
from tidu.foundation.clock import AsOf

SEAT_DIGITS = 4
"""A seat's number has at most so many digits."""


@dataclass(frozen=True)
class DoorLine:
    """A guest as the door shows one. `expected` is False for who declined or sent somebody else; nobody is refused."""

    code: str
    number: int
    name: str
    organisation: str
    group: str
    group_label: str
    tour_group: str
    vehicle: str
    seat: str
    expected: bool
    arrived_at: datetime | None


def door_list(event: Event, as_of: AsOf) -> list[DoorLine]:
    """Return every guest for a phone that goes offline, by seat, in two queries."""
    return _lines(event, invitations(event), arrivals(event, as_of))


def door_found(event: Event, words: str, came: Iterable[Arrived]) -> list[DoorLine]:
    """Return the guests whose name or firm holds `words`, or whose seat it is; none for no words. One query."""
    if not words:
        return []
    meant = Q(name__icontains=words) | Q(organisation__icontains=words)
    if words.isdecimal() and len(words) <= SEAT_DIGITS:
        meant |= Q(number=int(words))
    return _lines(event, invitations(event).filter(meant), came)


def _lines(event: Event, guests: Iterable[Invitation], came: Iterable[Arrived]) -> list[DoorLine]:
    inside = {one.number: one.at for one in came}
    return [door_line(one, event, inside.get(one.number)) for one in guests]


def door_line(one: Invitation, event: Event, arrived_at: datetime | None) -> DoorLine:
    """Return one guest as the door shows one; group and vehicle have been read with the invitation."""
    tour = one.tour_group
    return DoorLine(
        code=guest_code(one, event, DOOR),
        number=one.number,
        name=one.name,
        organisation=one.organisation,
        group=one.group,
        group_label=one.get_group_display(),
        tour_group=tour.name if tour else "",
        vehicle=tour.vehicle.name if tour and tour.vehicle else "",
        seat=one.seat,
        expected=one.state not in ABSENT,
        arrived_at=arrived_at,
    )
