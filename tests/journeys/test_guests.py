"""Guests without an account, in every window they may have: on a phone, in big letters, at a desk, and without a mouse."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.factories.openday import (
    PLANNED,
    a_feedback_tablet,
    a_leg,
    a_policy_told,
    a_sign_up,
    a_stop,
    a_tour_group,
    an_event,
    an_invitation,
    an_item,
)
from tests.factories.opinions import EXPLAINED, OFFICER, a_published, an_answered, an_opinion, at, promised
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.house import House
from tests.journeys.people import Somebody, obstacles, spills
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import FeedbackSheet, Invitation, SignUp, StopFeedback
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions import queries as opinion_queries
from tidu.domain.opinions.models import Opinion, OpinionRound
from tidu.foundation import clock

SOON = date(2025, 6, 12)


@pytest.fixture
def pages(house: House) -> dict[str, str]:
    """Return every page that a guest may come to, with something on it, by what it is for."""
    opinions.load_shipped(valid_from_on=date(2024, 1, 1), by=OFFICER, now=clock.now())
    coming, held = an_event(on=SOON), an_event("2024-KF", on=date(2025, 5, 22), state="HELD")
    a_policy_told(an_item(coming))
    a_leg(a_tour_group(coming), a_stop(coming))
    a_stop(held, name="新材料中试车间")
    operations.change_event(
        event=coming, sign_up_limit=1, contact="王工 0000-1234567", by=OFFICER, now=PLANNED
    )
    waiting = [a_sign_up(coming, client_id=f"p{place}") for place in (1, 2)][-1]
    accepted, pending = an_invitation(coming, name="关照"), an_invitation(coming, name="尤安")
    operations.reply(invitation=accepted, state="ACCEPTED", way="LINK", now=PLANNED)
    operations.reply(
        invitation=accepted, state="SUBSTITUTED", way="LINK", substitute_name="代会", now=PLANNED
    )
    replaced = queries.substitute_for(queries.find_invitation(coming, accepted.number))
    operations.reply(invitation=accepted, state="ACCEPTED", way="PHONE", by=OFFICER, now=PLANNED)
    over = an_event("2023-KF", on=date(2024, 5, 23), state="CLOSED")
    answered = an_answered(an_opinion(held.occasion), reply=EXPLAINED)
    followed = an_answered(an_opinion(held.occasion), reply=promised(date(2025, 5, 26)), now=at("2025-05-24"))
    a_published(answered)
    opinions.look_after(by=OFFICER, now=at("2025-06-09"))
    spoken = an_opinion(held.occasion, text="希望多办开放日")
    return {
        "reply": f"guest/{queries.guest_code(pending, coming, queries.REPLY)}/",
        "pass": f"guest/{queries.guest_code(accepted, coming, queries.REPLY)}/",
        "sign-up": f"sign-up/{queries.event_link(coming, queries.SIGN_UP)}/",
        "place": f"place/{queries.place_code(waiting)}/",
        "survey": f"feedback/{queries.event_link(coming, queries.FEEDBACK)}/",
        "feedback": f"feedback/{queries.event_link(held, queries.FEEDBACK)}/",
        "tablet": f"feedback/{queries.tablet_link(a_feedback_tablet(held))}/",
        "feedback, too late": f"feedback/{queries.event_link(over, queries.FEEDBACK)}/",
        "opinion, too late": f"say/{opinion_queries.say_link(over.occasion.code)}/",
        "replaced": f"guest/{queries.guest_code(replaced, coming, queries.REPLY)}/",
        "opinion": f"say/{opinion_queries.say_link(held.occasion.code)}/",
        "from home": "say/",
        "thanks": f"thanks/{spoken.receipt}/",
        "look-up": "receipt/",
        "wording": f"receipt/{spoken.receipt}/",
        "rating": f"receipt/{answered.receipt}/",
        "asked again": f"receipt/{followed.receipt}/",
        "what was said and done": "",
    }


def test_every_page_fits_in_big_letters_on_a_phone_and_at_a_desk(
    phone: Page, house: House, pages: dict[str, str]
) -> None:
    phone.goto(f"{house.address}/open/receipt/")
    phone.get_by_role("button", name="大字").click()
    expect(phone.locator("html.big")).to_have_count(1)
    found = {}
    for what, where in pages.items():
        phone.set_viewport_size(PHONE)
        phone.goto(f"{house.address}/open/{where}")
        expect(phone.locator("main h1").first).to_be_visible()
        for size in (PHONE, DESK):
            phone.set_viewport_size(size)
            if wrong := [*obstacles(phone), *([f"{spills(phone)} px too wide"] if spills(phone) > 0 else [])]:
                found[what, size["width"]] = wrong
    assert found == {}


def test_a_guest_replies_speaks_looks_up_and_rates_by_keys_alone(
    at_desk: Somebody, house: House, pages: dict[str, str]
) -> None:
    page = at_desk.open(f"/open/{pages['reply']}")
    at_desk.press(page.get_by_role("button", name="我来参加"))
    expect(page.get_by_text("已记下：您接受邀请")).to_be_visible()
    assert Invitation.objects.get(name="尤安").state == "ACCEPTED"

    page = at_desk.open(f"/open/{pages['opinion']}")
    at_desk.reach(page.get_by_label("您的意见或建议"))
    page.keyboard.type("希望公开补助发放进度")
    at_desk.reach(page.get_by_label("党代表", exact=True))
    page.keyboard.press("ArrowDown")  # from 党代表 to 人大代表
    at_desk.press(page.get_by_role("button", name="提交"))
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    said = Opinion.objects.latest("pk")
    assert (said.text, said.group) == ("希望公开补助发放进度", "CONGRESS_DEPUTY")

    page = at_desk.open("/open/receipt/")
    at_desk.reach(page.get_by_label("回执号"))
    page.keyboard.type(str(said.receipt).lower())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("等待交办")).to_be_visible()

    page = at_desk.open(f"/open/{pages['wording']}")
    at_desk.press(page.get_by_role("button", name="就是这个意思，确认"))
    expect(page.get_by_text("已确认。谢谢您。")).to_be_visible()


def test_going_through_the_answers_by_keys_sends_nothing_before_the_button(
    at_desk: Somebody, house: House, pages: dict[str, str]
) -> None:
    page = at_desk.open(f"/open/{pages['rating']}")
    for question in ("办理的态度", "办理的结果"):
        at_desk.reach(page.get_by_role("group", name=question).get_by_label("满意", exact=True))
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name="办理的结果").get_by_label("不满意")).to_be_checked()
    assert not OpinionRound.objects.filter(rated_at__isnull=False).exists()
    at_desk.press(page.get_by_role("button", name="提交评价"))
    expect(page.get_by_text("这条意见重新办理")).to_be_visible()
    rated = OpinionRound.objects.get(rated_at__isnull=False)
    assert (rated.attitude, rated.satisfaction) == ("UNSATISFIED", "UNSATISFIED")

    page = at_desk.open(f"/open/{pages['asked again']}")
    at_desk.press(page.get_by_role("button", name="已解决"))
    expect(page.get_by_text("已记下：已解决")).to_be_visible()


def test_two_guests_without_a_telephone_say_how_it_was_on_the_tablet_at_the_stop(
    phone: Page, house: House, pages: dict[str, str]
) -> None:
    phone.goto(f"{house.address}/open/{pages['tablet']}")
    for words in ("讲解清楚", "车间整洁"):
        phone.get_by_role("group", name="新材料中试车间").get_by_label("5 很好").check()
        phone.get_by_label("想说的话").fill(words)
        phone.get_by_role("button", name="提交").click()
        expect(phone.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
        assert spills(phone) <= 0
        assert obstacles(phone) == []
        phone.get_by_role("link", name="下一位来宾").click()
        expect(phone.get_by_label("想说的话")).to_have_value("")
    kept = FeedbackSheet.objects.order_by("pk")
    assert [(one.remark, one.tablet.name) for one in kept] == [
        ("讲解清楚", "二号参观点"),
        ("车间整洁", "二号参观点"),
    ]


def test_the_public_signs_up_and_says_how_it_was_by_keys_alone(
    at_desk: Somebody, house: House, pages: dict[str, str]
) -> None:
    page = at_desk.open(f"/open/{pages['sign-up']}")
    for label, words in (("姓名", "路人乙"), ("手机号", "10000007777")):
        at_desk.reach(page.get_by_label(label))
        page.keyboard.type(words)
    at_desk.press(page.get_by_role("button", name="报名", exact=True))
    expect(page.get_by_role("heading", name="已报名，正在候补")).to_be_visible()
    assert SignUp.objects.filter(name="路人乙").exists()

    page = at_desk.open(f"/open/{pages['feedback']}")
    stop = page.get_by_role("group", name="新材料中试车间")
    at_desk.reach(stop.get_by_label("5 很好"))
    page.keyboard.press("Space")
    at_desk.reach(page.get_by_label("想说的话"))
    page.keyboard.type("讲解清楚")
    at_desk.press(page.get_by_role("button", name="提交"))
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    assert StopFeedback.objects.get().score == 5
    assert FeedbackSheet.objects.get().remark == "讲解清楚"
