"""How much is sent, who asks, and about which day: settled once per request, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tidu.domain.rulebook import queries as rulebook
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.accounts.operations import note_idle_sign_out
from tidu.interfaces.kit import as_of, idle, unit_browsers, unsent

NOTHING = "\x00"
SAFE = ("GET", "HEAD")
"""Methods that only read: what they ask of the rules is asked from the moment that the as-of bar names."""

NO_ROLE = "您的账号目前没有任职，不能进入系统。请联系系统管理员登记任职。"


MEGABYTE = 1024 * 1024
MOST_REQUEST_MB = 200
"""What one sending may weigh, its files together: more is refused before it is read."""
TOO_MUCH = 413


class WeightMiddleware:
    """Refuses what is too heavy to be read, in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the announced length only."""
        told = str(request.META.get("CONTENT_LENGTH") or "")
        if told.isdecimal() and int(told) > MOST_REQUEST_MB * MEGABYTE:
            context = {"sent_mb": int(told) // MEGABYTE, "most_mb": MOST_REQUEST_MB}
            return render(request, "413.html", context, status=TOO_MUCH)
        return self.get_response(request)


class SoundTextMiddleware:
    """Refuses an address or a form that holds the character of no text: not every database can even be asked for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; what was sent is looked at when it is known that a page is meant."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Raise SuspiciousOperation, which the framework answers with 400."""
        sent = chain(*(values for _, values in (*request.GET.lists(), *request.POST.lists())))
        if NOTHING in request.path or any(NOTHING in text for text in sent):
            raise SuspiciousOperation("a NUL character in the address or the form")


class ActorMiddleware:
    """Puts `actor` and `as_of` on every request and sends strangers to the sign-in page.

    A view class with `public = True` is open to strangers; one with `during_password_change = True` may be
    used while a one-time password or one past its days has not been replaced yet. A disabled account is a
    stranger from its next request on, because its session no longer finds a user; so is a session left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Settle the actor and the day, then go on."""
        request.actor = request.left = None
        request.travels = True
        if request.user.is_authenticated and idle.left_alone(request):
            request.left = request.user.pk
            _sign_out(request)
        request.as_of = as_of.today()
        if request.user.is_authenticated:
            request.actor = accounts.actor_for(request.user, clock.today())
            try:
                request.as_of = as_of.chosen(request)
            except as_of.WrongDay as error:
                messages.error(request, str(error))
        with rulebook.one_library():
            answer = self.get_response(request)
        unit_browsers.mark(request, answer)
        return answer

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], arguments: tuple, keywords: dict
    ) -> HttpResponse | None:
        """Let the view run, or send the person where he or she has to go first."""
        view_class = getattr(view, "view_class", None)
        if getattr(view_class, "public", False):
            return None
        if request.actor is None:
            return send(request, f"{reverse('sign-in')}?{urlencode({'next': _wanted(request)})}")
        if not request.actor.grants:
            logout(request)
            messages.error(request, NO_ROLE)
            return send(request, reverse("sign-in"))
        if getattr(view_class, "during_password_change", False):
            return None
        if accounts.why_change_password(request.user, clock.wall()):
            return send(request, reverse("password"))
        if request.method not in SAFE:
            unsent.forget(request)
        elif getattr(view_class, "travels", False):
            rulebook.look_back(request.as_of.known_at)
        return None


def _wanted(request: Any) -> str:
    """Return where to go after signing in: the page asked for, or the one with the form, which keeps what was typed."""
    if request.method in SAFE:
        return str(request.get_full_path())
    if request.left is not None:
        unsent.keep(request, request.left)
    return unsent.page_of(request)


def _sign_out(request: Any) -> None:
    """End a session that nobody used for a while, on record, and say so at the door."""
    by = accounts.actor_for(request.user, clock.today())
    note_idle_sign_out(account=request.user, by=by, now=clock.now())
    logout(request)
    messages.warning(request, idle.words())


def send(request: HttpRequest, address: str) -> HttpResponse:
    """Return a redirection; a request for a part of a page moves the whole page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
