"""Organisations, persons, dated roles and sign-in accounts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from tidu.foundation.accounts.vocabulary import (
    AccountRequestState,
    OrganisationKind,
    RepresentativeGroup,
    Role,
)


class Organisation(models.Model):
    """An organisation (机构): a bureau section, a township, the park, a firm, a university, a newspaper.

    `code` is a short stable key; an enterprise's is its 18-character credit code, which is what ties an
    account's scope to the register without the foundation knowing what an enterprise is.
    """

    code = models.CharField("机构代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级机构",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "机构"

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Person(models.Model):
    """A person of the directory. Telephone and mail are personal fields: seeing them is recorded."""

    code = models.CharField("人员编号", max_length=32, unique=True)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("电话", max_length=32, blank=True, default="")
    email = models.EmailField("邮箱", blank=True, default="")

    class Meta:
        verbose_name = "人员"

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    """Filters on dated roles."""

    def in_force_on(self, day: date) -> RoleAssignmentQuerySet:
        """Keep the assignments valid on `day` (half-open interval)."""
        return self.filter(valid_from_on__lte=day).filter(
            Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=day)
        )


class RoleAssignment(models.Model):
    """A role held by a person at an organisation between two days (until is exclusive).

    A replaced leader's assignment ends; what was done under it stays, and new invitations ask for the
    assignments in force on their own day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField("角色", max_length=24, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    post_title = models.CharField("职务", max_length=60, blank=True, default="")
    group = models.CharField(
        "界别",
        max_length=20,
        choices=RepresentativeGroup.choices,
        blank=True,
        default=RepresentativeGroup.NONE,
    )
    valid_from_on = models.DateField("任职起")
    valid_until_on = models.DateField("任职止（不含）", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_assignment_interval",
                condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=F("valid_from_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["role", "valid_from_on"], name="role_by_start")]

    def __str__(self) -> str:
        return f"{self.person_id}·{self.get_role_display()}·{self.organisation_id}·{self.valid_from_on}"

    def in_force_on(self, day: date) -> bool:
        """Return whether the role is held on `day`."""
        return self.valid_from_on <= day and (self.valid_until_on is None or self.valid_until_on > day)


class UserManager(BaseUserManager["User"]):
    """Only what Django's sign-in needs; accounts are opened by operations."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this sign-in name."""
        return self.get(username=username)


class User(AbstractBaseUser):
    """A sign-in account of a person. It carries no rights: rights come from dated roles."""

    username = models.CharField("登录名", max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_set_at = models.DateTimeField("密码设定时间")
    opened_at = models.DateTimeField("开户时间")

    roles_read: tuple[RoleAssignment, ...] | None = None
    """The person's dated roles where they were read along with the account (`queries.account_of_session`)."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.username


class AccountRequest(models.Model):
    """Somebody asks to act for a firm, through the public form; the bureau verifies it.

    Name and telephone are personal: the telephone is seen on record only, and both leave this table with the answer
    (the person of an opened account has them then). `sender` is a keyed digest of the network address.
    """

    credit_code = models.CharField("统一社会信用代码", max_length=18)
    firm_name = models.CharField("企业名称", max_length=120)
    person_name = models.CharField("姓名", max_length=60, blank=True)
    phone = models.CharField("手机号", max_length=32, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=AccountRequestState.choices, default=AccountRequestState.WAITING
    )
    asked_at = models.DateTimeField("提出时间")
    sender = models.CharField("来源摘要", max_length=64)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_by_name = models.CharField("办理人", max_length=80, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    account = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "开户申请"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="account_request_answered",
                condition=Q(state=AccountRequestState.WAITING, answered_at__isnull=True)
                | (~Q(state=AccountRequestState.WAITING) & Q(answered_at__isnull=False, phone="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="account_request_by_state")]

    def __str__(self) -> str:
        return f"开户申请 {self.pk} {self.credit_code}"
