"""Whose desk it is: one of the signed-in person's own firms, and never another."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.queries import Dossier, EnterpriseNotFound
from tidu.domain.rulebook import queries as rulebook
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Errors, Guarded, Page
from tidu.interfaces.kit.request import WorkRequest
from tidu.interfaces.kit.roles import CONTACTS
from tidu.rules import Facts

FIRM_KEY = "desk_firm"
NOT_REGISTERED = "登记里还没有您的企业，这一页还用不了。请与县科技局联系，登记后就能看到。"


def code_of(request: WorkRequest) -> str:
    """Return the credit code of the firm at the desk: the one asked for, else the one of last time, else the first.

    Raises EnterpriseNotFound for a firm the person is no contact of, and for somebody without any.
    """
    own = sorted(request.actor.credit_codes)
    asked = request.GET.get("firm", "")
    if asked:
        if asked not in own:
            raise EnterpriseNotFound("没有找到这家企业。它可能不存在，或不在您的权限内。")
        if len(own) > 1:
            request.session[FIRM_KEY] = asked
        return asked
    kept = request.session.get(FIRM_KEY)
    if kept in own:
        return str(kept)
    if not own:
        raise EnterpriseNotFound("您还不是任何企业的联系人。")
    return own[0]


class OwnFirm(Guarded):
    """A view about the firm at the desk."""

    roles = CONTACTS
    not_found: ClassVar[Errors] = (EnterpriseNotFound,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; a contact whose firm has an account and no register entry yet is told so, at home."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if self._is_registered():
                raise
        messages.warning(request, NOT_REGISTERED)
        return send(request, reverse("home"))

    def _is_registered(self) -> bool:
        """Return whether the register knows the firm today; of a firm that is not one's own nothing is said."""
        try:
            own = enterprises.in_scope(self.actor, AsOf(on=clock.today())).filter(
                credit_code=self.credit_code
            )
        except EnterpriseNotFound:
            return True
        return bool(own.exists())

    @cached_property
    def credit_code(self) -> str:
        """The firm's credit code."""
        return code_of(self.request)

    @cached_property
    def dossier(self) -> Dossier:
        """Everything known of the firm on the day; six queries."""
        return enterprises.dossier(self.actor, self.credit_code, self.as_of)

    @cached_property
    def facts(self) -> Facts:
        """The firm's facts as the rules know them, without the sources; six queries."""
        scope = enterprises.in_scope(self.actor, self.as_of).filter(credit_code=self.credit_code)
        firms = enterprises.Population(self.as_of.known_at, scope)
        for key in firms.firms:
            return rulebook.facts_for([key], self.as_of, firms)[key]
        raise EnterpriseNotFound("登记里还没有这家企业。")

    @cached_property
    def enterprise(self) -> Any:
        """The firm alone; one query."""
        return enterprises.find_in_scope(self.actor, self.credit_code, self.as_of)


class FirmPage(OwnFirm, Page):
    """A page about the firm at the desk."""
