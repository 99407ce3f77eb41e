"""The door: enrolled phones, guests let in by code or by name, undo, and what phones hand in after a time offline.

Rows are only added; `queries.arrivals` reads who is in from all of them by the door's own time. So handing the same row
in again changes nothing, and the order in which phones come back makes no difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tidu.domain.openday import checks, queries
from tidu.domain.openday.checks import UnableToCheckIn
from tidu.domain.openday.models import CheckIn, DoorDevice, Event, HeadCount, Invitation, Stop, TourGroup
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.queries import DoorLine, locked
from tidu.domain.openday.vocabulary import DOOR, ScanKind
from tidu.foundation.actors import Actor

AHEAD = timedelta(minutes=10)
"""By how much a phone's clock may be ahead before its time is taken for that of the house."""


MOST_HEADS = 1000
"""More than so many heads of one group are a slip of the finger."""


@dataclass(frozen=True)
class WalkIn:
    """A guest nobody invited, in three fields."""

    name: str
    group: str
    organisation: str = ""


@dataclass(frozen=True)
class Scan:
    """One thing said at the door.

    `client_id` is made by the phone. It is about a guest by `code` (signed) or `number` (by name), or a `walk_in`;
    with `undoes`, the `client_id` of an earlier one, it takes that guest out again. An undo that names its guest as the
    earlier one did is taken even before that one has come.
    """

    client_id: str
    at: datetime
    code: str = ""
    number: int | None = None
    walk_in: WalkIn | None = None
    undoes: str = ""


@dataclass(frozen=True)
class ScanAnswer:
    """What became of a scan: kept (`taken`), with the guest to show, or refused with words; never an error."""

    client_id: str
    taken: bool
    words: str = ""
    guest: DoorLine | None = None


def enrol_device(*, event: Event, name: str, by: Actor, now: datetime) -> DoorDevice:
    """Enrol a phone for an event's door; its key is `queries.device_key`. Raises UnableToPlan."""
    checks.check_officer(by)
    words = checks.check_words(name, "设备", 40)
    with transaction.atomic():
        event = locked(event)
        if event.devices.filter(name=words).exists():
            raise checks.UnableToPlan(f"已有名为“{words}”的设备。请换一个名称。")
        made = DoorDevice.objects.create(event=event, name=words, enrolled_at=now, enrolled_by_name=by.name)
        note(event, "enrol", f"{event.occasion.code} 启用签到设备 {words}", by=by, now=now)
    return made


