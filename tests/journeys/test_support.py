"""Standing by the firms: a visit written down on the road, a difficulty that only the firm can close, leaders named."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.photographs import JPEG_WITH_NOTES
from tests.factories.pool import a_member
from tests.factories.support import a_contact_leader, a_standard, a_ticket
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.domain.support.models import Ticket, Visit
from tidu.domain.support.vocabulary import TicketKind, TicketState
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.files import queries as files

FIRM = "青岚县晴川新材料有限公司"


@pytest.fixture
def county(house):
    """A firm of the pool with its contact, the township's leader who answers for it, a clerk and promises."""
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    firm = an_enterprise(FIRM, place)
    a_member(firm)
    for kind in TicketKind:
        a_standard(kind, section=an_organisation(OrganisationKind.BUREAU_SECTION, name=f"{kind.label}股"))
    own = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code, name=FIRM)
    leader = an_account(
        Role.TOWNSHIP_LEADER, username="leader", name="何静", organisation=place, password=PASSWORD
    )
    a_contact_leader(firm, leader.person, since=date(2025, 1, 6))
    an_account(Role.SECTION_CLERK, username="clerk", name="周敏", password=PASSWORD)
    an_account(Role.ENTERPRISE_CONTACT, username="firm", name="李明", organisation=own, password=PASSWORD)
    return firm


def fits(page: Page) -> None:
    """Look at the page as somebody on a phone and as somebody who does not see it."""
    assert spills(page) <= 0
    assert obstacles(page) == []


def test_a_visit_is_written_down_with_four_taps_and_one_sentence(on_phone, county):
    page = on_phone.sign_in("leader")
    taps = 0

    def tap(target) -> None:
        nonlocal taps
        target.tap()
        taps += 1

    tap(page.locator("#today, main").get_by_role("link", name=FIRM).first)
    form = page.locator("main form.block")
    shown = form.locator(".field")
    expect(shown).to_have_count(5)
    fits(page)
    form.get_by_label("听到什么").fill("招不到工艺工程师，想扩建实验室")
    tap(form.get_by_label("人才引进"))
    tap(page.get_by_role("button", name="保存"))
    expect(page.locator(".notice-success")).to_contain_text("登记难题 2025-0001（人才引进）")
    assert taps <= 4
    fits(page)
    expect(page.locator("main")).to_contain_text("招不到工艺工程师")
    visit = Visit.objects.get()
    assert (visit.visitor.name, visit.enterprise.credit_code) == ("何静", county.credit_code)
    assert Ticket.objects.get().visit_id == visit.pk


def test_a_photograph_stays_with_the_visit_and_tells_nothing_of_the_place(on_phone, county):
    page = on_phone.sign_in("leader")
    on_phone.open(f"/enterprises/{county.credit_code}/visit/")
    page.get_by_label("听到什么").fill("看了新产线")
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": JPEG_WITH_NOTES}
    page.get_by_label("照片").set_input_files([photo])
    page.get_by_role("button", name="保存").tap()
    page.get_by_text("看照片").tap()
    visit = Visit.objects.get()
    answer = page.request.get(f"{on_phone.address}/visits/{visit.pk}/photo/")
    assert answer.headers["content-type"] == "image/jpeg"
    assert b"GPS" not in answer.body()
    assert answer.body() == files.read(visit.photo)


def test_a_visit_without_a_word_is_sent_back_with_the_place_to_mend(on_phone, county):
    page = on_phone.sign_in("leader")
    on_phone.open("/visits/new/")
    fits(page)
    page.get_by_label("企业名称或代码").fill("晴川")
    page.get_by_role("button", name="查找").tap()
    page.locator("main").get_by_role("link", name=FIRM).tap()
    page.get_by_role("button", name="保存").tap()
    expect(page.locator(".error")).to_have_text("请填写“听到什么”。")
    fits(page)


def test_a_difficulty_goes_from_the_telephone_to_the_firm_s_own_word(at_desk, county):
    page = at_desk.sign_in("clerk")
    page.get_by_role("link", name="难题工单").first.click()
    expect(page.locator("main")).to_contain_text("还没有难题工单")
    page.get_by_role("link", name="来电登记").click()
    page.get_by_role("textbox", name="企业", exact=True).fill("不存在的")
    page.get_by_label("资金筹措").check()
    page.get_by_label("难题").fill("周转资金缺 200 万元")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".notice-error")).to_contain_text("没有找到“不存在的”")
    page.get_by_role("textbox", name="企业", exact=True).fill("晴川")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".notice-success")).to_contain_text("资金筹措股承办")
    page.locator("#rows").get_by_role("link", name=FIRM).click()
    expect(page.get_by_role("heading", name="经过")).to_be_visible()
    assert obstacles(page) == []
    page.get_by_role("link", name="受理").click()
    page.get_by_label("承办人").select_option(index=1)
    page.get_by_role("button", name="受理").click()
    page.get_by_role("button", name="开始办理").click()
    page.get_by_role("link", name="答复企业").click()
    page.get_by_label("答复内容").fill("已约担保公司周五上门")
    page.get_by_role("button", name="答复").click()
    expect(page.locator(".notice-success")).to_contain_text("等待企业评价")
    expect(page.get_by_label("经过")).to_contain_text("答复企业")


def test_only_the_firm_sees_the_button_that_closes_it(on_phone, county):
    ticket = a_ticket(county, TicketState.ANSWERED, kind=TicketKind.FUNDING)
    page = on_phone.sign_in("clerk")
    on_phone.open(f"/tickets/{ticket.number}/")
    expect(page.get_by_role("link", name="评价答复")).to_have_count(0)
    fits(page)
    on_phone.sign_out()
    page = on_phone.sign_in("firm")
    on_phone.open(f"/tickets/{ticket.number}/")
    page.get_by_role("link", name="评价答复").tap()
    expect(page.get_by_role("heading", name="评价答复")).to_be_visible()
    fits(page)
    page.get_by_label("不满意").check()
    page.get_by_role("button", name="提交评价").tap()
    expect(page.locator(".notice-error")).to_contain_text("哪里还没有解决")
    page.get_by_label("说明").fill("银行没有来过")
    page.get_by_role("button", name="提交评价").tap()
    expect(page.locator(".notice-success")).to_contain_text("已重办")
    expect(page.get_by_role("heading", name="第 2 次办理")).to_be_visible()


def test_an_officer_names_a_leader_for_several_firms_at_once(at_desk, county):
    bureau = an_organisation(OrganisationKind.BUREAU, name="县科技局")
    an_account(Role.BUREAU_DIRECTOR, username="director", name="吴局", organisation=bureau, password=PASSWORD)
    for name in ("松涛食品", "鸿远机械"):
        a_member(an_enterprise(name, an_organisation(OrganisationKind.TOWNSHIP)))
    page = at_desk.sign_in("clerk")
    page.get_by_role("link", name="联系领导").first.click()
    page.get_by_role("link", name="2 家在库企业").click()
    expect(page.get_by_label("选择松涛食品")).to_be_visible()
    assert obstacles(page) == []
    for name in ("松涛食品", "鸿远机械"):
        page.get_by_label(f"选择{name}").check()
    page.get_by_label("给下面勾选的企业指定联系领导").select_option(label="吴局（县科技局）")
    page.get_by_role("button", name="指定", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text("已为 2 家企业指定联系领导")
    page.get_by_role("link", name="联系领导").first.click()
    expect(page.locator("#rows")).to_contain_text("吴局")
