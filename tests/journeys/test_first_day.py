"""The township leader's morning in the tutorial: each step leads to what the page says. The firm's is in test_desk."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journeys.conftest import PHONE, window
from tests.journeys.house import House
from tests.journeys.people import DEMO_PASSWORD, Somebody, spills


def test_the_township_leader_s_morning(chromium: Browser, qinglan: House) -> None:
    with window(chromium, PHONE, touch=True) as page:
        somebody = Somebody(page, qinglan.address)
        somebody.sign_in("township2", DEMO_PASSWORD)
        expect(page.locator(".numbers li", has_text="我的企业")).to_contain_text("54")
        expect(page.locator("main li", has_text="联系领导逾期未走访").locator(".needs-you")).to_have_text(
            "6 家"
        )
        page.get_by_role("link", name="2024 年净资产、净利润补报").tap()
        expect(page.locator("main")).to_contain_text("2025-06-13 前交回")
        somebody.open("/").get_by_role("link", name="种子企业").tap()
        expect(page.get_by_role("status")).to_contain_text("共 2 家企业")
        page.get_by_role("link", name="记走访").first.tap()
        expect(page.get_by_label("听到什么")).to_be_visible()
        page.get_by_role("navigation", name="上级页面").get_by_role("link").last.tap()
        page.get_by_role("link", name="联系、走访与难题").tap()
        page.get_by_role("link", name="走访单").tap()
        expect(page.locator("svg.qr")).to_be_visible()
        assert spills(page) <= 0
