"""The payment of a one-off award, written into the ledger by an officer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.urls import path, reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.funds import operations
from tidu.domain.funds.vocabulary import AWARD_FACTS
from tidu.foundation import clock
from tidu.interfaces.kit.forms import FormPage, PlainForm, yuan
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.kit.wording import FEN_PER_YUAN

DOCUMENT_LENGTH = 60
ASKED = ("use", "granted_on", "amount")
"""What the address may fill in, as a request of the firm gives it."""


class AwardForm(PlainForm):
    """What was paid, for which title, on what document."""

    use = forms.ChoiceField(label="奖励", choices=[(str(use), use.label) for use in AWARD_FACTS.values()])
    granted_on = forms.DateField(label="所奖认定日")
    paid_on = forms.DateField(label="拨付日")
    amount = yuan("金额（元）")
    document = forms.CharField(label="拨付文件", max_length=DOCUMENT_LENGTH, help_text="拨付依据的文号。")


class RecordAward(FormPage):
    """Write down that a firm was paid an award; each firm gets each kind once."""

    section = "enterprises"
    roles = OFFICERS
    travels = False
    form_class = AwardForm
    button = "登记"
    refusals = (operations.UnableToRecordAward,)
    not_found = (enterprises.EnterpriseNotFound,)

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Begin with what the address says."""
        return {name: self.request.GET[name] for name in ASKED if name in self.request.GET}

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return whose payment it is, and the rule."""
        name = enterprises.name_on(self.enterprise, self.as_of)
        return {
            "title": f"登记奖励拨付：{name}",
            "lead": "每种奖励每户只领一次；同一认定日再登记，就是更正那一笔。",
            "trail": [
                (name, reverse("enterprise", args=[credit_code])),
                ("经过", self.next_address(credit_code)),
            ],
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Write it."""
        award = operations.Award(
            use=values["use"],
            granted_on=values["granted_on"],
            paid_on=values["paid_on"],
            amount_fen=int(values["amount"] * FEN_PER_YUAN),
            document=values["document"],
        )
        payment = operations.record_award(
            enterprise=self.enterprise, award=award, by=self.actor, now=clock.now()
        )
        return f"已登记：{payment.use.label}，{payment.in_words}。"

    def next_address(self, credit_code: str, **kwargs: Any) -> str:
        """Return to what happened to the firm."""
        return reverse("enterprise-life", args=[credit_code])

    @cached_property
    def enterprise(self) -> Any:
        """The firm in scope."""
        return enterprises.find_in_scope(self.actor, self.kwargs["credit_code"], self.as_of)


urlpatterns = [
    path("enterprises/<str:credit_code>/award/", RecordAward.as_view(), name="enterprise-award"),
]
