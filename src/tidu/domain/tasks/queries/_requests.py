"""What is asked of leaders, in the feedback on tasks and in monthly reports, and what was decided of it.

A request stands until somebody answers it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tidu.domain.tasks.models import MonthlyRequest, Task, TaskDecision, TaskFeedback
from tidu.domain.tasks.queries._lists import in_scope, tasks_of
from tidu.domain.tasks.vocabulary import DIRECTORS, MONTHLY_SOURCE, OFFICERS, PENDING, TaskState
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor

_RELATED = ("task__owner", "helper__unit", "decision")


def standing(feedback: Iterable[TaskFeedback]) -> list[TaskFeedback]:
    """Return the requests without a decision, the oldest first: a unit's later request stands for its earlier ones."""
    asked = sorted((one for one in feedback if one.request), key=lambda one: one.pk)
    last = {(one.task_id, one.helper_id): one.pk for one in asked}
    return [one for one in asked if one.pk in last.values() and decision_of(one) is None]


def decision_of(one: TaskFeedback | MonthlyRequest) -> TaskDecision | None:
    """Return what was decided of a request, None while nobody has."""
    return getattr(one, "decision", None)


def open_requests(actor: Actor) -> list[TaskFeedback]:
    """Return the requests of tasks in scope that go on and that wait for a decision, the oldest first; one query."""
    found = TaskFeedback.objects.filter(task__in=in_scope(actor).filter(state__in=PENDING)).exclude(
        request=""
    )
    return standing(found.select_related(*_RELATED))


def find_request(task: Task, feedback_id: int) -> TaskFeedback | None:
    """Return a feedback of a task that asks for a decision, None where there is none."""
    asking = TaskFeedback.objects.filter(task=task, pk=feedback_id).exclude(request="")
    found: TaskFeedback | None = asking.select_related(*_RELATED).first()
    return found


def may_decide(actor: Actor, task: Task) -> bool:
    """Return whether an actor may decide what is asked for in a task: a leader, as long as it goes on."""
    return task.state in PENDING and (actor.is_system or actor.has_role(*DIRECTORS))


@dataclass(frozen=True)
class AskedLine:
    """A request of a month with the tasks made of it, and what this actor may do: answer, make a task, settle."""

    request: MonthlyRequest
    tasks: tuple[Task, ...]
    may_decide: bool
    may_open: bool
    may_settle: bool

    @property
    def decision(self) -> TaskDecision | None:
        """Return what was decided, None while nobody has."""
        return decision_of(self.request)


class RequestNotFound(LookupError):
    """Raised for a request that does not exist or lies outside the actor's scope: the two cannot be told apart."""


def waiting_of_months(actor: Actor) -> list[MonthlyRequest]:
    """Return the requests of monthly reports in scope that wait for an answer, the oldest first; one query."""
    return list(
        _asked(actor).filter(withdrawn_at__isnull=True, decision__isnull=True).order_by("asked_at", "pk")
    )


def unsettled_of_months(actor: Actor) -> list[MonthlyRequest]:
    """Return the requests of monthly reports in scope whose answer is not carried out yet; one query."""
    decided = _asked(actor).filter(decision__isnull=False, decision__settled_at__isnull=True)
    return list(decided.order_by("decision__decided_at", "pk"))


def requests_of_month(place: Organisation, month_on: date) -> list[MonthlyRequest]:
    """Return every request of a place's month, the withdrawn ones too, in the order of asking; one query."""
    found = MonthlyRequest.objects.filter(report__place=place, report__month_on=month_on)
    return list(found.select_related("report__place", "decision").order_by("pk"))


def asked_lines(actor: Actor, requests: Iterable[MonthlyRequest]) -> list[AskedLine]:
    """Return requests of months with their tasks and what the actor may do; one query more."""
    found = list(requests)
    tasks = tasks_of(MONTHLY_SOURCE, [one.key for one in found])
    return [_asked_line(actor, one, tuple(tasks.get(one.key, ()))) for one in found]


def find_asked(actor: Actor, key: str) -> AskedLine:
    """Return a request of a month in scope; raise RequestNotFound. Two queries."""
    request = _asked(actor).filter(key=key).first()
    if request is None:
        raise RequestNotFound("没有这条月报请求，或不在您的范围内。")
    return asked_lines(actor, [request])[0]


def _asked(actor: Actor) -> QuerySet[MonthlyRequest]:
    found = MonthlyRequest.objects.select_related("report__place", "decision")
    return found if actor.sees_whole_county else found.filter(report__place__in=actor.place_ids)


def _asked_line(actor: Actor, request: MonthlyRequest, tasks: tuple[Task, ...]) -> AskedLine:
    decision = decision_of(request)
    leads = actor.is_system or actor.has_role(*DIRECTORS)
    opens = actor.is_system or actor.has_role(*OFFICERS)
    waits = decision is None and request.withdrawn_at is None
    has_task = any(one.state != TaskState.WITHDRAWN for one in tasks)
    settling = decision is not None and decision.settled_at is None
    return AskedLine(
        request=request,
        tasks=tasks,
        may_decide=waits and leads,
        may_open=opens and not has_task and (decision is not None or (waits and leads)),
        may_settle=settling and (actor.is_system or request.unit.pk in actor.place_ids),
    )
