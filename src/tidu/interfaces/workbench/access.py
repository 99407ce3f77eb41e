"""Who can see what: every page by role, every account by scope, and what one account finds after signing in."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.foundation import clock
from tidu.foundation.accounts import operations, queries
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit import navigation
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import ADMINISTRATORS

SCOPES = {
    Role.SECTION_CLERK: "全县企业",
    Role.BUREAU_DIRECTOR: "全县企业",
    Role.COUNTY_LEADER: "全县企业",
    Role.TOWNSHIP_LEADER: "本乡镇（园区）的企业",
    Role.ENTERPRISE_CONTACT: "本企业",
    Role.UNIVERSITY_OFFICER: "不看企业数据",
    Role.REPRESENTATIVE: "不看企业数据",
    Role.ADMINISTRATOR: "不看企业数据",
}
"""Which firms each role sees, in words; `Actor` decides, and a test holds the two together."""


class Access(Page):
    """The table of pages by role, read from the same declarations that open and close the pages."""

    title = "谁能看什么"
    section = "access"
    roles = ADMINISTRATORS
    travels = False
    template_name = "workbench/accounts/access.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the table, and the accounts with what they see."""
        ways = navigation.everything()
        return {
            "lead": "页面由角色打开，企业由任职的机构限定。范围以外的企业，任何页面都回答“没有找到”。",
            "ways": ways,
            "table": [
                {"label": role.label, "scope": SCOPES[role], "opens": [role in way.roles for way in ways]}
                for role in Role
            ],
            "accounts": queries.accounts(clock.today()),
        }


class Preview(Action):
    """What an account finds after signing in: pages and scope, not the firms' facts, which are not shown here."""

    roles = ADMINISTRATORS
    travels = False
    not_found = (queries.NotInDirectory,)

    def act(self, **kwargs: Any) -> HttpResponseBase:
        """Record the look and show it."""
        account = queries.account(kwargs["username"])
        operations.note_preview(account=account, by=self.actor, now=clock.now())
        seen_as = queries.actor_preview(account, clock.today())
        context = {
            "title": f"{account.person.name}登录后",
            "section": "access",
            "trail": [("谁能看什么", reverse("access"))],
            "lead": "这次查看已记入审计。这里列出能打开的页面和能看到的企业数，不显示企业数据。",
            "ways": navigation.entries_for(seen_as),
            "grants": [(Role(grant.role).label, grant.organisation_name) for grant in seen_as.grants],
            "firms": enterprises.in_scope(seen_as, AsOf(on=clock.today())).count(),
        }
        return render(self.request, "workbench/accounts/preview.html", context)


urlpatterns = [
    path("access/", Access.as_view(), name="access"),
    path("access/<str:username>/", Preview.as_view(), name="access-preview"),
]
