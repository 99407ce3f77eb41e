"""Work without a mouse: a workbook is loaded and taken back, proposals are answered, a firm changes its stage."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.intake import a_workbook
from tests.factories.pool import AS_OF, NOW, OFFICER, a_member, a_ready_firm
from tests.journeys.people import PASSWORD, Somebody
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.pool import operations as pool
from tidu.domain.pool import queries
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.actors import OrganisationKind, Role

HEADER = ("统一社会信用代码", "企业名称", "年度", "去年卖了多少（万元）")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def place(house):
    an_account(Role.SECTION_CLERK, username="clerk", name="王梅", password=PASSWORD)
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


def hand_in(clerk: Somebody, content: bytes) -> None:
    """Choose a file and send it, by keys alone."""
    page = clerk.page
    with page.expect_file_chooser() as chooser:  # before the way there: the browser is told in its own time
        clerk.reach(page.get_by_label("工作簿"))
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "年报.xlsx", "mimeType": XLSX, "buffer": content})
    clerk.press(page.get_by_role("button", name="读取并预览"))


def test_a_workbook_is_handed_in_mended_loaded_and_taken_back_by_keys_alone(at_desk, place):
    firm = an_enterprise("青岚县云帆电子有限公司", place)
    content = a_workbook(
        ("2024 年企业年报",), HEADER, (firm.credit_code, "青岚县云帆电子有限公司", 2024, 3200.5)
    )
    page = at_desk.sign_in("clerk")
    at_desk.jump("i")
    at_desk.press(page.get_by_role("link", name="导入企业年度数据表"))
    hand_in(at_desk, content)
    expect(page.locator(".load-sentence")).to_contain_text("1 行新增")
    at_desk.press(page.get_by_role("link", name="改列对应"))
    at_desk.choose(page.get_by_label("D 列"), "revenue_fen")
    at_desk.press(page.get_by_role("button", name="按此重新读取"))
    expect(page.locator("table.staged")).to_contain_text("3,200.5 万元")
    at_desk.press(page.get_by_role("button", name="确认载入"))
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")
    assert YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).revenue_fen == 3_200_500_000
    at_desk.press(page.get_by_role("link", name="撤销这个批次"))
    at_desk.press(page.get_by_role("button", name="看撤销会改变什么"))
    at_desk.press(page.get_by_role("button", name="撤销这个批次"))
    expect(page.locator(".notice-success")).to_contain_text("已撤销")
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm, year=2024).exists()


def test_a_wrong_cell_is_reached_from_its_row_by_keys_alone(at_desk, place):
    firm = an_enterprise("青岚县云帆电子有限公司", place)
    names = ("统一社会信用代码", "企业名称", "年度", "销售收入（万元）", "净利润（万元）", "资产总额（万元）")
    content = a_workbook(names, (firm.credit_code, "青岚县云帆电子有限公司", 2024, 1, 2, "约三千"))
    page = at_desk.sign_in("clerk")
    at_desk.open("/intake/forms/yearly_facts/")
    hand_in(at_desk, content)
    at_desk.reach(page.locator("td.verdict").get_by_role("link", name="F2"))
    page.keyboard.press("Enter")
    expect(page.locator("td:target")).to_contain_text("约三千")
    expect(page.locator("td:target")).to_be_in_viewport()


def test_proposals_are_answered_by_keys_alone(at_desk, place):
    taken, left = (
        a_ready_firm(place, "青岚县晴川新材料有限公司"),
        a_ready_firm(place, "青岚县松涛食品有限公司"),
    )
    pool.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    page = at_desk.sign_in("clerk")
    at_desk.jump("p")
    at_desk.press(page.get_by_role("link", name="待确认建议 2 条"))
    for firm, way in (("青岚县晴川新材料有限公司", "采纳"), ("青岚县松涛食品有限公司", "不采纳")):
        at_desk.press(page.get_by_label(firm).get_by_role("link", name=way, exact=True))
        at_desk.reach(page.get_by_label("理由"))
        page.keyboard.type("已与企业核实")
        at_desk.press(page.get_by_role("button", name=way, exact=True))
        expect(page.locator(".notice-success")).to_be_visible()
    assert (queries.stage_of(taken.pk, AS_OF), queries.stage_of(left.pk, AS_OF)) == (Stage.RESERVE, Stage.OUT)


def test_a_firm_changes_its_stage_by_keys_alone(at_desk, place):
    firm = a_ready_firm(place, "青岚县晴川新材料有限公司")
    a_member(firm)
    page = at_desk.sign_in("clerk")
    page.keyboard.press("/")
    page.keyboard.type("晴川")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    at_desk.press(page.get_by_role("link", name="青岚县晴川新材料有限公司"))
    at_desk.press(page.get_by_role("link", name="调整阶段"))
    at_desk.choose(page.get_by_label("调整到"), Stage.CULTIVATION)
    adviser = page.get_by_label("辅导员")
    at_desk.choose(adviser, adviser.locator("option", has_text="王梅").get_attribute("value") or "")
    at_desk.choose(page.get_by_label("目标年度"), "2026")
    at_desk.reach(page.get_by_label("理由"))
    page.keyboard.type("今年准备申报")
    at_desk.press(page.get_by_role("button", name="确定调整"))
    expect(page.locator(".firm-head")).to_contain_text("辅导员 王梅 · 目标年度 2026")
