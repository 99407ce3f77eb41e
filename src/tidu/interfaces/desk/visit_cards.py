"""The firm's visit cards: where guests of an Open Day come, the firm decides line by line what they see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path, reverse

from tidu.domain.enterprises.queries import EnterpriseNotFound
from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import UnableToPlan
from tidu.domain.openday.vocabulary import CardLine
from tidu.foundation import clock
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import CONTACTS


class _Stops:
    """Finds a stop among those at which the person's own firms are hosts."""

    actor: Any

    def find(self, stop: int) -> Any:
        """Return the stop; raise EnterpriseNotFound for another firm's."""
        found = next((one for one in queries.firm_stops(self.actor) if one.pk == stop), None)
        if found is None:
            raise EnterpriseNotFound("没有找到这个参观点。它可能不存在，或不在您的权限内。")
        return found


class VisitCards(Page):
    """Every card of the firm, the latest Open Day first."""

    title = "参观卡"
    section = "desk-cards"
    roles = CONTACTS
    travels = False
    template_name = "desk/visit_cards.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the cards."""
        return {
            "lead": "开放日来宾到本企业参观时看到的内容。一栏一栏由企业自己公开，没有公开的来宾看不到。",
            "stops": queries.firm_stops(self.actor),
        }


class CardForm(PlainForm):
    """One line of the card."""

    line = forms.ChoiceField(label="栏目", choices=CardLine.choices)
    value = forms.CharField(label="内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class WriteCard(_Stops, FormPage):
    """Write one line; it is not released by writing it."""

    title = "填写参观卡"
    section = "desk-cards"
    roles = CONTACTS
    travels = False
    not_found = (EnterpriseNotFound,)
    form_class = CardForm
    refusals = (UnableToPlan,)

    def get_context(self, stop: int, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the cards."""
        return {"trail": [("参观卡", reverse("desk-cards"))], "lead": self.find(stop).name}

    def submit(self, values: dict[str, Any], stop: int, **kwargs: Any) -> str:
        """Keep it."""
        operations.draft_card(stop=self.find(stop), **values, by=self.actor, now=clock.now())
        return "已保存，还没有公开。看过以后请点“公开”。"

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the cards."""
        return reverse("desk-cards")


class ReleaseCard(_Stops, Action):
    """Release one line as it was seen, or take it back."""

    roles = CONTACTS
    travels = False
    not_found = (EnterpriseNotFound,)
    refusals = (UnableToPlan,)

    def act(self, stop: int, **kwargs: Any) -> str:
        """Release or take back, and say what guests see now."""
        found, line = self.find(stop), self.request.POST.get("line", "")
        if self.request.POST.get("retract"):
            operations.retract_card(stop=found, line=line, by=self.actor, now=clock.now())
            return "已收回，来宾不再看到这一栏。"
        seen = self.request.POST.get("seen", "")
        operations.release_card(stop=found, line=line, seen=seen, by=self.actor, now=clock.now())
        return "已公开，来宾可以看到这一栏。"

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the cards."""
        return reverse("desk-cards")


urlpatterns = [
    path("visit-cards/", VisitCards.as_view(), name="desk-cards"),
    path("visit-cards/<int:stop>/write/", WriteCard.as_view(), name="desk-card-write"),
    path("visit-cards/<int:stop>/release/", ReleaseCard.as_view(), name="desk-card-release"),
]
