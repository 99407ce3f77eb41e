"""Policies are told to the firms they fit, once a version; the bureau sees who was told and who has read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.factories.accounts import an_actor
from tests.factories.corrections import contact_of
from tests.factories.enterprises import yearly_facts
from tests.factories.rulebook import AS_OF, AUTHOR, KEPT_AT, RULE, a_policy_notice
from tests.factories.support import a_standard
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.models import PolicyNotice
from tidu.domain.rulebook.operations import UnableToDraft
from tidu.domain.rulebook.queries import FunnelStep
from tidu.domain.support import queries as support
from tidu.domain.support.models import Ticket
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

WAN = 1_000_000


def words(answer):
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def funnel():
    asked = support.asked_about(RULE)
    return queries.funnel(queries.policy(RULE, AS_OF), queries.snapshot(AS_OF), asked)


def steps():
    """Return how many firms each step counts."""
    found = funnel()
    return {step.value: len(found.at(step)) for step in FunnelStep}


@pytest.fixture
def firms():
    """One firm that the subsidy fits, one that nearly fits (19 of 20 万元), one far from it, one unknown."""
    return [a_spender(last, last) for last in (100, 19, 5)] + [a_spender(None, 100)]


def test_those_it_fits_or_nearly_fits_are_told_and_nobody_else(firms):
    assert operations.tell_firms(rule_code=RULE, as_of=AS_OF, by=AUTHOR, now=KEPT_AT) == 2
    told = set(PolicyNotice.objects.values_list("enterprise_id", "standing"))
    assert told == {(firms[0].pk, "entitled"), (firms[1].pk, "nearly")}


def test_telling_again_tells_only_whom_it_fits_since(firms):
    operations.tell_firms(rule_code=RULE, as_of=AS_OF, by=AUTHOR, now=KEPT_AT)
    yearly_facts(firms[2], 2024, now=KEPT_AT, rd_deductible_fen=50 * WAN)
    assert operations.tell_firms(rule_code=RULE, as_of=AS_OF, by=AUTHOR, now=KEPT_AT) == 1
    assert operations.tell_firms(rule_code=RULE, as_of=AS_OF, by=AUTHOR, now=KEPT_AT) == 0


def test_it_is_new_at_the_desk_until_the_policy_is_opened(signed_in, firms):
    a_policy_notice(firms[0])
    client = signed_in(account=contact_of(firms[0]))
    assert "新政策 1 项未读" in words(client.get("/"))
    client.get(reverse("desk-policy", args=["hnte.gates"]))
    assert "新政策 1 项未读" in words(client.get("/"))
    client.get(reverse("desk-policy", args=[RULE]))
    assert "新政策" not in words(client.get("/"))
    assert (steps()["fits"], steps()["told"], steps()["read"], funnel().to_tell) == (2, 2, 1, 0)


def test_a_firm_that_it_fits_no_more_stays_told(firms):
    a_policy_notice(firms[0])
    yearly_facts(firms[0], 2024, now=KEPT_AT, rd_deductible_fen=1 * WAN)
    found = funnel()
    assert (len(found.at(FunnelStep.FITS)), len(found.at(FunnelStep.TOLD))) == (1, 2)
    assert {row.firm.enterprise_id for row in found.rows if row.standing is None} == {firms[0].pk}


def test_the_bureau_s_own_look_is_no_reading(firms):
    a_policy_notice(firms[0])
    rule = queries.policy(RULE, AS_OF).rule
    clerk = an_actor(Role.SECTION_CLERK)
    assert not operations.note_read(enterprise=firms[0], rule=rule, by=clerk, now=KEPT_AT)
    assert not operations.note_tried(enterprise=firms[0], rule=rule, by=clerk, now=KEPT_AT)
    seen = {"enterprise_id": firms[0].pk, "credit_code": firms[0].credit_code}
    assert operations.note_opened(**seen, by=clerk, now=KEPT_AT) == 0
    assert (steps()["opened"], steps()["read"], steps()["tried"]) == (0, 0, 0)


def test_each_step_of_a_firm_is_counted_once_and_only_when_it_happened(signed_in, firms):
    a_standard(TicketKind.FUNDING)
    a_policy_notice(firms[0])
    PolicyNotice.objects.update(told_at=KEPT_AT - timedelta(days=1))
    client = signed_in(account=contact_of(firms[0]))
    page = reverse("desk-policy", args=[RULE])
    none = {"fits": 2, "told": 2, "opened": 0, "read": 0, "tried": 0, "asked": 0}
    assert steps() == none
    client.get("/")
    assert steps() == none | {"opened": 1}
    client.get(page)
    assert steps() == none | {"opened": 1, "read": 1}
    name = queries.levers(verdict_of(firms[0]))[0].name
    client.get(page, {name: "77"})
    client.get(page, {name: "78"})
    assert steps() == none | {"opened": 1, "read": 1, "tried": 1}
    sent = {"kind": TicketKind.FUNDING, "text": "这项补助要准备哪些材料"}
    client.post(reverse("desk-ticket-new"), sent)
    assert steps()["asked"] == 0  # a ticket that was not put from the policy's page proves nothing
    client.post(f"{reverse('desk-ticket-new')}?policy={RULE}", sent)
    assert steps() == none | {"opened": 1, "read": 1, "tried": 1, "asked": 1}
    assert Ticket.objects.latest("pk").rule_code == RULE
    tried = Entry.objects.filter(action__in=("rulebook.note_opened", "rulebook.note_tried"))
    assert [one.action for one in tried.order_by("pk")] == ["rulebook.note_opened", "rulebook.note_tried"]


def test_a_policy_read_without_the_home_page_counts_as_opened(firms):
    a_policy_notice(firms[0])
    PolicyNotice.objects.filter(enterprise=firms[0]).update(read_at=KEPT_AT)
    assert (steps()["opened"], steps()["read"]) == (1, 1)


def test_what_was_asked_before_the_notice_is_no_answer_to_it(firms):
    a_policy_notice(firms[0])
    before = {firms[0].pk: KEPT_AT - timedelta(minutes=1)}
    found = queries.funnel(queries.policy(RULE, AS_OF), queries.snapshot(AS_OF), before)
    assert found.at(FunnelStep.ASKED) == ()


def test_a_policy_that_is_none_is_not_kept_with_the_ticket(signed_in, firms):
    a_standard(TicketKind.FUNDING)
    client = signed_in(account=contact_of(firms[0]))
    sent = {"kind": TicketKind.FUNDING, "text": "缺流动资金"}
    for code in ("hnte.gates.x", "", "pool.reserve"):
        client.post(f"{reverse('desk-ticket-new')}?policy={code}", sent)
    assert set(Ticket.objects.values_list("rule_code", flat=True)) == {""}
    assert Ticket.objects.count() == 3


def verdict_of(firm):
    facts = queries.facts_for([firm.pk], AS_OF)[firm.pk]
    return queries.judge_facts(RULE, facts, AS_OF)


def test_the_officer_sees_the_funnel_and_tells_the_rest(signed_in, firms):
    clerk = signed_in(Role.SECTION_CLERK)
    where = reverse("policy-notices", args=[RULE])
    page = words(clerk.get(where))
    assert (
        "符合、待定或差一点 2 家 已告知 0 家 打开了首页 0 家 看了这项政策 0 家 改数试算 0 家 提了工单 0 家"
        in page
    )
    assert "申报和拨付两步没有记录" in page
    page = words(clerk.post(reverse("policy-tell", args=[RULE]), follow=True))
    assert "已告知 2 家企业" in page
    assert "已告知 2 家 打开了首页 0 家" in page
    assert firms[0].names.latest("pk").name in words(clerk.get(f"{where}?step=told"))
    assert "共 0 家企业" in words(clerk.get(f"{where}?step=read"))


def test_only_officers_tell(firms):
    with pytest.raises(UnableToDraft):
        operations.tell_firms(rule_code=RULE, as_of=AS_OF, by=an_actor(Role.ENTERPRISE_CONTACT), now=KEPT_AT)


def test_the_nightly_work_tells_of_versions_that_are_new_and_of_no_older_one(firms):
    # The subsidy's document of 2024 judges from 2025-01-01 on, the first day on which 2024 is last year.
    assert operations.tell_of_new_policies(by=AUTHOR, now=KEPT_AT) == "新政策 0 项，新告知 0 家次。"
    for day, is_new in ((date(2024, 12, 31), False), (date(2025, 1, 15), True), (date(2025, 2, 1), False)):
        codes = {one.rule.code for one in queries.new_policies(AsOf(on=day))}
        assert (RULE in codes) is is_new, day
    january = datetime(2025, 1, 15, 2, tzinfo=UTC)
    assert operations.tell_of_new_policies(by=AUTHOR, now=january).startswith("新政策")
    told = set(PolicyNotice.objects.filter(rule_code=RULE).values_list("enterprise_id", flat=True))
    assert told == {firms[0].pk, firms[1].pk}
    assert operations.tell_of_new_policies(by=AUTHOR, now=january).endswith("新告知 0 家次。")
