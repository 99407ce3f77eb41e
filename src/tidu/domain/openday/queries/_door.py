"""Who is in, read from everything that was said at the door, in whatever order the phones handed it in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tidu.domain.openday.models import CheckIn, DoorDevice, Event, HeadCount, Leg
from tidu.domain.openday.queries._events import moment_of
from tidu.domain.openday.vocabulary import ConflictKind, GuestGroup, InvitationState, ScanKind
from tidu.foundation.clock import AsOf

ABSENT = (InvitationState.DECLINED, InvitationState.SUBSTITUTED)


@dataclass(frozen=True)
class Arrived:
    """A guest who is in: the one entry, made of the earliest row that no later undo took back.

    `number` is the seat, None for a walk-in; `devices` are all that let this guest in since, the entry's first.
    """

    client_id: str
    number: int | None
    name: str
    group: str
    organisation: str
    at: datetime
    devices: tuple[str, ...]
    invited_as: str
    tour_group_id: int | None
    pk: int

    @property
    def is_walk_in(self) -> bool:
        """Return whether nobody had invited this guest."""
        return self.number is None

    @property
    def group_label(self) -> str:
        """Return the name of the group."""
        return str(GuestGroup(self.group).label)


@dataclass(frozen=True)
class Conflict:
    """Something at the door that a person should look at; it refuses nobody and changes no count."""

    kind: str
    name: str
    words: str

    @property
    def label(self) -> str:
        """Return what kind it is, in words."""
        return str(ConflictKind(self.kind).label)


def arrivals(event: Event, as_of: AsOf) -> list[Arrived]:
    """Return who is in, by time, as known on a day: one entry per guest. One query."""
    rows = CheckIn.objects.filter(event=event, received_at__lt=moment_of(as_of))
    return arrived(rows.select_related("invitation", "device"))


def arrived(rows: Iterable[CheckIn]) -> list[Arrived]:
    """Return who is in, of rows with their invitation and device read, whatever their order."""
    about: dict[tuple[int | None, str], list[CheckIn]] = defaultdict(list)
    for row in rows:
        about[row.invitation_id, row.walk_in].append(row)
    found = [one for each in about.values() if (one := _entry(sorted(each, key=_by_time))) is not None]
    return sorted(found, key=lambda one: (one.at, one.client_id))


def _by_time(row: CheckIn) -> tuple[datetime, bool, str]:
    """Order rows by the door's clock; an undo of the same moment comes after what it takes back."""
    return row.at, row.kind == ScanKind.UNDO, row.client_id


def _entry(rows: list[CheckIn]) -> Arrived | None:
    standing: list[CheckIn] = []
    for row in rows:
        standing = [*standing, row] if row.kind == ScanKind.IN else []
    if not standing:
        return None
    first, guest = standing[0], standing[0].invitation
    return Arrived(
        client_id=first.client_id,
        number=guest.number if guest else None,
        name=guest.name if guest else first.name,
        group=guest.group if guest else first.group,
        organisation=guest.organisation if guest else first.organisation,
        at=first.at,
        devices=tuple(dict.fromkeys(row.device.name if row.device else row.by_name for row in standing)),
        invited_as=guest.state if guest else "",
        tour_group_id=guest.tour_group_id if guest else None,
        pk=first.pk,
    )


def conflicts(came: Iterable[Arrived]) -> list[Conflict]:
    """Return what to look at among those who are in; the order in which phones synced makes no difference."""
    every = sorted(came, key=lambda one: (one.at, one.client_id))
    named: dict[str, list[Arrived]] = defaultdict(list)
    found = []
    for one in every:
        named["".join(one.name.split())].append(one)
        if len(one.devices) > 1:
            words = f"{'、'.join(one.devices)}都签到了这位来宾，按最早一次计一人"
            found.append(Conflict(ConflictKind.TWICE, one.name, words))
        if one.invited_as in ABSENT:
            label = InvitationState(one.invited_as).label
            found.append(Conflict(ConflictKind.NOT_EXPECTED, one.name, f"邀请状态为“{label}”，本人已签到"))
    for same in named.values():
        if len(same) > 1 and any(one.is_walk_in for one in same):
            words = f"共 {len(same)} 位同名：{'、'.join(one.organisation or one.group_label for one in same)}"
            found.append(
                Conflict(ConflictKind.NAMESAKE, same[0].name, words + "。若是同一人，请撤销一次签到")
            )
    return found


@dataclass(frozen=True)
class HeadRow:
    """A group at a stop: how many of it are in, how many were counted there (None: not yet), by whom and when."""

    stop_id: int
    stop: str
    group_id: int
    group: str
    in_group: int
    counted: int | None
    by_name: str
    at: datetime | None

    @property
    def missing(self) -> int:
        """Return how many were not found at the count; below 0 there were more than are in."""
        return 0 if self.counted is None else self.in_group - self.counted


def head_rows(event: Event, came: Iterable[Arrived]) -> list[HeadRow]:
    """Return the head counts, a row per group and stop of its way, in two queries; the latest count stands."""
    inside: dict[int | None, int] = defaultdict(int)
    for one in came:
        inside[one.tour_group_id] += 1
    counts = HeadCount.objects.filter(stop__event=event).order_by("at", "client_id")
    latest = {(one.stop_id, one.group_id): one for one in counts}
    legs = Leg.objects.filter(group__event=event).select_related("group", "stop")
    rows = []
    for leg in legs.order_by("stop__position", "starts_at"):
        last = latest.get((leg.stop_id, leg.group_id))
        rows.append(
            HeadRow(
                stop_id=leg.stop_id,
                stop=leg.stop.name,
                group_id=leg.group_id,
                group=leg.group.name,
                in_group=inside[leg.group_id],
                counted=last.counted if last else None,
                by_name=last.by_name if last else "",
                at=last.at if last else None,
            )
        )
    return rows


def devices(event: Event) -> list[DoorDevice]:
    """Return the phones enrolled for an event."""
    return list(DoorDevice.objects.filter(event=event).order_by("enrolled_at", "pk"))
