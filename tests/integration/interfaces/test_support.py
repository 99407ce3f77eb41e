"""The screens of standing by the firms and of looking ahead: what they refuse, what they say, what leaves as a file."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import segno
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.architecture.page_budget import BUDGET, counted
from tests.factories.accounts import an_account, an_account_request, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.pool import AS_OF, a_member, a_plain_firm, a_ready_firm
from tests.factories.support import a_contact_leader, a_leader, a_standard, a_ticket, a_visit, at
from tests.factories.targets import a_monthly_goal, a_plan_action, a_target
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.support.models import ContactLeader, ServiceStandard, Ticket
from tidu.domain.support.vocabulary import TicketKind, TicketState
from tidu.domain.targets.models import PlanAction
from tidu.foundation.actors import OrganisationKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", AS_OF.on.isoformat())


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


@pytest.fixture
def clerk():
    return signed_in(Role.SECTION_CLERK)


def signed_in(role, organisation=None):
    client = Client()
    client.force_login(an_account(role, organisation=organisation))
    return client


def said(answer):
    return answer.content.decode()


def test_a_name_that_fits_several_firms_is_asked_back_with_their_names(clerk, place):
    a_standard(TicketKind.FUNDING)
    for name in ("晴川材料", "晴川食品"):
        an_enterprise(name, place)
    asked = {"firm": "晴川", "kind": TicketKind.FUNDING, "text": "缺周转资金"}
    answer = clerk.post("/tickets/new/", asked)
    assert answer.status_code == 422
    assert "可能是：晴川材料、晴川食品" in said(answer)
    assert clerk.post("/tickets/new/", asked | {"firm": "晴川材料"}).status_code == 302
    assert Ticket.objects.get().text == "缺周转资金"


def test_the_list_of_tickets_leaves_as_a_file_with_its_lateness(clerk, place):
    a_ticket(an_enterprise("晴川材料", place), TicketState.WORKING, now=at("2025-05-06"))
    book = openpyxl.load_workbook(BytesIO(clerk.get("/tickets/?export=xlsx").getvalue()))
    rows = list(book.active.values)
    assert rows[0][:3] == ("企业", "编号", "类别")
    line = dict(zip(rows[0], rows[1], strict=True))
    # due on 2025-05-20, ten working days after 6 May; 3 + 5 + 4 + 2 more of them until 10 June, 2 June being off
    assert (line["企业"], line["逾期工作日"], line["状态"]) == ("晴川材料", 14, "办理")


def test_nobody_is_named_leader_without_a_tick_or_a_choice(clerk, place):
    firm = an_enterprise(place=place)
    a_member(firm)
    for sent, words in (({}, "请先勾选企业"), ({"firm": [f"{firm.pk}:0"]}, "在任的县领导")):
        answer = clerk.post("/leaders/assign/", sent, follow=True)
        assert words in said(answer)
    assert ContactLeader.objects.count() == 0
    leader = a_leader()
    answer = clerk.post("/leaders/assign/", {"firm": [f"{firm.pk}:0"], "leader": leader.pk}, follow=True)
    assert "已为 1 家企业指定联系领导" in said(answer)
    again = clerk.post("/leaders/assign/", {"firm": [f"{firm.pk}:0"], "leader": leader.pk}, follow=True)
    assert "1 家原来就是" in said(again)


def test_only_officers_tick_and_only_on_the_day_itself(clerk, place):
    a_contact_leader(an_enterprise("晴川材料", place))
    ticks = 'name="firm"'
    assert ticks in said(clerk.get("/leaders/firms/"))
    assert ticks not in said(signed_in(Role.TOWNSHIP_LEADER, place).get("/leaders/firms/"))
    assert ticks not in said(clerk.get("/leaders/firms/?as_of=2025-05-01"))


def test_the_homes_fetch_what_waits_at_the_firms(place):
    a_contact_leader(an_enterprise("晴川材料", place), since=date(2025, 1, 6))
    a_ticket(an_enterprise(place=place), TicketState.WORKING, now=at("2025-05-06"))
    an_account_request()
    for role, home in ((Role.BUREAU_DIRECTOR, None), (Role.TOWNSHIP_LEADER, place)):
        client = signed_in(role, home)
        assert 'hx-get="/support/today/"' in said(client.get("/"))
        today = said(client.get("/support/today/"))
        assert ("企业开户待核实" in today) == (role == Role.BUREAU_DIRECTOR)
        assert '<span class="nowrap needs-you">1 家</span>' in today
        assert '<span class="nowrap needs-you">1 件</span>' in today


def test_a_promise_is_set_from_today_on_and_a_wrong_number_is_named(clerk):
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="人才股")
    asked = {"kind": TicketKind.TALENT, "section": section.pk, "days": 0, "level_days": 5}
    assert clerk.post("/tickets/standards/", asked).status_code == 422
    answer = clerk.post("/tickets/standards/", asked | {"days": 10}, follow=True)
    assert "已设定“人才引进”的办理标准" in said(answer)
    assert ServiceStandard.objects.get().valid_from_on == date(2025, 6, 10)


def test_the_plan_leaves_as_a_workbook_and_says_which_months_are_to_come(clerk, place):
    a_recognition(a_plain_firm(place), granted_on=date(2023, 11, 15), until=date(2026, 11, 15))
    a_target("hnte_count", 3)
    book = openpyxl.load_workbook(BytesIO(clerk.get("/plan/2025/file/").getvalue()))
    rows = [row for row in book.active.values if row[1]]
    assert rows[0] == ("目标", "月份", "时点", "计划", "计划来源", "实际", "差距")
    assert [row[5] for row in rows[1:]] == [1] * 6 + ["未到"] * 6


def test_the_path_by_month_is_set_in_its_form_and_shown_beside_what_is_computed(clerk, place):
    a_recognition(a_plain_firm(place), granted_on=date(2024, 1, 1), until=date(2027, 1, 1))
    a_target("hnte_count", 7)
    assert "没有设月度目标" in said(clerk.get("/plan/2025/"))
    sent = {"month_3": "2", "month_6": "4"}
    assert clerk.post("/plan/2025/months/hnte_count/", sent).status_code == 302
    assert 'value="4"' in said(clerk.get("/plan/2025/months/hnte_count/"))
    page = said(clerk.get("/plan/2025/"))
    assert "已设 2 个月的月度目标" in page
    march, april = (page.split(f">{month} 月</th>")[1].split("</tr>")[0] for month in (3, 4))
    assert ("targets.MonthlyGoal" in march, "推算" in march) == (True, False)
    assert ("targets.MonthlyGoal" in april, "推算" in april) == (False, True)
    wrong = clerk.post("/plan/2025/months/hnte_count/", sent | {"month_9": "3"})
    assert wrong.status_code == 422
    assert "9 月的月度目标 3 低于前面月份的 4" in said(wrong)
    assert clerk.get("/plan/2025/months/gazelle_count/").status_code == 404
    for beyond in ("/plan/99999/months/hnte_count/", "/plan/99999/", "/plan/0/file/"):
        assert clerk.get(beyond).status_code == 404


def test_the_file_says_where_every_planned_value_comes_from(clerk, place):
    a_recognition(a_plain_firm(place), granted_on=date(2024, 1, 1), until=date(2027, 1, 1))
    a_monthly_goal(a_target("hnte_count", 7), 3, 2)
    book = openpyxl.load_workbook(BytesIO(clerk.get("/plan/2025/file/").getvalue()))
    told = {
        row[1].value: (row[3].value, row[4].value) for row in book.worksheets[0].iter_rows() if row[1].value
    }
    assert (told["3 月"], told["4 月"][1], told["12 月"]) == ((2, "月度目标"), "推算", (7, "年末目标"))


def test_an_action_of_the_plan_is_changed_in_its_form(clerk):
    standing = a_plan_action(budget_fen=40_000_000)
    form = said(clerk.get("/plan/2025/actions/1/"))
    assert 'value="40"' in form
    sent = {
        "text": "逐家辅导",
        "owner": standing.owner_id,
        "due_on": "2025-09-30",
        "budget": "12.5",
        "tier": "",
    }
    assert clerk.post("/plan/2025/actions/1/", sent).status_code == 302
    changed = PlanAction.objects.known_at(None).get()
    assert (changed.text, changed.budget_fen) == ("逐家辅导", 12_500_000)
    assert clerk.post("/plan/2025/actions/1/", sent | {"due_on": "2026-01-01"}).status_code == 422


def test_the_year_s_end_says_what_is_short_and_lists_only_firms_in_scope(place):
    a_ready_firm(place, "云溪已达")
    a_ready_firm(an_organisation(OrganisationKind.TOWNSHIP), "别处已达")
    a_target("hnte_count", 3)
    director = said(signed_in(Role.BUREAU_DIRECTOR).get("/year-end/"))
    assert "不办手续还差 <strong>3</strong> 家" in director
    assert "全部办成也只有 2 家" in director
    leader = said(signed_in(Role.TOWNSHIP_LEADER, place).get("/year-end/"))
    assert "云溪已达" in leader
    assert "别处已达" not in leader
    assert "全部办成也只有 2 家" in leader
    assert signed_in(Role.BUREAU_DIRECTOR).get("/year-end/NOTHING/").status_code == 404


def test_a_tier_without_a_rule_says_no_data_with_its_reason_and_lists_what_is_on_record(place):
    specialised = RecognitionKind.SPECIALISED_SME
    for name, until in (("仍有效公司", date(2026, 9, 1)), ("要续期公司", date(2025, 9, 1))):
        a_recognition(
            a_plain_firm(place, name), granted_on=date(until.year - 3, 9, 1), until=until, kind=specialised
        )
    a_member(a_plain_firm(place, "想当公司"), Stage.CULTIVATION, tier_sought=specialised)
    a_target("specialised_sme_count", 5)
    page = said(signed_in(Role.BUREAU_DIRECTOR).get("/year-end/SPECIALISED_SME/"))
    assert page.count('<span class="missing">无数据</span>') == 3  # what is sound, ready and nearly
    assert "评分表" in page
    assert "到 2025-12-31 不办新手续仍有效 1 家，最好可达 2 家，目标 5 家" in page
    assert "light-missing" in page
    assert [name in page for name in ("要续期公司", "想当公司", "仍有效公司")] == [True, True, False]


def test_a_visit_without_a_photograph_has_none_to_show(clerk, place):
    visit = a_visit(an_enterprise(place=place))
    assert clerk.get(f"/visits/{visit.pk}/photo/").status_code == 404


def test_the_visit_sheet_holds_what_is_open_and_a_code_of_the_form_s_own_address(place):
    firm = an_enterprise("晴川公司", place=place)
    a_standard(TicketKind.TALENT)
    a_ticket(firm, text="招不到人")
    a_ticket(firm, TicketState.CLOSED, text="办好的事")
    a_visit(firm)
    page = said(signed_in(Role.TOWNSHIP_LEADER, place).get(f"/enterprises/{firm.credit_code}/visit/sheet/"))
    assert [words in page for words in ("招不到人", "办好的事", "下月送政策上门")] == [True, False, True]
    address = f"http://testserver/enterprises/{firm.credit_code}/visit/"
    assert address in page
    picture = next(one for one in page.split("<svg")[1:] if 'class="qr"' in one).split("</svg>")[0]
    assert "style=" not in picture
    drawn = segno.make(address, micro=False, error="m").svg_inline(omitsize=True, border=4)
    assert re.search(r' d="[^"]+"', picture)[0] == re.search(r' d="[^"]+"', drawn)[0]


def test_a_firm_without_anything_open_has_a_sheet_that_says_so(clerk, place):
    firm = an_enterprise("新来公司", place=place)
    page = said(clerk.get(f"/enterprises/{firm.credit_code}/visit/sheet/"))
    assert [words in page for words in ("没有。", "还没有走访记录。", "联系领导：还没有")] == [True] * 3
    elsewhere = signed_in(Role.TOWNSHIP_LEADER, an_organisation(OrganisationKind.TOWNSHIP))
    assert elsewhere.get(f"/enterprises/{firm.credit_code}/visit/sheet/").status_code == 404


def test_the_page_of_a_firm_with_a_late_ticket_keeps_within_the_budget_of_pages(clerk, place):
    firm = an_enterprise("晴川材料", place)
    a_ticket(firm, TicketState.WORKING, now=at("2025-05-06"))
    with CaptureQueriesContext(connection) as captured:
        page = said(clerk.get(f"/enterprises/{firm.credit_code}/support/"))
    assert "逾期 14 个工作日" in page
    assert counted(query["sql"] for query in captured.captured_queries) <= BUDGET
