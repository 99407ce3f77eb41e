"""From a number to the workbook cell it came from, one click each step; and the picture of the whole county."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.house import House
from tests.journeys.people import obstacles, spills

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "stairs.png"


def test_a_number_of_the_speech_leads_to_its_workbook_cell(director: Page, qinglan: House) -> None:
    page = director
    page.goto(f"{qinglan.address}/speech/new/open_day_speech/")
    page.get_by_label("基期年份").fill("2022")
    page.get_by_label("末期年份").fill("2024")
    page.get_by_label("开放日日期").fill("2025-05-22")
    page.get_by_role("button", name="生成").click()
    paper = page.locator(".paper")
    expect(paper).to_contain_text("2022年末，全县有科技型企业79家")
    expect(paper).to_contain_text("2024年末为120家")
    expect(paper.locator(".open-blank").first).to_be_visible()
    assert obstacles(page) == []
    paper.get_by_role("link", name="120家").click()
    expect(page.locator(".big-number").first).to_contain_text("120")
    page.get_by_role("link", name="查看出处").first.click()
    expect(page.locator("[data-cell]")).to_be_visible()
    expect(page.locator("table.sheet .marked")).to_have_count(1)
    assert obstacles(page) == []
    page.go_back()
    page.get_by_label("明细", exact=True).locator("a[href*='/enterprises/']").first.click()
    expect(page.locator(".firm-sentence")).to_be_visible()
    page.locator("table.years a.door").first.click()
    expect(page.locator("[data-cell]")).to_be_visible()
    expect(page.locator("table.sheet .marked")).to_have_count(1)


def test_a_number_is_traced_with_the_keyboard_alone(director: Page, qinglan: House) -> None:
    page = director
    page.goto(f"{qinglan.address}/figures/rd_expense_total/?year=2024")
    page.keyboard.press("/")
    page.keyboard.type("青岚")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="搜索")).to_be_visible()
    page.locator("main a[href*='/enterprises/']").first.focus()
    page.keyboard.press("Enter")
    page.locator("table.years a.door").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-cell]")).to_be_visible()


def test_the_stairs_show_every_firm_and_play_the_years(director: Page, qinglan: House) -> None:
    page = director
    page.goto(f"{qinglan.address}/stairs/")
    expect(page.locator("#stairs-canvas canvas")).to_be_visible()
    expect(page.locator("#table tbody tr")).to_have_count(
        100 + 37 + 54 + 3
    )  # a page of the 206 without a title
    expect(page.locator("#table summary").last).to_contain_text("206 家")
    expect(page.locator("#table table")).to_have_count(4)
    expect(page.locator("#table tbody tr").first).to_be_hidden()
    page.locator("#table summary").first.click()
    expect(page.locator("#table tbody tr").first).to_be_visible()
    page.mouse.move(640, 560)
    page.get_by_role("button", name="2022 年末").click()
    expect(page.locator("#stairs-status")).to_contain_text("截至 2022-12-31")
    page.get_by_role("button", name="2025-06-10").click()
    expect(page.locator("#stairs-status")).to_contain_text("高新技术企业 54 家")
    assert obstacles(page) == []
    if os.environ.get("TIDU_SCREENSHOTS") == "1":
        page.wait_for_timeout(1500)
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)


@pytest.mark.parametrize("path", ["/pool/", "/enterprises/", "/figures/", "/intake/", "/pool/proposals/"])
def test_the_director_s_pages_stand_in_nobody_s_way(director: Page, qinglan: House, path: str) -> None:
    director.goto(f"{qinglan.address}{path}")
    assert obstacles(director) == []
    assert spills(director) <= 0
