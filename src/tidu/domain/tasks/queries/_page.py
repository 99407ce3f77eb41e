"""One task: its parts, reports, feedback, urgings and story, the steps an actor may take, and the stocktake of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from tidu.domain.tasks.models import Task, TaskFeedback, TaskHelper, TaskNode, TaskReport, TaskStep
from tidu.domain.tasks.queries._lists import TaskLine, in_scope, lines_of
from tidu.domain.tasks.queries._requests import decision_of, may_decide, standing
from tidu.domain.tasks.vocabulary import (
    DIRECTORS,
    HELPED,
    OFFICERS,
    OWNERS,
    PENDING,
    REPLIED,
    STEP_LABELS,
    TASK_STEPS,
    UNDONE,
    URGED,
    TaskLight,
    TaskState,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import Transition


class TaskNotFound(LookupError):
    """Raised for a task that does not exist or lies outside the actor's scope: the two cannot be told apart."""


@dataclass(frozen=True)
class TaskStory:
    """One step of a task in words."""

    step: TaskStep
    label: str
    state_label: str


@dataclass(frozen=True)
class TaskPage:
    """One task: its line, the lines of its parts, reports, feedback (newest first), urgings, story, and next steps.

    `waiting` is the step of an urging that has no answer yet; `may_urge` and `may_reply` say whose act is possible,
    `helps_at` the helping units for which the actor may speak, `may_name` whether the helping units may be set.
    `decides` and `settles` are the keys of the feedback whose request this actor may answer, and of which it may say
    that the answer has been carried out.
    """

    line: TaskLine
    children: tuple[TaskLine, ...]
    reports: tuple[TaskReport, ...]
    feedback: tuple[TaskFeedback, ...]
    waiting: TaskStep | None
    story: tuple[TaskStory, ...]
    next_steps: tuple[Transition, ...]
    may_urge: bool
    may_reply: bool
    sees_parent: bool
    helps_at: tuple[Organisation, ...]
    may_name: bool
    decides: frozenset[int]
    settles: frozenset[int]


@dataclass(frozen=True)
class Stocktake:
    """The four questions of one priority: what (`line`), how (`parts`), on track (`light`), if not what next.

    `off_track` are the lines of the whole that are yellow or worse, `over` how many parts are. Blockers and plans are
    those of each task's last feedback, of its owner and of each unit that helps; `requests` wait for a decision,
    `decided` have one, the newest first.
    """

    line: TaskLine
    parts: tuple[TaskLine, ...]
    feedback: tuple[TaskFeedback, ...]
    over: int
    requests: tuple[TaskFeedback, ...]
    decided: tuple[TaskFeedback, ...]

    @property
    def off_track(self) -> tuple[TaskLine, ...]:
        """Return the lines that are not on track."""
        return tuple(one for one in (self.line, *self.parts) if one.light not in (None, TaskLight.GREEN))

    @property
    def blockers(self) -> tuple[TaskFeedback, ...]:
        """Return the last feedback of each task that names a difficulty."""
        return tuple(one for one in self.feedback if one.blocker)

    @property
    def plans(self) -> tuple[TaskFeedback, ...]:
        """Return the last feedback of each task that says what comes next."""
        return tuple(one for one in self.feedback if one.plan)


def find_task(actor: Actor, number: str, as_of: AsOf) -> TaskPage:
    """Return one task in scope; raise TaskNotFound."""
    task, *below = _with_parts(actor, number)
    steps = list(TaskStep.objects.filter(task=task).order_by("pk"))
    acts = {step.action for step in steps}  # what never happened is not asked for
    line, *parts = lines_of([task, *below], as_of)
    reports = _reports(task) if "report" in acts else ()
    last = reports[-1] if reports else None
    waiting = _waiting(steps)
    feedback = _feedback(task) if acts & {"feed_back", HELPED} else ()
    return TaskPage(
        line=line,
        children=tuple(parts),
        reports=reports,
        feedback=feedback,
        waiting=waiting,
        story=tuple(TaskStory(one, STEP_LABELS[one.action], TaskState(one.state).label) for one in steps),
        next_steps=tuple(
            one for one in TASK_STEPS.from_state(task.state) if may_take(actor, task, one, last)
        ),
        may_urge=waiting is None and may_urge(actor, task),
        may_reply=waiting is not None and (actor.is_system or is_of(actor, task)),
        sees_parent=bool(task.sees_parent),  # type: ignore[attr-defined]
        helps_at=helped_by(actor, task, line.helping),
        may_name=may_name_helpers(actor, task),
        decides=frozenset(one.pk for one in standing(feedback) if may_decide(actor, task)),
        settles=frozenset(one.pk for one in feedback if may_settle(actor, one)),
    )


