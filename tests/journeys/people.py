"""The people of the journeys and what they do at every page: sign in, sign out, look for wrongs."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PASSWORD = "qinglan-journeys-2025"


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

    def sign_out(self) -> Page:
        """Leave by the button."""
        self.page.locator(".bar-right .menu").last.locator("summary").click()
        self.page.get_by_role("button", name="退出").click()
        return self.page


def obstacles(page: Page) -> list[str]:
    """Return what stands in the way of somebody who sees, hears or moves differently: axe's findings, WCAG 2.2 AA."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def spills(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
