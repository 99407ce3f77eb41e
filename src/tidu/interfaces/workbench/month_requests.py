"""Screens of one request of a township's monthly report: what is asked, the answer, the task made of it, its end."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse

from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.checks import UnableToMoveTask, UnableToOpenTask
from tidu.domain.tasks.vocabulary import DIRECTORS
from tidu.foundation import clock
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.interfaces.kit.forms import FormPage
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, READERS
from tidu.interfaces.workbench.sentence_tasks import OpenFromSentence
from tidu.interfaces.workbench.task_requests import DecisionForm

NOT_FOUND = (queries.RequestNotFound,)
REFUSALS = (UnableToMoveTask, UnableToOpenTask, HolidaysMissing)


class MonthRequest(Page):
    """A request with its answer and its tasks, for the place that asked too."""

    title = "月报里请求的事"
    section = "tasks"
    roles = READERS
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/tasks/month_request.html"

    def get_context(self, key: str, **kwargs: Any) -> dict[str, Any]:
        """Return the request and the ways on."""
        line = queries.find_asked(self.actor, key)
        return {"lead": _lead(line), "trail": _trail(), "line": line, "month": _month(line)}


class _RequestForm(FormPage):
    """A form about one request."""

    section = "tasks"
    travels = False
    not_found = NOT_FOUND
    refusals = REFUSALS

    def get_context(self, key: str, **kwargs: Any) -> dict[str, Any]:
        """Return what is asked, by whom."""
        line = queries.find_asked(self.actor, key)
        return {
            "lead": f"{line.request.unit.short_name}：{line.request.text}",
            "trail": [*_trail(), (key, self.next_address(key))],
        }

    def next_address(self, key: str, **kwargs: Any) -> str:
        """Go back to the request."""
        return reverse("month-request", args=[key])


class DecideAsked(_RequestForm):
    """Answer a request."""

    title = "批复请求"
    roles = DIRECTORS
    form_class = DecisionForm
    button = "批复"

    def submit(self, values: dict[str, Any], key: str, **kwargs: Any) -> str:
        """Keep the decision."""
        operations.decide_asked(key=key, **values, by=self.actor, now=clock.now())
        return "已批复，提出的单位会收到提醒。"


class OpenAsked(OpenFromSentence, _RequestForm):
    """Make a request a task."""

    roles = OFFICERS

    def said(self, key: str, **kwargs: Any) -> Any:
        """Return the words of the request."""
        return queries.find_asked(self.actor, key).request

    def get_context(self, key: str, **kwargs: Any) -> dict[str, Any]:
        """Return what is asked, by whom."""
        return _RequestForm.get_context(self, key, **kwargs)

    def open(self, values: dict[str, Any], key: str, **kwargs: Any) -> Any:
        """Open the task."""
        return operations.open_asked(key=key, **values)


class SettleAsked(Action):
    """Say that what was decided has been carried out."""

    roles = READERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND

    def act(self, key: str, **kwargs: Any) -> str:
        """Say it for the place that asked."""
        queries.find_asked(self.actor, key)
        operations.settle_asked(key=key, by=self.actor, now=clock.now())
        return "已确认落实。"

    def next_address(self, key: str, **kwargs: Any) -> str:
        """Go back to the request."""
        return reverse("month-request", args=[key])


def _trail() -> list[tuple[str, str]]:
    return [("任务", reverse("tasks")), ("请求决定的事", reverse("task-requests"))]


def _month(line: queries.AskedLine) -> tuple[str, str]:
    """Return code of the place and month, as the address of the monthly report has them."""
    report = line.request.report
    return report.place.code, f"{report.month_on:%Y-%m}"


def _lead(line: queries.AskedLine) -> str:
    request = line.request
    return f"{request.unit.short_name} {request.report.month_on:%Y 年 %-m 月}月报“需县里协调的事”"


urlpatterns: list[URLPattern] = [
    path("tasks/requests/<str:key>/", MonthRequest.as_view(), name="month-request"),
    path("tasks/requests/<str:key>/decide/", DecideAsked.as_view(), name="month-request-decide"),
    path("tasks/requests/<str:key>/open/", OpenAsked.as_view(), name="month-request-open"),
    path("tasks/requests/<str:key>/settle/", SettleAsked.as_view(), name="month-request-settle"),
]
