"""A firm at its desk on a phone: what it can have, what would be if, and a value put right with the bureau."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, window
from tests.journeys.house import House
from tests.journeys.people import DEMO_PASSWORD, Somebody, obstacles, spills

NEARLY = "firm13"
"""A contact whose firm's R&D falls short of the subsidy's floor by less than a tenth."""

IN_WORK = "firm14"
"""A contact whose firm's difficulty is being worked on."""


@pytest.fixture
def contact(chromium: Browser, qinglan: House) -> Iterator[Somebody]:
    """Open the firm's telephone on the demo county."""
    with window(chromium, PHONE, touch=True) as page:
        somebody = Somebody(page, qinglan.address)
        somebody.sign_in(NEARLY, DEMO_PASSWORD)
        yield somebody


@pytest.fixture
def clerk(chromium: Browser, qinglan: House) -> Iterator[Somebody]:
    """Open the clerk's window on the demo county."""
    with window(chromium, DESK, touch=False) as page:
        somebody = Somebody(page, qinglan.address)
        somebody.sign_in("clerk2", DEMO_PASSWORD)
        yield somebody


def is_in_order(page: Page) -> None:
    assert spills(page) <= 0
    assert obstacles(page) == []


def test_a_firm_finds_its_near_miss_tries_it_out_and_has_a_value_put_right(
    contact: Somebody, clerk: Somebody
) -> None:
    page = contact.page
    expect(page.locator(".desk-line")).to_contain_text("差一点 1 项")
    is_in_order(page)
    page.locator("a.desk-card", has_text="企业研发费用补助").click()
    expect(page.locator(".desk-money")).to_contain_text("补上可得 1.00 万元")
    is_in_order(page)

    # What if: the slider moves the number, and verdict and money follow without a page load.
    slider = page.locator(".lever-slider").first
    slider.evaluate("one => { one.value = one.max; one.dispatchEvent(new Event('input', {bubbles: true})); }")
    expect(page.locator("#tried .light")).to_have_text("符合")
    expect(page.locator("#tried")).to_contain_text("万元")
    is_in_order(page)
    told = clerk.open("/policies/qinglan.rd_subsidy/notices/?step=tried")
    expect(told.locator("#rows")).to_contain_text("青岚砺曜金属材料有限公司")
    is_in_order(told)

    # 这条不对: on the value itself.
    page.goto(f"{contact.address}/desk/policies/qinglan.rd_subsidy/")
    page.get_by_role("link", name=re.compile("^这条不对：2024 年度可加计扣除研发费用")).first.click()
    page.get_by_label("应为（元）").fill("260000.00")
    page.get_by_label("理由").fill("以 2024 年度审计报告为准")
    page.get_by_role("button", name="提出更正").click()
    expect(page.locator(".error")).to_contain_text("请附证明材料")
    is_in_order(page)
    expect(page.get_by_label("应为（元）")).to_have_value("260000.00")
    page.get_by_label("证明材料").set_input_files(
        {"name": "审计报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 report"}
    )
    is_in_order(page)
    page.get_by_role("button", name="提出更正").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("号更正申请")
    expect(page.locator("main")).to_contain_text("已提出")
    is_in_order(page)

    # The officer finds it at home, takes it on and writes it.
    desk = clerk.open("/")
    desk.get_by_role("link", name=re.compile("可加计扣除|加计扣除口径")).first.click()
    expect(desk.locator("main")).to_contain_text("以 2024 年度审计报告为准")
    desk.get_by_role("button", name="受理").click()
    desk.get_by_role("button", name="采纳并写入").click()
    expect(desk.locator("main")).to_contain_text("已采纳，新的值已写入登记")
    is_in_order(desk)

    # 5 % of 260,000 yuan is 13,000 yuan; the value says where it is from.
    page.goto(f"{contact.address}/")
    expect(page.locator(".desk-line")).to_contain_text("共 1.30 万元")
    page.locator("a.desk-card", has_text="企业研发费用补助").click()
    expect(page.locator(".desk-money")).to_contain_text("13,000.00 元")
    expect(page.locator(".desk-sources").first).to_contain_text("更正申请")
    page.get_by_role("link", name="出处").first.click()
    page.get_by_role("link", name=re.compile("号更正申请的理由")).click()
    expect(page.locator("main")).to_contain_text("采纳")
    is_in_order(page)


