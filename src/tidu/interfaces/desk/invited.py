"""The home of people from elsewhere who have an account: representatives, and those who work for a university."""

from __future__ import annotations

from typing import Any

from tidu.domain.openday import queries
from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.interfaces.kit import homes


def invited(view: homes.Home) -> dict[str, Any]:
    """Return the Open Days one was invited to with one's own links, and what one is here."""
    today = clock.today()
    own = [
        (one, queries.guest_code(one, one.event, queries.REPLY), queries.may_reply(one.event, today))
        for one in queries.invitations_of(view.actor)
    ]
    grants = [(Role(grant.role).label, grant.organisation_name) for grant in view.actor.grants]
    return {"invitations": own, "grants": grants}


def declare() -> None:
    """Hand this home to the shell; it speaks of today, whatever day the as-of bar names."""
    for role in (Role.REPRESENTATIVE, Role.UNIVERSITY_OFFICER):
        homes.declare(role, homes.HomeOf("desk/invited.html", invited, travels=False))
