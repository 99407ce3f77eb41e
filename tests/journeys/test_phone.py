"""The township leader on the road: from the list of firms to what one of them lacks, and back, on 360 px."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.people import obstacles, spills


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
        if chosen.count():
            break
    expect(chosen).to_have_count(1)
    expect(page.locator("#group-list .why")).not_to_be_empty()
    chosen.click()
    expect(page.locator(".firm-sentence")).to_be_visible()
