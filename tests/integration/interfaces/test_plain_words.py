"""What people read on lists: units, names instead of codes, one number on every page, a way from each number on."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.accounts import operations as accounts
from tidu.foundation.actors import OrganisationKind, Role, system
from tidu.foundation.calendar.models import HolidayYear
from tidu.foundation.clock import now

pytestmark = pytest.mark.django_db


def said(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def firm():
    return an_enterprise(
        "青岚县晴川新材料有限公司", an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    )


def test_a_card_on_a_phone_names_the_unit_as_the_table_s_head_does(signed_in, firm):
    page = said(signed_in(Role.SECTION_CLERK).get("/enterprises/"))
    assert 'data-label="销售收入（万元）"' in page
    assert 'data-label="职工总数（人）"' in page


def test_the_days_left_of_a_title_are_the_same_on_the_firm_s_page_and_in_the_lists(signed_in, firm):
    a_recognition(firm, until=date(2025, 8, 18))
    clerk = signed_in(Role.SECTION_CLERK)
    # the last valid day is 17 August: 20 + 31 + 17 days after 10 June
    for address in ("/", "/expiries/", f"/enterprises/{firm.credit_code}/"):
        assert "余 68 天" in said(clerk.get(address)), address


def test_titles_in_force_stand_before_those_that_are_over(signed_in, firm):
    a_recognition(firm, granted_on=date(2022, 8, 18), until=date(2025, 8, 18), number="GR202236000001")
    a_recognition(
        firm, granted_on=date(2024, 5, 6), kind="SME_NUMBER", until=date(2025, 1, 1), number="202436"
    )
    page = said(signed_in(Role.SECTION_CLERK).get(f"/enterprises/{firm.credit_code}/"))
    assert page.index("GR202236000001") < page.index("202436")


def test_the_audit_says_what_was_done_and_keeps_the_code_for_the_file(signed_in):
    administrator = signed_in(Role.ADMINISTRATOR)
    account = an_account(Role.SECTION_CLERK, username="wangmei")
    accounts.disable_account(account=account, by=system("测试"), now=now())
    assert "accounts.disable_account" not in said(administrator.get("/audit/"))
    assert "accounts.disable_account" in said(administrator.get("/audit/?export=csv"))


@pytest.mark.parametrize(
    ("state", "username"), [("已停用", "disabled"), ("没有任职", "jobless"), ("正常", "wangmei")]
)
def test_each_count_on_the_administrator_s_home_leads_to_its_accounts(signed_in, state, username):
    administrator = signed_in(Role.ADMINISTRATOR)
    an_account(Role.SECTION_CLERK, username="wangmei")
    an_account(None, username="jobless")
    accounts.disable_account(
        account=an_account(Role.SECTION_CLERK, username="disabled"), by=system("测试"), now=now()
    )
    if state != "正常":
        assert f'href="/accounts/?state={state}">1<' in said(administrator.get("/"))
    listed = said(administrator.get("/accounts/", {"state": state}))
    assert [name for name in ("wangmei", "jobless", "disabled") if f">{name}<" in listed] == [username]


def test_a_figure_is_found_by_a_word_of_its_name_and_shown_without_its_code_to_a_township(signed_in):
    clerk = signed_in(Role.SECTION_CLERK)
    found = said(clerk.get("/figures/", {"named": "到期续期率"}))
    assert "共 <strong>1</strong> 个指标" in found
    assert ">hnte_renewal_rate<" in found
    assert "没有名称、口径或代码里有“没有的”的指标" in said(clerk.get("/figures/", {"named": "没有的"}))
    leader = signed_in(Role.TOWNSHIP_LEADER)
    assert ">hnte_renewal_rate<" not in said(leader.get("/figures/"))


def test_only_who_compares_firms_is_offered_a_search_for_them(signed_in):
    assert 'id="search"' in said(signed_in(Role.TOWNSHIP_LEADER).get("/"))
    contact = signed_in(Role.ENTERPRISE_CONTACT, organisation=an_organisation(OrganisationKind.ENTERPRISE))
    assert 'id="search"' not in said(contact.get("/"))


def test_units_are_offered_one_kind_after_the_other_not_by_their_places_in_each(signed_in):
    kinds = OrganisationKind
    for kind, name, position in (
        (kinds.TOWNSHIP, "云溪镇", 2),
        (kinds.PARK, "工业园区", 1),
        (kinds.BUREAU_SECTION, "高新技术股", 2),
        (kinds.BUREAU_SECTION, "综合股", 1),
        (kinds.BUREAU, "县科技局", 1),
    ):
        an_organisation(kind, name=name, position=position)
    page = said(signed_in(Role.BUREAU_DIRECTOR).get("/tasks/new/"))
    names = ("县科技局", "综合股", "高新技术股", "工业园区", "云溪镇")
    places = [page.index(name) for name in names]
    assert places == sorted(places)


def test_a_refused_form_names_the_boxes_to_mend_and_leads_to_each(signed_in):
    page = said(signed_in(Role.BUREAU_DIRECTOR).post("/tasks/new/", {"title": "摸排培育对象"}))
    assert "还没有保存：有 3 处要改，已在下面标出：" in page
    for box, label in (("kind", "类别"), ("owner_id", "责任单位"), ("due_on", "期限")):
        assert f'<a href="#id_{box}_field">{label}</a>' in page
        assert f'id="id_{box}_field"' in page


def test_the_door_says_what_to_do_without_the_password(client):
    assert "请系统管理员重置" in said(client.get("/sign-in/"))


def test_a_guest_with_a_broken_link_is_not_sent_to_a_door_without_an_account(client):
    answer = client.get("/open/receipt/AAAA-BBBB-CCCC/")
    assert answer.status_code == 404
    assert "请重新扫码" in said(answer)
    assert 'href="/open/"' in said(answer)
    assert "先登录" not in said(answer)


def test_what_is_not_found_is_named_in_the_words_of_who_looked_for_it(signed_in, client):
    clerk = signed_in(Role.SECTION_CLERK)
    assert "没有找到编号为“2025-9999”的难题工单。" in said(clerk.get("/tickets/2025-9999/"))
    for answer in (clerk.get("/nowhere/"), client.get("/nowhere/")):
        assert "Resolver404" not in said(answer)
        assert "没有这一页" in said(answer)


def test_a_month_that_no_holiday_table_covers_says_which_table_is_missing(signed_in):
    HolidayYear.objects.all().delete()
    place = an_organisation(OrganisationKind.TOWNSHIP, code="360899101", name="云溪镇")
    leader = signed_in(Role.TOWNSHIP_LEADER, organisation=place)
    assert "2025 年的节假日表还没有导入" in said(leader.get("/monthly/360899101/2025-05/"))
