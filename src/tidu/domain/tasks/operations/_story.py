"""What every act on a task does: take the step of the table, write the story and the audit."""

from __future__ import annotations

from datetime import datetime

from tidu.domain.tasks.models import Task, TaskNode, TaskStep
from tidu.domain.tasks.vocabulary import STEP_LABELS, TASK_STEPS
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations


def move(task: Task, action: str, words: str, *, by: Actor, now: datetime) -> None:
    """Take a step of the table, reach the nodes that it reaches by itself, and write it down.

    Whoever reports at once has signed by it.
    """
    step = TASK_STEPS.step(task.state, action)
    reaches = {"sign", "report"} if action == "report" else {action}
    nodes = TaskNode.objects.filter(task=task, act__in=reaches, reached_on__isnull=True)
    nodes.update(reached_on=clock.day_of(now))
    task.state = step.target
    task.save(update_fields=["state", "done_at", "closed_at", "withdrawn_at"])
    record(task, action, words, by=by, now=now)


def record(task: Task, action: str, words: str, *, by: Actor, now: datetime) -> None:
    """Write a step into the story, and into the audit."""
    TaskStep.objects.create(
        task=task,
        action=action,
        state=task.state,
        at=now,
        by_id=by.user_id,
        by_name=by.name,
        note=words[:1000],
    )
    audit_operations.record(
        by=by,
        now=now,
        action=f"tasks.{action}",
        subject=("tasks.Task", task.number),
        summary=f"{STEP_LABELS[action]} {task.number}：{words}"[:300],
        detail={"state": task.state, "source": f"{task.source_kind} {task.source_key}".strip()},
    )
