"""Say how a task under way stands: on its own page, or by the lines of a township's monthly report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tidu.domain.returns import operations as returns
from tidu.domain.returns.models import MonthlyReport
from tidu.domain.tasks import checks, queries
from tidu.domain.tasks.checks import UnableToMoveTask
from tidu.domain.tasks.models import Task, TaskFeedback, TaskHelper
from tidu.domain.tasks.monthly import Said, lines_by_task, told
from tidu.domain.tasks.operations._asked import keep_requests
from tidu.domain.tasks.operations._helping import keep_help
from tidu.domain.tasks.operations._steps import write_down
from tidu.domain.tasks.operations._story import move
from tidu.domain.tasks.vocabulary import UNDONE, TaskState
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor


def feed_back(*, number: str, said: Said, by: Actor, now: datetime, node: int | None = None) -> TaskFeedback:
    """Say how a task stands, and that a node (by its position) is reached today. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        feedback = _keep(task, said, by=by, now=now)
        if node is not None:
            _reach(task, node, clock.day_of(now))
    return feedback


def send_monthly(
    *,
    place: Organisation,
    month_on: date,
    values: Mapping[str, str],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> MonthlyReport:
    """Take a township's month, and let each line that names a task under way that the place owns or helps with be
    feedback on that task. What is asked for in lines that are nobody's feedback waits for a leader by itself.

    Sending a month again adds feedback and requests only where the words changed. A task that was only opened is signed
    for by its owner's line. A line that names a task and says nothing of it is left out. `seen` is the version of the
    month that one looked at. Raises UnableToReport.
    """
    values = {box: told(words) for box, words in values.items()}
    with transaction.atomic():
        report = returns.send_monthly(
            place=place, month_on=month_on, values=values, by=by, now=now, seen=seen
        )
        lines = lines_by_task(values)
        own = Task.objects.filter(number__in=lines, owner=place, state__in=UNDONE)
        fed = list(own.order_by("number").values_list("number", flat=True))
        for number in fed:
            _from_month(checks.locked(number), lines[number], report, by=by, now=now)
        helping = TaskHelper.objects.filter(task__number__in=lines, unit=place, task__state__in=UNDONE)
        helped = list(helping.select_related("unit", "task").order_by("task__number"))
        for helper in helped:
            task, said = checks.locked(helper.task.number), lines[helper.task.number]
            if not _said_already(task, said, report, helper):
                keep_help(task, helper, said, by=by, now=now, month=report)
        keep_requests(report, {*fed, *(helper.task.number for helper in helped)}, by=by, now=now)
    return report


def _said_already(task: Task, said: Said, report: MonthlyReport, helper: TaskHelper | None) -> bool:
    """Return whether the month, as it was sent last, said the same of a task for the same unit."""
    words = TaskFeedback.objects.filter(task=task, month__month_on=report.month_on, helper=helper)
    last = words.order_by("-pk").first()
    return last is not None and Said(last.text, last.blocker, last.request, last.plan) == said


def _from_month(task: Task, said: Said, report: MonthlyReport, *, by: Actor, now: datetime) -> None:
    if _said_already(task, said, report, None):
        return
    if task.state == TaskState.OPEN:
        checks.check_step(task, "sign", actor=by)
        move(task, "sign", "", by=by, now=now)
    _keep(task, said, by=by, now=now, month=report)


def _keep(
    task: Task, said: Said, *, by: Actor, now: datetime, month: MonthlyReport | None = None
) -> TaskFeedback:
    checks.check_step(task, "feed_back", actor=by, reason=said.text)
    feedback, told = write_down(task, said, by=by, now=now, month=month)
    move(task, "feed_back", told, by=by, now=now)
    return feedback


def _reach(task: Task, position: int, today: date) -> None:
    node = next((one for one in queries.nodes_to_reach(task) if one.position == position), None)
    if node is None:
        raise UnableToMoveTask(f"{task.number} 没有可以标记到达的第 {position} 个节点。请从列表中选择。")
    node.reached_on = today
    node.save(update_fields=["reached_on"])
