"""Ask how the daily jobs fare, for the administrator's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django_tasks import TaskResultStatus

from tidu.foundation.jobs import registry
from tidu.foundation.jobs.models import JobRun

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
