"""Screens of what units ask leaders to decide: the list of what waits, the decision, and that it was carried out."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, reverse

from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.vocabulary import DIRECTORS
from tidu.foundation import clock
from tidu.interfaces.kit.forms import PlainForm, words
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.workbench.task_acts import TaskForm, TaskPress


class Requests(Page):
    """What waits for a leader's decision, in tasks and in monthly reports, the oldest first."""

    title = "请求决定的事"
    section = "tasks"
    roles = READERS
    travels = False
    template_name = "workbench/tasks/requests.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the requests, and whether this person decides."""
        found = queries.open_requests(self.actor)
        months = queries.waiting_of_months(self.actor)
        lines = queries.asked_lines(self.actor, [*months, *queries.unsettled_of_months(self.actor)])
        return {
            "lead": f"请领导决定、还没有批复的 {len(found) + len(months)} 件，先提出的在前。",
            "trail": [("任务", reverse("tasks"))],
            "requests": [(one, queries.may_decide(self.actor, one.task)) for one in found],
            "months": lines[: len(months)],
            "unsettled": lines[len(months) :],
        }


class DecisionForm(PlainForm):
    """What is decided."""

    text = words(
        "批复", rows=4, help_text="定了什么、由谁办、什么时候办完。提出的单位看得到，一次批复，不能改。"
    )


class Decide(TaskForm):
    """Answer a request."""

    title = "批复请求"
    roles = DIRECTORS
    form_class = DecisionForm
    button = "批复"

    def get_context(self, number: str, feedback: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return what is asked, by whom."""
        context = super().get_context(number, **kwargs)
        asking = queries.find_request(self.read(number).line.task, feedback)
        if asking is None:
            raise queries.TaskNotFound(f"{number} 没有这条请求。")
        return {**context, "lead": f"{asking.unit.short_name}：{asking.request}"}

    def submit(self, values: dict[str, Any], number: str, feedback: int, **kwargs: Any) -> str:
        """Keep the decision."""
        operations.decide_request(
            number=number, feedback_id=feedback, **values, by=self.actor, now=clock.now()
        )
        return "已批复，提出的单位会收到提醒。"


class Settle(TaskPress):
    """Say that what was decided has been carried out."""

    def act(self, number: str, feedback: int = 0, **kwargs: Any) -> str:
        """Say it for the unit that asked."""
        queries.find_task(self.actor, number, self.as_of)
        operations.settle_decision(number=number, feedback_id=feedback, by=self.actor, now=clock.now())
        return "已确认落实。"


urlpatterns: list[URLPattern] = [
    path("tasks/requests/", Requests.as_view(), name="task-requests"),
    path("tasks/<str:number>/requests/<int:feedback>/decide/", Decide.as_view(), name="task-decide"),
    path("tasks/<str:number>/requests/<int:feedback>/settle/", Settle.as_view(), name="task-settle"),
]
