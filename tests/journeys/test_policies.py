"""A policy is tried out, written, checked by a second person and used; a decision is replayed. Desk, keys and phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.funds import WAN, a_fund_year
from tests.factories.rulebook import RULE, a_receipt
from tests.journeys.people import PASSWORD, obstacles, spills
from tidu.domain.rulebook.models import Scenario
from tidu.foundation.actors import OrganisationKind, Role

BIG, SMALL, NEAR = "青岚县晴川新材料有限公司", "青岚县松涛食品有限公司", "青岚县云帆电子有限公司"
BENCH = f"/lab/rules/{RULE}/"
NUMBER = "青科〔2025〕9号"
SCENARIOS = """rule: qinglan.pilot
as_of: 2026-06-10
base:
  registered_on: 2018-03-01
  "2025": {rd_book: 100万元}
scenarios:
  - name: 100 万元的 6%
    expect: {verdict: yes, outputs: {amount: 6万元}}
  - name: 比起点少一分钱
    change: {"2025": {rd_book: 199999.99元}}
    expect: {verdict: no, nearly: true, outputs: {amount: 0元}}
"""


@pytest.fixture
def firms(house):
    """Three firms with R&D of 700, 100 and 19 万元, 20 万元 of money, a clerk and a director."""
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    found = []
    for name, spent in ((BIG, 700), (SMALL, 100), (NEAR, 19)):
        firm = an_enterprise(name, place)
        for year, wan in ((2023, 1), (2024, spent)):
            yearly_facts(firm, year, rd_deductible_fen=wan * WAN, rd_book_fen=wan * WAN)
        found.append(firm)
    a_fund_year(appropriated=20, carried_in=0)
    an_account(Role.BUREAU_DIRECTOR, username="director", name="何静", password=PASSWORD)
    an_account(Role.SECTION_CLERK, username="clerk", name="王梅", password=PASSWORD)
    return found


def put(somebody, label, value):
    """Reach a number of the sentence by keys and write another over it."""
    somebody.reach(somebody.page.get_by_label(re.compile(f"^{label}（")))
    somebody.page.keyboard.press("ControlOrMeta+a")
    somebody.page.keyboard.type(value)


def test_a_director_moves_the_sentence_by_keys_keeps_two_reforms_and_lays_them_side_by_side(at_desk, firms):
    page = at_desk.sign_in("director")
    at_desk.open(BENCH)
    cost, verdict = page.get_by_label("要花多少钱"), page.locator(".lab-verdict")
    expect(verdict).to_contain_text("不够 还差 15.00 万元")
    page.evaluate("window.notReloaded = true")

    put(at_desk, "补助比例", "4")
    expect(cost).to_contain_text("方案确定要花32.00")
    expect(page.locator("#written mark")).to_have_text("4%")
    expect(page.get_by_label("减少的企业", exact=True)).to_contain_text(SMALL)
    put(at_desk, "每户每年补助上限", "15")
    expect(cost).to_contain_text("方案确定要花19.00")
    expect(verdict).to_contain_text("够用 还剩 1.00 万元")
    expect(page.locator("#written mark")).to_have_count(2)
    expect(page.locator("#lab-curve")).to_contain_text("4%：19.00 万元")
    put(at_desk, "研发费用达到起点", "19")
    expect(page.get_by_label("增加的企业", exact=True)).to_contain_text(NEAR)
    expect(page.get_by_label("谁增谁减")).to_contain_text("1新得到")
    at_desk.reach(page.get_by_label("拖动调整研发费用达到起点"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("增加的企业", exact=True)).to_contain_text("没有增加的企业")
    assert page.evaluate("window.notReloaded")
    assert (spills(page), obstacles(page)) == (0, [])

    for name, rate in (("省钱", "3"), ("稳妥", "4")):
        at_desk.open(f"{BENCH}?p.rate={rate}&p.cap=15")
        at_desk.reach(page.get_by_label("保存为方案"))
        page.keyboard.type(name)
        at_desk.press(page.get_by_role("button", name="保存", exact=True))
        expect(page.locator("h1")).to_contain_text(name)
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    at_desk.open("/lab/")
    for kept in Scenario.objects.all():
        at_desk.reach(page.locator(f"#s{kept.pk}"))
        page.keyboard.press("Space")
    at_desk.press(page.get_by_role("button", name="对比选中的两个"))
    expect(page.locator("main")).to_contain_text("得款不同的企业（1 家）")
    assert obstacles(page) == []


def test_money_that_is_short_is_shared_out_by_each_of_the_three_ways(at_desk, firms):
    page = at_desk.sign_in("director")
    at_desk.open(BENCH)
    at_desk.press(page.get_by_role("link", name="钱不够，看怎么分"))
    parts = page.get_by_label("每家分得")
    expect(parts).to_contain_text("171,428.57")
    expect(parts).to_contain_text("28,571.43")
    at_desk.reach(page.get_by_role("radio", name="按比例"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="先到先得")).to_be_checked()
    at_desk.press(page.get_by_role("button", name="算一算"))
    expect(page.locator(".error")).to_contain_text("没有申请受理登记，不能自己排先后")
    assert obstacles(page) == []
    at_desk.reach(page.get_by_label("受理名单或评分"))
    page.keyboard.insert_text(f"{BIG}\n{SMALL}\n{NEAR}")
    at_desk.press(page.get_by_role("button", name="算一算"))
    expect(parts).to_contain_text("第 2 位，轮到时钱已用完")
    expect(page.get_by_label("分配结果")).to_contain_text("有 1 家不符合条件，没有参加")
    assert (spills(page), obstacles(page)) == (0, [])


def test_on_a_telephone_the_text_is_folded_and_nothing_spills(on_phone, firms):
    page = on_phone.sign_in("director")
    for address in (BENCH, f"{BENCH}shares/", "/lab/", "/policies/doubts/", "/policies/drafts/"):
        on_phone.open(address)
        assert spills(page) == 0
        assert obstacles(page) == []
    on_phone.open(BENCH)
    expect(page.locator(".written")).to_be_hidden()
    page.get_by_label("规则原文").locator("summary").tap()
    expect(page.locator(".written")).to_be_visible()
    page.get_by_label(re.compile("^补助比例（")).fill("4")
    expect(page.locator("#written mark")).to_have_text("4%")
    assert spills(page) == 0


def test_a_policy_is_written_fails_is_mended_reviewed_published_by_another_and_fits_a_firm(at_desk, firms):
    page = at_desk.sign_in("clerk")
    at_desk.open("/policies/drafts/")
    page.get_by_role("link", name="起草新政策").click()
    page.get_by_label("模板").select_option("by_share")
    page.get_by_label("政策名称").fill("研发试点补助")
    page.get_by_label("代码", exact=True).fill("qinglan.pilot")
    page.get_by_role("button", name="开始起草").click()
    form = page.get_by_label("按项填写")
    form.get_by_label("文号", exact=True).fill(NUMBER)
    form.get_by_label("从哪天起（含）").fill("2025-06-01")
    form.get_by_label("取值", exact=True).first.fill("6")
    expect(page.locator("#line-changes ins").last).to_contain_text("value: 6%")
    expect(page.locator("#trial")).to_contain_text("没有通过")
    assert obstacles(page) == []
    expect(page.get_by_label("YAML", exact=True).last).to_have_value(re.compile("value: 6%"))
    at_desk.choose(form.get_by_label("怎么比").first, ">")
    expect(page.get_by_label("YAML", exact=True).last).to_have_value(
        re.compile(r"rd_book\[last year\] > minimum")
    )
    form.get_by_role("button", name="保存草稿").click()
    expect(page.locator(".notice-success")).to_contain_text("已保存")
    page.get_by_role("button", name="送审").click()
    expect(page.locator(".notice-error").first).to_contain_text("个算例没有通过")

    page.get_by_label("算例", exact=True).fill(SCENARIOS)
    page.locator("#draft-yaml").get_by_role("button", name="保存草稿").click()
    expect(page.locator("#trial")).to_contain_text("政策和算例都没有问题")
    page.get_by_role("button", name="送审").click()
    expect(page.locator(".notice-error").first).to_contain_text("公平竞争审查")
    page.get_by_role("link", name="公平竞争审查").click()
    expect(page.get_by_label("审查结论")).to_be_visible()
    for standard in page.locator("select").all()[:3]:
        standard.select_option("no")
    page.get_by_label("听取意见情况").fill("书面征求了 5 家企业的意见")
    page.get_by_label("审查结论").select_option("CLEAR")
    assert obstacles(page) == []
    page.get_by_role("button", name="保存审查记录").click()
    page.get_by_role("button", name="送审").click()
    expect(page.locator(".notice-success")).to_contain_text("已送审")
    expect(page.get_by_role("button", name="发布")).to_have_count(0)
    at_desk.sign_out()

    at_desk.sign_in("director")
    page.get_by_label("政策", exact=True).get_by_role("link", name="政策起草与审定").click()
    expect(page.get_by_role("row", name="研发试点补助")).to_contain_text("送审")
    page.get_by_role("link", name="研发试点补助").click()
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".notice-success")).to_contain_text("已发布，自 2025-06-01 起生效。")
    at_desk.open(f"/enterprises/{firms[0].credit_code}/policies/")
    fitted = page.get_by_label("研发试点补助")
    expect(fitted).to_contain_text("符合")
    expect(fitted).to_contain_text("10.00")


def test_growth_is_asked_for_by_keys_alone_and_the_page_ends_where_its_words_end(at_desk, firms):
    page = at_desk.sign_in("clerk")
    at_desk.open("/policies/drafts/new/")
    at_desk.reach(page.get_by_label("政策名称"))
    page.keyboard.insert_text("研发增长补助")
    at_desk.reach(page.get_by_label("代码", exact=True))
    page.keyboard.type("qinglan.growth")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    form = page.get_by_label("按项填写")
    expect(form).to_be_visible()
    assert (
        page.evaluate(
            "document.documentElement.scrollHeight - document.querySelector('main').getBoundingClientRect().bottom"
            " - window.scrollY"
        )
        < 200
    )
    at_desk.choose(form.get_by_label("年度（按年度的数才用）").first, "growth1")
    expect(page.get_by_label("YAML", exact=True).last).to_have_value(
        re.compile(r"growth\(rd_book\[last year\], rd_book\[year before\]\) >= minimum")
    )
    expect(form.get_by_label("占哪个数的比例").first).to_be_hidden()
    expect(page.locator("#problem")).to_contain_text("改法")
    assert (spills(page), obstacles(page)) == (0, [])


def test_a_decision_is_kept_and_replayed_at_the_desk_and_read_on_a_telephone(at_desk, firms):
    page = at_desk.sign_in("director")
    at_desk.open(f"/enterprises/{firms[0].credit_code}/policies/")
    offer = page.get_by_label("企业研发费用补助")
    offer.get_by_text("留存判断").click()
    offer.get_by_label("用途").fill("2025 年度补助核定")
    offer.get_by_role("button", name="留存").click()
    expect(page.locator("main")).to_contain_text("300,000.00 元")
    assert obstacles(page) == []
    at_desk.press(page.get_by_role("link", name="重放核对"))
    expect(page.locator(".notice-success")).to_contain_text("重放一致")
    assert obstacles(page) == []
    at_desk.open(f"/enterprises/{firms[0].credit_code}/")
    at_desk.press(page.get_by_role("link", name="判断凭据"))
    expect(page.locator("#rows")).to_contain_text("2025 年度补助核定")


def test_receipts_fit_a_telephone(on_phone, firms):
    kept = a_receipt(firms[1])
    page = on_phone.sign_in("director")
    for address in ("/receipts/", f"/receipts/{kept.pk}/", f"/receipts/{kept.pk}/replay/"):
        on_phone.open(address)
        assert spills(page) == 0
        assert obstacles(page) == []
