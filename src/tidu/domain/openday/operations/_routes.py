"""Routes: stops, vehicles, groups and their ways; who goes with whom. What does not fit is refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.db import transaction
from django.db.models import Max

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.openday import checks
from tidu.domain.openday.checks import UnableToPlan
from tidu.domain.openday.models import Event, Invitation, Leg, Stop, TourGroup, Vehicle
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.queries import locked
from tidu.domain.openday.vocabulary import InvitationState
from tidu.foundation.actors import Actor


def set_stop(
    *,
    event: Event,
    host: Enterprise,
    name: str,
    minutes: int,
    capacity: int,
    by: Actor,
    now: datetime,
    host_contact: str = "",
    safety_note: str = "",
) -> Stop:
    """Set or change a stop at a host firm; ways that no longer fit are refused. Raises UnableToPlan."""
    checks.check_officer(by)
    words = checks.check_words(name, "参观点")
    if minutes < 1 or capacity < 1:
        raise UnableToPlan("停留分钟和容纳人数至少为 1。")
    with transaction.atomic():
        event = locked(event)
        checks.check_open(event)
        stop = event.stops.filter(host=host).first()
        if stop is None:
            last = event.stops.aggregate(last=Max("position"))["last"] or 0
            stop = Stop(event=event, host=host, position=last + 1)
        stop.name, stop.minutes, stop.capacity = words, minutes, capacity
        stop.host_contact, stop.safety_note = host_contact.strip()[:80], safety_note.strip()[:300]
        stop.save()
        for leg in stop.legs.select_related("group"):
            checks.check_leg(leg.group, stop, leg.starts_at, leg.ends_at)
        note(event, "stop", f"{event.occasion.code} 参观点 {words}", by=by, now=now)
    return stop


def set_vehicle(
    *, event: Event, name: str, seats: int, by: Actor, now: datetime, driver: str = ""
) -> Vehicle:
    """Set a vehicle and its seats; fewer than ride in it is refused. Raises UnableToPlan."""
    checks.check_officer(by)
    words = checks.check_words(name, "车辆", 40)
    with transaction.atomic():
        event = locked(event)
        checks.check_open(event)
        values = {"seats": seats, "driver": driver.strip()[:80]}
        vehicle, _ = Vehicle.objects.update_or_create(event=event, name=words, defaults=values)
        for group in vehicle.groups.select_related("vehicle"):
            checks.check_size(group)
        note(event, "vehicle", f"{event.occasion.code} 车辆 {words}（{seats} 座）", by=by, now=now)
    return vehicle


def set_group(
    *,
    event: Event,
    name: str,
    size: int,
    by: Actor,
    now: datetime,
    leader: str = "",
    vehicle: Vehicle | None = None,
) -> TourGroup:
    """Set a group, how many it is planned for, and its vehicle; what does not fit is refused. Raises UnableToPlan."""
    checks.check_officer(by)
    words = checks.check_words(name, "组名", 40)
    with transaction.atomic():
        event = locked(event)
        checks.check_open(event)
        values = {"size": size, "leader": leader.strip()[:80], "vehicle": vehicle}
        group, _ = TourGroup.objects.update_or_create(event=event, name=words, defaults=values)
        checks.check_size(group)
        checks.check_seats(group, 0)
        for leg in group.legs.select_related("stop"):
            checks.check_leg(group, leg.stop, leg.starts_at, leg.ends_at)
        note(event, "group", f"{event.occasion.code} {words}（{size} 人）", by=by, now=now)
    return group


def set_leg(*, group: TourGroup, stop: Stop, starts_at: time, ends_at: time, by: Actor, now: datetime) -> Leg:
    """Say when a group is at a stop; what overlaps or over-fills is refused (R17). Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(group.event)
        checks.check_open(event)
        checks.check_leg(group, stop, starts_at, ends_at)
        values = {"starts_at": starts_at, "ends_at": ends_at}
        leg, _ = Leg.objects.update_or_create(group=group, stop=stop, defaults=values)
        words = f"{event.occasion.code} {group.name} {starts_at:%H:%M}–{ends_at:%H:%M} {stop.name}"
        note(event, "leg", words, by=by, now=now)
    return leg


