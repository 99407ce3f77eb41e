"""Ask the directory: who acts with which roles, who holds what, which accounts there are.

Rights come from the roles in force on a day; an account that is disabled gives none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Case, F, QuerySet, Sum, When

from tidu.foundation import clock
from tidu.foundation.accounts.models import AccountRequest, Organisation, Person, RoleAssignment, User
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.actors import STAFF_ROLES, Actor, Grant, OrganisationKind


class NotInDirectory(LookupError):
    """Raised when a code or sign-in name is unknown; the message is Chinese and fit for the user."""


@dataclass(frozen=True)
class Holder:
    """A person in a role on a day. Telephone and mail are personal: `operations.see_personal` shows them."""

    assignment_id: int
    person_id: int
    person_code: str
    person_name: str
    role: str
    role_label: str
    organisation_id: int
    organisation_code: str
    organisation_name: str
    post_title: str
    group: str
    group_label: str
    valid_from_on: date
    valid_until_on: date | None

    @property
    def last_day(self) -> date | None:
        """Return the last day of the role as screens show it, or None while no end is set."""
        return None if self.valid_until_on is None else self.valid_until_on - timedelta(days=1)


@dataclass(frozen=True)
class AccountRow:
    """One account as the administration page lists it; `scope` says in words which firms it sees."""

    user_id: int
    username: str
    person_code: str
    person_name: str
    roles: tuple[Holder, ...]
    scope: str
    is_active: bool
    must_change_password: bool
    is_locked: bool
    opened_at: datetime
    last_sign_in_at: datetime | None


def account_of_session(user_id: int) -> User | None:
    """Return an account with its person and dated roles: one query for everybody who ever held a role."""
    found = RoleAssignment.objects.filter(person__user=user_id).select_related("person__user", "organisation")
    if not (roles := tuple(found.order_by("pk"))):
        return User.objects.filter(pk=user_id).select_related("person").first()
    user: User = roles[0].person.user
    user.roles_read = roles
    return user


def actor_for(user: User, on: date) -> Actor:
    """Return the actor behind a signed-in account with the roles in force on `on`, in one query at most.

    A disabled account has no grants, so a session that outlived it opens nothing.
    """
    grants = _grants_of(user, on)
    return Actor(user_id=user.pk, name=user.person.name, grants=grants)


def why_change_password(user: User, moment: datetime) -> str:
    """Return why a password must be changed before anything else, in words for its owner, or nothing.

    `moment` is of the wall clock, like the day the password was set: sign-in knows no business day. After
    TIDU_PASSWORD_DAYS a password is too old (90 by convention; GB/T 22239-2019 asks for regular change).
    """
    days = settings.TIDU_PASSWORD_DAYS
    if user.must_change_password:
        return "您用的是一次性密码。请先设一个只有自己知道的密码，再继续工作。"
    if days and moment - user.password_set_at >= timedelta(days=days):
        return f"您的密码已用满 {days} 天。按安全要求须定期更换，请先设一个新密码，再继续工作。"
    return ""


def actor_preview(user: User, on: date) -> Actor:
    """Return what another account would see on `on`, for an administrator's 以其身份查看.

    The actor has no account of its own: nothing can be written in the other person's name. Whoever shows it
    records `operations.note_preview` and offers no forms.
    """
    return Actor(user_id=None, name=f"{user.person.name}（预览）", grants=_grants_of(user, on))


def _grants_of(user: User, on: date) -> tuple[Grant, ...]:
    """Return the roles of an active account in force on `on`."""
    if not user.is_active:
        return ()
    if user.roles_read is not None:
        assignments = [held for held in user.roles_read if held.in_force_on(on)]
    else:
        assignments = list(_in_force(on).filter(person_id=user.person_id).order_by("pk"))
    if assignments:
        user.person = assignments[0].person  # the name is needed next, and is here already
    return tuple(
        Grant(
            role=held.role,
            organisation_id=held.organisation_id,
            organisation_code=held.organisation.code,
            organisation_kind=held.organisation.kind,
            organisation_name=held.organisation.name,
        )
        for held in assignments
    )


def holders_on(
    role: str, day: date, organisation: Organisation | None = None, *, group: str | None = None
) -> tuple[Holder, ...]:
    """Return who holds `role` on `day`, by organisation: whom an invitation of that day goes to.

    A replaced leader is not among them. `group` narrows representatives to 党代表, 人大代表, 政协委员 …
    """
    found = _in_force(day).filter(role=role)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    if group is not None:
        found = found.filter(group=group)
    return _holders(found.order_by("organisation__position", "organisation__code", "person__code"))


def holders_at(organisation: Organisation, day: date) -> tuple[Holder, ...]:
    """Return everybody who holds a role at an organisation on `day`."""
    return _holders(_in_force(day).filter(organisation=organisation).order_by("role", "person__code"))


def roles_of(person: Person) -> tuple[Holder, ...]:
    """Return every role a person ever held, newest first; ended roles stay."""
    return _holders(_assignments().filter(person=person).order_by("-valid_from_on", "-pk"))


KINDS_IN_TURN = (
    (OrganisationKind.COUNTY_OFFICE,),
    (OrganisationKind.BUREAU,),
    (OrganisationKind.BUREAU_SECTION,),
    (OrganisationKind.PARK, OrganisationKind.TOWNSHIP),
    (OrganisationKind.ENTERPRISE,),
    (OrganisationKind.UNIVERSITY,),
    (OrganisationKind.MEDIA, OrganisationKind.SOCIETY),
)
"""In which turn a list offers them: the county, the bureau with its sections, the places, everybody else."""


def organisations(kind: str | None = None) -> QuerySet[Organisation]:
    """Return the organisations of a kind (or all): one kind after the other, each in the county's own order."""
    turn = Case(*(When(kind__in=kinds, then=place) for place, kinds in enumerate(KINDS_IN_TURN)))
    found = Organisation.objects.order_by(turn, "position", "code")
    return found if kind is None else found.filter(kind=kind)


