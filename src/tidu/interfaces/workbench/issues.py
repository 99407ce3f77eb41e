"""Screens of data quality: the list of doubts with their owners, one doubt, and the answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.quality import operations, queries, rules
from tidu.domain.quality.vocabulary import ISSUE_STEPS, IssueState
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import OFFICERS, READERS

STATES = (("waiting", "待办（待核、已改）"), ("all", "全部"), *IssueState.choices)
LIGHTS = {
    IssueState.OPEN: "amber",
    IssueState.MENDED: "missing",
    IssueState.CONFIRMED: "green",
    IssueState.GONE: "green",
}


class IssueFilterForm(PlainForm):
    """What the list is narrowed to."""

    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    rule = forms.ChoiceField(label="规则", required=False)
    place = forms.ChoiceField(label="属地", required=False)
    owner = forms.CharField(label="责任单位", required=False, widget=forms.HiddenInput)
    late = forms.BooleanField(label="只看逾期", required=False)

    def __init__(self, data: QueryDict, places: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        names = [(rule.code, rule.name) for rule in rules.everything()]
        for name, choices in (("rule", names), ("place", places)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "全部"), *choices]


def _door(row: queries.IssueRow) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="small soft">{}</span>',
        reverse("issue", args=[row.id]),
        row.sentence,
        row.rule_name,
    )


def _firm(row: queries.IssueRow) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("enterprise", args=[row.credit_code]), row.name)


def _state(row: queries.IssueRow) -> SafeString:
    return format_html(
        '<span class="light light-{}">{}</span>', LIGHTS[IssueState(row.state)], row.state_label
    )


def _deadline(row: queries.IssueRow) -> str | SafeString:
    """Show the deadline; red where it passed unanswered, and late for ever where it was answered late."""
    if row.due_on is None:
        return format_html('<span class="missing">{}</span>', "节假日表未导入")
    if not row.late:
        return wording.day(row.due_on)
    word = "逾期办结" if row.closed_on else "逾期"
    colour = "" if row.closed_on else " chip-red"
    return format_html('{} <span class="chip{}">{}</span>', wording.day(row.due_on), colour, word)


class Issues(ListPage):
    """Every doubt about the register in this person's scope, with its owner and its deadline."""

    title = "数据疑点"
    section = "issues"
    roles = READERS
    travels = False
    template_name = "workbench/issues/issues.html"
    noun = "条疑点"
    empty = "没有待办的疑点。系统每晚按规则复查全部登记和年度数据。"
    columns = (
        Column("疑点", lambda row: row.sentence, shown=_door),
        Column("规则", lambda row: row.rule_name, on_screen=False),
        Column("企业", lambda row: row.name, shown=_firm),
        Column("统一社会信用代码", lambda row: row.credit_code, on_screen=False),
        Column("属地", lambda row: row.place, whole=True),
        Column("责任", lambda row: row.owner, whole=True),
        Column("状态", lambda row: row.state_label, shown=_state, whole=True),
        Column("发现", lambda row: row.found_on, whole=True, on_screen=False),
        Column("期限", lambda row: row.due_on, shown=_deadline, whole=True),
        Column("是否逾期", lambda row: row.late, on_screen=False),
        Column("了结", lambda row: row.closed_on or "", on_screen=False),
    )

    def get_form(self, data: QueryDict) -> PlainForm:
        """Return the filters; a township's leader has only the own places."""
        whole = self.actor.sees_whole_county
        own = [place for place in accounts.places() if whole or place.pk in self.actor.place_ids]
        return IssueFilterForm(data, [(place.code, place.short_name) for place in own])

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page, cut by the database."""
        page = Slice.cut(self._found(filters), number, self.page_size)
        return Slice(queries.rows_of(page.rows, clock.today()), page.total, page.number, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every row, for the file."""
        return queries.rows_of(self._found(filters), clock.today())

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sentence under the title and how many wait at each owner."""
        return {
            "lead": "每晚按规则复查；不再出现的自动了结并留痕。期限按工作日计，逾期不抹去。",
            "owners": queries.owner_counts(self.actor, clock.today()),
            "decides": self.actor.has_role(*OFFICERS),
        }

    def _found(self, filters: dict[str, Any]) -> Any:
        state = filters.get("state") or queries.SHOWN_TO_ALL
        asked = queries.IssueFilters(
            state="" if state == "all" else state,
            rule=filters.get("rule", ""),
            place=filters.get("place", ""),
            owner=filters.get("owner", ""),
            late=bool(filters.get("late")),
        )
        return queries.issues(self.actor, clock.today(), asked)


class AnswerForm(PlainForm):
    """What was done about it."""

    action = forms.ChoiceField(label="怎么处理")
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="改了哪张表、哪个数，或凭什么确认无误。",
    )


class IssuePage(FormPage):
    """One doubt: what the rule saw, who answers by when, every step so far, and the next one."""

    section = "issues"
    roles = READERS
    travels = False
    form_class = AnswerForm
    refusals = (operations.UnableToAnswerIssue,)
    not_found = (queries.IssueNotFound,)
    template_name = "workbench/issues/issue.html"
    button = "提交"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the form with the steps that this person may take; what is sent may be one that was, a moment ago."""
        form = super().get_form(data, files, **kwargs)
        field = form.fields["action"]
        if isinstance(field, forms.ChoiceField):
            choices = {step.action: step.label for step in self._page(**kwargs).next_steps}
            sent = data.get("action", "") if data is not None else ""
            choices |= {step.action: step.label for step in ISSUE_STEPS.transitions if step.action == sent}
            field.choices = [("", "请选择"), *choices.items()]
        return form

    def get_context(self, issue: int, **kwargs: Any) -> dict[str, Any]:
        """Return the doubt."""
        page = self._page(issue)
        return {
            "title": page.row.rule_name,
            "trail": [("数据疑点", reverse("issues"))],
            "page": page,
            "deadline": _deadline(page.row),
            "state": _state(page.row),
            "steps": [(one, STEP_WORDS.get(one.action, one.action)) for one in page.steps],
        }

    def submit(self, values: dict[str, Any], issue: int, **kwargs: Any) -> str:
        """Take the step and say so."""
        operations.answer(
            issue_id=issue,
            action=values["action"],
            reason=values["reason"],
            by=self.actor,
            now=clock.now(),
        )
        return "已记下。今晚复查时会再看一次数据。"

    def next_address(self, issue: int, **kwargs: Any) -> str:
        """Return to the doubt."""
        return reverse("issue", args=[issue])

    def _page(self, issue: int, **kwargs: Any) -> queries.IssuePage:
        if not hasattr(self, "_read"):
            self._read = queries.issue_page(self.actor, issue, clock.today())
        return self._read


STEP_WORDS = {"found": "发现"} | {step.action: step.label for step in ISSUE_STEPS.transitions}


class ReviewNow(Action):
    """Review the register at once instead of tonight."""

    roles = OFFICERS
    travels = False

    def act(self, **kwargs: Any) -> str:
        """Review and say what came of it."""
        return operations.review(by=self.actor, now=clock.now()).sentence

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("issues")


urlpatterns = [
    path("issues/", Issues.as_view(), name="issues"),
    path("issues/review/", ReviewNow.as_view(), name="issues-review"),
    path("issues/<int:issue>/", IssuePage.as_view(), name="issue"),
]
