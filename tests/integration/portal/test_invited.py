"""Guests by the link of their letter: they reply, send somebody else, sign up, and say how it was."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from tests.factories.openday import (
    DAY,
    PLANNED,
    a_feedback_sheet,
    a_feedback_tablet,
    a_guest,
    a_policy_told,
    a_sign_up,
    a_stop,
    an_event,
    an_invitation,
    an_item,
)
from tests.factories.opinions import OFFICER, at
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import FeedbackSheet, Invitation, SignUp, StopFeedback, SurveyAnswer
from tidu.domain.openday.operations import UnableToAnswer
from tidu.domain.openday.vocabulary import PER_DEVICE, PER_LINK, GuestGroup
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.interfaces.portal.notice import VERSION

pytestmark = [pytest.mark.django_db, pytest.mark.records]


@pytest.fixture(autouse=True)
def before_the_day(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-05-12")


@pytest.fixture
def guest():
    return Client()


def link(invitation, event, purpose=queries.REPLY):
    return f"/open/guest/{queries.guest_code(invitation, event, purpose)}/"


def said(answer):
    return answer.content.decode()


def test_a_guest_accepts_in_one_tap_and_gets_the_pass(guest):
    event = an_event()
    invitation = an_invitation(event, name="关照")
    address = link(invitation, event)
    assert "请回复" in said(guest.get(address))
    page = said(guest.post(address, {"state": "ACCEPTED"}, follow=True))
    assert "席号" in page
    assert "<svg" in page
    invitation.refresh_from_db()
    assert (invitation.state, invitation.reply_way) == ("ACCEPTED", "LINK")
    assert Entry.objects.get(action="openday.reply").detail["notice"] == VERSION


def test_somebody_else_takes_the_seat_and_both_stay_on_record(guest):
    event = an_event()
    invitation = an_invitation(event, name="关照")
    page = said(
        guest.post(link(invitation, event), {"state": "SUBSTITUTED", "substitute_name": "尤安"}, follow=True)
    )
    assert "由您指定的人代您参加" in page
    instead = Invitation.objects.get(substitute_of=invitation)
    assert instead.name == "尤安"
    assert link(instead, event) in page
    assert "我来参加" not in page
    theirs = said(guest.get(link(instead, event)))
    assert "不能来了" in theirs
    assert "请别人代我参加" not in theirs


def test_what_no_keyboard_makes_is_refused_in_a_substitute_s_name(guest):
    event = an_event()
    invitation = an_invitation(event)
    answer = guest.post(
        link(invitation, event), {"state": "SUBSTITUTED", "substitute_name": "尤\x00安"}, follow=True
    )
    assert (answer.status_code, Invitation.objects.count()) == (400, 1)


def test_a_substitute_without_a_name_is_asked_for_one(guest):
    event = an_event()
    invitation = an_invitation(event)
    guest.post(link(invitation, event), {"state": "SUBSTITUTED"}, follow=True)
    invitation.refresh_from_db()
    assert invitation.state == "PENDING"


def test_the_code_of_the_door_opens_no_invitation(guest):
    event = an_event()
    invitation = an_invitation(event)
    assert guest.get(link(invitation, event, queries.DOOR)).status_code == 404
    assert guest.get("/open/guest/2025-KF:1/").status_code == 404


def test_the_public_signs_up_for_the_last_seat_and_the_next_one_waits(guest):
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=PLANNED)
    address = f"/open/sign-up/{queries.event_link(event, queries.SIGN_UP)}/"
    person = {"name": "路人甲", "phone": "10000001234", "organisation": "", "client_id": "p1"}
    first = guest.post(address, person, follow=True)
    second = guest.post(
        address, {**person, "name": "路人乙", "phone": "10000005678", "client_id": "p2"}, follow=True
    )
    assert ("有席位" in said(first), "正在候补" in said(second)) == (True, True)
    assert SignUp.objects.count() == 2


def test_where_no_place_can_be_had_no_form_is_shown(guest):
    event = an_event()
    address = f"/open/sign-up/{queries.event_link(event, queries.SIGN_UP)}/"
    assert 'name="phone"' in said(guest.get(address))
    operations.change_event(event=event, sign_up_limit=0, by=OFFICER, now=PLANNED)
    page = said(guest.get(address))
    assert "现在不接受公众报名" in page
    assert 'name="phone"' not in page


def place(one):
    return f"/open/place/{queries.place_code(one)}/"


def test_whoever_gives_a_seat_back_by_the_own_link_seats_the_one_who_waits(guest):
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=PLANNED)
    seated, waits, last = (a_sign_up(event, client_id=f"p{n}", name=f"路人{n}") for n in (1, 2, 3))
    assert "您是候补第一位" in said(guest.get(place(waits)))
    assert "您前面还有 1 位候补" in said(guest.get(place(last)))
    answer = said(guest.post(place(seated), follow=True))
    assert "已退出报名" in answer
    assert "重新报名" in answer
    mine = said(guest.get(place(waits)))
    waits.refresh_from_db()
    assert "有席位" in mine
    assert queries.guest_code(waits.seat, event, queries.REPLY) in mine
    assert "您是候补第一位" in said(guest.get(place(last)))
    seated.refresh_from_db()
    assert (seated.state, seated.seat.state) == ("WITHDRAWN", "DECLINED")


def test_whoever_waits_leaves_the_list_and_after_the_day_nothing_changes_any_more(guest, monkeypatch):
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=PLANNED)
    seated, waits = (a_sign_up(event, client_id=f"p{n}") for n in (1, 2))
    guest.post(place(waits))
    waits.refresh_from_db()
    assert (waits.state, waits.seat) == ("WITHDRAWN", None)
    monkeypatch.setenv("TIDU_TODAY", "2025-05-23")
    assert "开放日已经结束" in said(guest.post(place(seated), follow=True))
    assert "退出报名" not in said(guest.get(place(seated)))
    seated.refresh_from_db()
    assert (seated.state, seated.seat.state) == ("SEATED", "ACCEPTED")


def test_a_place_opens_by_its_own_signed_link_only(guest):
    event = an_event()
    one = a_sign_up(event)
    assert guest.get(f"/open/place/{one.pk}/").status_code == 404
    assert guest.get(f"/open/place/{queries.guest_code(one.seat, event, queries.REPLY)}/").status_code == 404


def test_after_the_day_a_guest_says_how_it_was_once_and_without_a_name(guest, monkeypatch):
    event = an_event(state="HELD")
    stop = a_stop(event)
    monkeypatch.setenv("TIDU_TODAY", date(2025, 5, 23).isoformat())
    address = f"/open/feedback/{queries.event_link(event, queries.FEEDBACK)}/"
    answers = {f"stop-{stop.pk}": "5", "survey-POLICIES": "4", "client_id": "f1", "remark": ""}
    assert f"告知文本版本 {VERSION}" in said(guest.get(address))
    for _ in range(2):
        assert "收到了" in said(guest.post(address, answers))
    assert StopFeedback.objects.get().score == 5
    assert SurveyAnswer.objects.get().moment == "AFTER"
    told = Entry.objects.filter(action__in=("openday.feedback", "openday.survey"))
    assert {one.detail["notice"] for one in told} == {VERSION}


def test_before_the_day_only_what_one_knows_is_asked(guest):
    event = an_event()
    a_stop(event, name="电子车间")
    page = said(guest.get(f"/open/feedback/{queries.event_link(event, queries.FEEDBACK)}/"))
    assert "电子车间" not in page
    assert "我了解本县的科技政策" in page


def test_an_empty_feedback_comes_back_in_words(guest):
    event = an_event()
    address = f"/open/feedback/{queries.event_link(event, queries.FEEDBACK)}/"
    answer = guest.post(address, {"client_id": "f1", "remark": ""})
    assert answer.status_code == 422
    assert "还一题都没有选" in said(answer)


def test_a_guest_who_comes_sees_the_group_and_nobody_else(guest):
    event = an_event()
    one, other = a_guest(event, name="关照"), a_guest(event, name="尤安")
    page = said(guest.get(link(one, event)))
    assert one.name in page
    assert other.name not in page


def feedback_of(event):
    return f"/open/feedback/{queries.event_link(event, queries.FEEDBACK)}/"


def test_words_without_a_score_are_kept_and_with_several_scores_once(guest, monkeypatch):
    event = an_event(state="HELD")
    stops = [a_stop(event), a_stop(event, name="材料实验室")]
    monkeypatch.setenv("TIDU_TODAY", "2025-05-23")
    guest.post(feedback_of(event), {"client_id": "f1", "remark": "讲解再慢一些"})
    scored = {f"stop-{one.pk}": "4" for one in stops}
    guest.post(feedback_of(event), {**scored, "client_id": "f2", "remark": "车间很整洁"})
    assert queries.remarks(event, AsOf(on=date(2025, 6, 10))) == ["讲解再慢一些", "车间很整洁"]
    assert StopFeedback.objects.count() == 2
    assert FeedbackSheet.objects.filter(notice_version=VERSION).count() == 2


def test_one_telephone_cannot_fill_the_feedback_and_its_neighbour_is_not_held_up(guest, monkeypatch):
    event = an_event(state="HELD")
    monkeypatch.setenv("TIDU_TODAY", "2025-05-23")
    guest.get(feedback_of(event))
    for place in range(PER_DEVICE):
        assert "收到了" in said(guest.post(feedback_of(event), {"client_id": f"f{place}", "remark": "好"}))
    refused = guest.post(feedback_of(event), {"client_id": "f9", "remark": "写了很久的一段话"})
    assert refused.status_code == 422
    assert f"已经为这次开放日提交了 {PER_DEVICE} 份反馈" in said(refused)
    assert "写了很久的一段话" in said(refused)
    again = guest.post(feedback_of(event), {"client_id": "f0", "remark": "好"})
    assert "收到了" in said(again)  # sent again, not once more
    neighbour = Client()
    neighbour.get(feedback_of(event))
    assert "收到了" in said(neighbour.post(feedback_of(event), {"client_id": "n1", "remark": "好"}))
    assert FeedbackSheet.objects.count() == PER_DEVICE + 1


def test_a_tablet_at_a_stop_asks_one_guest_after_the_other(guest, monkeypatch):
    event = an_event(state="HELD")
    stop = a_stop(event)
    tablet = a_feedback_tablet(event)
    address = f"/open/feedback/{queries.tablet_link(tablet)}/"
    monkeypatch.setenv("TIDU_TODAY", "2025-05-22")
    for place in range(PER_DEVICE + 2):
        form = guest.get(address)
        assert (form["Cache-Control"], tablet.name in said(form)) == ("no-store", True)
        client_id = re.search(r'name="client_id" value="(\w+)"', said(form))[1]
        answer = guest.post(
            address, {f"stop-{stop.pk}": "5", "remark": f"第 {place} 位", "client_id": client_id}
        )
        assert f'href="{address}"' in said(answer)
    assert tablet.sheets.count() == StopFeedback.objects.count() == PER_DEVICE + 2
    operations.revoke_tablet(tablet=tablet, by=OFFICER, now=at("2025-05-22"))
    refused = guest.post(address, {"remark": "好", "client_id": "late"})
    assert (refused.status_code, "已停用" in said(refused)) == (422, True)


def test_after_the_end_the_link_of_the_feedback_leads_to_saying_something(guest):
    event = an_event(state="CLOSED")
    page = said(guest.get(feedback_of(event)))
    assert "不再收反馈" in page
    assert 'href="/open/say/"' in page
    assert guest.post(feedback_of(event), {"remark": "好", "client_id": "late"}).status_code == 422


def test_a_guest_who_gave_the_seat_up_and_finds_it_taken_is_told_so(guest):
    event = an_event()
    operations.set_quota(event=event, group="ENTERPRISE", seats=1, by=OFFICER, now=PLANNED)
    first = an_invitation(event)
    operations.reply(invitation=first, state="DECLINED", way="LINK", now=PLANNED)
    an_invitation(event, name="另一位", organisation="另一家")
    answer = guest.post(link(first, event), {"state": "ACCEPTED"}, follow=True)
    assert "名额已经满了" in said(answer)


def test_a_substitute_whose_seat_went_back_is_told_so(guest):
    event = an_event()
    seat = an_invitation(event)
    operations.reply(invitation=seat, state="SUBSTITUTED", way="LINK", now=PLANNED, substitute_name="代会")
    instead = queries.find_invitation(event, 2)
    operations.reply(invitation=seat, state="ACCEPTED", way="PHONE", by=OFFICER, now=PLANNED)
    page = said(guest.get(link(instead, event)))
    assert "您代的席位已由别人参加" in page
    assert "不能来" not in page


def test_the_link_of_an_open_day_brings_no_more_than_a_day_s_share_of_feedback():
    event = an_event(state="HELD")
    FeedbackSheet.objects.bulk_create(
        FeedbackSheet(event=event, client_id=f"s{n}", notice_version="v1", given_at=DAY)
        for n in range(PER_LINK)
    )
    with pytest.raises(UnableToAnswer, match=f"今天已经收到 {PER_LINK} 份"):
        a_feedback_sheet(event, client_id="one-more")
    assert a_feedback_sheet(event, client_id="one-more", now=DAY + timedelta(days=1)).pk


def test_what_a_telephone_sends_for_two_open_days_cannot_be_put_together(guest, monkeypatch):
    one, other = an_event(state="HELD"), an_event("2024-KF", on=date(2024, 5, 23), state="HELD")
    monkeypatch.setenv("TIDU_TODAY", "2025-05-23")
    guest.get(feedback_of(one))
    for event in (one, other):
        guest.post(feedback_of(event), {"client_id": "f1", "remark": "好"})
    first, second = FeedbackSheet.objects.values_list("sender", flat=True)
    assert first
    assert second
    assert first != second


def test_a_telephone_signs_up_a_family_and_no_crowd_and_nobody_twice(guest):
    event = an_event()
    address = f"/open/sign-up/{queries.event_link(event, queries.SIGN_UP)}/"
    person = {"name": "路人0", "phone": "10000001234", "organisation": "", "client_id": "p0"}
    guest.get(address)
    guest.post(address, person)
    twice = guest.post(address, {**person, "phone": "100-0000-1234", "client_id": "again"})
    assert twice.status_code == 422
    assert "已经报过名" in said(twice)
    for place in range(1, PER_DEVICE):
        guest.post(address, {**person, "name": f"路人{place}", "client_id": f"p{place}"})
    refused = guest.post(address, {**person, "name": "路人九", "client_id": "p9"})
    assert f"已经报了 {PER_DEVICE} 个名" in said(refused)
    assert SignUp.objects.count() == PER_DEVICE
    neighbour = Client()
    neighbour.get(address)
    neighbour.post(address, {**person, "name": "路人九", "client_id": "p9"})
    assert SignUp.objects.count() == PER_DEVICE + 1


def test_the_guest_of_a_firm_reads_what_is_told_and_where_to_see_what_the_firm_may_have(guest):
    event = an_event()
    told = a_policy_told(an_item(event))
    firm, public = a_guest(event), a_guest(event, name="尤安", group=GuestGroup.PUBLIC)
    page = said(guest.get(link(firm, event)))
    assert f"讲：{told.name}" in page
    assert "本企业能享受哪几项" in page
    assert "来以前先答三个小问题" in page
    assert "本企业能享受哪几项" not in said(guest.get(link(public, event)))
