"""Returns at the browser: the bureau sends one out, a township and a firm answer, the bureau sees who has not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.returns import a_return, an_addressee
from tests.integration.returns.test_returns import filled
from tidu.domain.returns.models import MonthlyReport, OutgoingReturn
from tidu.domain.returns.vocabulary import AskedOf
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind, Role


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="近镇")


@pytest.fixture
def firm(place):
    made = an_enterprise("乙公司", place=place)
    yearly_facts(made, 2024, rd_book_fen=2_500_000)
    return made


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


@pytest.fixture
def leader(signed_in, place):
    return signed_in(Role.TOWNSHIP_LEADER, organisation=place)


@pytest.fixture
def contact(signed_in, firm):
    home = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code)
    return signed_in(account=an_account(Role.ENTERPRISE_CONTACT, organisation=home))


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


ASKED = {
    "title": "职工人数补报",
    "basis": "年度统计",
    "year": "2024",
    "asked": ["staff_average"],
    "asked_of": "PLACES",
    "due_on": "2025-06-24",
}


def test_a_clerk_sends_a_return_out_and_sees_who_owes(clerk, firm):
    answer = clerk.post(reverse("return-new"), ASKED, follow=True)
    assert "已发出 报2025-001“职工人数补报”" in answer.content.decode()
    page = read(clerk, reverse("return", args=[OutgoingReturn.objects.get().pk]))
    assert "催报 1 个单位" in page
    assert "近镇" in page
    assert "职工人数补报" in read(clerk, reverse("returns") + "?open=1")


def test_asking_twice_keeps_what_was_typed_and_says_which_return_asked(clerk, firm):
    clerk.post(reverse("return-new"), ASKED)
    answer = clerk.post(reverse("return-new"), ASKED)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "报2025-001“职工人数补报”" in page
    assert 'value="年度统计"' in page


def test_a_township_hands_its_workbook_in_from_its_home(leader, place, firm):
    addressee = an_addressee(a_return(), place)
    address = reverse("return-answer", args=[addressee.pk])
    assert address in read(leader, reverse("home"))
    wrong = SimpleUploadedFile("表.xlsx", filled(addressee, D4="三十来人"))
    page = leader.post(address, {"file": wrong}, follow=True).content.decode()
    assert "第 4 行 D 列" in page
    assert "退回待改" in page
    marked = leader.get(reverse("return-marked", args=[addressee.pk]))
    assert marked.getvalue().startswith(b"PK")
    right = SimpleUploadedFile("表.xlsx", filled(addressee, D4=33))
    page = leader.post(address, {"file": right}, follow=True).content.decode()
    assert "已交回。县科技局确认后入库" in page
    assert address not in read(leader, reverse("home"))


def test_a_firm_is_asked_on_screen_only_for_what_is_missing(contact, firm):
    addressee = an_addressee(a_return(AskedOf.FIRMS), firm)
    address = reverse("return-fill", args=[addressee.pk])
    page = read(contact, address)
    assert 'name="staff_average"' in page
    assert 'name="rd_book_fen"' not in page
    assert "2.5" in page
    assert reverse("desk-correct", args=["YearlyFacts:2024:rd_book_fen"]) in page
    answer = contact.post(address, {"staff_average": "很多"})
    assert answer.status_code == 422
    assert "职工总数" in answer.content.decode()
    page = contact.post(address, {"staff_average": "36"}, follow=True).content.decode()
    assert "已提交" in page
    assert "已交待审" in page


def test_a_firm_that_comes_back_finds_what_it_typed_and_a_colleague_is_not_written_over(
    signed_in, contact, place, firm
):
    addressee = an_addressee(a_return(AskedOf.FIRMS, fields=("staff_average", "tech_staff")), firm)
    address = reverse("return-fill", args=[addressee.pk])
    home = Organisation.objects.get(code=firm.credit_code)
    colleague = signed_in(account=an_account(Role.ENTERPRISE_CONTACT, organisation=home, name="会计小周"))
    opened = contact.get(address).context["form"]["seen"].value()
    other = colleague.get(address).context["form"]["seen"].value()
    colleague.post(address, {"staff_average": "36", "seen": other})
    told = contact.post(address, {"staff_average": "", "tech_staff": "9", "seen": opened})
    assert told.status_code == 422
    assert "您打开之后，会计小周于 2025-06-10" in told.content.decode()
    form = told.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    assert (typed["staff_average"], typed["tech_staff"]) == ("36", "9")
    assert "已提交" in contact.post(address, typed, follow=True).content.decode()
    again = contact.get(address).context["form"]
    assert (again["staff_average"].value(), again["tech_staff"].value()) == ("36", "9")


def test_of_two_leaders_of_a_place_the_second_sees_what_was_sent(signed_in, leader, place, firm):
    a_return()  # the holiday tables
    address = reverse("monthly-report", args=["T01", "2025-05"])
    colleague = signed_in(account=an_account(Role.TOWNSHIP_LEADER, organisation=place, name="副镇长"))
    opened = leader.get(address).context["form"]["seen"].value()
    other = colleague.get(address).context["form"]["seen"].value()
    colleague.post(address, {"progress": "走访三家", "requests": "修路\r\n修桥", "seen": other})
    told = leader.post(address, {"progress": "新增两家", "requests": "", "seen": opened})
    page = told.content.decode()
    assert told.status_code == 422
    assert "您打开之后，副镇长于 2025-06-10" in page
    assert "走访三家" in page
    form = told.context["form"]
    assert (form["progress"].value(), form["requests"].value()) == ("新增两家", "修路\n修桥")
    typed = {name: form[name].value() or "" for name in form.fields}
    leader.post(address, typed | {"progress": "走访三家，新增两家"})
    assert MonthlyReport.objects.latest("pk").progress == "走访三家，新增两家"
    assert MonthlyReport.objects.count() == 2


def test_the_bureau_reminds_exempts_closes_and_withdraws(clerk, leader, place, firm):
    outgoing = a_return()
    at = {name: reverse(f"return-{name}", args=[outgoing.pk]) for name in ("remind", "close", "reopen")}
    assert "已催报 1 个单位" in clerk.post(at["remind"], follow=True).content.decode()
    assert "已催 1 次" in read(leader, reverse("home"))
    assert "今天已经催过" in clerk.post(at["remind"], follow=True).content.decode()
    assert "已截止" in clerk.post(at["close"], follow=True).content.decode()
    assert "请写明理由" in clerk.post(at["reopen"], follow=True).content.decode()
    assert "已重新开放" in clerk.post(at["reopen"], {"reason": "补"}, follow=True).content.decode()
    exempt = reverse("return-exempt", args=[an_addressee(outgoing, place).pk])
    assert "已免报" in clerk.post(exempt, {"reason": "停产"}, follow=True).content.decode()
    withdraw = reverse("return-withdraw", args=[outgoing.pk])
    assert "已撤回" in clerk.post(withdraw, {"reason": "发错"}, follow=True).content.decode()
    assert "职工" in read(clerk, reverse("return-questions"))


def test_a_return_out_of_scope_is_not_found(signed_in, firm, place):
    addressee = an_addressee(a_return(), place)
    stranger = signed_in(Role.TOWNSHIP_LEADER)
    assert stranger.get(reverse("return-answer", args=[addressee.pk])).status_code == 404
    assert stranger.get(reverse("return-marked", args=[addressee.pk])).status_code == 404
    assert "没有要填的报表" in read(stranger, reverse("returns"))


def test_a_township_has_no_page_to_fill_in_on_screen(leader, place, firm):
    addressee = an_addressee(a_return(), place)
    assert leader.get(reverse("return-fill", args=[addressee.pk])).status_code == 404


def test_a_leader_reports_the_month_and_the_bureau_reads_it(clerk, leader, place, firm):
    address = reverse("monthly-report", args=["T01", "2025-05"])
    button = f'<a class="btn btn-quiet" href="{address}">写月报</a>'
    home = read(leader, reverse("home"))
    assert button in home
    assert "数字不用填" in home
    assert "在册企业" in read(leader, address)
    assert leader.post(address, {"progress": ""}).status_code == 422
    leader.post(address, {"progress": "走访三家", "requests": "修路"})
    assert MonthlyReport.objects.get().requests == "修路"
    assert "修路" in read(clerk, address)
    assert "<textarea" not in read(clerk, address)
    home = read(leader, reverse("home"))
    assert button in home
    assert "数字不用填" not in home


@pytest.mark.parametrize("month", ["2025-06", "2025-13", "五月"])
def test_a_month_that_is_none_or_not_over_is_not_found(leader, place, month):
    assert leader.get(reverse("monthly-report", args=["T01", month])).status_code == 404
