"""Screens of the problem list and of what is said beside the light of a target."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.targets import operations, queries
from tidu.domain.targets.vocabulary import LIGHT_RULE, UNPROVEN
from tidu.foundation import clock
from tidu.foundation.figures import registry
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.roles import OFFICERS, READERS, STAFF
from tidu.interfaces.kit.seen_forms import SeenForm, SeenPage, version_in
from tidu.interfaces.kit.templatetags import tidu as tags
from tidu.interfaces.workbench.ticket_steps import offer, offer_owners


class ProblemFilters(PlainForm):
    """Which problems."""

    unproven = forms.BooleanField(label=f"只看{UNPROVEN}的", required=False)
    solved = forms.BooleanField(label="连同已解决的", required=False)


def _figure(line: queries.ProblemLine) -> str | SafeString:
    if line.answer is None:
        return format_html('<span class="soft">{}</span>', "没有对应指标")
    return format_html("{}<br>{}", line.answer.figure.name, tags.figure(line.answer))


def _value(line: queries.ProblemLine) -> Any:
    return None if line.answer is None else line.answer.value


def _evidence(line: queries.ProblemLine) -> str | SafeString:
    if line.mark:
        return format_html('<span class="chip chip-amber">{}</span>', line.mark)
    return line.problem.evidence


def _text(line: queries.ProblemLine) -> str:
    solved = f"（{line.problem.solved_on} 解决）" if line.problem.solved_on else ""
    return f"{line.problem.number}. {line.problem.text}{solved}"


def _text_door(line: queries.ProblemLine) -> SafeString:
    address = reverse("problem-change", args=[line.problem.number])
    return format_html('<a href="{}">{}</a>', address, _text(line))


class Problems(ListPage):
    """The problems with what their figures say on the day, their benchmark, owner and evidence."""

    title = "问题清单"
    section = "problems"
    roles = READERS
    form_class = ProblemFilters
    template_name = "workbench/problems/problems.html"
    noun = "个问题"
    empty = "清单里没有问题。由科技局登记：差在哪里、和什么比、谁负责、凭什么这样说。"
    columns = (
        Column("问题", _text),
        Column("指标现值", _value, shown=_figure),
        Column("指标", lambda line: line.answer.figure.name if line.answer else "", on_screen=False),
        Column("对照", lambda line: line.problem.benchmark),
        Column("责任单位", lambda line: line.problem.owner.short_name, whole=True),
        Column("佐证", lambda line: line.problem.evidence or UNPROVEN, shown=_evidence),
    )

    def get_columns(self) -> Any:
        """Let officers open a problem to change it."""
        if not self.actor.has_role(*OFFICERS):
            return self.columns
        return (Column("问题", _text, shown=_text_door), *self.columns[1:])

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page of problems; only its figures are asked."""
        page = Slice.cut(self._found(filters), number, self.page_size)
        return Slice(queries.problem_lines(list(page.rows), self.as_of), page.total, page.number, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every line, for the file."""
        return queries.problem_lines(self._found(filters), self.as_of)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what an unproven problem is."""
        return {
            "lead": f"没有佐证的问题标“{UNPROVEN}”；指标现值由系统计算，点开看明细。",
            "officer": self.actor.has_role(*OFFICERS),
        }

    def _found(self, filters: dict[str, Any]) -> Any:
        solved, unproven = bool(filters.get("solved")), bool(filters.get("unproven"))
        return queries.problems(self.as_of, solved=solved, unproven=unproven)


class ProblemForm(SeenForm):
    """A problem: which figure shows it, what it is measured against, who owns it, what proves it."""

    text = forms.CharField(label="问题", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    figure_code = forms.ChoiceField(label="指标", required=False)
    benchmark = forms.CharField(
        label="对照", max_length=200, help_text="和什么比：年末目标、往年、对标县或文件要求。"
    )
    owner = forms.ChoiceField(label="责任单位")
    evidence = forms.CharField(
        label="佐证",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"文号、名单、调查材料或数据出处。留空则标“{UNPROVEN}”。",
    )
    solved_on = forms.DateField(label="解决日期", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = [(one.code, one.name) for one in registry.everything()]
        offer(self.fields["figure_code"], figures, ("", "没有对应指标"))
        offer_owners(self.fields["owner"])


class KeepProblem(SeenPage):
    """Put a problem on the list, or change one; earlier words stay on record."""

    section = "problems"
    roles = OFFICERS
    travels = False
    form_class = ProblemForm
    button = "保存"
    refusals = (operations.UnableToNameProblem,)
    overtaken = (operations.ChangedMeanwhile,)

    def mark(self, number: int = 0, **kwargs: Any) -> str:
        """Return which version stands, nothing for a new problem."""
        standing = queries.find_problem(number, self.as_of)
        return "" if standing is None else str(standing.pk)

    def shown(self, mark: str, number: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return the words of a version."""
        pk = version_in(mark)
        standing = None if pk is None else queries.problem_version(number, pk)
        if standing is None:
            return {}
        return {
            "text": standing.text,
            "figure_code": standing.figure_code,
            "benchmark": standing.benchmark,
            "owner": str(standing.owner_id),
            "evidence": standing.evidence,
            "solved_on": standing.solved_on,
        }

    def get_context(self, number: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return which problem it is."""
        if number and queries.find_problem(number, self.as_of) is None:
            raise Http404(f"清单里没有第 {number} 个问题。")
        return {
            "title": f"第 {number} 个问题" if number else "登记问题",
            "trail": [("问题清单", reverse("problems"))],
        }

    def submit(self, values: dict[str, Any], number: int = 0, **kwargs: Any) -> str:
        """Write it."""
        stated = operations.ProblemStated(
            text=values["text"],
            figure_code=values["figure_code"],
            benchmark=values["benchmark"],
            owner_id=int(values["owner"]),
            evidence=values["evidence"],
            solved_on=values["solved_on"],
            number=number or None,
        )
        seen = version_in(values["seen"])
        written = operations.set_problem(stated=stated, by=self.actor, now=clock.now(), seen=seen)
        return f"已保存第 {written.number} 个问题。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("problems")


class RemarkForm(SeenForm):
    """What is to be said."""

    text = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="留空则收回说明。",
    )


class Remark(SeenPage):
    """Say something beside a light, with name and moment; the light stays as the rule says."""

    title = "亮灯说明"
    section = "home"
    roles = STAFF
    travels = False
    not_found = (queries.TargetNotFound,)
    form_class = RemarkForm
    button = "保存"
    refusals = (operations.UnableToRemark,)
    overtaken = (operations.ChangedMeanwhile,)

    def mark(self, figure_code: str, due_on: str, **kwargs: Any) -> str:
        """Return which remark stands, 0 for none."""
        standing = queries.find_remark(figure_code, due_day(due_on))
        return str(standing.pk if standing else 0)

    def shown(self, mark: str, figure_code: str, due_on: str, **kwargs: Any) -> dict[str, Any]:
        """Return the words of a remark."""
        pk = version_in(mark)
        remark = None if pk is None else queries.remark_version(figure_code, due_day(due_on), pk)
        return {"text": remark.text if remark else ""}

    def get_context(self, figure_code: str, due_on: str, **kwargs: Any) -> dict[str, Any]:
        """Return which target, and the rule that no words change."""
        target = queries.standing_target(figure_code, due_day(due_on))
        return {
            "title": f"{target.due_on.year} 年{target.name}：亮灯说明",
            "lead": f"灯由规则计算，说明只写在旁边，注明姓名和时间，不改变灯的颜色。{LIGHT_RULE}",
        }

    def submit(self, values: dict[str, Any], figure_code: str, due_on: str, **kwargs: Any) -> str:
        """Write it."""
        operations.set_remark(
            figure_code=figure_code,
            due_on=due_day(due_on),
            text=values["text"],
            by=self.actor,
            now=clock.now(),
            seen=version_in(values["seen"]),
        )
        return "已保存说明，灯的颜色不变。" if values["text"].strip() else "已收回说明。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the targets."""
        return reverse("home")


def due_day(text: str) -> date:
    """Return the day of an address; what is none names no target."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise queries.TargetNotFound(f"没有期限为“{text}”的目标。") from None


urlpatterns: list[URLPattern] = [
    path("problems/", Problems.as_view(), name="problems"),
    path("problems/new/", KeepProblem.as_view(), name="problem-new"),
    path("problems/<int:number>/", KeepProblem.as_view(), name="problem-change"),
    path("targets/<str:figure_code>/<str:due_on>/remark/", Remark.as_view(), name="target-remark"),
]
