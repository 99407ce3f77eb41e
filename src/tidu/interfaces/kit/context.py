"""What the frame around every page shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.interfaces.kit import as_of as bar
from tidu.interfaces.kit import navigation, unsent
from tidu.interfaces.kit.doors import door
from tidu.interfaces.kit.roles import READERS

BIG_TEXT_KEY = "big_text"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the county, the navigation, the as-of bar and the notices of this person's page."""
    actor = getattr(request, "actor", None)
    as_of = getattr(request, "as_of", bar.today())
    return {
        "county": settings.TIDU_COUNTY_NAME,
        "actor": actor,
        "posts": _posts(actor),
        "can_search": actor is not None and actor.has_role(*READERS),
        "navigation": [
            {"entry": entry, "address": address}
            for entry in navigation.entries_for(actor)
            if (address := door(entry.name))
        ],
        "as_of": as_of,
        "travelled": as_of != bar.today(),
        "travels": getattr(request, "travels", True),
        "today": clock.today(),
        "demo_day": clock.fixed_day(),
        "big_text": bool(_session(request).get(BIG_TEXT_KEY)),
        "unsent": unsent.given_back(request),
        "other_query": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in {bar.DAY_KEY, bar.KNOWLEDGE_KEY, "page"}
            for value in values
        ],
    }


def _session(request: HttpRequest) -> Any:
    """Return the session, or nothing where the request failed before it had one."""
    return getattr(request, "session", {})


def _posts(actor: Any) -> list[str]:
    """Return what the person is and where, e.g. 股室经办 · 综合股."""
    if actor is None:
        return []
    return [f"{Role(grant.role).label} · {grant.organisation_name}" for grant in actor.grants]
