"""The township leader on the road: from the list of firms to what one of them lacks, and back, on 360 px."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, window
from tests.journeys.house import House
from tests.journeys.people import DEMO_PASSWORD, Somebody, obstacles, spills

SEEDED = "township2"
"""The leader of a township with firms outside the pool that are worth a visit."""


def test_the_township_leader_reads_a_firm_s_gap_and_comes_back(township_leader: Page, qinglan: House) -> None:
    page = township_leader
    page.locator("nav.side").get_by_role("link", name="企业").click()
    expect(page.get_by_role("status")).to_contain_text("家企业")
    assert spills(page) <= 0
    first = page.locator("#rows tbody a").first
    name = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator(".firm-sentence")).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
    page.get_by_role("link", name="科技型中小企业", exact=True).click()
    expect(page.get_by_role("heading", name="条件与差距：科技型中小企业")).to_be_visible()
    assert spills(page) <= 0
    page.get_by_role("navigation", name="上级页面").get_by_role("link", name="企业").click()
    expect(page.locator("#rows tbody a").first).to_have_text(name)
    assert spills(page) <= 0


def test_all_ways_open_as_one_sheet_and_the_way_of_the_page_is_in_sight(
    township_leader: Page, qinglan: House
) -> None:
    page = township_leader
    page.get_by_role("button", name="全部栏目").tap()
    sheet = page.get_by_role("dialog", name="全部栏目")
    expect(sheet.get_by_role("link", name="难题工单")).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
    sheet.get_by_role("link", name="任务", exact=True).tap()
    expect(page.get_by_role("heading", name="任务", exact=True)).to_be_visible()
    expect(page.locator("nav.side [aria-current]")).to_be_in_viewport()
    page.get_by_role("button", name="全部栏目").tap()
    page.get_by_role("dialog", name="全部栏目").get_by_role("button", name="关闭").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_finger_on_a_dot_names_the_firm_before_it_opens(township_leader: Page, qinglan: House) -> None:
    page = township_leader
    page.goto(f"{qinglan.address}/stairs/")
    assert spills(page) <= 0
    canvas = page.locator("#stairs-canvas canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    chosen = page.locator("#group-list a")
    for across in range(12, int(box["width"]), 6):
        page.touchscreen.tap(box["x"] + across, box["y"] + box["height"] - 44)
        if chosen.count():  # a tap beside the group opens nothing, and the next one is tried
            break
    expect(chosen).to_have_count(1)
    expect(page.locator("#group-list .why")).not_to_be_empty()
    chosen.click()
    expect(page.locator(".firm-sentence")).to_be_visible()


def test_own_firms_are_one_tap_from_home_and_a_red_task_two(township_leader: Page, qinglan: House) -> None:
    page = township_leader
    page.locator(".numbers li", has_text="我的企业").locator("a").tap()
    expect(page.get_by_role("status")).to_contain_text("家企业")
    assert spills(page) <= 0
    page.goto(f"{qinglan.address}/")
    page.get_by_role("link", name="其中逾期").tap()
    late = page.locator("#rows tbody a").first
    expect(page.locator("#rows tbody .chip-red").first).to_be_visible()
    assert spills(page) <= 0
    late.tap()
    expect(page.locator(".their-words").first).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []


def test_likely_firms_of_the_own_place_are_one_tap_from_home_each_with_its_reason(
    chromium: Browser, qinglan: House
) -> None:
    with window(chromium, PHONE, touch=True) as page:
        Somebody(page, qinglan.address).sign_in(SEEDED, DEMO_PASSWORD)
        page.get_by_role("link", name="种子企业").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("种子企业")
        rows = page.locator("#rows tbody tr")
        assert rows.count() > 0
        reasons = page.locator('#rows tbody td[data-label="为什么值得上门"]')
        assert all(reason.strip() for reason in reasons.all_inner_texts())
        assert reasons.count() == rows.count()
        assert spills(page) <= 0
        assert obstacles(page) == []


def test_a_month_is_reported_in_three_taps_and_one_sentence(chromium: Browser, qinglan: House) -> None:
    with window(chromium, PHONE, touch=True) as page:
        Somebody(page, qinglan.address).sign_in(SEEDED, DEMO_PASSWORD)
        page.locator("nav.side").get_by_role("link", name="乡镇月报").tap()
        page.locator("main table a").last.tap()
        expect(page.locator("form textarea[required]")).to_have_count(1)
        assert page.locator("form textarea").count() <= 6
        page.get_by_label("本月进展").fill("走访三家企业，收齐年报。")
        page.get_by_role("button", name="报送").tap()
        expect(page.locator(".notice-success")).to_contain_text("已报送")
        assert spills(page) <= 0


def test_the_visit_sheet_s_code_opens_the_form_after_signing_in(chromium: Browser, qinglan: House) -> None:
    with window(chromium, PHONE, touch=True) as page:
        somebody = Somebody(page, qinglan.address)
        somebody.sign_in("township1", DEMO_PASSWORD)
        page.goto(f"{qinglan.address}/support/today/")
        page.locator("#today ul.items a.what").last.tap()
        expect(page.get_by_label("听到什么")).to_be_visible()
        form = page.url
        page.goto(f"{form}sheet/")
        expect(page.locator("svg.qr")).to_be_visible()
        expect(page.locator(".sheet-head .address")).to_have_text(form)
        assert spills(page) <= 0
        assert obstacles(page) == []
    with window(chromium, PHONE, touch=True) as page:  # another telephone, not signed in, that scans the code
        page.goto(form)
        page.get_by_label("登录名").fill("township1")
        page.get_by_label("密码").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="登录").tap()
        expect(page.get_by_label("听到什么")).to_be_visible()
        assert page.url == form
