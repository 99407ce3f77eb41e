"""Planning: templates and copies, routes that fit, cards that the firm releases, policies that are in force."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.factories.openday import (
    PICTURE,
    PLANNED,
    a_card_field,
    a_device,
    a_guest,
    a_highlight,
    a_leg,
    a_policy_told,
    a_stop,
    a_stop_feedback,
    a_tour_group,
    a_vehicle,
    an_event,
    an_item,
    of_host,
)
from tests.factories.opinions import OFFICER, an_assigned, an_opinion, at, the_house
from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import UnableToPlan
from tidu.domain.openday.vocabulary import CardLine, EventState, GuestGroup
from tidu.domain.opinions.operations import UnableToSetUp
from tidu.foundation.clock import AsOf

NOW = PLANNED
pytestmark = pytest.mark.django_db
AS_OF = AsOf(on=date(2025, 5, 22))


def test_a_template_brings_quotas_and_a_programme() -> None:
    event = an_event(state=EventState.PLANNING)
    assert queries.make_up(event, AS_OF).total.quota == 71  # 6 + 9 + 7 + 24 + 5 + 15 + 5
    assert [one.kind for one in queries.programme(event)] == ["ARRIVAL", "BRIEFING", "VISIT", "DISCUSSION"]


def test_another_day_keeps_guests_and_hours_and_is_for_what_is_not_held_yet() -> None:
    event = an_event()
    a_guest(event)
    changed = operations.change_event(event=event, on=date(2025, 6, 5), by=OFFICER, now=NOW)
    assert (changed.occasion.on, changed.occasion.began_at) == (date(2025, 6, 5), at("2025-06-05", 8, 20))
    assert [one.state for one in queries.coming(changed)] == ["ACCEPTED"]
    with pytest.raises(UnableToPlan, match="回执截止日不能晚于"):
        operations.change_event(
            event=event, on=date(2025, 6, 4), reply_by_on=date(2025, 6, 5), by=OFFICER, now=NOW
        )
    an_opinion(changed.occasion, now=at("2025-05-20"))
    with pytest.raises(UnableToSetUp, match="已登记意见，日期不能再改"):
        operations.change_event(event=event, on=date(2025, 6, 6), by=OFFICER, now=NOW)
    operations.move_event(event=event, state=EventState.HELD, by=OFFICER, now=NOW)
    with pytest.raises(UnableToPlan, match="目前是“举办”，日期不能再改"):
        operations.change_event(event=event, on=date(2025, 6, 6), by=OFFICER, now=NOW)


def test_a_day_on_which_a_policy_told_is_not_in_force_is_refused_by_its_name() -> None:
    event = an_event()
    told = a_policy_told(an_item(event))
    with pytest.raises(UnableToPlan, match=f"没有施行这些宣讲政策：{told.name}"):
        operations.change_event(event=event, on=date(2015, 5, 22), by=OFFICER, now=NOW)


def test_a_closed_open_day_takes_no_opinion_until_it_is_opened_again() -> None:
    event = an_event(state=EventState.CLOSED)
    event.occasion.refresh_from_db()
    assert event.occasion.closed_at == NOW
    operations.move_event(event=event, state=EventState.HELD, by=OFFICER, now=NOW)
    event.occasion.refresh_from_db()
    assert event.occasion.closed_at is None


def test_an_open_day_without_guests_stops_or_programme_is_copied_and_reads_nought() -> None:
    bare = an_event("2024-KF", on=date(2024, 5, 23), state=EventState.CLOSED)
    for item in queries.programme(bare):
        item.delete()
    bare.quotas.all().delete()
    new = operations.copy_event(
        source=bare, code="2025-KF", name="科技开放日", on=date(2025, 5, 22), by=OFFICER, now=NOW
    )
    assert queries.make_up(new, AS_OF).total.quota == 0
    assert (queries.programme(new), queries.routes(new), list(queries.stops(new))) == ([], [], [])
    assert operations.share_out(event=new, by=OFFICER, now=NOW) == 0


def test_a_copy_keeps_the_plan_and_drops_guests_and_all_they_said() -> None:
    old = an_event("2024-KF", on=date(2024, 5, 23))
    item = an_item(old)
    a_policy_told(item)
    operations.set_slides(item=item, name="课件.pdf", content=PICTURE, by=OFFICER, now=NOW)
    stop = a_stop(old)
    group = a_tour_group(old, vehicle=a_vehicle(old))
    a_leg(group, stop)
    a_card_field(stop)
    a_device(old)
    a_stop_feedback(stop)
    operations.assign_guest(invitation=a_guest(old), group=group, by=OFFICER, now=NOW)
    new = operations.copy_event(
        source=old, code="2025-KF", name="科技开放日", on=date(2025, 5, 22), by=OFFICER, now=NOW
    )
    assert new.copied_from == old
    assert (new.place, queries.make_up(new, AS_OF).total.quota) == (old.place, 71)
    (route,) = queries.routes(new)
    assert (route.group.name, route.group.vehicle.event, route.assigned) == ("第一组", new, 0)
    assert [(leg.stop.event, leg.starts_at) for leg in route.legs] == [(new, time(9, 40))]
    told = [one.rule_code for each in queries.programme(new) for one in each.policies.all()]
    assert told == ["qinglan.rd_subsidy"]
    assert {one.slides for one in queries.programme(new)} == {None}
    assert not queries.invitations(new).exists()
    assert queries.devices(new) == []
    assert queries.staff_cards(new, AS_OF)[0].fields == ()
    assert queries.feedback(new, AS_OF)[0].scores.n == 0
    assert queries.invitations(old).count() == 1


def test_a_planned_day_has_hours_so_that_what_is_answered_in_the_room_is_on_the_spot() -> None:
    event = an_event()
    occasion = event.occasion
    # The standard programme begins at 8:20 and ends with 60 minutes of discussion from 11:30.
    assert (occasion.began_at, occasion.ended_at) == (at("2025-05-22", 8, 20), at("2025-05-22", 12, 30))
    new = operations.copy_event(
        source=event, code="2026-KF", name="科技开放日", on=date(2026, 5, 21), by=OFFICER, now=NOW
    )
    assert (new.occasion.began_at, new.occasion.ended_at) == (
        at("2026-05-21", 8, 20),
        at("2026-05-21", 12, 30),
    )
    operations.change_event(event=event, hours=(time(9), time(17, 30)), by=OFFICER, now=NOW)
    occasion.refresh_from_db()
    assert (occasion.began_at, occasion.ended_at) == (at("2025-05-22", 9), at("2025-05-22", 17, 30))
    with pytest.raises(UnableToSetUp, match="不能早于开始"):
        operations.change_event(event=event, hours=(time(12), time(9)), by=OFFICER, now=NOW)


def test_a_code_is_used_once() -> None:
    an_event()
    with pytest.raises(UnableToPlan, match="已经用过"):
        an_event()


def test_states_follow_the_table() -> None:
    event = an_event(state=EventState.PLANNING)
    with pytest.raises(UnableToPlan, match="可到：发函"):
        operations.move_event(event=event, state=EventState.CLOSED, by=OFFICER, now=NOW)


def test_a_day_is_not_closed_while_something_said_has_no_unit() -> None:
    the_house()
    event = an_event(state=EventState.HELD)
    said = an_opinion(event.occasion)
    with pytest.raises(UnableToPlan, match=f"还有 1 条意见没有主办单位：{said.number}。请先交办"):
        operations.move_event(event=event, state=EventState.CLOSED, by=OFFICER, now=NOW)
    an_assigned(said)
    assert operations.move_event(event=event, state=EventState.CLOSED, by=OFFICER, now=NOW).state == "CLOSED"


def test_a_group_at_two_stops_at_once_is_refused_with_both_times() -> None:
    event = an_event()
    group = a_tour_group(event)
    a_leg(group, a_stop(event, name="电子车间"), starts_at=time(9, 40), ends_at=time(10, 10))
    second = a_stop(event, name="材料实验室")
    with pytest.raises(
        UnableToPlan, match=r"第一组 09:40–10:10 已在电子车间，与材料实验室 10:00–10:30 时间重叠"
    ):
        a_leg(group, second, starts_at=time(10, 0), ends_at=time(10, 30))
    assert a_leg(group, second, starts_at=time(10, 10), ends_at=time(10, 40)).pk


def test_an_over_full_stop_is_refused_with_the_moment_and_the_count() -> None:
    event = an_event()
    stop = a_stop(event, capacity=40)
    a_leg(a_tour_group(event, name="第一组", size=30), stop, starts_at=time(9, 40), ends_at=time(10, 10))
    second = a_tour_group(event, name="第二组", size=11)
    with pytest.raises(UnableToPlan, match=r"只容纳 40 人，10:00 有 第二组、第一组共 41 人"):
        a_leg(second, stop, starts_at=time(10, 0), ends_at=time(10, 30))
    second = a_tour_group(event, name="第二组", size=10)
    assert a_leg(second, stop, starts_at=time(10, 0), ends_at=time(10, 30)).pk


def test_two_groups_that_come_in_the_same_minute_are_counted_together() -> None:
    event = an_event()
    stop = a_stop(event, capacity=40)
    a_leg(a_tour_group(event, name="第一组", size=30), stop)
    with pytest.raises(UnableToPlan, match=r"09:40 有 第二组、第一组共 41 人"):
        a_leg(a_tour_group(event, name="第二组", size=11), stop)


def test_a_stay_shorter_than_the_stop_needs_is_refused() -> None:
    event = an_event()
    with pytest.raises(UnableToPlan, match="要停留 30 分钟"):
        a_leg(a_tour_group(event), a_stop(event), starts_at=time(9, 40), ends_at=time(10, 9))


def test_a_group_that_grows_beyond_its_stop_or_vehicle_is_refused() -> None:
    event = an_event()
    a_leg(a_tour_group(event, size=30), a_stop(event, capacity=30))
    with pytest.raises(UnableToPlan, match="只容纳 30 人"):
        a_tour_group(event, size=31)
    coach = a_vehicle(event, seats=45)
    a_tour_group(event, size=30, vehicle=coach)
    with pytest.raises(UnableToPlan, match="45 座，坐 46 人超员"):
        a_tour_group(event, name="第二组", size=16, vehicle=coach)


def test_guests_are_shared_out_until_the_groups_are_full() -> None:
    event = an_event()
    a_tour_group(event, name="甲组", size=2)
    a_tour_group(event, name="乙组", size=1)
    for place in range(3):
        a_guest(event, name=f"来宾{place}")
    assert operations.share_out(event=event, by=OFFICER, now=NOW) == 3
    assert {one.group.name: one.assigned for one in queries.routes(event)} == {"甲组": 2, "乙组": 1}
    a_guest(event, name="多一位")
    with pytest.raises(UnableToPlan, match="计划人数不够"):
        operations.share_out(event=event, by=OFFICER, now=NOW)


def test_only_policies_in_force_on_the_day_are_told() -> None:
    item = an_item(an_event())
    with pytest.raises(UnableToPlan, match="没有施行"):
        operations.tell_policies(item=item, codes=["qinglan.unheard"], by=OFFICER, now=NOW)
    assert a_policy_told(item).name


def test_guests_see_no_line_of_a_card_before_the_firm_has_released_these_very_words() -> None:
    event = an_event()
    stop = a_stop(event)
    a_card_field(stop, line=CardLine.RD_EXPENSE, value="625 万元")
    a_card_field(stop, line=CardLine.PRODUCTS, value="连接器")
    host = of_host(stop)
    operations.release_card(stop=stop, line=CardLine.PRODUCTS, seen="连接器", by=host, now=NOW)
    (card,) = queries.guest_cards(event, AS_OF)
    assert card.lines == (("主要产品", "连接器"),)
    operations.draft_card(stop=stop, line=CardLine.PRODUCTS, value="连接器和线束", by=OFFICER, now=NOW)
    assert queries.guest_cards(event, AS_OF)[0].lines == ()
    with pytest.raises(UnableToPlan, match="刚刚改过"):
        operations.release_card(stop=stop, line=CardLine.PRODUCTS, seen="连接器", by=host, now=NOW)


def test_the_bureau_cannot_release_for_a_firm_nor_another_firm() -> None:
    event = an_event()
    stop, other = a_stop(event), a_stop(event, name="别家")
    a_card_field(stop)
    for by in (OFFICER, of_host(other)):
        with pytest.raises(UnableToPlan, match="接待企业自己的账号"):
            operations.release_card(stop=stop, line=CardLine.RD_EXPENSE, seen="625 万元", by=by, now=NOW)


def test_a_released_line_is_taken_back_by_the_firm() -> None:
    event = an_event()
    stop = a_stop(event)
    a_card_field(stop)
    host = of_host(stop)
    operations.release_card(stop=stop, line=CardLine.RD_EXPENSE, seen="625 万元", by=host, now=NOW)
    operations.retract_card(stop=stop, line=CardLine.RD_EXPENSE, by=host, now=NOW)
    assert queries.guest_cards(event, AS_OF)[0].lines == ()


def test_a_highlight_has_its_proof() -> None:
    stop = a_stop(an_event())
    assert a_highlight(stop).evidence.name == "证书.pdf"
    with pytest.raises(UnableToPlan, match="佐证材料"):
        operations.record_highlight(
            stop=stop, kind="QUALITY", text="好", name="证书.exe", content=b"MZ", by=OFFICER, now=NOW
        )


def test_a_closed_event_is_planned_no_further() -> None:
    event = an_event(state=EventState.CLOSED)
    with pytest.raises(UnableToPlan, match="已结"):
        operations.set_quota(event=event, group=GuestGroup.MEDIA, seats=9, by=OFFICER, now=NOW)


def test_replies_are_due_before_the_day() -> None:
    event = an_event()
    with pytest.raises(UnableToPlan, match="不能晚于开放日"):
        operations.change_event(event=event, reply_by_on=date(2025, 5, 23), by=OFFICER, now=at("2025-05-01"))


def test_a_group_may_fill_its_vehicle_and_its_plan_to_the_last_seat() -> None:
    event = an_event()
    group = a_tour_group(event, size=2, vehicle=a_vehicle(event, seats=2))
    for name in ("关照", "尤安"):
        operations.assign_guest(invitation=a_guest(event, name=name), group=group, by=OFFICER, now=NOW)
    assert group.guests.count() == 2
    with pytest.raises(UnableToPlan, match="安排后有 3 人"):
        operations.assign_guest(invitation=a_guest(event, name="第三"), group=group, by=OFFICER, now=NOW)


def test_replies_may_be_due_on_the_day_itself() -> None:
    event = an_event()
    changed = operations.change_event(event=event, reply_by_on=event.occasion.on, by=OFFICER, now=NOW)
    assert changed.reply_by_on == event.occasion.on


def test_an_item_is_taken_off_with_the_policies_it_was_to_tell() -> None:
    event = an_event()
    item = an_item(event)
    a_policy_told(item)
    operations.remove_item(item=item, by=OFFICER, now=NOW)
    assert item.title not in [one.title for one in queries.programme(event) if one.policies.all()]
    assert not event.items.filter(policies__isnull=False).exists()
