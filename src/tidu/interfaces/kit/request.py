"""The request as the middleware leaves it: with an actor and a place in time."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


class WorkRequest(HttpRequest):
    """A request of a person at work. Only public pages are reached without `actor`."""

    actor: Actor
    as_of: AsOf
    travels: bool


def digest(purpose: str, told: str) -> str:
    """Return a keyed digest of something: enough to count by, too little to know what it was."""
    return salted_hmac(purpose, told, algorithm="sha256").hexdigest()


def sender(request: HttpRequest, purpose: str) -> str:
    """Return a digest of the network address that asks, another one for every purpose."""
    return digest(purpose, str(request.META.get("REMOTE_ADDR", "")))
