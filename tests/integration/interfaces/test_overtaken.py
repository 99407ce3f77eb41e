"""Two clerks at one firm: whoever comes second is told, sees what stands now, and loses nothing that was typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import an_enterprise, name_of
from tests.factories.pool import a_member, a_proposal
from tests.factories.quality import an_issue
from tests.factories.support import a_handler, a_ticket
from tidu.domain.enterprises.models import LifeEvent
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.support.models import TicketStep
from tidu.domain.support.operations import escalate_overdue
from tidu.domain.support.vocabulary import TicketState
from tidu.foundation.actors import OrganisationKind, Role, system

WHY = {"reason": "工商变更", "document": "准予变更登记通知书"}


@pytest.fixture
def firm():
    return an_enterprise("甲公司", an_organisation())


def test_a_look_at_the_consequences_holds_only_while_the_firm_s_record_stands(signed_in, firm):
    first, second = signed_in(), signed_in()
    address = reverse("enterprise-event", args=[firm.credit_code, "rename"])
    ours, theirs = (
        {"name": name, "on": on} | WHY for name, on in (("丙公司", "2025-06-02"), ("乙公司", "2025-06-01"))
    )
    looked = first.post(address, ours)
    mark = looked.context["form"]["previewed"].value()
    other = second.post(address, theirs).context["form"]["previewed"].value()
    assert second.post(address, theirs | {"previewed": other}).status_code == 302
    told = first.post(address, ours | {"previewed": mark})
    assert "同事改了这家企业的登记，还没有写入" in told.content.decode()
    assert (name_of(firm).name, LifeEvent.objects.count()) == ("乙公司", 1)
    again = told.context["form"]
    assert again["name"].value() == "丙公司"
    assert first.post(address, ours | {"previewed": again["previewed"].value()}).status_code == 302
    assert name_of(firm).name == "丙公司"


def test_an_event_that_a_colleague_took_back_is_told_and_not_missing(signed_in, firm):
    first, colleague = signed_in(), signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    address = reverse("enterprise-event", args=[firm.credit_code, "rename"])
    values = {"name": "乙公司", "on": "2025-06-01"} | WHY
    mark = first.post(address, values).context["form"]["previewed"].value()
    first.post(address, values | {"previewed": mark})
    back = reverse("event-reverse", args=[LifeEvent.objects.get().pk])
    looked = {one: client.post(back, WHY).context["form"] for one, client in ((1, first), (2, colleague))}
    colleague.post(back, WHY | {"previewed": looked[2]["previewed"].value()})
    assert name_of(firm).name == "甲公司"
    told = first.post(back, WHY | {"previewed": looked[1]["previewed"].value()}, follow=True)
    assert "这件事项已由文静于 2025-06-10" in told.content.decode()
    assert told.request["PATH_INFO"] == reverse("enterprise-life", args=[firm.credit_code])
    assert first.get(reverse("event-reverse", args=[10**6])).status_code == 404


def test_a_form_that_was_only_changed_is_not_blamed_on_a_colleague(signed_in, firm):
    client, values = signed_in(), {"name": "乙公司", "on": "2025-06-01"} | WHY
    address = reverse("enterprise-event", args=[firm.credit_code, "rename"])
    first = client.post(address, values)
    mark = first.context["form"]["previewed"].value()
    again = client.post(address, values | {"name": "丙公司", "previewed": mark})
    assert [("同事改了" in one.content.decode()) for one in (first, again)] == [False, False]


def test_a_stage_that_a_colleague_changed_is_not_decided_over(signed_in, firm):
    a_member(firm)
    first = signed_in()
    second = signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    address = reverse("pool-decide", args=[firm.credit_code])
    opened = first.get(address).context["form"]["seen"].value()
    out = {"stage": "OUT", "seen": opened}
    assert second.post(address, out | {"reason": "已停产"}).status_code == 302
    told = first.post(address, out | {"reason": "两年没有研发"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "您打开之后，文静又作了决定，现在是“未入库”。没有写入" in page
    assert "两年没有研发" in page
    assert Membership.objects.known_at(None).filter(valid_until_on=None).get().reason == "已停产"
    again = told.context["form"]["seen"].value()
    entered = {"stage": "RESERVE", "reason": "恢复生产", "seen": again}
    assert first.post(address, entered).status_code == 302


def test_an_adviser_is_replaced_without_moving_the_firm_and_its_aim_stays(signed_in, firm):
    standing = a_member(firm, Stage.CULTIVATION, target_year=2026, tier_sought="GAZELLE")
    officer = an_account(Role.SECTION_CLERK, name="文静")
    client, address = signed_in(account=officer), reverse("pool-decide", args=[firm.credit_code])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert (sent["target_year"], sent["tier"]) == ("2026", "GAZELLE")
    sent |= {"stage": "CULTIVATION", "adviser": str(officer.person_id), "reason": "原辅导员调离"}
    assert client.post(address, sent).status_code == 302
    now = Membership.objects.known_at(None).get(valid_until_on=None)
    assert (now.stage, now.adviser_id) == ("CULTIVATION", officer.person_id)
    assert (now.target_year, now.tier_sought) == (2026, "GAZELLE")
    assert standing.adviser_id != officer.person_id


def test_a_proposal_that_a_colleague_answered_is_told_and_not_missing(signed_in):
    proposal = a_proposal(an_organisation())
    first, colleague = signed_in(), signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    address = reverse("proposal-decline", args=[proposal.pk])
    assert first.get(address).status_code == 200
    colleague.post(address, {"reason": "已停产"})
    told = first.post(address, {"reason": "两年没有研发"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "状态是“未采纳”（文静，2025-06-10" in page
    assert "理由：已停产）。没有写入您的决定" in page
    assert "两年没有研发" in page
    assert "不用再办" in first.get(address).content.decode()


def test_a_doubt_that_a_colleague_answered_is_not_answered_over(signed_in, firm):
    issue = an_issue(firm)
    colleague = signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    address = reverse("issue", args=[issue.pk])
    colleague.post(address, {"action": "mend", "reason": "已改门牌"})
    told = signed_in().post(address, {"action": "confirm", "reason": "集群注册"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "文静于 " in page
    assert "这条疑点现在是“已改”，您可以做的：无" in page
    assert "集群注册" in page
    issue.refresh_from_db()
    assert issue.state == "MENDED"


def test_a_ticket_that_a_colleague_passed_on_is_not_answered_over_and_the_words_stay(signed_in, firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    elsewhere = an_organisation(OrganisationKind.BUREAU_SECTION, name="转化股")
    first, colleague = signed_in(), signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    answer, assign = (reverse(name, args=[ticket.number]) for name in ("ticket-answer", "ticket-assign"))
    opened = first.get(answer).context["form"]["seen"].value()
    other = colleague.get(assign).context["form"]["seen"].value()
    colleague.post(assign, {"section": elsewhere.pk, "reason": "需高校配合", "seen": other})
    told = first.post(answer, {"text": "已对接两所高校", "seen": opened})
    page = told.content.decode()
    assert told.status_code == 422
    assert "您打开之后，文静于 2025-06-10" in page
    assert "“转办”（" in page
    assert "需高校配合）" in page
    assert "没有写入，请看过再决定" in page
    assert "已对接两所高校" in page
    assert not TicketStep.objects.filter(ticket=ticket, action="answer").exists()
    again = told.context["form"]["seen"].value()
    assert first.post(answer, {"text": "已对接两所高校", "seen": again}).status_code == 302


def test_a_ticket_that_a_colleague_answered_is_neither_passed_on_nor_answered_again(signed_in, firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    first, colleague = signed_in(), signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    answer = reverse("ticket-answer", args=[ticket.number])
    opened = first.get(answer).context["form"]["seen"].value()
    colleague.post(answer, {"text": "已对接", "seen": opened})
    told = first.post(answer, {"text": "另一句话", "seen": opened})
    assert "“答复企业”（已对接），" in told.content.decode()
    assert "另一句话" in told.content.decode()
    pressed = first.post(answer, {"text": "另一句话", "seen": told.context["form"]["seen"].value()})
    assert "不能从“答复”直接到“答复”" in pressed.content.decode()


def test_of_two_who_take_a_ticket_on_the_second_is_told_who_answers_for_it(signed_in, firm):
    ticket = a_ticket(firm)
    handlers = [a_handler(name) for name in ("周晓", "林一")]
    first, colleague = signed_in(), signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))
    accept, work = (reverse(name, args=[ticket.number]) for name in ("ticket-accept", "ticket-work"))
    opened = first.get(accept).context["form"]["seen"].value()
    colleague.post(accept, {"handler": handlers[0].pk, "seen": opened})
    told = first.post(accept, {"handler": handlers[1].pk, "seen": opened})
    assert "“受理”（承办人：周晓）" in told.content.decode()
    seen = first.get(reverse("ticket", args=[ticket.number])).context["page_of"].seen
    colleague.post(work, {"seen": seen})
    late = first.post(work, {"seen": seen}, follow=True)
    assert "“开始办理”，" in late.content.decode()
    ticket.refresh_from_db()
    assert (ticket.handler, ticket.state) == (handlers[0], "WORKING")


def test_what_the_night_reports_upward_is_nobody_s_act(signed_in, firm):
    ticket = a_ticket(firm, TicketState.WORKING)
    client, answer = signed_in(), reverse("ticket-answer", args=[ticket.number])
    opened = client.get(answer).context["form"]["seen"].value()
    escalate_overdue(by=system("夜间"), now=datetime(2025, 6, 17, 1, tzinfo=UTC))
    assert client.post(answer, {"text": "已对接", "seen": opened}).status_code == 302
