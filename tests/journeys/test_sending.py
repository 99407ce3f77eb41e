"""Sending a form: pressed twice, pressed too late, pressed again after the back button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.support import a_standard
from tests.factories.targets import a_target
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.domain.support.models import Ticket
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation.actors import OrganisationKind, Role

FIRM = "青岚县晴川新材料有限公司"
WORDS = "招不到工艺工程师，想请科技特派员来一趟。"


@pytest.fixture
def county(house):
    """A firm, a clerk, and a promise for each kind of difficulty."""
    firm = an_enterprise(FIRM, an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇"))
    for kind in TicketKind:
        a_standard(kind, section=an_organisation(OrganisationKind.BUREAU_SECTION, name=f"{kind.label}股"))
    an_account(Role.SECTION_CLERK, username="clerk", name="周敏", password=PASSWORD)
    return firm


def told(page):
    """Fill the form of a call in; return its button."""
    page.get_by_label("企业", exact=True).fill(FIRM)
    page.get_by_label("人才引进").check()
    page.get_by_label("难题", exact=True).fill(WORDS)
    return page.locator("main").get_by_role("button", name="登记")


def test_a_button_pressed_again_while_the_answer_is_awaited_sends_nothing(at_desk, county):
    at_desk.sign_in("clerk")
    page = at_desk.open("/tickets/new/")
    button = told(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        """Keep what is sent on its way until both presses are done."""
        held.append(route) if route.request.method == "POST" else route.continue_()

    page.route("**/tickets/new/", hold)
    button.evaluate("one => { one.click(); window.setTimeout(() => one.click(), 300); }")
    page.wait_for_timeout(800)  # nothing is to happen: there is nothing else to wait for
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".notice-success")).to_be_visible()
    assert Ticket.objects.count() == 1


def signed_in_anew(somebody, page):
    """Leave and come back in another tab, so that what the first one shows is too old; return that tab."""
    other = page.context.new_page()
    other.goto(f"{somebody.address}/")
    other.locator(".bar-right .menu").last.locator("summary").click()
    other.get_by_role("button", name="退出").click()
    other.get_by_label("登录名").fill("clerk")
    other.get_by_label("密码").fill(PASSWORD)
    with other.expect_navigation():
        other.get_by_role("button", name="登录").click()
    return other


def test_what_comes_back_still_tells_of_what_changed_since_it_was_opened(at_desk, county):
    a_target("hnte_count", 3)
    address = "/targets/hnte_count/2025-12-31/remark/"
    at_desk.sign_in("clerk")
    page = at_desk.open(address)
    page.get_by_label("说明").fill("我这边写的")
    other = signed_in_anew(at_desk, page)
    other.goto(f"{at_desk.address}{address}")
    other.get_by_label("说明").fill("别的窗口写的")
    with other.expect_navigation():
        other.locator("main").get_by_role("button", name="保存").click()
    other.close()
    page.locator("main").get_by_role("button", name="保存").click()
    page.get_by_role("link", name="回到刚才的页面，接着填").click()
    expect(page.get_by_label("说明")).to_have_value("我这边写的")
    page.locator("main").get_by_role("button", name="保存").click()
    expect(page.locator(".notice-error")).to_contain_text("别的窗口写的")
    expect(page.get_by_label("说明")).to_have_value("我这边写的")


def test_a_form_sent_after_somebody_signed_in_anew_comes_back_filled_and_can_be_sent(at_desk, county):
    at_desk.sign_in("clerk")
    page = at_desk.open("/tickets/new/")
    button = told(page)
    signed_in_anew(at_desk, page).close()
    button.click()
    expect(page.get_by_role("heading", name="页面已过期")).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
    page.get_by_role("link", name="回到刚才的页面，接着填").click()
    expect(page.locator("#unsent")).to_contain_text("已放回下面的表单")
    assert obstacles(page) == []
    expect(page.get_by_label("难题", exact=True)).to_have_value(WORDS)
    expect(page.get_by_label("人才引进")).to_be_checked()
    page.locator("main").get_by_role("button", name="登记").click()
    expect(page.locator(".notice-success")).to_be_visible()
    expect(page.locator("#unsent")).to_have_count(0)
    assert Ticket.objects.get().text == WORDS
