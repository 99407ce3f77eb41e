"""“这条不对” for an award that the bureau's ledger does not have and the firm says it was paid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.corrections.vocabulary import ANSWER_WITHIN
from tidu.domain.enterprises.queries import ValueKey
from tidu.domain.funds.vocabulary import AWARD_FACTS, FundUse
from tidu.foundation import clock
from tidu.interfaces.desk.corrections import Ask, ProvedForm
from tidu.interfaces.kit.forms import yuan

USES = frozenset(AWARD_FACTS.values())
DOCUMENT_LENGTH = 60
REASON_LEFT = 200
"""How long a reason may be, so that the day and the document of the payment find room beside it."""


class AwardForm(ProvedForm):
    """The payment that the ledger does not have."""

    granted_on = forms.DateField(label="所奖认定日", help_text="得奖的那次认定，证书或公告上的日期。")
    paid_on = forms.DateField(label="到账日")
    amount = yuan("金额（元）", min_value=0)
    document = forms.CharField(
        label="拨付文件", required=False, max_length=DOCUMENT_LENGTH, help_text="文号，不知道可以不填。"
    )
    reason = forms.CharField(label="理由", max_length=REASON_LEFT, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("granted_on", "paid_on", "amount", "document", "reason", "proof", "no_proof_because")

    def clean(self) -> dict[str, Any]:
        """Refuse a payment before its title or in the future."""
        cleaned = super().clean() or {}
        granted_on, paid_on = cleaned.get("granted_on"), cleaned.get("paid_on")
        if granted_on and paid_on and paid_on < granted_on:
            self.add_error("paid_on", "“到账日”早于所奖认定日。请核对两个日期。")
        if paid_on and paid_on > clock.today():
            self.add_error("paid_on", "“到账日”还没有到。请核对日期。")
        return cleaned


class MissingAward(Ask):
    """Say that the firm was paid a one-off award that the ledger does not have."""

    title = "这条不对"
    form_class = AwardForm

    def get_context(self, use: str, **kwargs: Any) -> dict[str, Any]:
        """Return which award is meant."""
        return {
            "trail": [("本企业资料", reverse("desk-values"))],
            "lead": f"台账里本企业没有领过{_label(use)}。领过的，照到账凭证填写并附上；"
            f"科技局核实后补登，{ANSWER_WITHIN} 个工作日内答复。",
        }

    def submit(self, values: dict[str, Any], use: str, **kwargs: Any) -> HttpResponseBase:
        """Hand the request in and go to it; the day and the document of the payment go with the reason."""
        _ = _label(use)
        key = ValueKey("AwardPaid", (use, values["granted_on"].isoformat()), "amount_fen")
        paid = f"{values['paid_on'].isoformat()} 到账"
        told = f"{paid}，文件 {values['document']}" if values["document"] else paid
        return self.ask(key, values["amount"], {**values, "reason": f"{told}。{values['reason']}"})


def _label(use: str) -> str:
    """Return the name of a one-off award; anything else is not found."""
    if use not in USES:
        raise Http404("没有这种一次性奖励。")
    return str(FundUse(use).label)


urlpatterns = [path("missing-award/<str:use>/", MissingAward.as_view(), name="desk-award")]
