"""One Chromium for all journeys, and the two windows that people look through.

A journey fails when a page reports an error in the console (a violation of the content security policy is
one) or asks another machine for anything.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
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
    """Return whether a console message is an error, other than the refusal of the page itself (403, 404)."""
    refused = "responded with a status of 4" in message.text and message.location["url"] == page.url
    return message.type == "error" and not refused
