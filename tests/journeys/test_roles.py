"""Each of the eight roles signs in on the demo county and reaches its own work by one press."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, window
from tests.journeys.house import House
from tests.journeys.people import DEMO_PASSWORD, Somebody, obstacles, spills
from tidu.foundation.actors import Role

Way = Callable[[Page], Locator]

WORK: dict[str, tuple[str, dict[str, int], Way, Way]] = {
    Role.SECTION_CLERK: (
        "clerk1",
        DESK,
        lambda page: page.get_by_role("link", name="逐条处理"),
        lambda page: page.get_by_role("link", name="采纳", exact=True).first,
    ),
    Role.BUREAU_DIRECTOR: (
        "director2",
        DESK,
        lambda page: page.get_by_role("link", name="打开梯度图"),
        lambda page: page.locator("#stairs-canvas canvas"),
    ),
    Role.COUNTY_LEADER: (
        "county1",
        DESK,
        lambda page: page.locator(".target").first.locator(".target-count a.door").first,
        lambda page: page.locator(".figure-value .big-number"),
    ),
    Role.TOWNSHIP_LEADER: (
        "township1",
        PHONE,
        lambda page: page.locator("#falling a.what").first,
        lambda page: page.locator(".firm-sentence"),
    ),
    Role.ENTERPRISE_CONTACT: (
        "firm1",
        PHONE,
        lambda page: page.locator("a.desk-card").first,
        lambda page: page.locator(".desk-clauses > li").first,
    ),
    Role.UNIVERSITY_OFFICER: (
        "university1",
        PHONE,
        lambda page: page.locator("main").get_by_role("link", name="提意见"),
        lambda page: page.get_by_role("button", name="提交"),
    ),
    Role.REPRESENTATIVE: (
        "guest1",
        PHONE,
        lambda page: page.get_by_role("link", name="2025 年科技开放日"),
        lambda page: page.locator("section.pass", has_text="席号"),
    ),
    Role.ADMINISTRATOR: (
        "admin1",
        DESK,
        lambda page: page.locator("a.what", has_text="township4"),
        lambda page: page.get_by_role("link", name="登记任职"),
    ),
}
"""Account and window of each role, what it presses on its first page, and what it then finds."""


def test_no_role_is_forgotten() -> None:
    assert set(WORK) == set(Role)


@pytest.mark.parametrize("role", list(WORK))
def test_everybody_reaches_the_own_work_by_one_press(chromium, qinglan: House, role: str) -> None:
    username, size, press, found = WORK[role]
    with window(chromium, size, touch=size is PHONE) as page:
        Somebody(page, qinglan.address).sign_in(username, DEMO_PASSWORD)
        press(page).click()
        expect(found(page)).to_be_visible()
        assert spills(page) <= 0
        assert obstacles(page) == []
