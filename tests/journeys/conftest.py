"""One Chromium for all journeys, and the two windows that people look through.

A journey fails when a page reports an error in the console (a violation of the content security policy is
one) or asks another machine for anything.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.house import DAY, House, opened, prepared_database
from tests.journeys.people import DEMO_PASSWORD, Somebody
from tidu.foundation import clock
from tidu.foundation.actors import system

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # containers give root no name space of its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine once."""
    path = os.environ.get("TIDU_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("no Chromium on this machine: run `make browser`, or name one in TIDU_BROWSER")
    # Playwright keeps an event loop in this thread; without this word Django refuses every query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """Open the window of a member of staff: 1366 px wide."""
    with window(chromium, DESK, touch=False) as page:
        yield page


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Open the window of a firm, a township or a guest: 360 px wide, with touch."""
    with window(chromium, PHONE, touch=True) as page:
        yield page


@contextmanager
def window(browser: Browser, size: dict[str, int], *, touch: bool) -> Iterator[Page]:
    """Open a page as a person in the county sees it, and complain at the end of what went wrong unseen."""
    context = browser.new_context(viewport=size, has_touch=touch, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    wrongs: list[str] = []
    page.on("pageerror", lambda error: wrongs.append(f"script: {error}"))
    page.on("console", lambda message: wrongs.append(message.text) if is_wrong(message, page) else None)
    yield page
    context.close()
    assert not wrongs, "\n".join(wrongs)


def is_wrong(message: ConsoleMessage, page: Page) -> bool:
    """Return whether a console message is an error, other than a refusal of the page itself, of a phone that was
    revoked, or a cut connection.
    """
    refused = "responded with a status of 4" in message.text and message.location["url"] == page.url
    revoked = "status of 401" in message.text and message.location["url"].endswith("/open/door/sync/")
    cut = "net::ERR_INTERNET_DISCONNECTED" in message.text  # a journey that works offline cut it
    left = message.text.startswith(
        ("htmx:sendAbort", "htmx:afterRequest")
    )  # a block of a page that was left already
    return message.type == "error" and not (refused or revoked or cut or left)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that the workers of one run share, and no other run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def running(shared: Path) -> Iterator[tuple[House, Path]]:
    """Run the product once for all journeys of a worker, and keep an empty house to put back."""
    home = shared / "house"
    home.mkdir(exist_ok=True)
    empty = prepared_database(home, "empty", "django-admin", "migrate", "--verbosity=0")
    house = opened(home, empty)
    yield house, empty
    house.close()


@pytest.fixture
def house(
    running: tuple[House, Path], django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """Return the house with nobody in it but the shipped holiday tables; factories of the test write into it."""
    from django.db import connection  # noqa: PLC0415 - Django is set up when fixtures run, not when this is read
    from django.test import override_settings  # noqa: PLC0415

    from tidu.foundation.calendar import operations as calendar  # noqa: PLC0415

    house, empty = running
    house.put_back(empty)
    monkeypatch.setenv("TIDU_TODAY", DAY)
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(house.served)
    # A file that a factory stores has to lie where the house looks for it.
    with override_settings(TIDU_HOME=house.home), django_db_blocker.unblock():
        calendar.load_shipped_years(by=system("旅程"), now=clock.now())
        yield house
        connection.close()
    connection.settings_dict["NAME"] = before


@pytest.fixture
def at_desk(desk: Page, house: House) -> Somebody:
    """Return somebody at a desk."""
    return Somebody(desk, house.address)


@pytest.fixture
def on_phone(phone: Page, house: House) -> Somebody:
    """Return somebody with a phone."""
    return Somebody(phone, house.address)


@pytest.fixture(scope="session")
def qinglan(shared: Path) -> Iterator[House]:
    """Run the product over the demo county, built once."""
    home = shared / "qinglan"
    home.mkdir(exist_ok=True)
    house = opened(home, prepared_database(home, "demo", "tidu", "demo", "build"))
    yield house
    house.close()


@pytest.fixture
def director(chromium: Browser, qinglan: House) -> Iterator[Page]:
    """Open the director's window on the demo county."""
    with window(chromium, DESK, touch=False) as page:
        yield Somebody(page, qinglan.address).sign_in("director1", DEMO_PASSWORD)


@pytest.fixture
def township_leader(chromium: Browser, qinglan: House) -> Iterator[Page]:
    """Open the township leader's telephone on the demo county."""
    with window(chromium, PHONE, touch=True) as page:
        yield Somebody(page, qinglan.address).sign_in("township1", DEMO_PASSWORD)
