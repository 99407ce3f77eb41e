"""The request as the middleware leaves it: with an actor and a place in time."""

from __future__ import annotations

from django.http import HttpRequest

from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


class WorkRequest(HttpRequest):
    """A request of a person at work. Only public pages are reached without `actor`."""

    actor: Actor
    as_of: AsOf
    travels: bool
