"""The door: two phones offline, synced in any order; undo, walk-ins, revoked phones, heads counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.openday import (
    DAY,
    a_check_in,
    a_device,
    a_guest,
    a_head_count,
    a_leg,
    a_stop,
    a_tour_group,
    a_vehicle,
    an_event,
    an_invitation,
)
from tests.factories.opinions import OFFICER
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import CheckIn
from tidu.domain.openday.operations import Scan, UnableToCheckIn, WalkIn
from tidu.domain.openday.queries import DOOR, REPLY
from tidu.domain.openday.vocabulary import ConflictKind, EventState, GuestGroup
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db
AS_OF = AsOf(on=date(2025, 5, 22))
SYNCED = DAY + timedelta(minutes=40)


def inside(event):
    return queries.arrivals(event, AS_OF)


def seen(event):
    """What anybody can see of the door: entries and conflicts, without the order in which rows came."""
    came = inside(event)
    entries = [(one.client_id, one.number, one.name, one.at, one.devices) for one in came]
    return entries, queries.conflicts(came)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_two_phones_with_sixty_overlapping_scans_give_the_same_door_in_every_order(data) -> None:
    with transaction.atomic():
        event = an_event()
        codes = [
            queries.guest_code(a_guest(event, name=f"来宾{place}", group=GuestGroup.ENTERPRISE), event, DOOR)
            for place in range(20)
        ]
        phones = [a_device(event, name="一号"), a_device(event, name="二号")]
        scans = data.draw(st.lists(st.tuples(_index(2), _index(20), _index(30)), min_size=60, max_size=60))
        queue = [
            (phones[phone], Scan(f"s{place}", DAY + timedelta(minutes=minute), code=codes[guest]))
            for place, (phone, guest, minute) in enumerate(scans)
        ]
        outcomes = []
        for order in (queue, data.draw(st.permutations(queue)), queue[::-1]):
            with transaction.atomic():
                answers = _handed_in(order, again=data.draw(st.booleans()))
                assert all(one.taken for one in answers)
                assert CheckIn.objects.filter(event=event).count() == 60
                outcomes.append(seen(event))
                transaction.set_rollback(True)
        entries, conflicts = outcomes[0]
        assert outcomes[1] == outcomes[2] == outcomes[0]
        assert [one[1] for one in sorted(entries, key=lambda one: one[1])] == sorted(
            {guest + 1 for _, guest, _ in scans}
        )
        for _, number, _, at, _ in entries:
            assert at == DAY + timedelta(minutes=min(m for _, guest, m in scans if guest + 1 == number))
        on_both = {g for p, g, _ in scans if p == 0} & {g for p, g, _ in scans if p == 1}
        twice = [one for one in conflicts if one.kind == ConflictKind.TWICE]
        assert sorted(one.name for one in twice) == sorted(f"来宾{guest}" for guest in on_both)
        transaction.set_rollback(True)


def _index(size: int):
    return st.integers(min_value=0, max_value=size - 1)


def _handed_in(order: Sequence, *, again: bool):
    """Hand scans in in this order, as often as the phone changes; a lost answer makes it send everything again."""
    answers = []
    for _ in range(2 if again else 1):
        for phone, batch in groupby(order, key=itemgetter(0)):
            scans = [scan for _, scan in batch]
            answers += operations.sync(device=phone, scans=scans, now=SYNCED)
    return answers


def test_the_same_scan_sent_again_counts_once() -> None:
    event = an_event()
    guest = a_guest(event)
    for _ in range(2):
        a_check_in(guest)
    assert len(inside(event)) == CheckIn.objects.count() == 1


def test_the_door_shows_group_vehicle_and_seat() -> None:
    event = an_event()
    guest = a_guest(event)
    group = a_tour_group(event, vehicle=a_vehicle(event))
    operations.assign_guest(invitation=guest, group=group, seat="12 号", by=OFFICER, now=DAY)
    answer = operations.check_in(
        event=event,
        client_id="s",
        code=queries.guest_code(guest, event, DOOR),
        at=DAY,
        now=DAY,
        device=a_device(event),
    )
    assert answer.guest
    assert (answer.guest.tour_group, answer.guest.vehicle, answer.guest.seat) == ("第一组", "一号车", "12 号")
    (line,) = queries.door_list(event, AS_OF)
    assert (line.name, line.arrived_at) == ("关照", DAY)


def test_a_code_of_another_event_or_purpose_is_refused_in_words_and_holds_nobody_up() -> None:
    event, other = an_event(), an_event("2024-KF", on=date(2024, 5, 23))
    guest, stranger = a_guest(event), a_guest(other)
    scans = [
        Scan("s1", DAY, code=queries.guest_code(stranger, other, DOOR)),
        Scan("s2", DAY, code=queries.guest_code(guest, event, REPLY)),
        Scan("s3", DAY, number=99),
        Scan("", DAY, number=1),
        Scan("s5", DAY, code=queries.guest_code(guest, event, DOOR)),
    ]
    answers = operations.sync(device=a_device(event), scans=scans, now=SYNCED)
    assert [one.taken for one in answers] == [False, False, False, False, True]
    assert all("请" in one.words for one in answers[:4])
    assert len(inside(event)) == 1


def test_a_walk_in_is_let_in_with_three_fields_and_counted_apart() -> None:
    event = an_event()
    walk_in = WalkIn("路过", GuestGroup.PUBLIC, "居民")
    operations.check_in(event=event, client_id="w", walk_in=walk_in, at=DAY, now=DAY, by=OFFICER)
    public = next(one for one in queries.make_up(event, AS_OF).rows if one.group == GuestGroup.PUBLIC)
    assert (public.came, public.walk_ins, public.invited) == (1, 1, 0)
    with pytest.raises(UnableToCheckIn, match="界别"):
        operations.check_in(
            event=event, client_id="w2", walk_in=WalkIn("某", "无"), at=DAY, now=DAY, by=OFFICER
        )


def test_an_undo_takes_the_guest_out_until_the_next_scan_whatever_comes_first() -> None:
    event = an_event()
    code = queries.guest_code(a_guest(event), event, DOOR)
    phone, other = a_device(event), a_device(event, name="二号")
    first = Scan("in", DAY, code=code)
    undo = Scan("undo", DAY + timedelta(minutes=1), code=code, undoes="in")
    operations.sync(device=phone, scans=[undo, first], now=SYNCED)
    assert inside(event) == []
    operations.sync(device=other, scans=[Scan("in2", DAY + timedelta(minutes=2), code=code)], now=SYNCED)
    (entry,) = inside(event)
    assert (entry.client_id, entry.devices) == ("in2", ("二号",))


def test_an_undo_of_something_unknown_stays_on_the_phone() -> None:
    event = an_event()
    (answer,) = operations.sync(device=a_device(event), scans=[Scan("u", DAY, undoes="x")], now=SYNCED)
    assert not answer.taken
    assert "保留在设备上" in answer.words


def test_a_walk_in_is_undone_before_or_after_it_is_known() -> None:
    event = an_event()
    walk_in = WalkIn("路过", GuestGroup.PUBLIC)
    undo = Scan("u", DAY, walk_in=walk_in, undoes="w")
    operations.sync(device=a_device(event), scans=[undo, Scan("w", DAY, walk_in=walk_in)], now=SYNCED)
    assert inside(event) == []


def test_namesakes_and_guests_who_had_declined_are_listed_and_let_in() -> None:
    event = an_event()
    a_check_in(a_guest(event, name="王 某"))
    declined = an_invitation(event, name="婉拒者")
    operations.reply(invitation=declined, state="DECLINED", way="LINK", now=DAY - timedelta(days=1))
    operations.check_in(event=event, client_id="d", number=declined.number, at=DAY, now=DAY, by=OFFICER)
    walk_in = WalkIn("王某", GuestGroup.PUBLIC)
    operations.check_in(event=event, client_id="w", walk_in=walk_in, at=DAY, now=DAY, by=OFFICER)
    kinds = {one.kind for one in queries.conflicts(inside(event))}
    assert (len(inside(event)), kinds) == (3, {ConflictKind.NAMESAKE, ConflictKind.NOT_EXPECTED})


def test_a_revoked_phone_hands_nothing_in_and_keeps_everything() -> None:
    event = an_event()
    guest, phone = a_guest(event), a_device(event)
    key = queries.device_key(phone)
    operations.revoke_device(device=phone, by=OFFICER, now=DAY)
    with pytest.raises(UnableToCheckIn, match="已停用"):
        operations.sync(device=queries.device_of(key), scans=[Scan("s", DAY, number=1)], now=SYNCED)
    assert inside(event) == []
    assert guest.check_ins.count() == 0
    with pytest.raises(queries.LinkInvalid):
        queries.device_of(key[:-1] + ("A" if key[-1] != "A" else "B"))


def test_the_door_is_shut_while_the_event_is_planned() -> None:
    event = an_event(state=EventState.PLANNING)
    guest = an_invitation(event)
    with pytest.raises(UnableToCheckIn, match="筹备"):
        a_check_in(guest)


def test_a_phone_that_comes_back_after_the_end_still_hands_in_what_it_took_down_that_day() -> None:
    event = an_event(state=EventState.CLOSED)
    phone = a_device(event)
    code = queries.guest_code(a_guest(an_event("2024-KF", on=date(2024, 5, 23))), event, DOOR)
    operations.sync(
        device=phone, scans=[Scan("w", DAY, walk_in=WalkIn("路过", GuestGroup.PUBLIC))], now=SYNCED
    )
    assert [one.name for one in inside(event)] == ["路过"]
    (answer,) = operations.sync(device=phone, scans=[Scan("c", DAY, code=code)], now=SYNCED)
    assert not answer.taken
    with pytest.raises(UnableToCheckIn, match="重新打开"):
        operations.check_in(event=event, client_id="s", number=1, at=DAY, now=DAY, by=OFFICER)


@pytest.mark.parametrize(
    ("state", "days"), [(EventState.PLANNING, 0), (EventState.CLOSED, 1), (EventState.CLOSED, -1)]
)
def test_while_the_door_takes_nothing_a_phone_keeps_everything(state, days) -> None:
    event = an_event(state=state)
    walk_in = WalkIn("路过", GuestGroup.PUBLIC)
    scans = [Scan("w", DAY + timedelta(days=days), walk_in=walk_in)]
    with pytest.raises(UnableToCheckIn, match="不能签到"):
        operations.sync(device=a_device(event), scans=scans, now=DAY + timedelta(days=2))
    assert not CheckIn.objects.exists()


def test_a_clock_that_runs_ahead_is_not_believed() -> None:
    event = an_event()
    guest = a_guest(event)
    operations.check_in(
        event=event, client_id="s", number=guest.number, at=DAY + timedelta(hours=3), now=DAY, by=OFFICER
    )
    assert inside(event)[0].at == DAY


def test_heads_are_counted_per_stop_and_group_and_the_latest_count_stands() -> None:
    event = an_event()
    stop, group = a_stop(event), a_tour_group(event)
    a_leg(group, stop)
    guest = a_guest(event)
    operations.assign_guest(invitation=guest, group=group, by=OFFICER, now=DAY)
    a_check_in(guest)
    assert queries.head_rows(event, inside(event))[0].counted is None
    a_head_count(stop, group, counted=0)
    (found,) = queries.head_rows(event, inside(event))
    assert (found.in_group, found.counted, found.missing) == (1, 0, 1)


def test_a_day_before_nobody_is_in() -> None:
    event = an_event()
    a_check_in(a_guest(event))
    assert queries.arrivals(event, AsOf(on=date(2025, 5, 21))) == []


def test_heads_counted_by_a_clock_that_runs_ahead_are_dated_by_the_house() -> None:
    event = an_event()
    stop, group = a_stop(event), a_tour_group(event)
    ahead = DAY + timedelta(hours=3)
    made = operations.count_heads(
        stop=stop, group=group, counted=3, client_id="c", at=ahead, by=OFFICER, now=DAY
    )
    assert made.at == DAY
