"""Screens of tasks: who promised what until when, the proof that it was done, and the second person who closes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.tasks import operations, queries, sources
from tidu.domain.tasks.checks import UnableToMoveTask
from tidu.domain.tasks.queries import TaskLine, TaskNotFound
from tidu.domain.tasks.vocabulary import TaskKind, TaskState
from tidu.foundation import clock
from tidu.foundation.files import queries as files
from tidu.foundation.files.handed import Handed
from tidu.foundation.files.operations import UnableToStore
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import FormPage, PlainForm, words
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.kit.wording import working_days_left
from tidu.interfaces.workbench.intake import FilesField

ANY = ("", "全部")
REFUSALS = (UnableToMoveTask, UnableToStore)
NOT_FOUND = (TaskNotFound,)


class TaskFilters(PlainForm):
    """What the list is narrowed to."""

    text = forms.CharField(label="编号、任务或来源", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *TaskState.choices])
    kind = forms.ChoiceField(label="类别", required=False, choices=[ANY, *TaskKind.choices])
    late = forms.BooleanField(label="只看逾期的", required=False)


def days_left(line: TaskLine) -> str:
    """Return how the deadline stands, in words."""
    return working_days_left(line.days_left, was_late=line.was_late)


def _title(line: TaskLine) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="small soft">{}</span>',
        reverse("task", args=[line.task.number]),
        line.task.title,
        line.task.number,
    )


def _due(line: TaskLine) -> SafeString:
    left = days_left(line)
    colour = "chip-red" if line.is_late else ""
    chip = format_html('<br><span class="chip {}">{}</span>', colour, left) if left else ""
    return format_html('<span class="nowrap">{}</span>{}', line.task.due_on.isoformat(), chip)


class Tasks(ListPage):
    """The tasks in scope, the soonest due on top."""

    title = "任务"
    section = "tasks"
    roles = READERS
    travels = False
    form_class = TaskFilters
    noun = "项"
    empty = "还没有任务。答复里承诺了完成日期的意见会自动立为任务。"
    columns = (
        Column("任务", lambda line: line.task.title, shown=_title),
        Column("编号", lambda line: line.task.number, on_screen=False),
        Column("来源", lambda line: line.source_label or "—"),
        Column("责任单位", lambda line: line.task.owner.short_name, whole=True),
        Column("状态", lambda line: line.task.get_state_display(), whole=True),
        Column("期限", lambda line: line.task.due_on, shown=_due),
        Column("余工作日", lambda line: line.days_left, on_screen=False),
    )

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
    """One task: the promise and where it was made, the reports with their evidence, the next step."""

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
            "left": days_left(page.line),
            "source": self._source(page.line),
            "actions": {step.action for step in page.next_steps},
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


class _TaskForm(FormPage):
    """A form about one task."""

    section = "tasks"
    roles = READERS
    travels = False
    not_found = NOT_FOUND
    refusals = REFUSALS

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return which task it is."""
        page = queries.find_task(self.actor, number, self.as_of)
        return {
            "trail": [("任务", reverse("tasks")), (number, self.next_address(number))],
            "lead": f"{page.line.task.title}（{page.line.task.due_on.isoformat()} 前）",
        }

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the task."""
        return reverse("task", args=[number])


class ReportForm(PlainForm):
    """What was done, and what shows it."""

    text = words("完成情况", rows=5, help_text="做了什么、什么时候、结果怎样。")
    evidence = FilesField(label="佐证材料", help_text="照片、文件、名单等，可以选多个。")


class ReportTask(_TaskForm):
    """Say that it is done."""

    title = "报告完成"
    form_class = ReportForm
    button = "报告完成"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Keep the report; somebody else looks at it."""
        evidence = [Handed(one.name, one.read()) for one in values["evidence"]]
        operations.report_done(
            number=number, text=values["text"], evidence=evidence, by=self.actor, now=clock.now()
        )
        return "已报告完成，等另一位同志核查销号。"


class CloseTask(Action):
    """Close what somebody else reported."""

    roles = READERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND

    def act(self, number: str, **kwargs: Any) -> str:
        """Close it."""
        queries.find_task(self.actor, number, self.as_of)
        operations.close_task(number=number, by=self.actor, now=clock.now())
        return "已核查销号。"

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the task."""
        return reverse("task", args=[number])


class ReasonForm(PlainForm):
    """Why."""

    reason = words("理由", rows=3, limit=300)


class SendTaskBack(_TaskForm):
    """Send a report back."""

    title = "退回再办"
    form_class = ReasonForm
    button = "退回"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Send it back, due as before."""
        operations.send_back(number=number, reason=values["reason"], by=self.actor, now=clock.now())
        return "已退回，期限不变。"


class WithdrawTask(_TaskForm):
    """Take a task back."""

    title = "撤销任务"
    form_class = ReasonForm
    button = "撤销"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Take it back; it stays on record."""
        operations.withdraw_task(number=number, reason=values["reason"], by=self.actor, now=clock.now())
        return "已撤销，记录保留。"


urlpatterns: list[URLPattern] = [
    path("tasks/", Tasks.as_view(), name="tasks"),
    path("tasks/<str:number>/", TaskOne.as_view(), name="task"),
    path("tasks/<str:number>/report/", ReportTask.as_view(), name="task-report"),
    path("tasks/<str:number>/close/", CloseTask.as_view(), name="task-close"),
    path("tasks/<str:number>/send-back/", SendTaskBack.as_view(), name="task-send-back"),
    path("tasks/<str:number>/withdraw/", WithdrawTask.as_view(), name="task-withdraw"),
    path("tasks/<str:number>/evidence/<str:sha256>/", EvidenceFile.as_view(), name="task-evidence"),
]
