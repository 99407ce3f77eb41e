"""Home pages: each role finds its own work. The rooms declare the homes of their people.

A person with several roles lands on the home of the first one in `ORDER`; every role has a home.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tidu.domain.enterprises.queries import EnterpriseNotFound
from tidu.foundation.actors import Role
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import EVERYONE

ORDER = (
    Role.BUREAU_DIRECTOR,
    Role.SECTION_CLERK,
    Role.COUNTY_LEADER,
    Role.TOWNSHIP_LEADER,
    Role.ADMINISTRATOR,
    Role.ENTERPRISE_CONTACT,
    Role.REPRESENTATIVE,
    Role.UNIVERSITY_OFFICER,
)


@dataclass(frozen=True)
class HomeOf:
    """The home of a role; `travels` is False for one that speaks of today whatever day the as-of bar names."""

    template: str
    build: Callable[[Home], dict[str, Any]]
    travels: bool = True


_homes: dict[str, HomeOf] = {}


def declare(role: str, home: HomeOf) -> None:
    """Set the home of a role."""
    _homes[role] = home


class Home(Page):
    """One's own work today."""

    title = "首页"
    section = "home"
    roles = EVERYONE
    not_found = (EnterpriseNotFound,)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the home of the first role held."""
        home = next(_homes[role] for role in ORDER if self.actor.has_role(role))
        self.request.travels = home.travels
        return self.show(home.build(self), template=home.template)
