"""Roles are dated: they are given at their home, end on a day, and never disappear (R08, R100)."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import a_person, a_role, an_account, an_actor, an_organisation
from tidu.foundation import actors
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.models import RoleAssignment
from tidu.foundation.accounts.operations import (
    UnableToAdministerAccounts,
    UnableToAppoint,
    UnableToEndAppointment,
)
from tidu.foundation.accounts.vocabulary import ROLE_HOMES, OrganisationKind, RepresentativeGroup, Role
from tidu.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db

TODAY = date(2025, 6, 10)
NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
SYSTEM = actors.system("测试")


def appoint(person, role, organisation, *, since=date(2025, 1, 1), until=None, group="", by=SYSTEM):
    return operations.appoint(
        person=person,
        role=role,
        organisation=organisation,
        valid_from_on=since,
        valid_until_on=until,
        group=group,
        by=by,
        now=NOW,
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", OrganisationKind)
def test_a_role_is_given_only_at_its_home(role, kind):
    group = RepresentativeGroup.PUBLIC if role == Role.REPRESENTATIVE else RepresentativeGroup.NONE
    person, organisation = a_person(), an_organisation(kind)
    if kind in ROLE_HOMES[role]:
        assert appoint(person, role, organisation, group=group).organisation == organisation
    else:
        with pytest.raises(UnableToAppoint, match="只能设在"):
            appoint(person, role, organisation, group=group)


def test_an_administrator_appoints_and_the_audit_tells_whom_where_and_when():
    township = an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="青山镇")
    administrator = an_actor(Role.ADMINISTRATOR)
    given = appoint(a_person(code="P01", name="李四"), Role.TOWNSHIP_LEADER, township, by=administrator)
    entry = Entry.objects.get()
    assert (entry.user_id, entry.action) == (administrator.user_id, "accounts.appoint")
    assert (entry.subject_type, entry.subject_key, entry.organisation_code) == ("person", "P01", "T01")
    assert entry.summary == "李四：青山镇乡镇（园区）分管领导，任职"
    assert entry.detail["valid_from_on"] == "2025-01-01"
    assert given.valid_until_on is None


def test_nobody_grants_a_role_to_himself():
    account = an_account(Role.ADMINISTRATOR)
    with pytest.raises(UnableToAppoint, match="不能给自己授予角色"):
        appoint(
            account.person,
            Role.BUREAU_DIRECTOR,
            an_organisation(OrganisationKind.BUREAU),
            by=queries.actor_for(account, TODAY),
        )


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_appoints(role):
    with pytest.raises(UnableToAdministerAccounts, match="只有系统管理员"):
        appoint(
            a_person(), Role.COUNTY_LEADER, an_organisation(OrganisationKind.COUNTY_OFFICE), by=an_actor(role)
        )


def test_a_representative_stands_for_a_group_and_nobody_else_does():
    media = an_organisation(OrganisationKind.MEDIA)
    with pytest.raises(UnableToAppoint, match="要选界别"):
        appoint(a_person(), Role.REPRESENTATIVE, media)
    with pytest.raises(UnableToAppoint, match="没有“ELDERS”这个界别"):
        appoint(a_person(), Role.REPRESENTATIVE, media, group="ELDERS")
    with pytest.raises(UnableToAppoint, match="不填界别"):
        appoint(a_person(), Role.BUREAU_DIRECTOR, an_organisation(OrganisationKind.BUREAU), group="MEDIA")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2025, 1, 1), None),
        (date(2024, 6, 1), date(2025, 2, 1)),
        (date(2024, 6, 1), date(2025, 1, 2)),  # shares the first day only
        (date(2025, 6, 30), None),  # shares the last day only
    ],
)
def test_the_same_role_is_not_held_twice_on_one_day(since, until):
    person, township = a_person(), an_organisation()
    appoint(person, Role.TOWNSHIP_LEADER, township, since=date(2025, 1, 1), until=date(2025, 7, 1))
    with pytest.raises(UnableToAppoint, match="两段任职不能重叠"):
        appoint(person, Role.TOWNSHIP_LEADER, township, since=since, until=until)


def test_the_same_role_may_follow_on_the_very_next_day():
    person, township = a_person(), an_organisation()
    appoint(person, Role.TOWNSHIP_LEADER, township, since=date(2025, 1, 1), until=date(2025, 7, 1))
    appoint(person, Role.TOWNSHIP_LEADER, township, since=date(2025, 7, 1))
    appoint(person, Role.TOWNSHIP_LEADER, township, since=date(2024, 1, 1), until=date(2025, 1, 1))
    assert len(queries.roles_of(person)) == 3


def test_a_role_over_no_days_is_refused():
    with pytest.raises(UnableToAppoint, match="早于第一天"):
        appoint(a_person(), Role.TOWNSHIP_LEADER, an_organisation(), until=date(2025, 1, 1))


def test_a_replaced_leader_keeps_the_record_and_gets_no_new_invitation():
    township = an_organisation()
    old, new = a_person(name="老领导"), a_person(name="新领导")
    first = appoint(old, Role.TOWNSHIP_LEADER, township)
    operations.end_appointment(assignment=first, until_on=date(2025, 6, 1), by=SYSTEM, now=NOW)
    appoint(new, Role.TOWNSHIP_LEADER, township, since=date(2025, 6, 1))

    def names(day):
        return [holder.person_name for holder in queries.holders_on(Role.TOWNSHIP_LEADER, day)]

    assert names(date(2025, 5, 31)) == ["老领导"]
    assert names(date(2025, 6, 1)) == ["新领导"]
    [kept] = queries.roles_of(old)
    assert kept.last_day == date(2025, 5, 31)
    assert Entry.objects.get(action="accounts.end_appointment").summary.endswith("任职至 2025-05-31")


def test_a_role_cannot_end_before_it_began_nor_later_than_it_ends():
    held = a_role(Role.TOWNSHIP_LEADER, since=date(2025, 1, 1), until=date(2025, 6, 1))
    with pytest.raises(UnableToEndAppointment, match="不能早于这一天"):
        operations.end_appointment(assignment=held, until_on=date(2025, 1, 1), by=SYSTEM, now=NOW)
    with pytest.raises(UnableToEndAppointment, match="已定于 2025-05-31 结束"):
        operations.end_appointment(assignment=held, until_on=date(2025, 7, 1), by=SYSTEM, now=NOW)
    operations.end_appointment(assignment=held, until_on=date(2025, 3, 1), by=SYSTEM, now=NOW)
    assert RoleAssignment.objects.get().valid_until_on == date(2025, 3, 1)


def test_the_last_active_administrator_keeps_the_role():
    last = RoleAssignment.objects.get(person=an_account(Role.ADMINISTRATOR).person)
    a_role(Role.ADMINISTRATOR)  # without an account
    disabled = an_account(Role.ADMINISTRATOR)
    operations.disable_account(account=disabled, by=SYSTEM, now=NOW)
    with pytest.raises(UnableToEndAppointment, match="最后一位"):
        operations.end_appointment(assignment=last, until_on=date(2025, 7, 1), by=SYSTEM, now=NOW)


def test_an_administrator_whose_successor_leaves_earlier_is_the_last():
    staying = RoleAssignment.objects.get(person=an_account(Role.ADMINISTRATOR).person)
    successor = an_account()
    a_role(Role.ADMINISTRATOR, person=successor.person, until=date(2025, 7, 1))
    with pytest.raises(UnableToEndAppointment, match="最后一位"):
        operations.end_appointment(assignment=staying, until_on=date(2025, 7, 1), by=SYSTEM, now=NOW)
    operations.end_appointment(assignment=staying, until_on=date(2025, 6, 30), by=SYSTEM, now=NOW)


def test_a_backdated_end_looks_at_today_too():
    staying = RoleAssignment.objects.get(person=an_account(Role.ADMINISTRATOR).person)
    gone = an_account()
    a_role(Role.ADMINISTRATOR, person=gone.person, until=date(2025, 6, 10))
    with pytest.raises(UnableToEndAppointment, match="最后一位"):
        operations.end_appointment(assignment=staying, until_on=date(2025, 3, 1), by=SYSTEM, now=NOW)


def test_the_groups_of_representatives_are_invited_apart():
    for group in ("PARTY_DELEGATE", "CONGRESS_DEPUTY", "CONGRESS_DEPUTY", "CPPCC_MEMBER"):
        a_role(Role.REPRESENTATIVE, group=group)
    deputies = queries.holders_on(Role.REPRESENTATIVE, TODAY, group="CONGRESS_DEPUTY")
    assert [holder.group_label for holder in deputies] == ["人大代表", "人大代表"]
    assert len(queries.holders_on(Role.REPRESENTATIVE, TODAY)) == 4


def test_holders_come_in_the_countys_order_and_in_one_query(django_assert_num_queries):
    second = an_organisation(position=2)
    first = an_organisation(position=1)
    for township in (second, first):
        a_role(Role.TOWNSHIP_LEADER, organisation=township)
    with django_assert_num_queries(1):
        holders = queries.holders_on(Role.TOWNSHIP_LEADER, TODAY)
    assert [holder.organisation_id for holder in holders] == [first.pk, second.pk]
    assert len(queries.holders_on(Role.TOWNSHIP_LEADER, TODAY, second)) == 1
    assert len(queries.holders_at(first, TODAY)) == 1
