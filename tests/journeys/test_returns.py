"""A township leader answers a return and reports the month on a phone; the clerk sees it at the desk."""

from __future__ import annotations

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.returns import a_return
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.foundation.actors import OrganisationKind, Role

FIRM = "青岚县晴川新材料有限公司"


@pytest.fixture
def county(house):
    """A township whose firm lacks its staff of 2024, its leader, a clerk, and a return about it."""
    place = an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="云溪镇")
    yearly_facts(an_enterprise(FIRM, place=place), 2024, rd_book_fen=2_500_000)
    an_account(Role.TOWNSHIP_LEADER, organisation=place, username="leader", name="韩思远", password=PASSWORD)
    an_account(Role.SECTION_CLERK, username="clerk", name="文静", password=PASSWORD)
    return a_return(title="职工人数补报")


def test_a_leader_fills_only_the_white_cell_and_hands_the_workbook_in(on_phone, county):
    page = on_phone.sign_in("leader")
    page.get_by_role("link", name="职工人数补报").click()
    expect(page.get_by_label("填好的工作簿")).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
    with page.expect_download() as given:
        page.get_by_role("link", name="下载工作簿").click()
    book = openpyxl.load_workbook(io.BytesIO(given.value.path().read_bytes()))
    open_cells = [
        cell for row in book.worksheets[0].iter_rows(min_row=4) for cell in row if not cell.protection.locked
    ]
    assert [cell.coordinate for cell in open_cells] == ["D4"]
    open_cells[0].value = 36
    stream = io.BytesIO()
    book.save(stream)
    filled = {"name": "云溪镇.xlsx", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}
    page.get_by_label("填好的工作簿").set_input_files(filled)
    page.get_by_role("button", name="交回").click()
    expect(page.locator(".notice-success")).to_contain_text("县科技局确认后入库")
    expect(page.locator("main")).to_contain_text("已交待审")
    assert spills(page) <= 0


def test_a_month_is_reported_on_a_phone_in_six_boxes_at_most(on_phone, county):
    page = on_phone.sign_in("leader")
    page.get_by_role("link", name="5 月月报").click()
    expect(page.get_by_label("本月进展")).to_be_visible()
    assert page.locator("form textarea").count() <= 6
    assert spills(page) <= 0
    assert obstacles(page) == []
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".error")).to_have_text("请填写“本月进展”。")
    page.get_by_label("本月进展").fill("走访三家企业，收齐年报。")
    page.get_by_role("button", name="报送").click()
    expect(page.locator(".notice-success")).to_contain_text("已报送")
    expect(page.locator("table")).to_contain_text("已报")


def test_a_clerk_sends_a_return_out_by_keyboard(at_desk, county):
    page = at_desk.sign_in("clerk")
    page.get_by_role("link", name="报表", exact=True).first.click()
    page.get_by_role("link", name="发出报表").press("Enter")
    expect(page.get_by_label("报表名称")).to_be_visible()
    page.get_by_label("报表名称").press_sequentially("净利润补报")
    page.get_by_label("依据").press_sequentially("年度统计")
    page.get_by_label("净利润", exact=True).press("Space")
    assert obstacles(page) == []
    page.get_by_role("button", name="发出").press("Enter")
    expect(page.locator(".notice-success")).to_contain_text("已发出 报2025-002")
    page.get_by_role("link", name="净利润补报").press("Enter")
    expect(page.locator("main")).to_contain_text("云溪镇")
    assert obstacles(page) == []
