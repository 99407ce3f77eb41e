"""Who sees which firm. Another's firm cannot be told from one that does not exist."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import an_enterprise, yearly_facts
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.queries import EnterpriseNotFound, ValueNotFound
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(date(2025, 6, 10))
NOW = datetime(2025, 6, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def two_towns():
    """Two townships with a firm each."""
    here, there = an_organisation(name="青岚镇"), an_organisation(name="云溪镇")
    return here, there, an_enterprise("本镇公司", here), an_enterprise("外镇公司", there)


def contact_of(firm):
    own = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code)
    return an_actor(Role.ENTERPRISE_CONTACT, organisation=own)


@pytest.mark.parametrize("role", [Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER])
def test_staff_and_county_leaders_see_every_firm(two_towns, role):
    *_, mine, other = two_towns
    assert set(queries.in_scope(an_actor(role), TODAY)) == {mine, other}


@pytest.mark.parametrize("role", [Role.UNIVERSITY_OFFICER, Role.REPRESENTATIVE, Role.ADMINISTRATOR])
def test_guests_universities_and_administrators_see_no_firm(two_towns, role):
    assert not queries.in_scope(an_actor(role), TODAY).exists()


def test_a_township_leader_sees_the_firms_of_the_own_township(two_towns):
    here, _, mine, other = two_towns
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=here)
    assert list(queries.in_scope(leader, TODAY)) == [mine]
    with pytest.raises(EnterpriseNotFound):
        queries.find_in_scope(leader, other.credit_code, TODAY)


def test_a_township_leader_sees_a_firm_only_while_it_is_there(two_towns):
    here, there, mine, _ = two_towns
    operations.move(enterprise=mine, to=there, on=date(2025, 3, 1), source=a_batch(), by=CLERK, now=NOW)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=here)
    assert mine in queries.in_scope(leader, AsOf(date(2025, 2, 28)))
    assert mine not in queries.in_scope(leader, TODAY)


def test_a_contact_sees_the_own_firm_and_no_other(two_towns):
    *_, mine, other = two_towns
    contact = contact_of(mine)
    assert queries.find_in_scope(contact, mine.credit_code, TODAY) == mine
    with pytest.raises(EnterpriseNotFound) as refusal:
        queries.find_in_scope(contact, other.credit_code, TODAY)
    with pytest.raises(EnterpriseNotFound) as absent:
        queries.find_in_scope(contact, "91360899123456788E", TODAY)
    said = [
        str(error.value).replace(code, "")
        for error, code in ((refusal, other.credit_code), (absent, "91360899123456788E"))
    ]
    assert said[0] == said[1]


def test_a_firm_not_yet_known_is_not_there_as_known_then(two_towns):
    clerk = an_actor(Role.SECTION_CLERK)
    before = AsOf(date(2025, 6, 10), known_at=datetime(2019, 1, 1, tzinfo=UTC))
    assert not queries.in_scope(clerk, before).exists()


def test_the_search_stays_in_scope(two_towns):
    here, *_ = two_towns
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=here)
    assert [hit.name for hit in queries.search(leader, "公司", TODAY)] == ["本镇公司"]
    everywhere = queries.search(an_actor(Role.SECTION_CLERK), "公司", TODAY)
    assert {hit.name for hit in everywhere} == {"本镇公司", "外镇公司"}


def test_the_list_stays_in_scope(two_towns):
    here, *_ = two_towns
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=here)
    page = queries.entries(leader, TODAY)
    assert ([row.name for row in page.rows], page.total) == (["本镇公司"], 1)


def test_a_value_of_another_firm_is_not_found(two_towns):
    *_, mine, other = two_towns
    version = yearly_facts(other, 2024, revenue_fen=1)
    with pytest.raises(ValueNotFound):
        queries.value_page("enterprises.YearlyFacts", version.pk, "revenue_fen", contact_of(mine), TODAY)


def test_seeing_the_page_of_another_firm_is_recorded_and_the_own_is_not(two_towns):
    *_, mine, _ = two_towns
    clerk, contact = an_actor(Role.SECTION_CLERK), contact_of(mine)
    operations.note_page_seen(enterprise=mine, by=contact, now=NOW)
    assert not Entry.objects.filter(kind="SAW").exists()
    operations.note_page_seen(enterprise=mine, by=clerk, now=NOW)
    entry = Entry.objects.get(kind="SAW")
    assert (entry.organisation_code, entry.actor_name, entry.at) == (mine.credit_code, clerk.name, NOW)