def remove_leg(*, leg: Leg, by: Actor, now: datetime) -> None:
    """Take a stop out of a group's way. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(leg.group.event)
        checks.check_open(event)
        leg.delete()
        note(event, "leg", f"{event.occasion.code} {leg.group.name} 不去 {leg.stop.name}", by=by, now=now)


def remove_stop(*, stop: Stop, by: Actor, now: datetime) -> None:
    """Take a stop out of the plan, with the ways that lead there and the host's card. Raises UnableToPlan.

    What guests or the door have said of it stays: such a stop is not removed, nor one that a highlight rests on.
    """
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(stop.event)
        checks.check_open(event)
        if stop.feedback.exists() or stop.head_counts.exists() or stop.highlights.exists():
            raise UnableToPlan(
                f"{stop.name}已有来宾反馈、清点人数或亮点，不能删去。不去了的，请删去各组到这里的行程。"
            )
        stop.legs.all().delete()
        stop.card.all().delete()
        name = stop.name
        stop.delete()
        note(event, "stop", f"{event.occasion.code} 删去参观点 {name}", by=by, now=now)


def remove_group(*, group: TourGroup, by: Actor, now: datetime) -> None:
    """Take a group out of the plan; its guests have no group then. Raises UnableToPlan where heads were counted."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(group.event)
        checks.check_open(event)
        if group.head_counts.exists():
            raise UnableToPlan(f"{group.name}已清点过人数，不能删去。")
        group.guests.update(tour_group=None, seat="")
        group.legs.all().delete()
        name = group.name
        group.delete()
        note(event, "group", f"{event.occasion.code} 删去{name}", by=by, now=now)


def assign_guest(
    *, invitation: Invitation, group: TourGroup, by: Actor, now: datetime, seat: str = ""
) -> Invitation:
    """Put a guest who comes into a group, with a seat; a full group is refused. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(group.event)
        if invitation.state != InvitationState.ACCEPTED or invitation.event_id != group.event_id:
            raise UnableToPlan("只有接受邀请的来宾可以编组。请先登记回复。")
        checks.check_seats(group, 0 if invitation.tour_group_id == group.pk else 1)
        invitation.tour_group, invitation.seat = group, seat.strip()[:20]
        invitation.save(update_fields=["tour_group", "seat"])
        words = f"{event.occasion.code} 席 {invitation.number} 编入{group.name}"
        note(event, "assign", words, by=by, now=now)
    return invitation


def share_out(*, event: Event, by: Actor, now: datetime) -> int:
    """Put everybody who comes and has no group into the groups, in the order of seats, and return how many.

    Seats in the meeting room are numbered on (1, 2, …) where none was given. Raises UnableToPlan where the groups are
    planned for fewer.
    """
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        guests = event.invitations.filter(state=InvitationState.ACCEPTED, tour_group__isnull=True)
        waiting = list(guests.order_by("number"))
        places = _places(event)
        for guest in waiting:
            group = next(places, None)
            if group is None:
                raise UnableToPlan(
                    f"还有来宾没有组：各组计划人数不够，待编 {len(waiting)} 人。请增加组或计划人数。"
                )
            guest.tour_group = group
            guest.seat = guest.seat or f"{guest.number} 号"
            guest.save(update_fields=["tour_group", "seat"])
        note(event, "share_out", f"{event.occasion.code} 自动编组 {len(waiting)} 人", by=by, now=now)
    return len(waiting)


def _places(event: Event) -> Iterator[TourGroup]:
    """Yield the free places of the groups in turn, one group after the other, until all are full."""
    groups = list(event.groups.prefetch_related("guests").order_by("name", "pk"))
    free = {one.pk: one.size - len(one.guests.all()) for one in groups}
    while any(left > 0 for left in free.values()):
        for one in groups:
            if free[one.pk] > 0:
                free[one.pk] -= 1
                yield one
