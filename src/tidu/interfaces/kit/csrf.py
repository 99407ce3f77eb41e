"""A form whose mark is too old: nothing was saved, and what somebody signed in has typed waits on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tidu.interfaces.kit import unsent

FORBIDDEN = 403


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the framework hands it over
    """Answer a form whose mark does not fit the session; `reason` is the framework's, for the log only."""
    context: dict[str, Any] = {}
    actor = getattr(request, "actor", None)
    if actor is not None and actor.user_id is not None:
        context = {"kept": unsent.keep(request, actor.user_id), "form_page": unsent.page_of(request)}
    return render(request, "403_csrf.html", context, status=FORBIDDEN)
