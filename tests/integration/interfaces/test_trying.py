"""假如 on a firm's page: a value moved on a copy, and the verdict and the money that follow."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.pool import a_nearly_firm, a_ready_firm
from tests.factories.rulebook import RULE
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.actors import OrganisationKind, Role


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


def tried(client, firm, query=""):
    answer = client.get(f"{reverse('enterprise-try', args=[firm.credit_code])}{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_person_more_turns_the_verdict_at_once_and_nothing_is_kept(clerk):
    firm = a_nearly_firm(an_organisation())
    assert "还没有改动" in tried(clerk, firm, "?rule=hnte.gates")
    page = tried(clerk, firm, "?rule=hnte.gates&try.tech_staff.2024=10")
    assert "科技人员占比：不符合 → 符合" in page
    assert "各项政策确定能得的钱不变" in page
    assert YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).tech_staff == 9


def test_the_money_that_moves_stands_beside_the_verdict(clerk):
    """5 % of 2,000,000 yuan is 100,000; of 3,000,000 it is 150,000."""
    firm = a_ready_firm(an_organisation())
    page = tried(clerk, firm, f"?rule={RULE}&try.rd_deductible.2024=300")
    assert "10.00 → 15.00 万元" in page
    assert "合计 +5.00 万元" in page


def test_less_money_is_told_as_less(clerk):
    worse = tried(clerk, a_ready_firm(an_organisation()), f"?rule={RULE}&try.rd_deductible.2024=100")
    assert "10.00 → 0.00 万元" in worse
    assert "合计 -10.00 万元" in worse


def test_a_value_that_is_none_is_told_with_its_field(clerk):
    page = tried(clerk, a_nearly_firm(an_organisation()), "?rule=hnte.gates&try.tech_staff.2024=九")
    assert "科技人员" in page
    assert "不是数" in page


def test_a_rule_that_nobody_can_try_is_not_found(clerk):
    firm = a_nearly_firm(an_organisation())
    assert clerk.get(f"{reverse('enterprise-try', args=[firm.credit_code])}?rule=moon").status_code == 404


def test_the_firms_page_and_the_cheapest_ways_lead_to_it(clerk):
    firm = a_nearly_firm(an_organisation())
    page = clerk.get(reverse("enterprise", args=[firm.credit_code])).content.decode()
    assert f"{reverse('enterprise-try', args=[firm.credit_code])}?rule=hnte.gates" in page
    ways = clerk.get(reverse("enterprise-ways", args=[firm.credit_code])).content.decode()
    (address,) = re.findall(r'href="([^"]+/try/[^"]+)">照这样试算', ways)[:1]
    assert "形式条件满足" in clerk.get(address.replace("&amp;", "&").partition("#")[0]).content.decode()


def test_another_township_s_firm_is_not_found(signed_in):
    place = an_organisation(OrganisationKind.TOWNSHIP)
    leader = signed_in(Role.TOWNSHIP_LEADER, organisation=place)
    elsewhere = a_nearly_firm(an_organisation(OrganisationKind.TOWNSHIP))
    assert leader.get(reverse("enterprise-try", args=[elsewhere.credit_code])).status_code == 404
    assert leader.get(reverse("enterprise-try", args=[a_nearly_firm(place).credit_code])).status_code == 200
