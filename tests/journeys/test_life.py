"""A firm's life by keys alone at a desk: an event is filled in, looked at, confirmed; one is taken back."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.journeys.house import House
from tests.journeys.people import PASSWORD, Somebody, obstacles, spills
from tidu.domain.enterprises.models import LifeEvent
from tidu.foundation.actors import OrganisationKind, Role

STAYS = [
    (label, "stays")
    for label in ("历年年度数据归属", "资质称号归属", "知识产权归属", "培育记录归属", "奖补记录归属")
]
HEIR = "青岚县沐源茶业有限公司"
EVENTS = {
    "更名": [("新名称", "青岚县云帆科技有限公司"), ("生效日期", "2025-05-06")],
    "登记认定": [
        ("称号", "GAZELLE"),
        ("取得方式", "NEW"),
        ("认定日期", "2025-05-06"),
        ("有效期截止", "2028-12-31"),
    ],
    "被吸收合并": [("存续企业", HEIR), ("合并（注销）日期", "2025-05-06"), *STAYS],
}
"""Texts, choices and days, and the longest form: what keys meet. Every form is filled in by the tests of the screens."""


@pytest.fixture
def place(house):
    an_account(Role.SECTION_CLERK, username="clerk", name="王梅", password=PASSWORD)
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


def fill(somebody: Somebody, label: str, value: str) -> None:
    """Reach a field and fill it: a list with the arrow, a day through its own keys, a text by typing."""
    field = somebody.page.get_by_label(label, exact=True)
    somebody.reach(field)
    kind = field.evaluate("one => one.tagName === 'SELECT' ? 'choice' : one.type")
    if kind == "choice":
        somebody.choose(field, value)
    elif kind == "date":
        field.fill(value)
    else:
        somebody.page.keyboard.type(value)


def enter(somebody: Somebody, event: str, values: list[tuple[str, str]]) -> Page:
    """Open the form of an event, fill it in, look at what it changes, and confirm."""
    page = somebody.page
    somebody.press(page.get_by_role("link", name=event, exact=True))
    for label, value in [*values, ("事由", "工商变更"), ("依据文件", "变更登记通知书")]:
        fill(somebody, label, value)
    somebody.press(page.get_by_role("button", name="看后果"))
    expect(page.get_by_text("还没有登记。")).to_be_visible()
    somebody.press(page.get_by_role("button", name="确认登记"))
    expect(page.locator(".notice-success")).to_contain_text("已登记")
    return page


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_entered_and_taken_back_by_keys_alone(at_desk, place, event):
    firm = an_enterprise("青岚县云帆电子有限公司", place)
    an_enterprise(HEIR, place, registered_on=date(2025, 3, 1))
    a_recognition(firm)
    a_recognition(firm, "SME_NUMBER", date(2024, 6, 20), date(2025, 1, 1))
    at_desk.sign_in("clerk")
    at_desk.open(f"/enterprises/{firm.credit_code}/life/")
    page = enter(at_desk, event, EVENTS[event])
    assert LifeEvent.objects.known_at(None).count() == 1
    at_desk.press(page.get_by_role("link", name="撤销误录").first)
    for label, value in (("事由", "录错了企业"), ("依据文件", "更正说明")):
        fill(at_desk, label, value)
    at_desk.press(page.get_by_role("button", name="看后果"))
    at_desk.press(page.get_by_role("button", name="确认登记"))
    assert list(LifeEvent.objects.known_at(None).values_list("kind", flat=True)) == ["REVERSED"]


def test_the_township_leader_reads_doubts_and_a_firm_s_life_on_the_road(
    township_leader: Page, qinglan: House
) -> None:
    page = township_leader
    page.goto(f"{qinglan.address}/issues/")
    expect(page.get_by_role("status").first).to_contain_text("条疑点")
    assert spills(page) <= 0
    assert obstacles(page) == []
    page.locator("#rows tbody th a").first.click()
    expect(page.get_by_role("heading", name="处理")).to_be_visible()
    assert spills(page) <= 0
    page.locator("dl.facts a").first.click()
    page.get_by_role("link", name="全部经过与事项").click()
    expect(page.locator(".timeline li").first).to_be_visible()
    assert spills(page) <= 0
    assert obstacles(page) == []
