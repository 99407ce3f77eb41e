"""A clerk loads a workbook with faults, mends it, loads it, and takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.intake import a_workbook
from tests.journeys.people import PASSWORD, obstacles
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.actors import OrganisationKind, Role

HEADER = ("统一社会信用代码", "企业名称", "年度", "销售收入（万元）", "职工总数", "研发人员数")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def firm(house):
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    an_account(Role.SECTION_CLERK, username="clerk", password=PASSWORD)
    return an_enterprise("青岚县云帆电子有限公司", place)


def hand_in(page, name, *rows):
    page.get_by_label("工作簿").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": a_workbook(("2024 年企业年报",), HEADER, *rows)}
    )
    page.get_by_role("button", name="读取并预览").click()


def test_a_clerk_mends_a_workbook_loads_it_and_takes_it_back(at_desk, firm):
    page = at_desk.sign_in("clerk")
    code, name = firm.credit_code, "青岚县云帆电子有限公司"
    at_desk.open("/intake/forms/yearly_facts/")
    hand_in(page, "年报.xlsx", (code, name, 2024, "三千", 20, 30))
    expect(page.locator(".notice-error")).to_contain_text("整批不能载入")
    expect(page.locator("td.verdict").first).to_contain_text("D3 “三千”不是数")
    expect(page.locator("td#D3.cell-wrong")).to_contain_text("三千")
    expect(page.get_by_role("button", name="确认载入")).to_have_count(0)
    assert obstacles(page) == []
    with page.expect_download() as marked:
        page.get_by_role("link", name="下载退回表（原文件加批注）").click()
    assert marked.value.suggested_filename == "年报（批注）.xlsx"

    at_desk.open("/intake/forms/yearly_facts/")
    hand_in(page, "年报（改正）.xlsx", (code, name, 2024, 3200.5, 40, 30))
    expect(page.locator(".load-sentence")).to_contain_text("1 行新增")
    page.get_by_role("button", name="确认载入").click()
    expect(page.locator(".notice-success")).to_contain_text("已整批载入")
    assert YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).revenue_fen == 3_200_500_000

    page.get_by_role("link", name="撤销这个批次").click()
    page.get_by_role("button", name="看撤销会改变什么").click()
    page.get_by_role("button", name="撤销这个批次").click()
    expect(page.locator(".notice-success")).to_contain_text("已撤销")
    assert not YearlyFacts.objects.known_at(None).filter(enterprise=firm, year=2024).exists()
