"""Browsers in which somebody of a unit has signed in, told by a signed cookie that outlives the session.

What only a person outside may say is not taken from them, also after signing out. Another browser, a private window or
a telephone on which nobody ever signed in is none of them: that much cannot be proved.
"""

from __future__ import annotations

from typing import Any, Final

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from tidu.interfaces.kit.roles import ADMINISTRATORS, READERS

COOKIE: Final = "tidu_unit"
SECONDS: Final = 60 * 60 * 24 * 180
YES: Final = "1"
OF_UNITS: Final = READERS | ADMINISTRATORS
"""Roles of those who handle opinions or look after the house; a firm's contact may be a proposer."""


def is_one(request: HttpRequest) -> bool:
    """Return whether somebody of a unit is signed in in this browser, or was within half a year."""
    return _signed_in(request) or _marked(request)


def mark(request: HttpRequest, answer: HttpResponse) -> None:
    """Let a browser in which somebody of a unit is signed in be known as such from now on."""
    if _signed_in(request) and not _marked(request):
        answer.set_signed_cookie(
            COOKIE,
            YES,
            salt=COOKIE,
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )


def _signed_in(request: Any) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and actor.has_role(*OF_UNITS)


def _marked(request: HttpRequest) -> bool:
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=COOKIE) == YES
    except BadSignature:
        return False
