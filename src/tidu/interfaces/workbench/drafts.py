"""The policy editor: a form and its YAML side by side, tried out while it is written; and a draft's way into use."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from tidu.domain.rulebook import checks, operations, queries
from tidu.domain.rulebook.vocabulary import EDITABLE, DraftState, FairConclusion, FairStandard
from tidu.foundation import clock
from tidu.foundation.actors import Role
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, STAFF, Roles
from tidu.interfaces.workbench.draft_form import parts_of, with_form
from tidu.rules import NoVersionInForce, PolicyError

DIRECTORS: Roles = frozenset({Role.BUREAU_DIRECTOR})
NOT_FOUND = (queries.DraftNotFound, NoVersionInForce)
REFUSALS = (operations.UnableToDraft,)
FIRMS: Final = 5
AROUND: Final = 2
"""Lines shown before and after one that is wrong."""


class Drafts(Page):
    """Every draft with its state and who has to act."""

    title = "政策起草"
    section = "policies"
    roles = STAFF
    travels = False
    template_name = "workbench/drafts/drafts.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the drafts, and whether this person opens new ones."""
        return {
            "lead": "起草、送审、发布由两个人办：谁起草，谁就不能发布。发布后按起始日自动生效，前一版本同日失效。",
            "trail": [("政策库", reverse("policies"))],
            "drafts": [(one, whose_turn(one)) for one in queries.drafts()],
            "can_draft": checks.may_draft(self.actor),
        }


def whose_turn(draft: Any) -> str:
    """Return who has to act on a draft."""
    if draft.state == DraftState.PUBLISHED:
        return "已办结"
    return f"{draft.author_name}（起草人）" if draft.state in EDITABLE else "另一位科技局领导"


class NewForm(PlainForm):
    """What a new policy begins with."""

    template = forms.ChoiceField(label="模板")
    name = forms.CharField(label="政策名称", max_length=80)
    rule_code = forms.CharField(
        label="代码",
        max_length=60,
        help_text="小写英文字母和下划线，中间加点，如 qinglan.talent_award；定了不再改",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(queries.templates().items())


class New(FormPage):
    """Open the draft of a new policy from a template."""

    title = "起草新政策"
    section = "policies"
    roles = OFFICERS
    travels = False
    form_class = NewForm
    button = "开始起草"
    refusals = REFUSALS

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("政策库", reverse("policies")), ("政策起草", reverse("drafts"))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Open it and go to its page."""
        draft = operations.open_draft(**values, on=clock.today(), by=self.actor, now=clock.now())
        return send(self.request, reverse("draft", args=[draft.pk]))

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("drafts")


class Open(Action):
    """改一改: open a draft that follows a version of a policy."""

    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND
    refusals = REFUSALS

    def act(self, code: str, **kwargs: Any) -> HttpResponseBase:
        """Open it and go to its page."""
        version = self.request.POST.get("version", "")
        draft = operations.open_draft(
            rule_code=code, version=version, on=clock.today(), by=self.actor, now=clock.now()
        )
        return send(self.request, reverse("draft", args=[draft.pk]))

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Return to the drafts, where the one under way is."""
        return reverse("drafts")


class Editor(Page):
    """One draft: written on the left or on the right, and what comes of it below."""

    section = "policies"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/drafts/draft.html"

    def get_context(self, draft: int, **kwargs: Any) -> dict[str, Any]:
        """Return the draft as it is kept."""
        found = queries.draft(draft)
        return self.context_of(found, found.text, found.scenarios, self.request.GET.get("firms", ""))

    def context_of(self, draft: Any, text: str, scenarios: str, firms: str) -> dict[str, Any]:
        """Return a draft with the words given, kept or not."""
        review = queries.fair_review(draft)
        writes = (
            draft.state in EDITABLE and self.actor.has_role(*OFFICERS) and checks.is_author(self.actor, draft)
        )
        return {
            "title": f"{'起草' if writes else '草稿'}：{draft.name}",
            "lead": f"{draft.author_name}起草 · {draft.get_state_display()} · 待办：{whose_turn(draft)}",
            "trail": [("政策库", reverse("policies")), ("政策起草", reverse("drafts"))],
            "draft": draft,
            "seen": self.request.POST.get("seen", draft.fingerprint),
            "text": text,
            "scenarios": scenarios,
            "steps": queries.draft_steps(draft),
            "review": review,
            "findings": [(FairStandard(one).label, review.findings[one]) for one in FairStandard]
            if review
            else [],
            "review_stands": review is not None and review.fingerprint == draft.fingerprint,
            "writes": writes,
            "decides": draft.state == DraftState.SUBMITTED and checks.may_publish(self.actor, draft),
            **self.tried(draft, text, scenarios, firms),
        }

    def tried(self, draft: Any, text: str, scenarios: str, firms: str) -> dict[str, Any]:
        """Return what comes of some words: faults, scenarios, differences, firms and money."""
        trial = queries.trial_of(text, scenarios, draft.rule_code)
        county = queries.snapshot(self.as_of)
        words = [word for word in re.split(r"[、,，;；\s]+", firms) if word][:FIRMS]
        found: dict[str, Any] = {
            "draft": draft,
            "trial": trial,
            "firms": firms,
            "parts": _parts(text),
            "excerpt": _excerpt(trial.problem, text),
            "scenario_excerpt": _excerpt(trial.scenario_problem, scenarios),
            "judged": queries.judged_beside(trial, words, county),
            "asked": words,
            "cost": None,
        }
        if trial.rule is not None:
            found["differences"] = queries.told_differences(trial.rule)
        try:
            priced = queries.priced_beside(trial, county)
        except queries.UnableToSimulate as problem:
            return {**found, "no_cost": str(problem)}
        beside = hasattr(priced, "comparison")
        return {**found, "simulation": priced if beside else None, "cost": None if beside else priced}


def _parts(text: str) -> list[Any] | None:
    try:
        return parts_of(text)
    except PolicyError:
        return None


def _excerpt(problem: PolicyError | None, text: str) -> list[tuple[int, str, bool]]:
    """Return the lines around one that is wrong: number, words, whether it is the one."""
    if problem is None:
        return []
    lines = text.splitlines()
    at = min(problem.place.line, len(lines))
    shown = range(max(1, at - AROUND), min(len(lines), at + AROUND) + 1)
    return [(number, lines[number - 1], number == at) for number in shown]


def _words(draft: Any, posted: Any) -> tuple[str, str]:
    """Return the words one of the two forms asks for: the text itself, or the kept text with the form's values."""
    if "text" in posted:
        return posted["text"].replace("\r\n", "\n"), posted.get("scenarios", "").replace("\r\n", "\n")
    return with_form(draft.text, posted), draft.scenarios


class Save(Editor):
    """Keep what either form says; what is refused stays on the page as it was typed."""

    roles = OFFICERS
    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, draft: int, **kwargs: Any) -> HttpResponseBase:
        """Save, or show the page with what was typed and why it was not kept."""
        found, posted = queries.draft(draft), request.POST.dict()
        text, scenarios = _words(found, posted)
        try:
            operations.save_draft(
                draft_id=draft,
                text=text,
                scenarios=scenarios,
                seen=posted.get("seen", ""),
                by=self.actor,
                now=clock.now(),
            )
        except operations.UnableToDraft as problem:
            messages.error(request, str(problem))
            firms = posted.get("firms", "")
            return self.show(self.context_of(found, text, scenarios, firms), status=422)
        messages.success(request, "已保存。")
        return send(request, reverse("draft", args=[draft]))


