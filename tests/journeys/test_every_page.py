"""Every page of the access table: as the first role that may open it at both sizes, as every other at its own size."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.architecture.access_table import ROLES, TABLE, Access
from tests.factories.county import County
from tests.journeys.conftest import DESK, PHONE, window
from tests.journeys.house import House
from tests.journeys.people import PASSWORD, Somebody, obstacles, spills
from tidu.foundation.actors import Role

TIME = ".asof summary, .timeless"
"""Where a page says which day it shows, or that it does not travel in time."""


@pytest.fixture
def county(house) -> County:
    """A county with one of everything that an address can name."""
    county = County()
    for user in county.users.values():
        user.set_password(PASSWORD)
        user.save()
    return county


def readers(row: Access) -> list[str]:
    """Return the roles that may read a row's page, none where it is no page to go to."""
    if row.method != "get" or row.public:
        return []
    return [role for role in ROLES if row.answer_for(role) == "+"]


FIRST = {role: [row for row in TABLE if readers(row)[:1] == [role]] for role in ROLES}
LATER = {role: [row for row in TABLE if role in readers(row)[1:]] for role in ROLES}
ON_PHONES = (Role.TOWNSHIP_LEADER, Role.ENTERPRISE_CONTACT, Role.REPRESENTATIVE)
"""Whose screen is a phone's."""


def is_a_page(page: Page, address: str) -> bool:
    """Return whether an address answers with a page, and not with a file or with data."""
    answer = page.request.get(address)
    assert answer.ok, f"{address}: {answer.status}"
    return answer.headers["content-type"].startswith("text/html")


def wrongs(page: Page, address: str) -> list[str]:
    """Return what is wrong with one page in this window."""
    page.goto(address)
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator(TIME)).to_have_count(1)
    found = obstacles(page)
    return [*found, *([f"{spills(page)} px too wide"] if spills(page) > 0 else [])]


@dataclass(frozen=True)
class Reading:
    """Somebody of a role, going through pages of the house."""

    chromium: Browser
    house: House
    county: County
    role: str

    def wrong(self, rows: list[Access], size: dict[str, int]) -> dict[str, list[str]]:
        """Return what is wrong with pages in a window, by page and width."""
        found = {}
        with window(self.chromium, size, touch=size is PHONE) as page:
            Somebody(page, self.house.address).sign_in(self.county.users[self.role].username)
            for row in rows:
                address = f"{self.house.address}{self.county.address(row)}"
                if is_a_page(page, address) and (wrong := wrongs(page, address)):
                    found[f"{row.name} at {size['width']} px"] = wrong
        return found


@pytest.mark.parametrize("role", [role for role, rows in FIRST.items() if rows])
def test_every_page_fits_and_stands_in_nobody_s_way(
    chromium: Browser, house, county: County, role: str
) -> None:
    read = Reading(chromium, house, county, role)
    assert {**read.wrong(FIRST[role], DESK), **read.wrong(FIRST[role], PHONE)} == {}


@pytest.mark.parametrize("role", [role for role, rows in LATER.items() if rows])
def test_a_page_fits_its_other_readers_as_well(chromium: Browser, house, county: County, role: str) -> None:
    size = PHONE if role in ON_PHONES else DESK
    assert Reading(chromium, house, county, role).wrong(LATER[role], size) == {}
