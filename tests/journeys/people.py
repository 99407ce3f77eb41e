"""The people of the journeys and what they do at every page: sign in, sign out, look for wrongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page

PASSWORD = "qinglan-journeys-2025"
DEMO_PASSWORD = "Qinglan-2025"


MOST_TABS = 120
"""No page asks more presses than this for anything on it that a journey needs."""


@dataclass(frozen=True)
class Somebody:
    """A person in front of a browser window."""

    page: Page
    address: str

    def open(self, path: str) -> Page:
        """Go to a page of the house."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, username: str, password: str = PASSWORD) -> Page:
        """Sign in through the door as everybody does."""
        self.open("/sign-in/")
        self.page.get_by_label("登录名").fill(username)
        self.page.get_by_label("密码").fill(password)
        with self.page.expect_navigation():  # a refusal is a page, too; keys work when its scripts are there
            self.page.get_by_role("button", name="登录").click()
        return self.page

    def reach(self, target: Locator) -> Locator:
        """Move the focus to something with the Tab key alone, as somebody without a mouse does."""
        for _ in range(MOST_TABS):
            if target.evaluate("one => one === document.activeElement"):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} presses of Tab do not reach {target}")

    def press(self, target: Locator) -> Page:
        """Reach a link or a button and press it with Enter; the next page is there afterwards."""
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.page

    def choose(self, target: Locator, value: str) -> None:
        """Reach a list of choices and go down it with the arrow until `value` is chosen."""
        self.reach(target)
        for _ in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice {value!r} in {target}")

    def jump(self, key: str) -> Page:
        """Jump with g and a letter."""
        self.page.keyboard.press("g")
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.page

    def sign_out(self) -> Page:
        """Leave by the button."""
        self.page.locator(".bar-right .menu").last.locator("summary").click()
        self.page.get_by_role("button", name="退出").click()
        return self.page


EVERY_RULE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def obstacles(page: Page, rules: Sequence[str] = EVERY_RULE) -> list[str]:
    """Return what stands in the way of somebody who sees, hears or moves differently: axe's findings, WCAG 2.2 AA."""
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}  # nobody reads here what is in order
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte: once per page, not once per width
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def spills(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
