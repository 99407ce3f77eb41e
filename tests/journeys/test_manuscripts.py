"""A speech is written, signed and frozen: a figure picked by keys, a paragraph moved by keys, three people, one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, window
from tests.journeys.house import House
from tests.journeys.people import DEMO_PASSWORD, Somebody, obstacles, spills

SAVED = 20_000
"""How long a text may take to be filled and kept, in milliseconds: it asks every figure, and other tests run beside it."""


@pytest.fixture
def at_desk(chromium: Browser, qinglan: House) -> Iterator[Callable[[str], Page]]:
    """Return a way to seat somebody at a desk of the demo county."""
    with ExitStack() as windows:

        def seat(username: str) -> Page:
            page = windows.enter_context(window(chromium, DESK, touch=False))
            Somebody(page, qinglan.address).sign_in(username, DEMO_PASSWORD)
            return page

        yield seat


def is_in_order(page: Page) -> None:
    assert spills(page) <= 0
    assert obstacles(page) == []


def test_a_speech_is_written_by_keys_signed_by_three_and_frozen(
    at_desk: Callable[[str], Page], qinglan: House
) -> None:
    page = at_desk("clerk2")
    page.goto(f"{qinglan.address}/speech/new/monthly_brief/")
    page.get_by_role("button", name="写成稿件").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("科技工作简报")
    is_in_order(page)

    # Write a sentence; the list that opens is walked with the arrows, and Enter puts the figure in.
    first = page.locator("[data-words]").first
    first.press("Control+End")
    page.keyboard.type("目前高新技术企业")
    expect(page.get_by_role("option").first).to_contain_text("高新技术企业")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(first.locator(".figure-chip").last).to_have_text("57家", timeout=SAVED)
    page.keyboard.type("，逐年增长。")
    expect(page.locator("#touched")).to_contain_text("光标所在")

    # Put it below the next block, without leaving the text, and save by keys.
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".sheet-block").nth(1).locator(".words")).to_contain_text(
        "目前高新技术企业57家", timeout=SAVED
    )
    expect(page.locator(".sheet-block").nth(1).locator(".words")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator("main")).to_contain_text("已保存：第 2 版", timeout=SAVED)
    expect(page.locator(".judged").first).to_have_text("逐年增长")
    is_in_order(page)
    page.get_by_role("button", name="起草人签字送审").press("Enter")
    expect(page.locator("main")).to_contain_text("待股室签字")

    for username, act in (("clerk1", "股室签字"), ("director1", "局领导签字"), ("director1", "定稿")):
        signer = at_desk(username)
        signer.on("dialog", lambda dialog: dialog.accept())
        signer.goto(page.url)
        signer.get_by_role("button", name=act, exact=True).click()
        expect(signer.locator("main")).to_contain_text("已办理" if act != "定稿" else "已定稿", timeout=SAVED)
    expect(signer).to_have_url(re.compile(r"/speech/\d+/$"))
    expect(signer.locator(".paper")).to_contain_text("目前高新技术企业57家")
    is_in_order(signer)


def test_sections_and_paragraphs_are_moved_by_mouse_and_stay_where_they_were_put(
    at_desk: Callable[[str], Page], qinglan: House
) -> None:
    page = at_desk("clerk2")
    page.goto(f"{qinglan.address}/speech/new/yearly_summary/")
    page.get_by_role("button", name="写成稿件").click()
    names = ["企业培育", "研发投入", "科技专项资金", "服务企业", "听取意见", "存在的问题和下一年打算"]
    outline = page.locator(".outline-tree li[draggable='true'] > a")
    expect(outline).to_have_text(numbered(names))

    # A section is dragged in the outline onto the upper half of another: all it holds goes with it, the numbers follow.
    # The hand comes from the heading above, whose own acts stay folded and cover nothing.
    sections = page.locator(".outline-tree li[draggable='true']")
    sections.nth(0).hover()
    sections.nth(1).drag_to(
        sections.nth(0), source_position={"x": 4, "y": 4}, target_position={"x": 20, "y": 2}
    )
    moved = ["研发投入", "企业培育", *names[2:]]
    expect(outline).to_have_text(numbered(moved), timeout=SAVED)
    blocks = page.locator(".sheet-block")
    expect(blocks.nth(1).locator(".sheet-heading")).to_have_value("研发投入")
    expect(blocks.nth(2)).to_contain_text("全县企业研发经费")

    # A paragraph is dragged by its handle onto the lower half of the next one.
    rested, next_one = blocks.nth(5), blocks.nth(6)
    expect(rested).to_contain_text("年末有效的高新技术企业")
    height = next_one.bounding_box()["height"]
    rested.locator(".drag-handle").drag_to(next_one, target_position={"x": 60, "y": height - 4})
    expect(blocks.nth(5)).to_contain_text("有效的科技型中小企业", timeout=SAVED)
    expect(blocks.nth(6)).to_contain_text("年末有效的高新技术企业")
    is_in_order(page)

    # The acts of a heading unfold where they are pointed at.
    sections.nth(2).hover(position={"x": 4, "y": 4})
    sections.nth(2).locator(".block-acts").hover()
    sections.nth(2).get_by_role("button", name=re.compile("上移")).first.click()
    moved = ["研发投入", "科技专项资金", "企业培育", *names[3:]]
    expect(outline).to_have_text(numbered(moved), timeout=SAVED)

    # Nothing is kept before it is saved; then it stays where it was put.
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main")).to_contain_text("已保存：第 2 版", timeout=SAVED)
    page.reload()
    expect(outline).to_have_text(numbered(moved))
    expect(page.locator(".paper")).to_contain_text("年末有效的高新技术企业")


def numbered(names: list[str]) -> list[str]:
    return [f"{number}、{name}" for number, name in zip("一二三四五六", names, strict=True)]
