"""Who may hold what, who may sign in, and what an administrator may not do.

`check_can_…` raises an error whose Chinese message is fit for the user; operations call it inside their
transaction.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from tidu.foundation.accounts import queries
from tidu.foundation.accounts.models import AccountRequest, Organisation, Person, RoleAssignment, User
from tidu.foundation.accounts.vocabulary import (
    REQUESTS_PER_SENDER,
    ROLE_HOMES,
    VERIFIERS,
    AccountRequestState,
    OrganisationKind,
    RepresentativeGroup,
    Role,
)
from tidu.foundation.actors import Actor

USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}")

WEAKNESSES = {
    "password_too_short": "密码太短，至少 10 个字符。",
    "password_too_common": "密码太常见，容易被猜中，请换一个。",
    "password_entirely_numeric": "密码不能全是数字，请加入字母。",
    "password_too_similar": "密码与登录名太相似，请换一个。",
}
"""Our own words for Django's findings: its Chinese catalogue lacks some of them."""


class UnableToAdministerAccounts(ValueError):
    """Raised when an act on organisations, persons or accounts is refused; each act has its own kind below."""


class UnableToAddOrganisation(UnableToAdministerAccounts):
    """Raised when an organisation cannot be added or renamed."""


class UnableToAddPerson(UnableToAdministerAccounts):
    """Raised when a person cannot be added or changed."""


class UnableToAppoint(UnableToAdministerAccounts):
    """Raised when a role cannot be given."""


class UnableToEndAppointment(UnableToAdministerAccounts):
    """Raised when a role cannot be ended on that day."""


class UnableToOpenAccount(UnableToAdministerAccounts):
    """Raised when an account cannot be opened."""


class UnableToDisableAccount(UnableToAdministerAccounts):
    """Raised when an account cannot be disabled."""


class UnableToChangePassword(UnableToAdministerAccounts):
    """Raised when a new password is refused."""


class UnableToRequest(ValueError):
    """Raised when a request for an account is not taken now."""


class UnableToVerify(UnableToAdministerAccounts):
    """Raised when a request for an account cannot be answered."""


def check_sender(recent: int) -> None:
    """Refuse a sender who has asked too often within a day."""
    if recent >= REQUESTS_PER_SENDER:
        raise UnableToRequest("从您这里提出的申请太多，请明天再试，或直接打电话给县科技局综合股。")


def check_can_verify(by: Actor, request: AccountRequest) -> None:
    """Refuse everybody but officers, and a second answer."""
    if not (by.is_system or by.has_role(*VERIFIERS)):
        raise UnableToVerify("开户申请由县科技局经办人核实。")
    if request.state != AccountRequestState.WAITING:
        label = AccountRequestState(request.state).label
        raise UnableToVerify(f"这件申请已由{request.answered_by_name}办理：{label}。请刷新后查看。")


def check_may_administer(by: Actor) -> None:
    """Refuse everybody but administrators and the system itself."""
    if not (by.is_system or by.has_role(Role.ADMINISTRATOR)):
        raise UnableToAdministerAccounts("只有系统管理员可以管理机构、人员和账号。")


def check_can_add_organisation(*, code: str, name: str, short_name: str, kind: str) -> None:
    """Refuse a code that is taken, an empty name or an unknown kind."""
    if kind not in OrganisationKind.values:
        raise UnableToAddOrganisation(f"没有“{kind}”这一类机构。")
    if not (code.strip() and name.strip() and short_name.strip()):
        raise UnableToAddOrganisation("机构代码、名称和简称都要填写。")
    standing = Organisation.objects.filter(code=code).first()
    if standing is not None:
        raise UnableToAddOrganisation(f"机构代码“{code}”已属于“{standing.name}”，请换一个代码。")


def check_can_add_person(*, code: str, name: str) -> None:
    """Refuse a code that is taken or a person without a name."""
    if not (code.strip() and name.strip()):
        raise UnableToAddPerson("人员编号和姓名都要填写。")
    standing = Person.objects.filter(code=code).first()
    if standing is not None:
        raise UnableToAddPerson(f"人员编号“{code}”已属于“{standing.name}”，请换一个编号。")


def check_can_appoint(
    *,
    person: Person,
    role: str,
    organisation: Organisation,
    group: str,
    valid_from_on: date,
    valid_until_on: date | None,
    by: Actor,
) -> None:
    """Refuse a role to oneself, away from its home, without its group, over empty days, or held already."""
    if by.user_id is not None and User.objects.filter(pk=by.user_id, person=person).exists():
        raise UnableToAppoint("不能给自己授予角色，请由另一位系统管理员办理。")
    _check_home(role, organisation)
    _check_group(role, group)
    if valid_until_on is not None and valid_until_on <= valid_from_on:
        raise UnableToAppoint("任职的最后一天早于第一天，请核对起止日期。")
    same = RoleAssignment.objects.filter(person=person, role=role, organisation=organisation)
    clash = _overlapping(same, valid_from_on, valid_until_on).first()
    if clash is not None:
        raise UnableToAppoint(
            f"{person.name}自 {clash.valid_from_on} 起已在“{organisation.short_name}”担任{Role(role).label}，"
            "两段任职不能重叠；请先结束原任职或改日期。"
        )


