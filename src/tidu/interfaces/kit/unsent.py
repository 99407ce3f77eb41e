"""What somebody typed and could not send because the session or the page had ended: kept for that person alone.

It lies in the session until the person opens the page again and sends something; no file is kept, nor anything of the
pages that take passwords.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

KEY = "unsent"
MOST_CHARACTERS = 50_000
OURS = ("csrfmiddlewaretoken", "next")
SECRET_PAGES = ("sign-in", "password")


@dataclass(frozen=True)
class Unsent:
    """What was typed: `typed` are names of boxes with their values, `sent_to` the address the form was sent to."""

    sent_to: str
    typed: list[tuple[str, str]]
    had_files: bool

    @property
    def texts(self) -> list[str]:
        """Return what is worth reading again: words, not the keys that forms carry."""
        return [value for _, value in self.typed if not value.isascii()]


def page_of(request: HttpRequest) -> str:
    """Return the address of the page on which a form stood, the home where the browser does not tell."""
    came = request.headers.get("Referer", "")
    if came and url_has_allowed_host_and_scheme(came, {request.get_host()}):
        parts = urlsplit(came)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return reverse("home")


def keep(request: HttpRequest, user_id: int) -> bool:
    """Keep what a form brought for the person who typed it; return False where nothing is, or too much."""
    typed = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    secret = request.path in {reverse(name) for name in SECRET_PAGES}
    if secret or not 0 < sum(len(value) for _, value in typed) <= MOST_CHARACTERS:
        return False
    request.session[KEY] = {
        "user": user_id,
        "page": page_of(request),
        "sent_to": request.path,
        "typed": typed,
        "had_files": bool(request.FILES),
    }
    return True


def given_back(request: Any) -> Unsent | None:
    """Return what the person who reads this page typed on it and could not send."""
    kept = getattr(request, "session", {}).get(KEY)
    actor = getattr(request, "actor", None)
    if not kept or actor is None or (kept["user"], kept["page"]) != (actor.user_id, request.get_full_path()):
        return None
    return Unsent(kept["sent_to"], [(name, value) for name, value in kept["typed"]], kept["had_files"])


def forget(request: HttpRequest) -> None:
    """Let go of it: the person sends something again."""
    request.session.pop(KEY, None)
