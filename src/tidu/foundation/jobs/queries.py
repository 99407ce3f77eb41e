"""Ask how the daily jobs fare, for the administrator's page, and how far an errand is, for who waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django_tasks import TaskResultStatus

from tidu.foundation import clock
from tidu.foundation.jobs import progress, registry
from tidu.foundation.jobs.models import Errand, JobRun

PATIENCE = timedelta(seconds=3)
"""From the queue's word that an errand has begun until the errand's own."""

STATES = {
    TaskResultStatus.READY: "排队中",
    TaskResultStatus.RUNNING: "运行中",
    TaskResultStatus.SUCCESSFUL: "完成",
    TaskResultStatus.FAILED: "失败",
}


@dataclass(frozen=True)
class JobRow:
    """A job with its latest day; everything after `hour` is None or empty before the first run."""

    name: str
    label: str
    hour: int
    slot: date | None
    attempts: int
    state: str
    finished_at: datetime | None
    outcome: str


def latest_runs() -> tuple[JobRow, ...]:
    """Return every job with its latest run, in one query."""
    latest: dict[str, JobRun] = {}
    for run in JobRun.objects.select_related("task").order_by("slot"):
        latest[run.name] = run
    return tuple(_row(job, latest.get(job.name)) for job in registry.everything())


def _row(job: registry.Job, run: JobRun | None) -> JobRow:
    """Put one job together; a failure is told by the last line of its traceback."""
    task = run.task if run else None
    failure = task.traceback.strip().rpartition("\n")[2] if task else ""
    return JobRow(
        name=job.name,
        label=job.label,
        hour=job.hour,
        slot=run.slot if run else None,
        attempts=run.attempts if run else 0,
        state=STATES[TaskResultStatus(task.status)] if task else "尚未运行",
        finished_at=task.finished_at if task else None,
        outcome=str(task.return_value or failure) if task else "",
    )


class ErrandState(StrEnum):
    """Waiting for the worker, being done, cut off (its process died), or over."""

    WAITING = "waiting"
    RUNNING = "running"
    LOST = "lost"
    OVER = "over"


@dataclass(frozen=True)
class ErrandView:
    """How far an errand is; `standing` is what it said last, `ahead` how many wait before it."""

    state: ErrandState
    standing: progress.Standing | None = None
    ahead: int = 0


def errand(asked: Errand) -> ErrandView:
    """Return how far an errand is, given with its queue entry (`select_related("errand__task")`)."""
    if progress.lives(asked.pk):
        return ErrandView(ErrandState.RUNNING, progress.standing(asked.pk))
    if asked.task is None or asked.task.status in {TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED}:
        return ErrandView(ErrandState.OVER)
    if asked.task.status == TaskResultStatus.RUNNING:
        begun = asked.task.started_at is None or asked.task.started_at > clock.wall() - PATIENCE
        return ErrandView(ErrandState.RUNNING if begun else ErrandState.LOST)
    waiting = Errand.objects.filter(task__status=TaskResultStatus.READY, pk__lt=asked.pk)
    return ErrandView(ErrandState.WAITING, ahead=waiting.count())
