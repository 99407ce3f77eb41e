"""The search box of the shell."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.interfaces.kit.pages import Page, go
from tidu.interfaces.kit.roles import FIRM_READERS

MOST = 50
CODE_LENGTH = 18


class Search(Page):
    """Enterprises by name, former name or credit code; a single hit on a whole code opens at once."""

    title = "搜索"
    roles = FIRM_READERS
    template_name = "workbench/search.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the hits, or with the firm itself."""
        text = request.GET.get("q", "").strip()
        hits = list(enterprises.search(self.actor, text, self.as_of, MOST)) if text else []
        if len(hits) == 1 and len(text) == CODE_LENGTH:
            return go(reverse("enterprise", args=[hits[0].credit_code]))
        merged = not hits and len(text) == CODE_LENGTH
        if merged and enterprises.kept_code(self.actor, text, self.as_of):
            return go(reverse("enterprise", args=[text]))
        return self.show({"searched_for": text, "hits": hits, "most": MOST})
