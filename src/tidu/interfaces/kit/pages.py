"""The view classes that every room uses: a page, and an act.

A view class says which roles it lets in; saying nothing lets in nobody. Refusals and records out of scope are
turned into messages, 403 and 404 here, so that no page does it in its own way.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.request import WorkRequest
from tidu.interfaces.kit.roles import NOBODY, Roles
from tidu.rules import NoVersionInForce

Errors = tuple[type[Exception], ...]

_NOT_IN_FORCE: Errors = (NoVersionInForce,)


class Worded(View):
    """A view that says in words that its address is the way of a button, not a page."""

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer somebody who came to a button's address by a bookmark, the history or a reload."""
        bare = super().http_method_not_allowed(request, *args, **kwargs)
        answer = render(request, "405.html", status=bare.status_code)
        answer["Allow"] = bare["Allow"]
        return answer


class Guarded(Worded):
    """A view that answers the roles it names.

    `not_found` lists the errors that mean "no such record in your scope"; they answer 404, so that nobody
    learns of a record by being refused. So does a day on which a rule that the page needs was not in force yet.
    """

    roles: ClassVar[Roles] = NOBODY
    not_found: ClassVar[Errors] = ()
    travels: ClassVar[bool] = True
    request: WorkRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the role, then answer."""
        self.request.travels = self.travels
        if not self.actor.has_role(*self.roles):
            raise PermissionDenied("这一页不在您的职责范围内。")
        try:
            return super().dispatch(request, *args, **kwargs)
        except self.not_found + _NOT_IN_FORCE as error:
            raise Http404(str(error)) from error

    @property
    def actor(self) -> Actor:
        """The person who asks."""
        return self.request.actor

    @property
    def as_of(self) -> AsOf:
        """The day and the knowledge of the question; a page that does not travel stands on today."""
        return self.request.as_of if self.travels else AsOf(on=clock.today())


class Page(Guarded):
    """A page to read: a title, a template and what it shows.

    A subclass may name the parts of its address as parameters: `get_context(self, credit_code: str)`.

    `section` is the URL name of the navigation entry under which the page stands. `trail` in the context, a
    list of (label, address), leads back up.
    """

    title: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    section: ClassVar[str] = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page."""
        return self.show(self.get_context(**kwargs))

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows; `kwargs` are the parts of the address."""
        return {}

    def show(self, context: dict[str, Any], *, status: int = 200, template: str = "") -> HttpResponse:
        """Return the rendered page."""
        frame = {"title": self.title, "section": self.section, "view": self}
        return render(self.request, template or self.template_name, {**frame, **context}, status=status)


class Action(Guarded):
    """Something done by one press of a button: POST only, an answer in words, and back to a page.

    `refusals` lists the errors whose message is for the person; anything else is a fault of ours.
    """

    refusals: ClassVar[Errors] = ()
    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, say so, and go on."""
        try:
            done = self.act(**kwargs)
        except self.refusals as error:
            messages.error(request, str(error))
        else:
            if isinstance(done, HttpResponseBase):
                return done
            if done:
                messages.success(request, done)
        return send(request, came_from(request) or self.next_address(**kwargs))

    def act(self, *args: Any, **kwargs: Any) -> str | HttpResponseBase:
        """Do it and return what to say, or a response of its own."""
        raise NotImplementedError

    def next_address(self, *args: Any, **kwargs: Any) -> str:
        """Return where to go afterwards."""
        raise NotImplementedError


def came_from(request: HttpRequest) -> str:
    """Return the page that a form named in `next`, if it is one of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if ours else ""


def go(address: str) -> HttpResponseRedirect:
    """Return a redirection to one of our pages."""
    return HttpResponseRedirect(address)
