"""A draft's way into use: reviewed, handed to a second person, published, given back or given up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path, reverse

from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.vocabulary import FairConclusion, FairStandard
from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import OFFICERS, Roles

DIRECTORS: Roles = frozenset({Role.BUREAU_DIRECTOR})
NOT_FOUND = (queries.DraftNotFound,)
REFUSALS = (operations.UnableToDraft,)


class ReviewForm(PlainForm):
    """The questions of a fair competition review, one for each standard."""

    heard = forms.CharField(
        label="听取意见情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="听取了哪些企业、协会的意见，或为什么不需要",
    )
    conclusion = forms.ChoiceField(label="审查结论", choices=[("", "请选择"), *FairConclusion.choices])
    exception_reason = forms.CharField(
        label="适用例外的理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    exception_ends_on = forms.DateField(label="例外的最后一天", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in FairStandard:
            self.fields[str(one)] = forms.ChoiceField(
                label=one.label, choices=[("", "请选择"), ("no", "不涉及"), ("yes", "涉及")]
            )
        self.order_fields(FairStandard.values)
        dress(self)


class Review(FormPage):
    """Record the fair competition review of a draft."""

    title = "公平竞争审查"
    section = "policies"
    roles = OFFICERS
    travels = False
    form_class = ReviewForm
    button = "保存审查记录"
    refusals = REFUSALS
    not_found = NOT_FOUND

    def get_context(self, draft: int, **kwargs: Any) -> dict[str, Any]:
        """Return which draft."""
        found = queries.draft(draft)
        return {
            "title": f"公平竞争审查：{found.name}",
            "lead": "依据《公平竞争审查条例》（国务院令第783号）。未经审查的政策不得出台；政策改动后要重新审查。",
            "trail": [("政策起草", reverse("drafts")), (found.name, reverse("draft", args=[draft]))],
        }

    def submit(self, values: dict[str, Any], draft: int, **kwargs: Any) -> str:
        """Record it and say so."""
        findings = {str(one): values.pop(str(one)) == "yes" for one in FairStandard}
        operations.record_review(draft_id=draft, findings=findings, by=self.actor, now=clock.now(), **values)
        return "已保存审查记录。"

    def next_address(self, draft: int, **kwargs: Any) -> str:
        """Return to the draft."""
        return reverse("draft", args=[draft])


class Step(Action):
    """A step of a draft that needs no words."""

    travels = False
    not_found = NOT_FOUND
    refusals = REFUSALS

    def next_address(self, draft: int, **kwargs: Any) -> str:
        """Return to the draft."""
        return reverse("draft", args=[draft])


class Submit(Step):
    """Hand a draft to a second person."""

    roles = OFFICERS

    def act(self, draft: int, **kwargs: Any) -> str:
        """Submit and say so."""
        operations.submit_draft(draft_id=draft, by=self.actor, now=clock.now())
        return "已送审。请另一位科技局领导审阅后发布或退回。"


class Publish(Step):
    """Put a draft into use."""

    roles = DIRECTORS

    def act(self, draft: int, **kwargs: Any) -> str:
        """Publish and say from when."""
        done = operations.publish_draft(draft_id=draft, by=self.actor, now=clock.now())
        has_earlier = len(queries.library().versions(done.rule_code)) > 1
        return f"已发布，自 {done.in_force_on} 起生效{'；前一版本同日失效' if has_earlier else ''}。"


class ReasonForm(PlainForm):
    """Why a draft goes back, or is given up."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Reasoned(FormPage):
    """A step of a draft that needs a reason."""

    section = "policies"
    travels = False
    form_class = ReasonForm
    refusals = REFUSALS
    not_found = NOT_FOUND

    def get_context(self, draft: int, **kwargs: Any) -> dict[str, Any]:
        """Return which draft."""
        found = queries.draft(draft)
        return {
            "title": f"{self.title}：{found.name}",
            "trail": [("政策起草", reverse("drafts")), (found.name, reverse("draft", args=[draft]))],
        }

    def next_address(self, draft: int, **kwargs: Any) -> str:
        """Return to the draft."""
        return reverse("draft", args=[draft])


class Return(Reasoned):
    """Give a draft back to its author."""

    title = "退回草稿"
    roles = DIRECTORS
    button = "退回"

    def submit(self, values: dict[str, Any], draft: int, **kwargs: Any) -> str:
        """Return it and say so."""
        operations.return_draft(draft_id=draft, by=self.actor, now=clock.now(), **values)
        return "已退回起草人。"


class Withdraw(Reasoned):
    """Give a draft up."""

    title = "撤回草稿"
    roles = OFFICERS
    button = "撤回"

    def submit(self, values: dict[str, Any], draft: int, **kwargs: Any) -> str:
        """Withdraw it and say so."""
        operations.withdraw_draft(draft_id=draft, by=self.actor, now=clock.now(), **values)
        return "已撤回。原文、算例和经过都留存；需要时可以重新起草。"


urlpatterns = [
    path("policies/drafts/<int:draft>/review/", Review.as_view(), name="draft-review"),
    path("policies/drafts/<int:draft>/submit/", Submit.as_view(), name="draft-submit"),
    path("policies/drafts/<int:draft>/publish/", Publish.as_view(), name="draft-publish"),
    path("policies/drafts/<int:draft>/return/", Return.as_view(), name="draft-return"),
    path("policies/drafts/<int:draft>/withdraw/", Withdraw.as_view(), name="draft-withdraw"),
]
