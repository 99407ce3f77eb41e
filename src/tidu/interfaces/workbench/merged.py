"""Pages about a firm follow its code: a duplicate that was merged leads to the entry that stands."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tidu.domain.enterprises import queries
from tidu.interfaces.kit.pages import Errors, Page, go


class FirmPage(Page):
    """A page whose address names a firm; the link to a merged duplicate goes on to the kept entry."""

    section = "enterprises"
    not_found: ClassVar[Errors] = (queries.EnterpriseNotFound,)

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        """Answer with the page, or lead on."""
        try:
            return super().get(request, **kwargs)
        except queries.EnterpriseNotFound:
            kept = queries.kept_code(self.actor, kwargs["credit_code"], self.as_of)
            if kept is None:
                raise
            messages.info(request, f"{kwargs['credit_code']} 是重复登记，已并入 {kept}。")
            assert request.resolver_match is not None  # noqa: S101 - told to the type checker
            return go(reverse(str(request.resolver_match.url_name), args=[kept]))
