"""Pages that hold policies against one firm: of a closed firm they say that nothing is judged any more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tidu.domain.rulebook.queries import FirmClosed
from tidu.interfaces.kit.pages import Page


class JudgingPage(Page):
    """A page that judges a firm as it stands on the day."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, or say why there is nothing to judge."""
        try:
            return super().get(request, **kwargs)
        except FirmClosed as closed:
            title = self.title or "政策对照"
            return self.show({"title": title, "says": str(closed)}, template="kit/closed_firm.html")
