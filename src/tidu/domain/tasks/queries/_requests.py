"""What owners and helpers ask leaders to decide, and what was decided; a request stands until somebody answers it."""

from __future__ import annotations

from collections.abc import Iterable

from tidu.domain.tasks.models import Task, TaskDecision, TaskFeedback
from tidu.domain.tasks.queries._lists import in_scope
from tidu.domain.tasks.vocabulary import DIRECTORS, PENDING
from tidu.foundation.actors import Actor

_RELATED = ("task__owner", "helper__unit", "decision")


def standing(feedback: Iterable[TaskFeedback]) -> list[TaskFeedback]:
    """Return the requests without a decision, the oldest first: a unit's later request stands for its earlier ones."""
    asked = sorted((one for one in feedback if one.request), key=lambda one: one.pk)
    last = {(one.task_id, one.helper_id): one.pk for one in asked}
    return [one for one in asked if one.pk in last.values() and decision_of(one) is None]


def decision_of(one: TaskFeedback) -> TaskDecision | None:
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
