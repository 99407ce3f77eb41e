"""The policy editor: a form and its YAML side by side, tried out while it is written; and a draft's way into use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from tidu.domain.rulebook import checks, operations, queries
from tidu.domain.rulebook.vocabulary import CLOSED, EDITABLE, DraftState, FairStandard
from tidu.foundation import clock
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, STAFF
from tidu.interfaces.workbench import draft_steps
from tidu.interfaces.workbench.draft_cases import case_parts, with_cases
from tidu.interfaces.workbench.draft_cells import Part
from tidu.interfaces.workbench.draft_form import (
    BothSidesChanged,
    Draw,
    Structure,
    parts_of,
    with_cells,
    with_form,
    with_structure,
)
from tidu.interfaces.workbench.draft_steps import NOT_FOUND, REFUSALS
from tidu.rules import PolicyError, Rule
from tidu.rules.language.rewriting import line_changes

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
    if draft.state in CLOSED:
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
            "base": text,
            "scenarios": scenarios,
            "cases_base": scenarios,
            "steps": queries.draft_steps(draft),
            "review": review,
            "findings": [(FairStandard(one).label, review.findings[one]) for one in FairStandard]
            if review
            else [],
            "review_stands": review is not None and review.fingerprint == draft.fingerprint,
            "writes": writes,
            "withdraws": draft.state not in CLOSED and checks.may_withdraw(self.actor, draft),
            "elsewhere": draft.state in EDITABLE and not writes,
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
            "parts": _parts(text, _policy),
            "case_parts": _parts(scenarios, _cases_of(trial.rule)),
            "line_changes": line_changes(draft.text, text),
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


def _parts(text: str, draw: Draw) -> list[Part] | None:
    try:
        return draw(text)
    except PolicyError:
        return None


def _policy(text: str) -> list[Part]:
    return parts_of(text, queries.library())


def _cases_of(rule: Rule | None) -> Draw:
    return partial(case_parts, facts=queries.library().facts, rule=rule)


def _excerpt(problem: PolicyError | None, text: str) -> list[tuple[int, str, bool]]:
    """Return the lines around one that is wrong: number, words, whether it is the one."""
    if problem is None:
        return []
    lines = text.splitlines()
    at = min(problem.place.line, len(lines))
    shown = range(max(1, at - AROUND), min(len(lines), at + AROUND) + 1)
    return [(number, lines[number - 1], number == at) for number in shown]


@dataclass(frozen=True)
class Side:
    """A text, the text its form was drawn from, and what makes that form and puts into the text what it adds."""

    text: str
    drawn_from: str
    draw: Draw
    structure: Structure

    def whole(self, posted: Mapping[str, str]) -> str:
        """Return the text with all that the form changes, adds and takes out. Raises BothSidesChanged."""
        return with_form(self.text, posted, self.drawn_from, self.draw, self.structure)

    def form(self, posted: Mapping[str, str]) -> str:
        """Return the text that the form would be drawn from with what was typed into it."""
        return with_cells(self.drawn_from, posted, self.drawn_from, self.draw)

    def turned(self, posted: Mapping[str, str]) -> dict[str, Any]:
        """Return which side has to be drawn anew, with the text of either: the YAML after the form, else the form.

        A text that is no YAML at the moment leaves the form as it is. Raises BothSidesChanged.
        """
        written = with_cells(self.text, posted, self.drawn_from, self.draw)
        if written != self.text:
            return {"turned": "yaml", "text": written, "base": self.form(posted)}
        parts = _parts(self.text, self.draw) if self.text != self.drawn_from else None
        return {"turned": "form", "parts": parts, "base": self.text} if parts else {}


@dataclass(frozen=True)
class Typed:
    """What both sides of the editor say, of the policy and of its scenarios."""

    posted: Mapping[str, str]
    policy: Side
    cases: Side

    @classmethod
    def of(cls, draft: Any, posted: Mapping[str, str]) -> Typed:
        """Return what was posted, the kept words where a side was not."""

        def words(name: str, kept: str) -> str:
            return posted.get(name, kept).replace("\r\n", "\n")

        library, rule = queries.library(), queries.rule_of_words(draft.text)
        policy = Side(
            words("text", draft.text),
            words("base", draft.text),
            _policy,
            partial(with_structure, library=library),
        )
        cases = Side(
            words("scenarios", draft.scenarios),
            words("cases_base", draft.scenarios),
            _cases_of(rule),
            partial(with_cases, facts=library.facts, rule=rule),
        )
        return cls(posted, policy, cases)

    @property
    def whole(self) -> str:
        """Return the text with all that the form changes. Raises BothSidesChanged."""
        return self.policy.whole(self.posted)

    @property
    def scenarios(self) -> str:
        """Return the scenarios with all that their form changes. Raises BothSidesChanged."""
        return self.cases.whole(self.posted)

    @property
    def form_side(self) -> dict[str, Any]:
        """Return the forms as they were typed, over the texts they were drawn from."""
        return {
            "parts": self._typed_parts(self.policy),
            "base": self.policy.drawn_from,
            "case_parts": self._typed_parts(self.cases),
            "cases_base": self.cases.drawn_from,
        }

    def _typed_parts(self, side: Side) -> list[Part] | None:
        parts = _parts(side.form(self.posted), side.draw)
        return parts and [
            replace(part, cells=tuple(cell.as_typed(self.posted) for cell in part.cells)) for part in parts
        ]

    def turned(self) -> dict[str, Any]:
        """Return which sides have to be drawn anew, of the policy and of its scenarios. Raises BothSidesChanged."""
        cases = self.cases.turned(self.posted)
        names = {"turned": "cases_turned", "text": "scenarios", "base": "cases_base", "parts": "case_parts"}
        return {**self.policy.turned(self.posted), **{names[key]: value for key, value in cases.items()}}


class Save(Editor):
    """Keep what either form says; what is refused stays on the page as it was typed."""

    roles = OFFICERS
    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, draft: int, **kwargs: Any) -> HttpResponseBase:
        """Save, or show the page with what was typed and why it was not kept."""
        found, posted = queries.draft(draft), request.POST.dict()
        typed = Typed.of(found, posted)
        text, scenarios = typed.policy.text, typed.cases.text
        try:
            text, scenarios = typed.whole, typed.scenarios
            operations.save_draft(
                draft_id=draft,
                text=text,
                scenarios=scenarios,
                seen=posted.get("seen", ""),
                by=self.actor,
                now=clock.now(),
            )
        except (operations.UnableToDraft, BothSidesChanged) as problem:
            messages.error(request, str(problem))
            context = self.context_of(found, text, scenarios, posted.get("firms", ""))
            kept = typed.form_side if isinstance(problem, BothSidesChanged) else {}
            return self.show({**context, **kept}, status=422)
        messages.success(request, "已保存。")
        return send(request, reverse("draft", args=[draft]))


class Check(Editor):
    """Say what comes of words that are not kept yet: asked while somebody types."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it per instance

    def post(self, request: HttpRequest, draft: int, **kwargs: Any) -> HttpResponseBase:
        """Answer with the result alone."""
        found, posted = queries.draft(draft), request.POST.dict()
        typed = Typed.of(found, posted)
        try:
            whole, scenarios, turned = typed.whole, typed.scenarios, typed.turned()
        except BothSidesChanged as problem:
            whole, scenarios, turned = typed.policy.text, typed.cases.text, {"conflict": str(problem)}
        context = self.tried(found, whole, scenarios, posted.get("firms", ""))
        shown = {**context, **turned, "writes": True, "live": True}
        return render(request, "workbench/drafts/_checked.html", shown)


urlpatterns = [
    path("policies/drafts/", Drafts.as_view(), name="drafts"),
    path("policies/drafts/new/", New.as_view(), name="draft-new"),
    path("policies/drafts/<int:draft>/", Editor.as_view(), name="draft"),
    path("policies/drafts/<int:draft>/save/", Save.as_view(), name="draft-save"),
    path("policies/drafts/<int:draft>/check/", Check.as_view(), name="draft-check"),
    *draft_steps.urlpatterns,
    path("policies/<str:code>/draft/", Open.as_view(), name="draft-open"),
]
