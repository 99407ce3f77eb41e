"""Every page of the access table, as the first role that may open it: on a desk, on a phone, in big letters."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.architecture.access_table import ROLES, TABLE, Access
from tests.factories.county import County
from tests.journeys.conftest import DESK, PHONE, window
from tests.journeys.people import EVERY_RULE, PASSWORD, Somebody, obstacles, spills

TIME = ".asof summary, .timeless"
"""Where a page says which day it shows, or that it does not travel in time."""


@dataclass(frozen=True)
class Visit:
    """The county and the account of one role."""

    county: County
    username: str


@pytest.fixture
def county(house) -> County:
    """A county with one of everything that an address can name."""
    county = County()
    for user in county.users.values():
        user.set_password(PASSWORD)
        user.save()
    return county


def first_reader(row: Access) -> str | None:
    """Return the first role that may read a row's page, None where nobody may or it is no page to go to."""
    if row.method != "get" or row.public:
        return None
    return next((role for role in ROLES if row.answer_for(role) == "+"), None)


PAGES = {row.name: row for row in reversed(TABLE)}.values()
"""Each page once: a page about a firm looks alike whosever firm it is."""

READERS = {role: [row for row in PAGES if first_reader(row) == role] for role in ROLES}

PAGES_AT_ONCE = 25
"""As many addresses make one test: a role with many pages keeps no worker waiting for another."""

SHARES = [
    pytest.param(role, rows[at : at + PAGES_AT_ONCE], id=f"{role}-{at // PAGES_AT_ONCE + 1}")
    for role, rows in READERS.items()
    for at in range(0, len(rows), PAGES_AT_ONCE)
]

NOTHING = '<link rel="icon" href="data:,">'
"""A page with nothing on it, which asks the house for nothing either."""


def opened(page: Page, address: str) -> bool:
    """Open an address, asked for once; return whether it answers with a page, and not with a file or with data."""
    pages = []

    def answered(route: Route) -> None:
        answer = route.fetch()
        assert answer.ok, f"{address}: {answer.status}"
        pages.append(answer.headers["content-type"].startswith("text/html"))
        if pages[0]:
            route.fulfill(response=answer)
        else:
            route.fulfill(body=NOTHING, content_type="text/html")  # a browser would save the file

    page.set_viewport_size(DESK)
    page.route(lambda asked: asked == address, answered)
    page.goto(address)
    page.unroute_all()
    return pages == [True]


def wrongs(page: Page) -> dict[str, list[str]]:
    """Return what is wrong with the page, by the width of the window.

    Colours and structure are the same in every window; on a phone all must fit, and be large enough to tap.
    """
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator(TIME)).to_have_count(1)
    found = {}
    for size, rules in ((DESK, EVERY_RULE), (PHONE, ["target-size"])):
        page.set_viewport_size(size)
        too_wide = [f"{spills(page)} px too wide"] if spills(page) > 0 else []
        found[f"{size['width']} px"] = [*obstacles(page, rules), *too_wide]
    return {size: wrong for size, wrong in found.items() if wrong}


@pytest.mark.parametrize(("role", "rows"), SHARES)
def test_every_page_fits_and_stands_in_nobody_s_way(
    chromium: Browser, house, county: County, role: str, rows: list[Access]
) -> None:
    found = {}
    with window(chromium, DESK, touch=True) as page:
        Somebody(page, house.address).sign_in(county.users[role].username)
        for row in rows:
            address = f"{house.address}{county.address(row)}"
            if opened(page, address) and (wrong := wrongs(page)):
                found[row.name] = wrong
    assert found == {}
