"""A closed firm's own desk: what is on record stays, and nothing is judged or promised any more."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.factories.accounts import a_role, an_organisation
from tests.factories.corrections import contact_of
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.provenance import CLERK, a_batch
from tests.factories.rulebook import RULE, a_policy_notice
from tidu.domain.enterprises import operations
from tidu.domain.rulebook.models import PolicyNotice
from tidu.foundation.actors import OrganisationKind, Role

WAN = 1_000_000
SAID = "已注销：不再计入统计，也不再判断政策和申报条件。"


def text(answer):
    assert answer.status_code == 200
    return re.sub(r"<[^>]+>|\s", "", answer.content.decode())


@pytest.fixture
def firm():
    """A firm that the subsidy fits, told of it, and closed on 2025-06-09, its last day."""
    made = an_enterprise("甲公司", an_organisation())
    for year in (2023, 2024):
        yearly_facts(made, year, rd_deductible_fen=100 * WAN)
    a_policy_notice(made)
    source = a_batch("life_state", "closed_on")
    operations.close_enterprise(
        enterprise=made,
        on=date(2025, 6, 9),
        source=source,
        by=CLERK,
        now=datetime(2025, 6, 10, 9, tzinfo=UTC),
    )
    return made


def test_the_desk_judges_and_promises_nothing_but_keeps_the_record(signed_in, firm):
    client = signed_in(account=contact_of(firm))
    home = text(client.get("/"))
    assert SAID in home
    assert "万元" not in home
    assert "新政策" not in home
    for name, about in (
        ("desk-policy", [RULE]),
        ("desk-ways", [RULE]),
        ("desk-research", []),
        ("enterprise-policies", [firm.credit_code]),
    ):
        page = text(client.get(reverse(name, args=about)))
        assert SAID in page, name
        assert "万元" not in page, name
    assert "1,000,000.00元" in text(client.get(reverse("desk-values")))
    assert PolicyNotice.objects.get().read_at is None


def test_on_its_last_day_it_was_judged_still(signed_in, firm):
    client = signed_in(account=contact_of(firm))
    assert "共5.00万元" in text(client.get("/?as_of=2025-06-09"))


def test_the_bureau_s_pages_about_it_judge_nothing_either(signed_in, firm):
    client = signed_in(Role.SECTION_CLERK)
    for name in ("enterprise-policies", "enterprise-try", "enterprise-ways"):
        assert SAID in text(client.get(reverse(name, args=[firm.credit_code]))), name


def test_whoever_answers_for_two_firms_goes_to_the_other_by_its_name(signed_in, firm):
    contact, other = contact_of(firm), an_enterprise("乙公司")
    home = an_organisation(OrganisationKind.ENTERPRISE, code=other.credit_code)
    a_role(Role.ENTERPRISE_CONTACT, person=contact.person, organisation=home)
    client = signed_in(account=contact)
    page = client.get(f"/?firm={firm.credit_code}").content.decode()
    assert f'<a href="?firm={other.credit_code}">乙公司</a>' in page
    assert "可享受" in text(client.get(f"/?firm={other.credit_code}"))


def test_the_day_of_what_has_not_happened_is_no_missing_value(signed_in, firm):
    days = ("注销日期", "最近一次获奖日期", "最近一项标准发布日期")
    alive = an_enterprise("乙公司", science_award=True)
    pages = {
        one: text(signed_in(account=contact_of(one)).get(reverse("desk-values"))) for one in (firm, alive)
    }
    assert [word in pages[firm] for word in days] == [True, False, False]
    assert [word in pages[alive] for word in days] == [False, True, False]
