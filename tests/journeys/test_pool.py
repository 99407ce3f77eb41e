"""An officer answers the pool's proposals, sees the board change, and can show who decided what."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.pool import AS_OF, NOW, OFFICER, a_ready_firm
from tests.journeys.people import PASSWORD, obstacles
from tidu.domain.pool import operations
from tidu.foundation.actors import OrganisationKind, Role

TAKEN, LEFT = "青岚县晴川新材料有限公司", "青岚县松涛食品有限公司"


@pytest.fixture
def county(house):
    """A county with two firms that the rules propose for the reserve, and its director."""
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    for name in (TAKEN, LEFT):
        a_ready_firm(place, name)
    operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    an_account(Role.BUREAU_DIRECTOR, username="director", name="何静", password=PASSWORD)


def test_an_officer_accepts_one_proposal_declines_another_and_finds_both_on_the_record(at_desk, county):
    page = at_desk.sign_in("director")
    page.get_by_role("link", name="逐条处理").click()
    page.get_by_label(TAKEN).get_by_text("看依据").click()
    expect(page.get_by_label(TAKEN).locator("table")).to_contain_text("符合")
    assert obstacles(page) == []
    page.get_by_label(TAKEN).get_by_role("link", name="采纳", exact=True).click()
    page.get_by_label("理由").fill("现场核实，研发真实")
    page.get_by_role("button", name="采纳").click()
    expect(page.locator(".notice-success")).to_contain_text("已采纳")

    page.get_by_label(LEFT).get_by_role("link", name="不采纳").click()
    page.get_by_role("button", name="不采纳").click()
    expect(page.locator(".error")).to_have_text("请填写“理由”。")
    assert obstacles(page) == []
    page.get_by_label("理由").fill("企业正在搬迁，年底再议")
    page.get_by_role("button", name="不采纳").click()
    expect(page.locator("main")).to_contain_text("没有待确认的建议")

    page.get_by_role("link", name="培育库").first.click()
    reserve = page.get_by_label("储备", exact=True)
    expect(reserve.locator(".big-number")).to_have_text("1")
    expect(reserve).to_contain_text(TAKEN)
    expect(page.locator(".board")).not_to_contain_text(LEFT)
    reserve.get_by_role("link", name="2025-06-10").click()
    expect(page.locator(".figure-value")).to_have_text("储备")
    expect(page.locator("main .facts")).to_contain_text("经办决定：采纳调整建议")
    expect(page.locator("main .facts")).to_contain_text("何静 · 2025-06-10")
    page.get_by_role("link", name="审计").click()
    expect(page.locator("#rows")).to_contain_text("企业正在搬迁，年底再议")
