"""Everybody's first page: what needs me is in front, and the evidence is near."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.pool import a_nearly_firm, a_ready_firm
from tests.factories.targets import a_target
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.foundation.actors import OrganisationKind, Role

EXPIRES = date(2025, 8, 18)


@pytest.fixture
def county(house):
    """A small county: one firm that must renew by 2025-08-17, one that meets the HNTE gates, one that nearly does."""
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    a_recognition(an_enterprise("青岚县云帆电子有限公司", place), until=EXPIRES)
    a_ready_firm(place, "青岚县晴川新材料有限公司")
    a_nearly_firm(place, "青岚县松涛食品有限公司")
    a_target("hnte_count", 3)
    return place


def test_the_director_sees_in_one_click_whether_the_year_s_goal_will_be_met(at_desk, county):
    an_account(Role.BUREAU_DIRECTOR, username="director", password=PASSWORD)
    page = at_desk.sign_in("director")
    target = page.locator(".target").first
    expect(target.locator(".light")).to_have_text("黄")
    expect(target).to_contain_text("不办新手续仍有效 0 家，最好可达 3 家，目标 3 家")
    target.locator("summary").click()
    for firm in ("青岚县云帆电子有限公司", "青岚县晴川新材料有限公司", "青岚县松涛食品有限公司"):
        expect(target.get_by_role("link", name=firm)).to_be_visible()
    assert obstacles(page) == []


def test_the_county_leader_sees_red_first(at_desk, county):
    a_target("unicorn_count", 1, kind="BREAKTHROUGH")
    an_account(Role.COUNTY_LEADER, username="leader", password=PASSWORD)
    page = at_desk.sign_in("leader")
    expect(page.locator(".target .light")).to_have_text(["红", "黄"])
    expect(page.locator(".target").first).to_contain_text("未突破")
    page.locator(".target summary").first.press("Enter")
    expect(page.get_by_role("link", name="青岚县松涛食品有限公司")).to_be_visible()
    expect(page.locator("#glance-tasks")).to_contain_text("0项")
    expect(page.locator("#glance-ranks")).to_contain_text("缺数")
    expect(page.locator("#glance-weight")).to_contain_text("缺数")
    expect(page.get_by_role("heading", name="三年走势")).to_be_visible()
    assert obstacles(page) == []


def test_the_township_leader_sees_the_own_firms_and_the_red_ones_on_a_phone(on_phone, county):
    elsewhere = an_organisation(OrganisationKind.TOWNSHIP, name="石桥镇")
    an_enterprise("青岚县别处机械有限公司", elsewhere)
    an_account(Role.TOWNSHIP_LEADER, username="zhaomin", organisation=county, password=PASSWORD)
    page = on_phone.sign_in("zhaomin")
    expect(page.get_by_role("heading", name="云溪镇")).to_be_visible()
    expect(page.locator(".numbers")).to_contain_text("3家")
    expect(page.locator("main")).to_contain_text("最后有效日 2025-08-17")
    expect(page.locator("main")).not_to_contain_text("别处机械")
    assert spills(page) <= 0
    assert obstacles(page) == []


def test_the_clerk_sees_what_is_due(at_desk, county):
    an_account(Role.SECTION_CLERK, username="wangmei", password=PASSWORD)
    page = at_desk.sign_in("wangmei")
    expect(page.locator("main")).to_contain_text("余 68 天")
    assert obstacles(page) == []


def test_the_administrator_sees_a_locked_account_and_frees_it_in_two_clicks(at_desk):
    an_account(Role.ADMINISTRATOR, username="sunlei", password=PASSWORD)
    an_account(Role.SECTION_CLERK, username="wangmei", name="王梅", password=PASSWORD)
    for _ in range(5):
        at_desk.sign_in("wangmei", "wrong")
    expect(at_desk.page.get_by_role("heading", name="账号已锁定")).to_be_visible()
    page = at_desk.sign_in("sunlei")
    page.get_by_role("link", name="王梅").click()
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text("已解锁")).to_be_visible()
    assert obstacles(page) == []
    at_desk.sign_out()
    at_desk.sign_in("wangmei")
    expect(page.locator(".bar-right")).to_contain_text("王梅")


@pytest.mark.parametrize("role", [Role.UNIVERSITY_OFFICER, Role.REPRESENTATIVE, Role.ENTERPRISE_CONTACT])
def test_others_find_a_simple_page_of_their_own(on_phone, role):
    an_account(role, username="somebody", password=PASSWORD)
    page = on_phone.sign_in("somebody")
    expect(page.locator("main h1")).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
