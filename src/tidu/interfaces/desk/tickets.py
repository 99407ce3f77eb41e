"""The firm's difficulties: open one, follow it, and say of the answer whether it helped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.enterprises.queries import EnterpriseNotFound
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.support import operations, queries
from tidu.domain.support.operations import UnableToOpenTicket
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation import clock
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.interfaces.desk.firm import FirmPage, OwnFirm
from tidu.interfaces.kit.doors import door
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.middleware import send
from tidu.rules import NoVersionInForce, Rule


class TicketsAtDesk(FirmPage):
    """The firm's difficulties, each with where it stands and by when."""

    title = "难题"
    section = "desk-tickets"
    travels = False
    template_name = "desk/tickets.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tickets."""
        return {
            "lead": "技术研发、人才引进、资金筹措上的难题，提给科技局；答复之后由您评价，不满意就重办。",
            "lines": queries.tickets_of(self.actor, self.credit_code, self.as_of),
        }


class TicketForm(PlainForm):
    """What the firm needs help with."""

    kind = forms.ChoiceField(label="类别", choices=TicketKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="难题", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))


class OpenTicket(OwnFirm, FormPage):
    """Put a difficulty to the bureau."""

    title = "提出难题"
    section = "desk-tickets"
    travels = False
    not_found = (EnterpriseNotFound,)
    form_class = TicketForm
    button = "提交"
    refusals = (UnableToOpenTicket, HolidaysMissing)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the list, and name the policy from whose page one comes; the firm has to be on record."""
        _ = self.enterprise
        rule = self._policy()
        lead = {"lead": f"因政策“{rule.name}”提出。"} if rule else {}
        return {"trail": [("难题", reverse("desk-tickets"))], **lead}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Open the ticket and go to it."""
        rule = self._policy()
        made = operations.open_ticket(
            enterprise_id=self.enterprise.pk,
            **values,
            rule_code=rule.code if rule else "",
            by=self.actor,
            now=clock.now(),
        )
        messages.success(self.request, f"已提交，编号 {made.number}，由{made.section.short_name}承办。")
        return send(self.request, door("ticket", made.number) or reverse("desk-tickets"))

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the list."""
        return reverse("desk-tickets")

    def _policy(self) -> Rule | None:
        """Return the policy that the address names, None for none and for one that is not in force."""
        try:
            return rulebook.benefit_rule(self.request.GET.get("policy", ""), self.as_of)
        except NoVersionInForce:
            return None


urlpatterns = [
    path("tickets/", TicketsAtDesk.as_view(), name="desk-tickets"),
    path("tickets/new/", OpenTicket.as_view(), name="desk-ticket-new"),
]