def _check_home(role: str, organisation: Organisation) -> None:
    """Refuse a role at a kind of organisation that does not know it."""
    if role not in Role.values:
        raise UnableToAppoint(f"没有“{role}”这个角色。")
    homes = ROLE_HOMES[role]
    if organisation.kind not in homes:
        allowed = "、".join(str(kind.label) for kind in homes)
        kind_label = OrganisationKind(organisation.kind).label
        raise UnableToAppoint(
            f"“{Role(role).label}”只能设在{allowed}；“{organisation.name}”属于{kind_label}，请另选机构。"
        )


def _check_group(role: str, group: str) -> None:
    """Refuse a representative who represents nobody, and a group for anybody else."""
    if group not in RepresentativeGroup.values:
        raise UnableToAppoint(f"没有“{group}”这个界别。")
    if role == Role.REPRESENTATIVE and group == RepresentativeGroup.NONE:
        raise UnableToAppoint("特邀代表要选界别：党代表、人大代表、政协委员、媒体或公众。")
    if role != Role.REPRESENTATIVE and group != RepresentativeGroup.NONE:
        raise UnableToAppoint(f"只有特邀代表分界别，“{Role(role).label}”不填界别。")


def _overlapping(
    assignments: QuerySet[RoleAssignment], first: date, until: date | None
) -> QuerySet[RoleAssignment]:
    """Keep the assignments that share a day with `[first, until)`."""
    found = assignments.filter(Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=first))
    return found if until is None else found.filter(valid_from_on__lt=until)


def check_can_end_appointment(*, assignment: RoleAssignment, until_on: date, today: date) -> None:
    """Refuse an end before the first day, a later end than what stands, and the last administrator's."""
    if until_on <= assignment.valid_from_on:
        raise UnableToEndAppointment(f"任职自 {assignment.valid_from_on} 开始，最后一天不能早于这一天。")
    standing = assignment.valid_until_on
    if standing is not None and standing <= until_on:
        last_day = standing - timedelta(days=1)
        raise UnableToEndAppointment(f"该任职已定于 {last_day} 结束；要续任请另设一段任职。")
    if assignment.role == Role.ADMINISTRATOR and not queries.active_administrators(
        max(until_on, today), besides_assignment=assignment
    ):
        raise UnableToEndAppointment("这是最后一位在任且账号可用的系统管理员，请先授予另一位。")


def check_can_open_account(*, person: Person, username: str) -> None:
    """Refuse a second account of a person, and a sign-in name that is malformed or taken in any case."""
    if not USERNAME.fullmatch(username):
        raise UnableToOpenAccount("登录名用 3 至 40 位字母、数字、点、下划线或短横，以字母或数字开头。")
    if User.objects.filter(username__iexact=username).exists():
        raise UnableToOpenAccount(f"登录名“{username}”已被使用（不分大小写），请换一个。")
    standing = User.objects.filter(person=person).first()
    if standing is not None:
        raise UnableToOpenAccount(f"{person.name}已有账号“{standing.username}”，一人一号。")


def check_can_open_first_administrator(today: date) -> None:
    """Refuse while an active account holds the administrator's role, and name whom to ask instead."""
    standing = queries.active_administrators(today)
    if standing:
        names = User.objects.filter(pk__in=standing).order_by("username").values_list("username", flat=True)
        raise UnableToOpenAccount(
            f"已有系统管理员：{'、'.join(names)}。其他账号请管理员登录后在“账号与任职”页开立；"
            "忘记密码请运行 tidu accounts reset-password 登录名。"
        )


def check_can_disable(*, account: User, today: date) -> None:
    """Refuse to disable an account twice, or the last active administrator's."""
    if not account.is_active:
        raise UnableToDisableAccount(f"账号“{account.username}”已经停用。")
    administrators = queries.active_administrators(today)
    if administrators == {account.pk}:
        raise UnableToDisableAccount("这是最后一位在任且账号可用的系统管理员，请先授予另一位。")


def can_disable(*, account: User, today: date) -> bool:
    """Return whether the account could be disabled now."""
    try:
        check_can_disable(account=account, today=today)
    except UnableToDisableAccount:
        return False
    return True


def check_password(password: str, account: User | None) -> None:
    """Refuse a weak password with every reason the validators of the settings find."""
    try:
        validate_password(password, account)
    except ValidationError as refusal:
        reasons = [WEAKNESSES.get(str(fault.code), fault.messages[0]) for fault in refusal.error_list]
        raise UnableToChangePassword("".join(reasons)) from None


def hold_administrators() -> None:
    """Lock the administrators' accounts until the transaction ends.

    Two administrators who disable each other at the same moment would otherwise both find the other one left.
    """
    holders = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).values("person_id")
    list(User.objects.select_for_update().filter(person_id__in=holders).order_by("pk").values_list("pk"))
