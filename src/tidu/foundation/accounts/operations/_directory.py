"""Organisations, persons and their dated roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tidu.foundation import clock
from tidu.foundation.accounts import checks, queries
from tidu.foundation.accounts.checks import UnableToAddOrganisation
from tidu.foundation.accounts.models import Organisation, Person, RoleAssignment, User
from tidu.foundation.accounts.operations._credentials import OpenedAccount, open_account
from tidu.foundation.accounts.vocabulary import OrganisationKind, RepresentativeGroup, Role
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.audit.vocabulary import EntryKind

BUREAU_CODE = "BUREAU"
BUREAU_SHORT_NAME = "科技局"
"""What the bureau is called until an administrator names it otherwise."""


@dataclass(frozen=True)
class Contact:
    """A person's personal fields in full."""

    phone: str
    email: str


def add_organisation(
    *,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    by: Actor,
    now: datetime,
    parent: Organisation | None = None,
    position: int = 0,
) -> Organisation:
    """Add an organisation; an enterprise's `code` is its credit code. Raises UnableToAddOrganisation."""
    checks.check_may_administer(by)
    with transaction.atomic():
        checks.check_can_add_organisation(code=code, name=name, short_name=short_name, kind=kind)
        added = Organisation.objects.create(
            code=code, name=name, short_name=short_name, kind=kind, parent=parent, position=position
        )
        _record_organisation(added, action="add_organisation", summary=f"新增机构：{name}", by=by, now=now)
    return added


def rename_organisation(
    *, organisation: Organisation, name: str, short_name: str, by: Actor, now: datetime
) -> Organisation:
    """Give an organisation another name; its code, and so its people's scope, stays. Raises UnableToAddOrganisation."""
    checks.check_may_administer(by)
    if not (name.strip() and short_name.strip()):
        raise UnableToAddOrganisation("名称和简称都要填写。")
    with transaction.atomic():
        standing = Organisation.objects.select_for_update().get(pk=organisation.pk)
        before = {"name": standing.name, "short_name": standing.short_name}
        standing.name, standing.short_name = name, short_name
        standing.save(update_fields=["name", "short_name"])
        _record_organisation(
            standing,
            action="rename_organisation",
            summary=f"机构更名：{before['name']} → {name}",
            by=by,
            now=now,
            detail={"before": before, "after": {"name": name, "short_name": short_name}},
        )
    return standing


def add_person(*, code: str, name: str, by: Actor, now: datetime, phone: str = "", email: str = "") -> Person:
    """Add a person to the directory. Raises UnableToAddPerson."""
    checks.check_may_administer(by)
    with transaction.atomic():
        checks.check_can_add_person(code=code, name=name)
        added = Person.objects.create(code=code, name=name, phone=phone, email=email)
        _record_person(added, action="add_person", summary=f"新增人员：{name}", by=by, now=now)
    return added


def change_contact(*, person: Person, phone: str, email: str, by: Actor, now: datetime) -> Person:
    """Change a person's telephone and mail; the audit keeps which changed, never what they were or became."""
    checks.check_may_administer(by)
    with transaction.atomic():
        standing = Person.objects.select_for_update().get(pk=person.pk)
        changed = [
            field
            for field, value in (("phone", phone), ("email", email))
            if getattr(standing, field) != value
        ]
        if not changed:
            return standing
        standing.phone, standing.email = phone, email
        standing.save(update_fields=["phone", "email"])
        _record_person(
            standing,
            action="change_contact",
            summary=f"修改联系方式：{standing.name}",
            by=by,
            now=now,
            detail={"fields": changed},
        )
    return standing


def see_personal(*, person: Person, by: Actor, now: datetime) -> Contact:
    """Return a person's telephone and mail in full, and record that `by` saw them."""
    audit.record_personal_seen(by=by, now=now, subject=("person", person.code), fields=("phone", "email"))
    return Contact(phone=person.phone, email=person.email)


def appoint(
    *,
    person: Person,
    role: str,
    organisation: Organisation,
    valid_from_on: date,
    by: Actor,
    now: datetime,
    valid_until_on: date | None = None,
    post_title: str = "",
    group: str = RepresentativeGroup.NONE,
) -> RoleAssignment:
    """Give a person a role from `valid_from_on` until before `valid_until_on` (open when None).

    A deputy for a time is a role with an end. Raises UnableToAppoint.
    """
    checks.check_may_administer(by)
    with transaction.atomic():
        # Two clerks appointing one person wait for each other.
        Person.objects.select_for_update().get(pk=person.pk)
        checks.check_can_appoint(
            person=person,
            role=role,
            organisation=organisation,
            group=group,
            valid_from_on=valid_from_on,
            valid_until_on=valid_until_on,
            by=by,
        )
        given = RoleAssignment.objects.create(
            person=person,
            role=role,
            organisation=organisation,
            post_title=post_title,
            group=group,
            valid_from_on=valid_from_on,
            valid_until_on=valid_until_on,
        )
        _record_appointment(given, action="appoint", verb="任职", by=by, now=now)
    return given


