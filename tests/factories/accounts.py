"""Organisations, persons, roles and accounts for tests: each call makes one valid thing, names may be chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from tidu.foundation import clock
from tidu.foundation.accounts import operations
from tidu.foundation.accounts.models import AccountRequest, Organisation, Person, RoleAssignment, User
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.accounts.vocabulary import OrganisationKind, RepresentativeGroup, Role
from tidu.foundation.actors import Actor, system

LONG_AGO = date(2020, 1, 1)
OPENED_AT = datetime(2020, 1, 1, tzinfo=UTC)
HOMES = {
    Role.SECTION_CLERK: OrganisationKind.BUREAU_SECTION,
    Role.BUREAU_DIRECTOR: OrganisationKind.BUREAU,
    Role.TOWNSHIP_LEADER: OrganisationKind.TOWNSHIP,
    Role.ENTERPRISE_CONTACT: OrganisationKind.ENTERPRISE,
    Role.UNIVERSITY_OFFICER: OrganisationKind.UNIVERSITY,
    Role.REPRESENTATIVE: OrganisationKind.MEDIA,
    Role.COUNTY_LEADER: OrganisationKind.COUNTY_OFFICE,
    Role.ADMINISTRATOR: OrganisationKind.BUREAU,
}
_numbers = count(1)


def an_organisation(
    kind: str = OrganisationKind.TOWNSHIP, *, code: str = "", name: str = "", position: int = 0
) -> Organisation:
    """Return a new organisation of this kind."""
    number = next(_numbers)
    name = name or f"{OrganisationKind(kind).label}{number}"
    return Organisation.objects.create(
        code=code or f"O-{number}", name=name, short_name=name, kind=kind, position=position
    )


def a_person(*, code: str = "", name: str = "", phone: str = "", email: str = "") -> Person:
    """Return a new person of the directory."""
    number = next(_numbers)
    return Person.objects.create(
        code=code or f"P-{number}", name=name or f"人员{number}", phone=phone, email=email
    )


def a_role(
    role: str,
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    group: str = RepresentativeGroup.NONE,
) -> RoleAssignment:
    """Return a role held by a person at a fitting organisation from `since` until before `until`."""
    if role == Role.REPRESENTATIVE and not group:
        group = RepresentativeGroup.PUBLIC
    return RoleAssignment.objects.create(
        person=person or a_person(),
        role=role,
        organisation=organisation or an_organisation(HOMES[Role(role)]),
        group=group,
        valid_from_on=since,
        valid_until_on=until,
    )


def an_account(
    role: str | None = None,
    *,
    username: str = "",
    name: str = "",
    password: str | None = None,
    organisation: Organisation | None = None,
) -> User:
    """Return an account of a new person, holding `role` if given; without `password` nobody can sign in with it."""
    person = a_person(name=name)
    if role is not None:
        a_role(role, person=person, organisation=organisation)
    account = User(
        username=username or f"user-{next(_numbers)}",
        person=person,
        opened_at=OPENED_AT,
        password_set_at=clock.wall(),
    )
    account.set_password(password)
    account.save()
    return account


def an_actor(role: str, *, organisation: Organisation | None = None, on: date = date(2025, 6, 10)) -> Actor:
    """Return somebody signed in who holds `role`, as the screens pass them to queries and operations."""
    return actor_for(an_account(role, organisation=organisation), on)


def an_account_request(
    credit_code: str = "91360899MA00000001",
    *,
    sender: str = "",
    now: datetime = datetime(2025, 6, 9, 2, tzinfo=UTC),
) -> AccountRequest:
    """Return a request for an account, just made through the public form's operation."""
    made = operations.request_account(
        credit_code=credit_code,
        firm_name="某某公司",
        person_name="赵联系",
        phone="13800001234",
        sender=sender or f"sender-{next(_numbers)}",
        by=system("测试"),
        now=now,
    )
    assert made is not None
    return made