def test_the_first_screen_says_what_the_firm_can_have_without_a_press(contact: Somebody) -> None:
    line = contact.page.locator(".desk-line")
    expect(line).to_have_text(re.compile(r"^可享受 \d+ 项，差一点 \d+ 项，共(约)? [\d,.]+ 万元。$"))
    assert contact.page.evaluate("one => one.getBoundingClientRect().bottom", line.element_handle()) <= 740


def test_the_firm_follows_its_difficulty_by_one_tap_with_state_day_and_person(
    chromium: Browser, qinglan: House
) -> None:
    with window(chromium, PHONE, touch=True) as page:
        Somebody(page, qinglan.address).sign_in(IN_WORK, DEMO_PASSWORD)
        page.locator("nav.side").get_by_role("link", name="难题").tap()
        ticket = page.locator("li.block").first
        expect(ticket.locator(".chip").first).to_have_text("办理")
        expect(ticket).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d 前答复"))
        expect(ticket).to_contain_text(re.compile(r"高新技术股 \S{2,4} 承办"))
        is_in_order(page)


def test_a_question_about_a_policy_is_put_from_its_page(chromium: Browser, qinglan: House) -> None:
    with window(chromium, PHONE, touch=True) as page:
        somebody = Somebody(page, qinglan.address)
        somebody.sign_in("firm19", DEMO_PASSWORD)
        somebody.open("/desk/policies/qinglan.rd_subsidy/")
        page.get_by_role("link", name="就这项政策提出难题").tap()
        expect(page.locator("main")).to_contain_text("因政策“企业研发费用补助”提出")
        is_in_order(page)
        page.get_by_label("资金筹措").check()
        page.get_by_label("难题", exact=True).fill("补助要准备哪些材料")
        page.get_by_role("button", name="提交").tap()
        expect(page.locator("main")).to_contain_text("因政策“企业研发费用补助”提出")
        is_in_order(page)


def test_the_firm_reaches_everything_with_keys_alone(contact: Somebody) -> None:
    page = contact.page
    contact.jump("m")
    expect(page.get_by_role("heading", level=1)).to_have_text("本企业资料")
    is_in_order(page)
    contact.press(page.get_by_role("link", name=re.compile("^这条不对：企业名称")))
    expect(page.get_by_role("heading", level=1)).to_have_text("这条不对")
    contact.jump("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("更正申请")
    is_in_order(page)


def test_trying_works_without_scripts(chromium: Browser, qinglan: House) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    somebody = Somebody(page, qinglan.address)
    somebody.sign_in("firm4", DEMO_PASSWORD)
    somebody.open("/desk/policies/qinglan.hnte_new/")
    field = page.get_by_label(re.compile("^2024 年度高新技术产品（服务）收入（万元）"))
    field.fill(str(2 * float(field.input_value())))
    page.get_by_role("button", name="算一算").click()
    expect(page.locator("#tried")).not_to_contain_text("还没有改动")
    expect(page.locator("#tried")).to_contain_text("20.00")
    context.close()


def test_a_new_contact_asks_for_an_account_on_a_phone_and_the_clerk_opens_it(
    chromium: Browser, qinglan: House, clerk: Somebody
) -> None:
    with window(chromium, PHONE, touch=True) as page:
        page.goto(f"{qinglan.address}/sign-in/")
        is_in_order(page)
        page.get_by_role("link", name=re.compile("申请开户")).click()
        page.get_by_label("统一社会信用代码").fill("91360899MA00000001")
        page.get_by_label("企业名称").fill("新来的公司")
        page.get_by_label("联系人姓名").fill("钱联系")
        page.get_by_label("手机号").fill("100")
        page.get_by_role("button", name="提交申请").click()
        expect(page.locator(".error").first).to_contain_text("统一社会信用代码不对")
        is_in_order(page)
    desk = clerk.open("/account-requests/")
    desk.locator("#rows tbody a").first.click()
    expect(desk.get_by_role("button", name="显示电话（记入审计）")).to_be_visible()
    is_in_order(desk)
    desk.get_by_role("button", name="显示电话（记入审计）").click()
    expect(desk.locator("main")).to_contain_text("这次查看已记入审计")
    desk.get_by_role("button", name="核实无误，开立账号").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("一次性密码")
    is_in_order(desk)