def may_settle(actor: Actor, asking: TaskFeedback) -> bool:
    """Return whether an actor may say that what was decided is carried out: the unit that asked, once."""
    decided = decision_of(asking)
    if decided is None or decided.settled_at is not None:
        return False
    return actor.is_system or acts_for(actor, asking.unit)


def helped_by(actor: Actor, task: Task, helpers: Sequence[TaskHelper]) -> tuple[Organisation, ...]:
    """Return the units that help with a task and for which an actor may say how their part stands."""
    if task.state not in UNDONE:
        return ()
    return tuple(one.unit for one in helpers if actor.is_system or acts_for(actor, one.unit))


def may_name_helpers(actor: Actor, task: Task) -> bool:
    """Return whether an actor may say which units help: an officer, as long as the owner has not reported."""
    return task.state in UNDONE and (actor.is_system or actor.has_role(*OFFICERS))


def stocktake(actor: Actor, number: str, as_of: AsOf) -> Stocktake:
    """Return the stocktake of one priority: a task with everything it was broken into; raise TaskNotFound."""
    task, *below = _with_parts(actor, number)
    line, *parts = lines_of([task, *below], as_of)
    related = ("task__owner", "helper__unit", "decision")
    said = list(TaskFeedback.objects.filter(task__in=[task, *below]).select_related(*related).order_by("pk"))
    last = {(one.task_id, one.helper_id): one for one in said}
    over = sum(one.task.state not in PENDING for one in parts)
    return Stocktake(
        line=line,
        parts=tuple(parts),
        feedback=tuple(last.values()),
        over=over,
        requests=tuple(standing(said)),
        decided=tuple(reversed([one for one in said if decision_of(one) is not None])),
    )


def nodes_to_reach(task: Task) -> list[TaskNode]:
    """Return the nodes of a task that are not reached and that no step of the table reaches by itself."""
    return list(TaskNode.objects.filter(task=task, act="", reached_on__isnull=True).order_by("position"))


def may_take(actor: Actor, task: Task, step: Transition, last: TaskReport | None) -> bool:
    """Return whether a step is this actor's: the owner reports, another officer closes, a director withdraws.

    `last` is the task's last report.
    """
    if actor.is_system:
        return True
    if step.roles == OWNERS:
        return is_of(actor, task)
    if step.roles == DIRECTORS:
        return actor.has_role(*DIRECTORS)
    reported = last is not None and last.reported_by_id is not None and last.reported_by_id == actor.user_id
    return actor.has_role(*OFFICERS) and not reported


def may_urge(actor: Actor, task: Task) -> bool:
    """Return whether a leader may urge a task: it is the owner's turn."""
    return task.state in UNDONE and (actor.is_system or actor.has_role(*DIRECTORS))


def is_of(actor: Actor, task: Task) -> bool:
    """Return whether an actor works for the unit that owns a task, or leads the house that the unit belongs to."""
    return acts_for(actor, task.owner)


def acts_for(actor: Actor, unit: Organisation) -> bool:
    """Return whether an actor works for a unit, or leads the house that the unit belongs to."""
    homes = {unit.pk, unit.parent_id}
    return any(grant.role in OWNERS and grant.organisation_id in homes for grant in actor.grants)


def _with_parts(actor: Actor, number: str) -> list[Task]:
    """Return a task in scope and all that it was broken into, the soonest due first, in one query."""
    related = ("owner", "person", "parent__owner", "section")
    found = Task.objects.filter(Q(number=number) | Q(parent__number=number)).annotate(
        is_seen=Exists(in_scope(actor).filter(pk=OuterRef("pk"))),
        sees_parent=Exists(in_scope(actor).filter(pk=OuterRef("parent_id"))),
    )
    listed = list(found.select_related(*related).order_by("due_on", "number"))
    task = next((one for one in listed if one.number == number and one.is_seen), None)
    if task is None:
        raise TaskNotFound(f"没有找到编号为“{number}”的任务。")
    return [task, *(one for one in listed if one.pk != task.pk)]


def _reports(task: Task) -> tuple[TaskReport, ...]:
    return tuple(TaskReport.objects.filter(task=task).prefetch_related("evidence").order_by("number"))


def _feedback(task: Task) -> tuple[TaskFeedback, ...]:
    said = TaskFeedback.objects.filter(task=task).select_related("helper__unit", "decision").order_by("-pk")
    found = tuple(said)
    for one in found:
        one.task = task
    return found


def _waiting(steps: Sequence[TaskStep]) -> TaskStep | None:
    """Return the step of the urging that nobody has answered, None where there is none."""
    last = next((one for one in reversed(steps) if one.action in (URGED, REPLIED)), None)
    return last if last is not None and last.action == URGED else None
