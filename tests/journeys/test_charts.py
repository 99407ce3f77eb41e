"""Every chart of the workbench under the pointer: nothing breaks, and nothing breaks the content security policy."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.house import House

CHARTS = {"stairs-canvas", "pool-trend", "years-chart"}
"""Every holder of a chart; one that no page shows, or one that is missing here, fails."""

WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (one) => window.broken.push(`${one.violatedDirective} ${one.blockedURI}`));
"""


def test_every_chart_is_read_with_the_pointer_and_breaks_no_policy(director: Page, qinglan: House) -> None:
    page = director
    page.add_init_script(WATCH)
    page.goto(f"{qinglan.address}/enterprises/")
    firm = page.locator("#rows tbody a").first.get_attribute("href")
    seen: set[str] = set()
    for path in ("/", "/stairs/", "/pool/", f"{firm}"):
        page.goto(f"{qinglan.address}{path}")
        for holder in page.locator("[data-chart], #stairs-canvas").all():
            seen.add(holder.get_attribute("data-chart") or holder.get_attribute("id") or "")
            holder.scroll_into_view_if_needed()
            box = holder.bounding_box()
            assert box is not None
            for across in range(5, 100, 5):
                for down in range(10, 100, 15):
                    page.mouse.move(
                        box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100
                    )
            page.wait_for_timeout(300)
        assert page.evaluate("window.broken") == [], path
    assert seen == CHARTS
