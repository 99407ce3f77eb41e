"""An Open Day on phones: the door goes on without a connection, and a guest says something and rates the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.openday import a_guest, a_leg, a_stop, a_tour_group, an_event, an_invitation
from tests.factories.opinions import EXPLAINED, OFFICER, an_answered
from tests.journeys.conftest import PHONE, window
from tests.journeys.house import House
from tests.journeys.people import Somebody, obstacles, spills
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import Event, Invitation
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions import queries as opinion_queries
from tidu.domain.opinions.models import Opinion, OpinionRound
from tidu.foundation import clock
from tidu.foundation.clock import AsOf

TODAY = date(2025, 6, 10)


@pytest.fixture
def event(house: House) -> Event:
    return an_event(on=TODAY, state="HELD")


def at_the_door(page: Page, house: House, event: Event, name: str) -> None:
    """Open the door on a phone with the key of a newly enrolled device, and wait until it can do without the house."""
    device = operations.enrol_device(event=event, name=name, by=OFFICER, now=clock.now())
    page.goto(f"{house.address}/open/door/#device={queries.device_key(device)}")
    expect(page.get_by_text("联网，已全部同步")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def let_in(page: Page, words: str) -> None:
    page.get_by_label("席号或邀请码").fill(words)
    page.get_by_role("button", name="签到", exact=True).click()


@pytest.fixture
def second_phone(chromium: Browser) -> Iterator[Page]:
    with window(chromium, PHONE, touch=True) as page:
        yield page


def is_in_order(page: Page) -> None:
    assert spills(page) <= 0
    assert obstacles(page) == []


def test_two_phones_without_a_connection_let_the_same_guests_in_and_agree_afterwards(
    phone: Page, second_phone: Page, house: House, event: Event
) -> None:
    guests: list[Invitation] = [a_guest(event, name=name) for name in ("关照", "尤安", "欧阳晴")]
    a_leg(a_tour_group(event), a_stop(event))
    at_the_door(phone, house, event, "东门")
    at_the_door(second_phone, house, event, "西门")
    is_in_order(phone)

    for page in (phone, second_phone):
        page.context.set_offline(True)
    let_in(phone, str(guests[0].number))
    expect(phone.locator(".door-name")).to_have_text("关照")
    expect(phone.get_by_text("离线，待同步 1 条")).to_be_visible()
    is_in_order(phone)

    # The page opens again without the house, with its queue.
    phone.reload()
    expect(phone.get_by_text("离线，待同步 1 条")).to_be_visible()
    let_in(phone, str(guests[1].number))
    let_in(second_phone, str(guests[0].number))
    let_in(second_phone, str(guests[2].number))
    second_phone.get_by_text("现场来宾（没有邀请）").click()
    second_phone.get_by_label("姓名", exact=True).fill("路人甲")
    second_phone.get_by_label("界别").select_option(label="公众")
    second_phone.get_by_role("button", name="登记并签到").click()
    second_phone.get_by_text("参观点清点人数").click()
    second_phone.get_by_label("清点到的人数").fill("0")
    second_phone.get_by_role("button", name="记下人数").click()
    expect(second_phone.get_by_text("离线，待同步 4 条")).to_be_visible()
    # A count is mended by counting again: only those who were let in are taken out.
    expect(second_phone.locator("[data-part=recent]").get_by_role("button")).to_have_count(3)

    for page in (second_phone, phone):
        page.context.set_offline(False)
        expect(page.get_by_text("联网，已全部同步")).to_be_visible(timeout=20_000)
    expect(phone.get_by_text("已到 4 人")).to_be_visible(timeout=20_000)
    expect(phone.locator("[data-part=conflicts]")).to_contain_text("东门")
    came = queries.arrivals(event, AsOf(on=TODAY))
    assert sorted(one.name for one in came) == sorted(["关照", "尤安", "欧阳晴", "路人甲"])

    # An entry of this phone can be taken back.
    phone.get_by_role("button", name="撤销 尤安 的签到").click()
    expect(phone.get_by_text("已到 3 人")).to_be_visible(timeout=20_000)


def test_a_phone_revoked_in_mid_day_and_enrolled_anew_hands_in_what_it_had_noted(
    phone: Page, house: House, event: Event
) -> None:
    guest, other = a_guest(event, name="关照"), an_event("2024-KF", on=date(2024, 5, 23), state="HELD")
    at_the_door(phone, house, event, "东门")
    phone.context.set_offline(True)
    let_in(phone, str(guest.number))
    phone.get_by_text("现场来宾（没有邀请）").click()
    phone.get_by_label("姓名", exact=True).fill("路人甲")
    phone.get_by_label("界别").select_option(label="公众")
    phone.get_by_role("button", name="登记并签到").click()
    expect(phone.get_by_text("离线，待同步 2 条")).to_be_visible()
    operations.revoke_device(device=queries.devices(event)[0], by=OFFICER, now=clock.now())
    phone.context.set_offline(False)
    expect(phone.get_by_role("heading", name="本机已停用")).to_be_visible(timeout=20_000)
    assert queries.arrivals(event, AsOf(on=TODAY)) == []

    # The key of another event hands nothing of this one in, and says that it is still there.
    at_the_door(phone, house, other, "会场")
    expect(phone.get_by_text("另一次开放日的 2 条")).to_be_visible()
    is_in_order(phone)
    assert queries.arrivals(other, AsOf(on=TODAY)) == []

    at_the_door(phone, house, event, "东门（再启用）")
    expect(phone.get_by_text("已到 2 人")).to_be_visible(timeout=20_000)
    expect(phone.get_by_text("另一次开放日的")).to_be_hidden()
    came = queries.arrivals(event, AsOf(on=TODAY))
    assert {one.name: one.devices for one in came} == {
        "关照": ("东门（再启用）",),
        "路人甲": ("东门（再启用）",),
    }


def slowed_down(page: Page) -> None:
    """Give a phone the network of a village: 400 kbit/s down, 200 kbit/s up, a fifth of a second each way."""
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 200, "downloadThroughput": 50_000, "uploadThroughput": 25_000},
    )


def test_a_guest_replies_comes_speaks_looks_up_and_rates_on_a_slow_phone(
    phone: Page, second_phone: Page, house: House
) -> None:
    opinions.load_shipped(valid_from_on=date(2024, 1, 1), by=OFFICER, now=clock.now())
    event = an_event(on=date(2025, 6, 12))
    invitation = an_invitation(event, name="关照")
    slowed_down(phone)
    slowed_down(second_phone)

    phone.goto(f"{house.address}/open/guest/{queries.guest_code(invitation, event, queries.REPLY)}/")
    is_in_order(phone)
    phone.get_by_role("button", name="我来参加").click()
    expect(phone.get_by_text(f"席号 {invitation.number}")).to_be_visible()
    is_in_order(phone)

    # At the door the keeper's phone lets the guest in by the code of that page.
    at_the_door(second_phone, house, event, "东门")
    let_in(second_phone, queries.guest_code(invitation, event, queries.DOOR))
    expect(second_phone.locator(".door-name")).to_have_text("关照")
    expect(second_phone.get_by_text("已到 1 人")).to_be_visible(timeout=20_000)
    is_in_order(second_phone)

    phone.goto(f"{house.address}/open/say/{opinion_queries.say_link(event.occasion.code)}/")
    phone.get_by_label("您的意见或建议").fill("希望公开补助发放进度")
    phone.get_by_label("企业", exact=True).check()
    is_in_order(phone)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    is_in_order(phone)
    phone.get_by_role("link", name="看办理情况").click()
    expect(phone.get_by_text("等待交办")).to_be_visible()

    # Big text stays from page to page.
    phone.get_by_role("button", name="大字").click()
    expect(phone.locator("html.big")).to_have_count(1)
    is_in_order(phone)

    opinion = an_answered(Opinion.objects.get(), reply=EXPLAINED, now=clock.now())
    phone.reload()
    expect(phone.get_by_text(EXPLAINED.text)).to_be_visible()
    is_in_order(phone)
    attitude, result = (
        phone.get_by_role("group", name="办理的态度"),
        phone.get_by_role("group", name="办理的结果"),
    )
    attitude.get_by_label("满意", exact=True).check()
    result.get_by_label("不满意").click()  # the second answer sends the form: there is no box left to look at
    expect(phone.get_by_text("这条意见重新办理")).to_be_visible()
    rated = OpinionRound.objects.filter(opinion=opinion).earliest("number")
    assert (rated.attitude, rated.satisfaction) == ("SATISFIED", "UNSATISFIED")


def test_the_public_pages_are_in_order_without_and_with_what_they_list(
    on_phone: Somebody, house: House
) -> None:
    page = on_phone.open("/open/")
    is_in_order(page)
    page = on_phone.open("/open/receipt/")
    page.get_by_label("回执号").fill("没有")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("没有找到这个回执号")).to_be_visible()
    is_in_order(page)
