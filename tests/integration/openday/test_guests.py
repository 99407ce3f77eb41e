"""Inviting, replying, substitutes, reminders, and the public page with its waiting list."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import a_role
from tests.factories.openday import (
    a_feedback_sheet,
    a_guest,
    a_quota,
    a_sign_up,
    a_stop,
    a_stop_feedback,
    a_tour_group,
    an_event,
    an_invitation,
)
from tests.factories.opinions import OFFICER, at
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import SignUp, StopFeedback
from tidu.domain.openday.operations import UnableToInvite, UnableToPlan, UnableToReply
from tidu.domain.openday.queries import DOOR, REPLY, SIGN_UP
from tidu.domain.openday.vocabulary import EventState, GuestGroup
from tidu.foundation.accounts.vocabulary import RepresentativeGroup, Role
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db
NOW = at("2025-05-10")
LATER = AsOf(on=date(2025, 5, 20))


def row(event, group):
    return next(one for one in queries.make_up(event, LATER).rows if one.group == group)


def test_a_group_is_invited_in_one_act_and_a_replaced_leader_is_not_among_them() -> None:
    event = an_event()
    gone = a_role(Role.TOWNSHIP_LEADER, until=date(2025, 5, 22))
    stays = a_role(Role.TOWNSHIP_LEADER)
    comes = a_role(Role.TOWNSHIP_LEADER, since=date(2025, 5, 22))
    made = operations.invite_group(event=event, group=GuestGroup.TOWNSHIP, by=OFFICER, now=NOW)
    assert {one.person_id for one in made} == {stays.person_id, comes.person_id}
    assert gone.person_id not in {one.person_id for one in made}


def test_delegates_deputies_and_members_are_kept_apart() -> None:
    event = an_event()
    a_role(Role.REPRESENTATIVE, group=RepresentativeGroup.PARTY_DELEGATE)
    deputy = a_role(Role.REPRESENTATIVE, group=RepresentativeGroup.CONGRESS_DEPUTY)
    made = operations.invite_group(event=event, group=GuestGroup.CONGRESS_DEPUTY, by=OFFICER, now=NOW)
    assert [one.person_id for one in made] == [deputy.person_id]


def test_nobody_is_asked_twice() -> None:
    event = an_event()
    a_role(Role.TOWNSHIP_LEADER)
    operations.invite_group(event=event, group=GuestGroup.TOWNSHIP, by=OFFICER, now=NOW)
    with pytest.raises(UnableToInvite, match="没有还未邀请的乡镇"):
        operations.invite_group(event=event, group=GuestGroup.TOWNSHIP, by=OFFICER, now=NOW)


def test_guests_beyond_the_quota_are_refused_with_how_many_and_then_nobody_is_invited() -> None:
    event = an_event()
    a_quota(event, GuestGroup.TOWNSHIP, 1)
    a_role(Role.TOWNSHIP_LEADER)
    a_role(Role.TOWNSHIP_LEADER)
    with pytest.raises(UnableToInvite, match="超出 1 人"):
        operations.invite_group(event=event, group=GuestGroup.TOWNSHIP, by=OFFICER, now=NOW)
    assert not queries.invitations(event).exists()


def test_whoever_declines_frees_a_seat_and_cannot_take_it_back_once_it_is_gone() -> None:
    event = an_event()
    a_quota(event, GuestGroup.MEDIA, 1)
    first = an_invitation(event, group=GuestGroup.MEDIA)
    operations.reply(invitation=first, state="DECLINED", way="LINK", now=NOW)
    an_invitation(event, name="另一位", group=GuestGroup.MEDIA)
    with pytest.raises(UnableToReply, match="名额已经满了"):
        operations.reply(invitation=first, state="ACCEPTED", way="LINK", now=NOW)
    with pytest.raises(UnableToInvite, match="名额 1 人"):
        operations.reply(invitation=first, state="ACCEPTED", way="PHONE", by=OFFICER, now=NOW)


def test_the_make_up_table_follows_every_answer() -> None:
    event = an_event()
    a_guest(event)
    declined, waiting, passed_on = (an_invitation(event, name=name) for name in ("甲", "乙", "丙"))
    operations.reply(invitation=declined, state="DECLINED", way="PHONE", by=OFFICER, now=NOW)
    operations.reply(invitation=passed_on, state="SUBSTITUTED", way="LINK", now=NOW, substitute_name="代会")
    firms = row(event, GuestGroup.ENTERPRISE)
    assert (firms.quota, firms.invited, firms.accepted) == (24, 4, 2)
    assert (firms.declined, firms.pending, firms.substituted) == (1, 1, 1)
    assert waiting in queries.pending(event)


def test_the_make_up_table_of_an_earlier_day_knows_no_later_answer() -> None:
    event = an_event()
    a_guest(event)
    early = queries.make_up(event, AsOf(on=date(2025, 5, 9)))
    assert (early.total.invited, early.total.pending, early.total.accepted) == (1, 1, 0)


def test_a_substitute_is_linked_to_the_seat_and_takes_its_group() -> None:
    event = an_event()
    seat, group = an_invitation(event, organisation="青岚电子"), a_tour_group(event)
    seat.tour_group, seat.seat = group, "3 排 5 座"
    seat.save()
    operations.reply(invitation=seat, state="SUBSTITUTED", way="LINK", now=NOW, substitute_name="代会")
    comes = queries.find_invitation(event, 2)
    assert (comes.substitute_of, comes.state, comes.organisation) == (seat, "ACCEPTED", "青岚电子")
    assert (comes.tour_group, comes.seat) == (group, "3 排 5 座")
    seat.refresh_from_db()
    assert (seat.tour_group, seat.seat) == (None, "")
    with pytest.raises(UnableToReply, match="已改派"):
        operations.reply(invitation=seat, state="ACCEPTED", way="LINK", now=NOW)
    with pytest.raises(UnableToReply, match="不能再改派"):
        operations.reply(invitation=comes, state="SUBSTITUTED", way="LINK", now=NOW, substitute_name="又")


def substituted(event, **how):
    """Return a seat that was passed on, and whoever comes instead."""
    seat = an_invitation(event, organisation="青岚电子", **how)
    operations.reply(invitation=seat, state="SUBSTITUTED", way="LINK", now=NOW, substitute_name="代会")
    return queries.find_invitation(event, seat.number), queries.find_invitation(event, seat.number + 1)


def test_an_officer_gives_a_seat_that_was_passed_on_back_with_the_place_in_the_group() -> None:
    event = an_event()
    seat, instead = substituted(event)
    operations.assign_guest(invitation=instead, group=a_tour_group(event), seat="5 号", by=OFFICER, now=NOW)
    with pytest.raises(UnableToReply, match="由工作人员在原来的席位上登记"):
        operations.reply(invitation=seat, state="ACCEPTED", way="LINK", now=NOW)
    operations.reply(invitation=seat, state="ACCEPTED", way="PHONE", by=OFFICER, now=NOW)
    seat, instead = (queries.find_invitation(event, one.number) for one in (seat, instead))
    assert (seat.state, seat.tour_group.name, seat.seat) == ("ACCEPTED", "第一组", "5 号")
    assert (instead.state, instead.tour_group, instead.is_replaced) == ("SUBSTITUTED", None, True)
    firms = row(event, GuestGroup.ENTERPRISE)
    assert (firms.invited, firms.accepted, firms.declined, firms.substituted) == (1, 1, 0, 0)
    with pytest.raises(UnableToReply, match="已改派他人"):
        operations.reply(invitation=instead, state="ACCEPTED", way="PHONE", by=OFFICER, now=NOW)


def test_an_officer_passes_a_seat_on_to_another_substitute() -> None:
    event = an_event()
    seat, instead = substituted(event)
    again = {"substitute_name": "另派", "way": "PHONE", "by": OFFICER, "now": NOW}
    operations.reply(invitation=seat, state="SUBSTITUTED", **again)
    comes = queries.substitute_for(queries.find_invitation(event, seat.number))
    assert (comes.name, comes.state, comes.number) == ("另派", "ACCEPTED", instead.number + 1)
    firms = row(event, GuestGroup.ENTERPRISE)
    assert (firms.invited, firms.accepted, firms.substituted) == (1, 1, 1)


def test_a_substitute_who_declines_frees_the_seat_and_cannot_take_it_back_once_it_is_gone() -> None:
    event = an_event()
    a_quota(event, GuestGroup.MEDIA, 1)
    seat, instead = substituted(event, group=GuestGroup.MEDIA)
    with pytest.raises(UnableToInvite, match="超出 1 人"):
        an_invitation(event, name="另一位", group=GuestGroup.MEDIA)
    operations.reply(invitation=instead, state="DECLINED", way="LINK", now=NOW)
    an_invitation(event, name="另一位", group=GuestGroup.MEDIA)
    with pytest.raises(UnableToReply, match="名额已经满了"):
        operations.reply(invitation=instead, state="ACCEPTED", way="LINK", now=NOW)
    with pytest.raises(UnableToInvite, match="名额 1 人"):
        operations.reply(invitation=seat, state="ACCEPTED", way="PHONE", by=OFFICER, now=NOW)


def test_a_public_seat_that_a_substitute_gives_up_goes_to_whoever_waits() -> None:
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=NOW)
    first = a_sign_up(event, client_id="phone-1")
    a_sign_up(event, client_id="phone-2", name="路人乙")
    operations.reply(invitation=first.seat, state="SUBSTITUTED", way="LINK", now=NOW, substitute_name="代会")
    instead = queries.substitute_for(queries.find_invitation(event, first.seat.number))
    operations.reply(invitation=instead, state="DECLINED", way="LINK", now=NOW)
    assert [one.state for one in queries.sign_ups(event)] == ["WITHDRAWN", "SEATED"]


def test_an_answer_that_was_changed_is_what_an_earlier_day_knew() -> None:
    event = an_event()
    guest = a_guest(event)
    operations.reply(invitation=guest, state="DECLINED", way="LINK", now=at("2025-05-15"))
    operations.reply(invitation=guest, state="ACCEPTED", way="LINK", now=at("2025-05-18"))
    then = [queries.make_up(event, AsOf(on=date(2025, 5, day))).total for day in (9, 10, 15, 18)]
    assert [(one.pending, one.accepted, one.declined) for one in then] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
        (0, 1, 0),
    ]


def test_nobody_stands_on_the_list_twice_by_name_and_firm() -> None:
    event = an_event()
    an_invitation(event, name="关照", organisation="某公司")
    for name, organisation in (("关 照", "某公司"), ("关照", ""), ("关照", " 某公司 ")):
        with pytest.raises(UnableToInvite, match="名单里已有关照（席 1，某公司，待复）"):
            an_invitation(event, name=name, organisation=organisation, group=GuestGroup.MEDIA)
    assert an_invitation(event, name="关照", organisation="另一家").number == 2


def test_somebody_invited_by_name_is_not_invited_again_with_the_group() -> None:
    event = an_event()
    first, second = a_role(Role.TOWNSHIP_LEADER), a_role(Role.TOWNSHIP_LEADER)
    an_invitation(
        event, name=first.person.name, organisation=first.organisation.name, group=GuestGroup.TOWNSHIP
    )
    made = operations.invite_group(event=event, group=GuestGroup.TOWNSHIP, by=OFFICER, now=NOW)
    assert [one.person_id for one in made] == [second.person_id]


def test_a_person_of_two_groups_is_invited_once() -> None:
    event = an_event()
    deputy = a_role(Role.REPRESENTATIVE, group=RepresentativeGroup.CONGRESS_DEPUTY)
    a_role(Role.REPRESENTATIVE, person=deputy.person, group=RepresentativeGroup.PARTY_DELEGATE)
    operations.invite_group(event=event, group=GuestGroup.CONGRESS_DEPUTY, by=OFFICER, now=NOW)
    with pytest.raises(UnableToInvite, match="没有还未邀请的党代表"):
        operations.invite_group(event=event, group=GuestGroup.PARTY_DELEGATE, by=OFFICER, now=NOW)


def test_whoever_has_a_seat_takes_nobody_else_s() -> None:
    event = an_event()
    seat, other = an_invitation(event, name="关照"), an_invitation(event, name="尤安")
    how = {"invitation": seat, "state": "SUBSTITUTED", "way": "LINK", "now": NOW}
    with pytest.raises(UnableToReply, match="尤 安本人也在受邀之列"):
        operations.reply(**how, substitute_name="尤 安")
    operations.reply(invitation=other, state="DECLINED", way="LINK", now=NOW)
    assert operations.reply(**how, substitute_name="尤安").state == "SUBSTITUTED"


def test_a_substitute_needs_a_name_and_then_nothing_has_changed() -> None:
    seat = an_invitation(an_event())
    with pytest.raises(UnableToReply, match="代您参加的人"):
        operations.reply(invitation=seat, state="SUBSTITUTED", way="LINK", now=NOW, substitute_name=" ")
    seat.refresh_from_db()
    assert seat.state == "PENDING"


def test_a_guest_without_an_account_cannot_pretend_to_be_staff() -> None:
    seat = an_invitation(an_event())
    with pytest.raises(UnableToPlan, match="只有科技局"):
        operations.reply(invitation=seat, state="ACCEPTED", way="PHONE", now=NOW)


@pytest.mark.parametrize("state", [EventState.PLANNING, EventState.CLOSED])
def test_an_event_that_asks_for_no_answers_takes_none(state: str) -> None:
    event = an_event()
    seat = an_invitation(event)
    event.state = state
    event.save()
    with pytest.raises(UnableToReply, match="不收回复"):
        operations.reply(invitation=seat, state="ACCEPTED", way="LINK", now=NOW)


def test_after_the_day_only_staff_enters_replies() -> None:
    seat = an_invitation(an_event())
    after = at("2025-05-23")
    with pytest.raises(UnableToReply, match="已经结束"):
        operations.reply(invitation=seat, state="ACCEPTED", way="LINK", now=after)
    assert operations.reply(invitation=seat, state="ACCEPTED", way="PAPER", by=OFFICER, now=after).replied_at


def test_reminders_list_only_those_who_have_not_answered() -> None:
    event = an_event()
    a_guest(event)
    waiting = an_invitation(event, name="未复")
    assert operations.remind(event=event, by=OFFICER, now=NOW) == [waiting]
    operations.reply(invitation=waiting, state="DECLINED", way="LINK", now=NOW)
    with pytest.raises(UnableToPlan, match="来宾都已回复"):
        operations.remind(event=event, by=OFFICER, now=NOW)


def test_a_link_opens_its_own_purpose_and_guest_only() -> None:
    event = an_event()
    guest = an_invitation(event)
    code = queries.guest_code(guest, event, REPLY)
    assert queries.guest_of(code, REPLY) == (event, guest)
    for wrong in (code.replace(":1~", ":2~"), "2025-KF:1", ""):
        with pytest.raises(queries.LinkInvalid):
            queries.guest_of(wrong, REPLY)
    with pytest.raises(queries.LinkInvalid):
        queries.guest_of(code, DOOR)
    assert queries.event_of(queries.event_link(event, SIGN_UP), SIGN_UP) == event


def test_the_public_page_fills_its_seats_and_then_waits_in_order() -> None:
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=NOW)
    first, second, third = (
        a_sign_up(event, client_id=f"phone-{place}", now=at("2025-05-10", 7 + place)) for place in (1, 2, 3)
    )
    assert [one.state for one in (first, second, third)] == ["SEATED", "WAITING", "WAITING"]
    operations.withdraw_sign_up(one=first, now=NOW)
    states = [(one.client_id, one.state) for one in queries.sign_ups(event)]
    assert states == [("phone-1", "WITHDRAWN"), ("phone-2", "SEATED"), ("phone-3", "WAITING")]


def test_a_public_guest_who_declines_by_the_link_lets_the_next_one_in() -> None:
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=NOW)
    first = a_sign_up(event, client_id="phone-1")
    a_sign_up(event, client_id="phone-2")
    operations.reply(invitation=first.seat, state="DECLINED", way="LINK", now=NOW)
    assert [one.state for one in queries.sign_ups(event)] == ["WITHDRAWN", "SEATED"]
    public = row(event, GuestGroup.PUBLIC)
    assert (public.accepted, public.declined) == (1, 1)


def test_more_public_seats_are_given_at_once_to_those_who_wait_within_those_of_the_public() -> None:
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=NOW)
    for place in range(4):
        a_sign_up(event, client_id=f"phone-{place}", name=f"路人{place}")
    operations.change_event(event=event, sign_up_limit=2, by=OFFICER, now=NOW)
    assert [one.state for one in queries.sign_ups(event)] == ["SEATED", "SEATED", "WAITING", "WAITING"]
    with pytest.raises(UnableToInvite, match="公众名额 5 人，公众报名席位 6 个放不下"):
        operations.change_event(event=event, sign_up_limit=6, by=OFFICER, now=NOW)
    a_quota(event, GuestGroup.PUBLIC, 2)
    operations.change_event(event=event, contact="王工", by=OFFICER, now=NOW)
    assert queries.line_for_a_seat(event) == 2
    a_quota(event, GuestGroup.PUBLIC, 3)
    operations.change_event(event=event, sign_up_limit=3, by=OFFICER, now=NOW)
    assert [one.state for one in queries.sign_ups(event)].count("SEATED") == 3


def test_signing_up_again_is_harmless() -> None:
    event = an_event()
    assert a_sign_up(event).pk == a_sign_up(event).pk
    assert len(queries.sign_ups(event)) == 1


def test_signing_up_without_the_notice_or_a_telephone_is_refused() -> None:
    event = an_event()
    with pytest.raises(UnableToReply, match="个人信息告知"):
        operations.sign_up(
            event=event, name="甲", phone="13800000000", client_id="x", notice_version="", now=NOW
        )
    with pytest.raises(UnableToReply, match="电话"):
        operations.sign_up(event=event, name="甲", phone="没有", client_id="x", notice_version="v1", now=NOW)


def test_telephones_are_erased_after_a_year_and_counts_stay() -> None:
    event = an_event()
    a_sign_up(event)
    early = operations.erase_personal_data(by=OFFICER, now=at("2026-05-22"))
    late = operations.erase_personal_data(by=OFFICER, now=at("2026-05-23"))
    assert (early, late) == ("清除 0 处来宾电话和邮箱", "清除 2 处来宾电话和邮箱")
    (kept,) = queries.sign_ups(event)
    assert (kept.phone, kept.seat.phone, kept.name) == ("", "", "路人甲")


def test_what_guests_wrote_is_masked_when_their_telephones_go() -> None:
    event = an_event()
    guest = an_invitation(event, name="尤安")
    operations.reply(
        invitation=guest, state="ACCEPTED", way="LINK", reply_note="尤安一人来，电话 13900001234", now=NOW
    )
    a_stop_feedback(a_stop(event))
    StopFeedback.objects.update(remark="请打 13900001234")
    sheet = a_feedback_sheet(event, remark="欢迎打 13900001234 找我", sender="device")
    a_sign_up(event)
    SignUp.objects.update(sender="device")
    operations.erase_personal_data(by=OFFICER, now=at("2026-05-23"))
    guest.refresh_from_db()
    assert guest.reply_note == "[姓名]一人来，电话 [电话]"
    assert StopFeedback.objects.get().remark == "请打 [电话]"
    sheet.refresh_from_db()
    assert (sheet.remark, sheet.sender) == ("欢迎打 [电话] 找我", "")
    assert SignUp.objects.get().sender == ""


def test_a_stranger_plans_and_invites_nothing() -> None:
    event = an_event()
    with pytest.raises(UnableToPlan, match="只有科技局"):
        operations.invite_guest(
            event=event, name="甲", group=GuestGroup.MEDIA, by=Actor(user_id=None, name="路人"), now=NOW
        )


def test_on_the_day_itself_a_guest_can_still_answer() -> None:
    waiting = an_invitation(an_event())
    operations.reply(invitation=waiting, state="DECLINED", way="LINK", now=at("2025-05-22", 8))
    waiting.refresh_from_db()
    assert waiting.state == "DECLINED"


def test_a_seat_given_back_takes_its_place_in_the_group_with_it() -> None:
    event = an_event()
    signed_up = a_sign_up(event)
    group = a_tour_group(event, size=1)
    operations.assign_guest(invitation=signed_up.seat, group=group, seat="9 号", by=OFFICER, now=NOW)
    operations.withdraw_sign_up(one=signed_up, now=NOW)
    seat = queries.find_invitation(event, signed_up.seat.number)
    assert (seat.tour_group, seat.seat) == (None, "")