class Check(Editor):
    """Say what comes of words that are not kept yet: asked while somebody types."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, draft: int, **kwargs: Any) -> HttpResponseBase:
        """Answer with the result alone."""
        found, posted = queries.draft(draft), request.POST.dict()
        context = self.tried(found, *_words(found, posted), posted.get("firms", ""))
        return render(request, "workbench/drafts/_checked.html", {**context, "live": True})


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
        return f"已发布，自 {done.in_force_on} 起生效；前一版本同日失效。"


class ReasonForm(PlainForm):
    """Why a draft goes back."""

    reason = forms.CharField(label="退回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Return(FormPage):
    """Give a draft back to its author."""

    title = "退回草稿"
    section = "policies"
    roles = DIRECTORS
    travels = False
    form_class = ReasonForm
    button = "退回"
    refusals = REFUSALS
    not_found = NOT_FOUND

    def get_context(self, draft: int, **kwargs: Any) -> dict[str, Any]:
        """Return which draft."""
        found = queries.draft(draft)
        return {
            "title": f"退回草稿：{found.name}",
            "trail": [("政策起草", reverse("drafts")), (found.name, reverse("draft", args=[draft]))],
        }

    def submit(self, values: dict[str, Any], draft: int, **kwargs: Any) -> str:
        """Return it and say so."""
        operations.return_draft(draft_id=draft, by=self.actor, now=clock.now(), **values)
        return "已退回起草人。"

    def next_address(self, draft: int, **kwargs: Any) -> str:
        """Return to the draft."""
        return reverse("draft", args=[draft])


urlpatterns = [
    path("policies/drafts/", Drafts.as_view(), name="drafts"),
    path("policies/drafts/new/", New.as_view(), name="draft-new"),
    path("policies/drafts/<int:draft>/", Editor.as_view(), name="draft"),
    path("policies/drafts/<int:draft>/save/", Save.as_view(), name="draft-save"),
    path("policies/drafts/<int:draft>/check/", Check.as_view(), name="draft-check"),
    path("policies/drafts/<int:draft>/review/", Review.as_view(), name="draft-review"),
    path("policies/drafts/<int:draft>/submit/", Submit.as_view(), name="draft-submit"),
    path("policies/drafts/<int:draft>/publish/", Publish.as_view(), name="draft-publish"),
    path("policies/drafts/<int:draft>/return/", Return.as_view(), name="draft-return"),
    path("policies/<str:code>/draft/", Open.as_view(), name="draft-open"),
]
