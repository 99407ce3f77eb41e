"""Groups of representatives and where each role may be held: the words of the directory."""

from __future__ import annotations

from django.db import models

from tidu.foundation.actors import OrganisationKind, Role

__all__ = ["ROLE_HOMES", "AccountRequestState", "OrganisationKind", "RepresentativeGroup", "Role"]


class RepresentativeGroup(models.TextChoices):
    """Whom a 特邀代表 represents; 两代表一委员 are three groups, kept apart."""

    NONE = "", "—"
    PARTY_DELEGATE = "PARTY_DELEGATE", "党代表"
    CONGRESS_DEPUTY = "CONGRESS_DEPUTY", "人大代表"
    CPPCC_MEMBER = "CPPCC_MEMBER", "政协委员"
    MEDIA = "MEDIA", "媒体"
    PUBLIC = "PUBLIC", "公众"


class AccountRequestState(models.TextChoices):
    """Where a firm's request for an account stands."""

    WAITING = "WAITING", "待核实"
    OPENED = "OPENED", "已开户"
    REFUSED = "REFUSED", "未通过"


VERIFIERS = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who verifies that somebody speaks for a firm; opening the account follows from that decision."""

REQUESTS_PER_SENDER = 30
"""Requests that one network address may make within a day; many firms share a gateway, so it is not few."""

REQUESTS_PER_FIRM = 3
"""Requests about one firm within a day; further ones are dropped, and nobody learns it."""

ROLE_HOMES: dict[str, tuple[OrganisationKind, ...]] = {
    Role.SECTION_CLERK: (OrganisationKind.BUREAU_SECTION, OrganisationKind.BUREAU),
    Role.BUREAU_DIRECTOR: (OrganisationKind.BUREAU,),
    Role.TOWNSHIP_LEADER: (OrganisationKind.TOWNSHIP, OrganisationKind.PARK),
    Role.ENTERPRISE_CONTACT: (OrganisationKind.ENTERPRISE,),
    Role.UNIVERSITY_OFFICER: (OrganisationKind.UNIVERSITY,),
    Role.REPRESENTATIVE: (
        OrganisationKind.ENTERPRISE,
        OrganisationKind.MEDIA,
        OrganisationKind.SOCIETY,
        OrganisationKind.TOWNSHIP,
        OrganisationKind.PARK,
    ),
    Role.COUNTY_LEADER: (OrganisationKind.COUNTY_OFFICE,),
    Role.ADMINISTRATOR: (OrganisationKind.BUREAU, OrganisationKind.BUREAU_SECTION),
}
"""Kinds of organisation at which each role may be held."""
