"""Rights are the roles in force on the day, of an account that is not disabled (R100)."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import a_role, an_account, an_organisation
from tidu.foundation import actors
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.backends import AccountBackend
from tidu.foundation.accounts.vocabulary import OrganisationKind, Role
from tidu.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db

TODAY = date(2025, 6, 10)
NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
SYSTEM = actors.system("测试")


@pytest.mark.parametrize("role", [Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER])
def test_staff_see_the_whole_county(role):
    assert queries.actor_for(an_account(role), TODAY).sees_whole_county


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.UNIVERSITY_OFFICER, Role.REPRESENTATIVE])
def test_an_administrator_a_university_and_a_representative_see_no_firms_facts(role):
    actor = queries.actor_for(an_account(role), TODAY)
    assert not actor.sees_whole_county
    assert actor.place_ids == frozenset()
    assert actor.credit_codes == frozenset()


def test_a_leader_of_two_places_sees_both():
    account = an_account()
    township, park = an_organisation(OrganisationKind.TOWNSHIP), an_organisation(OrganisationKind.PARK)
    for place in (township, park):
        a_role(Role.TOWNSHIP_LEADER, person=account.person, organisation=place)
    actor = queries.actor_for(account, TODAY)
    assert actor.place_ids == {township.pk, park.pk}
    assert not actor.sees_whole_county


def test_a_contact_sees_the_own_firm():
    firm = an_organisation(OrganisationKind.ENTERPRISE, code="91360899MA0000000X")
    account = an_account(Role.ENTERPRISE_CONTACT, organisation=firm)
    assert queries.actor_for(account, TODAY).credit_codes == {"91360899MA0000000X"}


def test_a_role_counts_from_its_first_day_until_before_its_end():
    account = an_account()
    a_role(Role.BUREAU_DIRECTOR, person=account.person, since=date(2025, 6, 10), until=date(2025, 6, 12))

    def holds(day):
        return queries.actor_for(account, day).has_role(Role.BUREAU_DIRECTOR)

    assert [holds(date(2025, 6, day)) for day in (9, 10, 11, 12)] == [False, True, True, False]


def test_a_disabled_account_has_no_rights_left():
    account = an_account(Role.SECTION_CLERK)
    disabled = operations.disable_account(account=account, by=SYSTEM, now=NOW)
    assert queries.actor_for(disabled, TODAY).grants == ()
    assert queries.actor_preview(disabled, TODAY).grants == ()


def test_who_acts_is_known_in_one_query(django_assert_num_queries):
    account = queries.account(an_account(Role.SECTION_CLERK, name="王五").username)
    with django_assert_num_queries(1):
        actor = queries.actor_for(account, TODAY)
    assert (actor.user_id, actor.name, actor.is_system) == (account.pk, "王五", False)


def test_a_session_s_account_comes_with_its_roles_in_one_query(django_assert_num_queries):
    account = an_account(Role.SECTION_CLERK, name="王五")
    a_role(Role.BUREAU_DIRECTOR, person=account.person, since=date(2025, 6, 11))
    with django_assert_num_queries(1):
        found = AccountBackend().get_user(account.pk)
        today, tomorrow = (queries.actor_for(found, day) for day in (TODAY, date(2025, 6, 11)))
    assert (found, today.name) == (account, "王五")
    assert [grant.role for grant in today.grants] == [Role.SECTION_CLERK]
    assert [grant.role for grant in tomorrow.grants] == [Role.SECTION_CLERK, Role.BUREAU_DIRECTOR]


def test_a_session_s_account_may_have_no_role_or_be_disabled_or_gone():
    without_role, disabled = an_account(), an_account(Role.SECTION_CLERK)
    assert AccountBackend().get_user(without_role.pk) == without_role
    operations.disable_account(account=disabled, by=SYSTEM, now=NOW)
    assert AccountBackend().get_user(disabled.pk) is None
    assert AccountBackend().get_user(without_role.pk + 1_000_000) is None


def test_a_preview_shows_the_same_firms_and_writes_in_nobodys_name():
    account = an_account(Role.TOWNSHIP_LEADER, name="王五")
    actor, preview = queries.actor_for(account, TODAY), queries.actor_preview(account, TODAY)
    assert preview.grants == actor.grants
    assert (preview.user_id, preview.name) == (None, "王五（预览）")


def test_a_preview_is_recorded():
    operations.note_preview(account=an_account(Role.SECTION_CLERK, username="clerk"), by=SYSTEM, now=NOW)
    entry = Entry.objects.get()
    assert (entry.kind, entry.subject_key, entry.action) == ("SAW", "clerk", "accounts.preview")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.SECTION_CLERK, "全县企业"),
        (Role.TOWNSHIP_LEADER, "青山镇的企业"),
        (Role.ENTERPRISE_CONTACT, "青山镇"),
        (Role.ADMINISTRATOR, "不看企业数据"),
    ],
)
def test_the_list_says_in_words_what_an_account_sees(role, words):
    homes = {
        Role.TOWNSHIP_LEADER: OrganisationKind.TOWNSHIP,
        Role.ENTERPRISE_CONTACT: OrganisationKind.ENTERPRISE,
    }
    organisation = an_organisation(homes[role], name="青山镇") if role in homes else None
    an_account(role, organisation=organisation)
    [row] = queries.accounts(TODAY)
    assert row.scope == words


def test_the_list_of_accounts_costs_three_queries_however_many_there_are(django_assert_num_queries):
    for _ in range(5):
        an_account(Role.SECTION_CLERK)
    with django_assert_num_queries(3):
        rows = queries.accounts(TODAY)
    assert [row.username for row in rows] == sorted(row.username for row in rows)
    assert {len(row.roles) for row in rows} == {1}


def test_the_list_is_searched_by_name_account_organisation_and_role():
    firm = an_organisation(OrganisationKind.ENTERPRISE, name="青岚新材料")
    an_account(Role.ENTERPRISE_CONTACT, username="firm-1", name="赵六", organisation=firm)
    an_account(Role.SECTION_CLERK, username="clerk-1", name="孙七")

    def found(**filters):
        return [row.username for row in queries.accounts(TODAY, **filters)]

    assert found(text="新材料") == found(text="赵六") == found(text="FIRM") == ["firm-1"]
    assert found(role=Role.SECTION_CLERK) == ["clerk-1"]
    assert found(text="赵六", role=Role.SECTION_CLERK) == []


def test_an_ended_role_is_not_listed_and_the_account_says_so():
    account = an_account()
    a_role(Role.SECTION_CLERK, person=account.person, until=date(2025, 6, 1))
    [row] = queries.accounts(TODAY)
    assert (row.roles, row.scope) == ((), "没有角色，什么也看不到")


@pytest.mark.parametrize("ask", [queries.organisation, queries.person, queries.account])
def test_an_unknown_code_is_told_in_chinese(ask):
    with pytest.raises(queries.NotInDirectory, match="“nobody”"):
        ask("nobody")