def end_appointment(
    *, assignment: RoleAssignment, until_on: date, by: Actor, now: datetime
) -> RoleAssignment:
    """End a role: `until_on` is the first day without it. The record stays. Raises UnableToEndAppointment."""
    checks.check_may_administer(by)
    with transaction.atomic():
        checks.hold_administrators()
        standing = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
        checks.check_can_end_appointment(assignment=standing, until_on=until_on, today=clock.day_of(now))
        standing.valid_until_on = until_on
        standing.save(update_fields=["valid_until_on"])
        last_day = until_on - timedelta(days=1)
        _record_appointment(standing, action="end_appointment", verb=f"任职至 {last_day}", by=by, now=now)
    return standing


def welcome(
    *,
    code: str,
    name: str,
    username: str,
    role: str,
    organisation: Organisation,
    valid_from_on: date,
    by: Actor,
    now: datetime,
    valid_until_on: date | None = None,
    post_title: str = "",
    group: str = RepresentativeGroup.NONE,
    phone: str = "",
    password: str | None = None,
) -> OpenedAccount:
    """Add person, first role and account (one-time password without `password`): all or none; raises what they do."""
    with transaction.atomic():
        person = add_person(code=code, name=name, phone=phone, by=by, now=now)
        appoint(
            person=person,
            role=role,
            organisation=organisation,
            valid_from_on=valid_from_on,
            valid_until_on=valid_until_on,
            post_title=post_title,
            group=group,
            by=by,
            now=now,
        )
        return open_account(
            person=person,
            username=username,
            password=password,
            must_change_password=password is None,
            by=by,
            now=now,
        )


def open_first_administrator(
    *, name: str, username: str, bureau_name: str, by: Actor, now: datetime, password: str | None = None
) -> OpenedAccount:
    """Open the account of a county's first administrator, at the bureau, which is added where none is known.

    Only the system may, from the command line: whoever holds the machine starts the county. Raises
    UnableToOpenAccount while there is an administrator, and what `welcome` raises.
    """
    if not by.is_system:
        raise checks.UnableToAdministerAccounts("第一位系统管理员只能在服务器上用命令行开立。")
    today = clock.day_of(now)
    with transaction.atomic():
        checks.check_can_open_first_administrator(today)
        bureau = queries.organisations(OrganisationKind.BUREAU).first() or add_organisation(
            code=BUREAU_CODE,
            name=bureau_name,
            short_name=BUREAU_SHORT_NAME,
            kind=OrganisationKind.BUREAU,
            by=by,
            now=now,
        )
        return welcome(
            code=username,
            name=name,
            username=username,
            password=password,
            role=Role.ADMINISTRATOR,
            organisation=bureau,
            valid_from_on=today,
            post_title=Role.ADMINISTRATOR.label,
            by=by,
            now=now,
        )


def note_preview(*, account: User, by: Actor, now: datetime) -> None:
    """Record that an administrator looked at the product through another account's rights."""
    checks.check_may_administer(by)
    audit.record(
        by=by,
        now=now,
        action="accounts.preview",
        subject=("account", account.username),
        kind=EntryKind.SAW,
        summary=f"以“{account.username}”的权限预览",
    )


def _record_organisation(
    organisation: Organisation,
    *,
    action: str,
    summary: str,
    by: Actor,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write the audit of a change of an organisation."""
    audit.record(
        by=by,
        now=now,
        action=f"accounts.{action}",
        subject=("organisation", organisation.code),
        organisation_code=organisation.code,
        summary=summary[:300],
        detail=detail,
    )


def _record_person(
    person: Person,
    *,
    action: str,
    summary: str,
    by: Actor,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write the audit of a change of a person."""
    audit.record(
        by=by,
        now=now,
        action=f"accounts.{action}",
        subject=("person", person.code),
        summary=summary,
        detail=detail,
    )


def _record_appointment(
    assignment: RoleAssignment, *, action: str, verb: str, by: Actor, now: datetime
) -> None:
    """Write the audit of a dated role, found under its person."""
    until = assignment.valid_until_on
    audit.record(
        by=by,
        now=now,
        action=f"accounts.{action}",
        subject=("person", assignment.person.code),
        organisation_code=assignment.organisation.code,
        summary=f"{assignment.person.name}：{assignment.organisation.short_name}{Role(assignment.role).label}，{verb}",
        detail={
            "assignment": assignment.pk,
            "role": assignment.role,
            "organisation": assignment.organisation.code,
            "group": assignment.group,
            "valid_from_on": assignment.valid_from_on.isoformat(),
            "valid_until_on": None if until is None else until.isoformat(),
        },
    )