def places() -> list[Organisation]:
    """Return the townships and parks, in the county's own order: one query."""
    kinds = (OrganisationKind.TOWNSHIP, OrganisationKind.PARK)
    return list(Organisation.objects.filter(kind__in=kinds).order_by("position", "code"))


def organisation(code: str) -> Organisation:
    """Return the organisation with this code; raise NotInDirectory."""
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise NotInDirectory(f"没有代码为“{code}”的机构。")
    return found


def people() -> QuerySet[Person]:
    """Return everybody in the directory, by code."""
    return Person.objects.order_by("code")


def person(code: str) -> Person:
    """Return the person with this code; raise NotInDirectory."""
    found = Person.objects.filter(code=code).first()
    if found is None:
        raise NotInDirectory(f"没有编号为“{code}”的人员。")
    return found


def assignment(assignment_id: int) -> RoleAssignment:
    """Return one dated role; raise NotInDirectory."""
    found = _assignments().filter(pk=assignment_id).first()
    if found is None:
        raise NotInDirectory("没有这段任职。")
    return found


def account_requests(state: str = "") -> QuerySet[AccountRequest]:
    """Return the requests for an account in one state, or all of them: those that wait first, the oldest first."""
    found = AccountRequest.objects.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")
    return found.filter(state=state) if state else found


def account_request(pk: int) -> AccountRequest:
    """Return one request for an account; raise NotInDirectory."""
    found = AccountRequest.objects.select_related("account").filter(pk=pk).first()
    if found is None:
        raise NotInDirectory(f"没有第 {pk} 号开户申请。")
    return found


def account(username: str) -> User:
    """Return the account with this sign-in name; raise NotInDirectory."""
    found = User.objects.select_related("person").filter(username=username).first()
    if found is None:
        raise NotInDirectory(f"没有登录名为“{username}”的账号。")
    return found