def revoke_device(*, device: DoorDevice, by: Actor, now: datetime) -> DoorDevice:
    """Revoke a lost phone: from now on it hands nothing in and gets no list. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(device.event)
        device.revoked_at, device.revoked_by_name = now, by.name
        device.save(update_fields=["revoked_at", "revoked_by_name"])
        note(event, "revoke", f"{event.occasion.code} 停用签到设备 {device.name}", by=by, now=now)
    return device


def check_in(
    *,
    event: Event,
    client_id: str,
    at: datetime,
    now: datetime,
    code: str = "",
    number: int | None = None,
    walk_in: WalkIn | None = None,
    device: DoorDevice | None = None,
    by: Actor = DOOR,
) -> ScanAnswer:
    """Let one guest in, once per `client_id` however often it is sent. Raises UnableToCheckIn."""
    scan = Scan(client_id=client_id, at=at, code=code, number=number, walk_in=walk_in)
    return _one(event, scan, device, by=by, now=now)


def undo(
    *,
    event: Event,
    undoes: str,
    client_id: str,
    at: datetime,
    now: datetime,
    device: DoorDevice | None = None,
    by: Actor = DOOR,
) -> ScanAnswer:
    """Take the guest of an earlier scan out again: everything said about the guest before `at` no longer counts.

    Raises UnableToCheckIn.
    """
    scan = Scan(client_id=client_id, at=at, undoes=undoes)
    return _one(event, scan, device, by=by, now=now)


def sync(*, device: DoorDevice, scans: Sequence[Scan], now: datetime, by: Actor = DOOR) -> list[ScanAnswer]:
    """Take what a phone hands in, and answer per scan in its order; a refused one does not hold the others up.

    A phone that has nothing to hand in only asks for the list: nothing is written down. Raises UnableToCheckIn for a
    revoked phone and DoorClosed while the door takes nothing: in both cases it keeps everything.
    """
    if not scans:
        checks.check_device(device, device.event)
        return []
    with transaction.atomic():
        event = locked(device.event)
        standing = DoorDevice.objects.get(pk=device.pk)
        checks.check_device(standing, event)
        answers: list[ScanAnswer] = []
        for scan in scans:
            try:
                answers.append(_kept(event, scan, standing, by_name=standing.name, now=now))
            except checks.DoorClosed:
                raise
            except UnableToCheckIn as error:
                answers.append(ScanAnswer(scan.client_id, taken=False, words=str(error)))
        taken = sum(one.taken for one in answers)
        words = f"{event.occasion.code} {standing.name} 同步签到 {taken} 条"
        note(event, "sync", words, by=by, now=now, refused=len(answers) - taken)
    return answers


def count_heads(
    *, stop: Stop, group: TourGroup, counted: int, client_id: str, at: datetime, by: Actor, now: datetime
) -> HeadCount:
    """Write down how many of a group were counted at a stop, once per `client_id`. Raises UnableToCheckIn."""
    if not 0 <= counted <= MOST_HEADS or stop.event_id != group.event_id:
        raise UnableToCheckIn(f"请填写清点人数（0 至 {MOST_HEADS}），并选择同一次开放日的组和参观点。")
    word = checks.check_client(client_id)
    with transaction.atomic():
        event = locked(stop.event)
        before = HeadCount.objects.filter(client_id=word).first()
        if before is not None:
            return before
        made = HeadCount.objects.create(
            stop=stop, group=group, client_id=word, counted=counted, at=min(at, now), by_name=by.name
        )
        words = f"{event.occasion.code} {group.name}在{stop.name}清点 {counted} 人"
        note(event, "count", words, by=by, now=now)
    return made


def _one(event: Event, scan: Scan, device: DoorDevice | None, *, by: Actor, now: datetime) -> ScanAnswer:
    if device is None:
        checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        checks.check_device(device, event)
        answer = _kept(event, scan, device, by_name=device.name if device else by.name, now=now)
        label = ScanKind.UNDO.label if scan.undoes else ScanKind.IN.label
        note(event, "check_in", f"{event.occasion.code} {label}", by=by, now=now, scan=scan.client_id)
    return answer


def _kept(event: Event, scan: Scan, device: DoorDevice | None, *, by_name: str, now: datetime) -> ScanAnswer:
    """Keep one scan; the event is locked, so the same `client_id` is never kept twice."""
    checks.check_door_open(event, device, scan.at)
    client_id = checks.check_client(scan.client_id)
    before = event.check_ins.filter(client_id=client_id).first()
    if before is not None:
        return _answer(event, before, "已收到过")
    row = CheckIn(
        event=event,
        client_id=client_id,
        device=device,
        at=now if scan.at > now + AHEAD else scan.at,
        received_at=now,
        by_name=by_name,
    )
    if scan.undoes:
        _about_the_same(event, row, scan)
    elif scan.walk_in is not None:
        row.name, row.group = checks.check_walk_in(scan.walk_in.name, scan.walk_in.group), scan.walk_in.group
        row.organisation, row.walk_in = scan.walk_in.organisation.strip()[:120], client_id
    else:
        row.invitation = _guest(event, scan)
    row.save()
    return _answer(event, row, "")


def _about_the_same(event: Event, row: CheckIn, scan: Scan) -> None:
    """Let an undo be about the guest of the earlier scan, named by that one or by the undo itself."""
    row.kind = ScanKind.UNDO
    earlier = event.check_ins.filter(client_id=scan.undoes).first()
    if earlier is not None:
        row.invitation, row.walk_in = earlier.invitation, earlier.walk_in
    elif scan.walk_in is not None:
        row.walk_in = scan.undoes
    elif scan.code or scan.number is not None:
        row.invitation = _guest(event, scan)
    else:
        raise UnableToCheckIn("要撤销的签到还没有同步到。请稍后再同步，这条撤销会保留在设备上。")


def _guest(event: Event, scan: Scan) -> Invitation:
    number = queries.guest_number(scan.code, event) if scan.code else scan.number
    if number is None:
        raise UnableToCheckIn("这个码不是本次开放日的签到码。请按姓名查找，或登记为临时来宾。")
    found = queries.invitations(event).filter(number=number).first()
    if found is None:
        raise UnableToCheckIn(f"没有席号 {number}。请按姓名查找，或登记为临时来宾。")
    return found


def _answer(event: Event, row: CheckIn, words: str) -> ScanAnswer:
    guest = queries.door_line(row.invitation, event, row.at) if row.invitation else None
    return ScanAnswer(row.client_id, taken=True, words=words, guest=guest)
