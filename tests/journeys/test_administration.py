"""The administrator at work: giving the right people the right view, and lists that answer while one chooses."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.foundation.actors import OrganisationKind, Role

PAGES = (
    "/accounts/",
    "/accounts/new/",
    "/directory/",
    "/organisations/",
    "/access/",
    "/calendar/",
    "/audit/",
)


@pytest.fixture
def administrator(house):
    return an_account(Role.ADMINISTRATOR, username="sunlei", name="孙磊", password=PASSWORD)


def test_a_new_colleague_works_within_four_clicks_of_the_administrator(at_desk, administrator):
    an_organisation(OrganisationKind.BUREAU_SECTION, name="综合股", code="ZH")
    page = at_desk.sign_in("sunlei")
    page.get_by_role("link", name="账号与任职").click()
    page.get_by_role("link", name="新增人员和账号").click()
    page.get_by_label("姓名").fill("林晓")
    page.get_by_label("人员编号").fill("P-9001")
    page.get_by_label("登录名").fill("linxiao")
    page.get_by_label("角色").select_option("股室经办")
    page.get_by_label("机构").select_option("综合股")
    page.get_by_role("button", name="开立账号").click()
    once = page.locator(".once").inner_text()
    assert obstacles(page) == []
    at_desk.sign_out()
    at_desk.sign_in("linxiao", once)
    expect(page.get_by_text("您用的是一次性密码")).to_be_visible()


def test_a_list_answers_while_one_chooses_and_the_address_keeps_the_choice(at_desk, administrator):
    an_account(Role.TOWNSHIP_LEADER, username="zhaomin", name="赵敏")
    at_desk.sign_in("sunlei")
    page = at_desk.open("/accounts/")
    expect(page.get_by_role("status")).to_contain_text("共 2 个账号")
    page.get_by_label("角色").select_option("乡镇（园区）分管领导")
    expect(page.get_by_role("status")).to_contain_text("共 1 个账号")
    expect(page).to_have_url(re.compile("role=TOWNSHIP_LEADER"))
    page.get_by_role("link", name="清除筛选").click()
    expect(page.get_by_role("status")).to_contain_text("共 2 个账号")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone_and_stands_in_nobody_s_way(on_phone, administrator, path):
    an_account(Role.TOWNSHIP_LEADER, username="zhaomin", name="赵敏")
    on_phone.sign_in("sunlei")
    page = on_phone.open(path)
    expect(page.locator("main h1")).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