def accounts(on: date, *, text: str = "", role: str = "") -> tuple[AccountRow, ...]:
    """Return the accounts with their roles on `on`, in three queries, by sign-in name.

    `text` looks in sign-in name, person and organisation of a role held; `role` keeps its holders.
    """
    held: dict[int, list[Holder]] = defaultdict(list)
    for holder in _holders(_in_force(on).filter(person__user__isnull=False).order_by("pk")):
        held[holder.person_id].append(holder)
    locked = locked_usernames()
    rows = (
        _row(user, tuple(held[user.person_id]), is_locked=user.username in locked)
        for user in User.objects.select_related("person").order_by("username")
    )
    return tuple(row for row in rows if _wanted(row, text.strip(), role))


def _row(user: User, roles: tuple[Holder, ...], *, is_locked: bool) -> AccountRow:
    """Put one account together."""
    return AccountRow(
        user_id=user.pk,
        username=user.username,
        person_code=user.person.code,
        person_name=user.person.name,
        roles=roles,
        scope=scope_in_words(roles) if user.is_active else "账号已停用",
        is_active=user.is_active,
        must_change_password=bool(why_change_password(user, clock.wall())),
        is_locked=is_locked,
        opened_at=user.opened_at,
        last_sign_in_at=user.last_login,
    )


def _wanted(row: AccountRow, text: str, role: str) -> bool:
    """Return whether a row is asked for."""
    if role and role not in {held.role for held in row.roles}:
        return False
    return not text or any(
        text.lower() in word.lower()
        for word in (row.username, row.person_name, *(held.organisation_name for held in row.roles))
    )


def scope_in_words(roles: Iterable[Holder]) -> str:
    """Return which firms the holder of `roles` sees: the same rule as Actor's scope, for people to read."""
    held = tuple(roles)
    if not held:
        return "没有角色，什么也看不到"
    if {role.role for role in held} & STAFF_ROLES:
        return "全县企业"
    places = [role.organisation_name for role in held if role.role == Role.TOWNSHIP_LEADER]
    firms = [role.organisation_name for role in held if role.role == Role.ENTERPRISE_CONTACT]
    words = [f"{name}的企业" for name in places] + firms
    return "、".join(words) if words else "不看企业数据"


def locked_usernames() -> frozenset[str]:
    """Return the sign-in names locked now after repeated failures, in one query."""
    threshold = clock.wall() - get_cool_off()
    failures = (
        AccessAttempt.objects.filter(attempt_time__gte=threshold)
        .order_by()
        .values_list("username")
        .annotate(failures=Sum("failures_since_start"))
    )
    return frozenset(name for name, count in failures if name and count >= settings.AXES_FAILURE_LIMIT)


def active_administrators(day: date, *, besides_assignment: RoleAssignment | None = None) -> frozenset[int]:
    """Return ids of the active accounts that hold the administrator's role on `day`.

    `besides_assignment` leaves out one dated role, as if it had ended.
    """
    found = _in_force(day).filter(role=Role.ADMINISTRATOR, person__user__is_active=True)
    if besides_assignment is not None:
        found = found.exclude(pk=besides_assignment.pk)
    return frozenset(found.values_list("person__user__pk", flat=True))


def _assignments() -> QuerySet[RoleAssignment]:
    """Return all dated roles with the names a row needs."""
    return RoleAssignment.objects.select_related("person", "organisation")


def _in_force(day: date) -> QuerySet[RoleAssignment]:
    """Return the dated roles in force on `day` with the names a row needs."""
    return RoleAssignment.objects.in_force_on(day).select_related("person", "organisation")


def _holders(assignments: Iterable[RoleAssignment]) -> tuple[Holder, ...]:
    """Return frozen rows."""
    return tuple(
        Holder(
            assignment_id=held.pk,
            person_id=held.person_id,
            person_code=held.person.code,
            person_name=held.person.name,
            role=held.role,
            role_label=held.get_role_display(),
            organisation_id=held.organisation_id,
            organisation_code=held.organisation.code,
            organisation_name=held.organisation.name,
            post_title=held.post_title,
            group=held.group,
            group_label=held.get_group_display() if held.group else "",
            valid_from_on=held.valid_from_on,
            valid_until_on=held.valid_until_on,
        )
        for held in assignments
    )
