"""Screens of tasks: who promised what until when, how each stands by the printed rule, the proof of what was done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.tasks import queries, sources
from tidu.domain.tasks.queries import TaskLine, TaskNotFound
from tidu.domain.tasks.supervision import supervision_on
from tidu.domain.tasks.vocabulary import OFFICERS, RED_LIGHTS, TaskKind, TaskLight, TaskState
from tidu.foundation.files import queries as files
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.kit.wording import working_days_left
from tidu.interfaces.workbench.task_path import TaskPath

ANY = ("", "全部")
NOT_FOUND = (TaskNotFound,)
CHIPS = {
    TaskLight.GREEN: "chip-green",
    TaskLight.YELLOW: "chip-amber",
    **dict.fromkeys(RED_LIGHTS, "chip-red"),
}


class TaskFilters(PlainForm):
    """What the list is narrowed to."""

    text = forms.CharField(label="编号、任务或来源", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *TaskState.choices])
    kind = forms.ChoiceField(label="类别", required=False, choices=[ANY, *TaskKind.choices])
    late = forms.BooleanField(label="只看逾期的", required=False)


def days_left(line: TaskLine) -> str:
    """Return how the deadline stands, in words."""
    return working_days_left(line.days_left, was_late=line.was_late, late_by=line.days_late)


def light_chip(line: TaskLine) -> str | SafeString:
    """Return the light in its colour, a dash once the task is over."""
    if line.light is None:
        return "—"
    return format_html('<span class="chip {}">{}</span>', CHIPS[line.light], line.light.label)


def _title(line: TaskLine) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="small soft">{}</span>',
        reverse("task", args=[line.task.number]),
        line.task.title,
        line.task.number,
    )


def _units(line: TaskLine) -> SafeString:
    helps = format_html('<br><span class="small soft">{}协办</span>', "、".join(line.helpers))
    return format_html("{}{}", line.task.owner.short_name, helps if line.helpers else "")


def _due(line: TaskLine) -> SafeString:
    left = days_left(line)
    colour = "chip-red" if line.is_late else ""
    chip = format_html('<br><span class="chip {}">{}</span>', colour, left) if left else ""
    return format_html('<span class="nowrap">{}</span>{}', line.task.due_on.isoformat(), chip)


class Tasks(ListPage):
    """The tasks in scope: on top those not kept yet, the soonest due first."""

    title = "任务"
    section = "tasks"
    roles = READERS
    travels = False
    form_class = TaskFilters
    template_name = "workbench/tasks/tasks.html"
    noun = "项"
    empty = "还没有任务。答复里承诺了完成日期的意见会自动立为任务。"
    columns = (
        Column("任务", lambda line: line.task.title, shown=_title),
        Column("编号", lambda line: line.task.number, on_screen=False),
        Column("来源", lambda line: line.source_label or "—"),
        Column("责任单位", lambda line: line.task.owner.short_name, shown=_units, whole=True),
        Column("协办单位", lambda line: "、".join(line.helpers), on_screen=False),
        Column("状态", lambda line: line.task.get_state_display(), whole=True),
        Column("灯", lambda line: line.light.label if line.light else "", shown=light_chip, whole=True),
        Column("期限", lambda line: line.task.due_on, shown=_due),
        Column("余工作日", lambda line: line.days_left, on_screen=False),
        Column("曾逾期工作日", lambda line: line.days_late, on_screen=False),
    )

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rule of the light, and whether this person opens tasks."""
        rule = supervision_on(self.as_of.on).light.words
        return {"rule": rule, "opens": self.actor.has_role(*OFFICERS), "year": self.as_of.on.year}

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page of tasks as lines."""
        page = Slice.cut(self._found(filters), number, self.page_size)
        return Slice(queries.lines_of(page.rows, self.as_of), page.total, page.number, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every line, for the file."""
        return queries.lines_of(self._found(filters), self.as_of)

    def _found(self, filters: dict[str, Any]) -> Any:
        return queries.tasks(self.actor, self.as_of, queries.TaskFilters(**filters))


class TaskOne(Page):
    """One task: the promise and where it was made, its nodes and parts, what was said and reported, the next step."""

    section = "tasks"
    roles = READERS
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/tasks/task.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the task and the ways on."""
        page = queries.find_task(self.actor, number, self.as_of)
        return {
            "title": page.line.task.title,
            "trail": [("任务", reverse("tasks"))],
            "of": page,
            "task": page.line.task,
            "line": page.line,
            "light": light_chip(page.line),
            "left": days_left(page.line),
            "parts": [(line, light_chip(line), days_left(line)) for line in page.children],
            "source": self._source(page.line),
            "actions": {step.action for step in page.next_steps},
            "rule": supervision_on(self.as_of.on).light.words,
            "today": self.as_of.on,
            "path": TaskPath.of(page.line, self.as_of.on),
        }

    @staticmethod
    def _source(line: TaskLine) -> dict[str, str]:
        """Return the record in which it was promised, with its page."""
        source = sources.find(line.task.source_kind)
        address = reverse(source.page, args=[line.task.source_key]) if source else ""
        return {"label": line.source_label, "address": address}


class EvidenceFile(Page):
    """A file that shows what was done."""

    roles = READERS
    travels = False
    not_found = NOT_FOUND

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the file's own bytes."""
        page = queries.find_task(self.actor, kwargs["number"], self.as_of)
        stored = next(
            (
                one
                for report in page.reports
                for one in report.evidence.all()
                if one.sha256 == kwargs["sha256"]
            ),
            None,
        )
        if stored is None:
            raise Http404("这项任务没有这份材料。")
        return exports.attached(files.read(stored), stored.name)


urlpatterns: list[URLPattern] = [
    path("tasks/", Tasks.as_view(), name="tasks"),
    path("tasks/<str:number>/", TaskOne.as_view(), name="task"),
    path("tasks/<str:number>/evidence/<str:sha256>/", EvidenceFile.as_view(), name="task-evidence"),
]
