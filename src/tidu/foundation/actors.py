"""Who acts, with which roles, and what that lets them see: plain values passed to every query and operation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class OrganisationKind(models.TextChoices):
    """What an organisation (机构) is; it decides which scope a role held there gives."""

    COUNTY_OFFICE = "COUNTY_OFFICE", "县领导机关"
    BUREAU = "BUREAU", "县科技局"
    BUREAU_SECTION = "BUREAU_SECTION", "科技局股室"
    TOWNSHIP = "TOWNSHIP", "乡镇"
    PARK = "PARK", "工业园区"
    ENTERPRISE = "ENTERPRISE", "企业"
    UNIVERSITY = "UNIVERSITY", "高校院所"
    MEDIA = "MEDIA", "媒体"
    SOCIETY = "SOCIETY", "社会各界"


class Role(models.TextChoices):
    """The eight kinds of people who sign in (requirements: users)."""

    SECTION_CLERK = "SECTION_CLERK", "股室经办"
    BUREAU_DIRECTOR = "BUREAU_DIRECTOR", "科技局领导"
    TOWNSHIP_LEADER = "TOWNSHIP_LEADER", "乡镇（园区）分管领导"
    ENTERPRISE_CONTACT = "ENTERPRISE_CONTACT", "企业联系人"
    UNIVERSITY_OFFICER = "UNIVERSITY_OFFICER", "高校成果转化专员"
    REPRESENTATIVE = "REPRESENTATIVE", "特邀代表"
    COUNTY_LEADER = "COUNTY_LEADER", "县领导"
    ADMINISTRATOR = "ADMINISTRATOR", "系统管理员"


STAFF_ROLES = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER})
"""Roles that see every enterprise of the county. An administrator manages accounts and sees no firm's facts."""


@dataclass(frozen=True)
class Grant:
    """A role held today at an organisation."""

    role: str
    organisation_id: int
    organisation_code: str
    organisation_kind: str
    organisation_name: str


@dataclass(frozen=True)
class Actor:
    """The person on whose behalf something is read or written.

    `user_id` is None for the system itself (nightly jobs, the demo generator, the command line), which is
    written in the audit by `name`. Scope is derived, never stored.
    """

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False

    def has_role(self, *roles: str) -> bool:
        """Return whether one of `roles` is held today."""
        return any(grant.role in roles for grant in self.grants)

    @property
    def sees_whole_county(self) -> bool:
        """Return whether every enterprise of the county is in scope."""
        return self.is_system or self.has_role(*STAFF_ROLES)

    @property
    def place_ids(self) -> frozenset[int]:
        """Return ids of the townships and parks whose enterprises are in scope."""
        kinds = (OrganisationKind.TOWNSHIP, OrganisationKind.PARK)
        return frozenset(
            grant.organisation_id
            for grant in self.grants
            if grant.role == Role.TOWNSHIP_LEADER and grant.organisation_kind in kinds
        )

    @property
    def credit_codes(self) -> frozenset[str]:
        """Return the credit codes of the enterprises this person is a contact of."""
        return frozenset(
            grant.organisation_code for grant in self.grants if grant.role == Role.ENTERPRISE_CONTACT
        )

    @property
    def organisation_codes(self) -> frozenset[str]:
        """Return the codes of all organisations at which a role is held today."""
        return frozenset(grant.organisation_code for grant in self.grants)


def system(name: str) -> Actor:
    """Return the actor for work that no person started, e.g. `system("演示数据生成")`."""
    return Actor(user_id=None, name=name, is_system=True)
