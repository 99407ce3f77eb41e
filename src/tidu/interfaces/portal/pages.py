"""The view class of the portal: a page for whoever opens it, and the few acts of a person without an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tidu.foundation.links import BrokenLink
from tidu.interfaces.kit.context import BIG_TEXT_KEY
from tidu.interfaces.kit.pages import Errors, Worded, came_from, go
from tidu.interfaces.portal.notice import notice

BIG_TEXT_DAYS = timedelta(days=30)
UNPROCESSABLE = 422


class PublicPage(Worded):
    """A page that needs no account. `not_found` are the errors that mean "there is no such thing (any more)"."""

    public = True
    title: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    not_found: ClassVar[Errors] = (BrokenLink,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; a link that names nothing gets one answer, whatever the reason."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except self.not_found as error:
            raise Http404(str(error)) from error

    def show(
        self, context: Mapping[str, Any] | None = None, *, status: int = 200, template: str = ""
    ) -> HttpResponse:
        """Return the rendered page; a form on it shows the notice on personal data."""
        return render(
            self.request,
            template or self.template_name,
            {"title": self.title, "notice": notice(), **(context or {})},
            status=status,
        )


class TextSize(PublicPage):
    """Switch between ordinary and big text, for whoever reads."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Switch, and back to the page."""
        request.session[BIG_TEXT_KEY] = not request.session.get(BIG_TEXT_KEY)
        request.session.set_expiry(BIG_TEXT_DAYS)
        return go(came_from(request) or reverse("portal-home"))


def say_so(request: HttpRequest, words: str) -> None:
    """Show a sentence on the next page."""
    messages.success(request, words)


def complain(request: HttpRequest, words: str) -> None:
    """Show a refusal on the next page."""
    messages.error(request, words)
