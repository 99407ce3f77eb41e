"""Days of a job for tests, queued as the schedule queues them, and the worker that does what is queued."""

from __future__ import annotations

from datetime import UTC, datetime

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tidu.foundation.actors import system
from tidu.foundation.jobs import operations, registry
from tidu.foundation.jobs.models import Errand, JobRun
from tidu.foundation.jobs.registry import Job

LATE = datetime(2025, 6, 10, 15, 30, tzinfo=UTC)
"""23:30 in the county: every job's hour has come."""


def a_run() -> JobRun:
    """Return the first attempt of one of the house's jobs on 2025-06-10."""
    job: Job = registry.everything()[0]
    operations.run_due(LATE)
    return JobRun.objects.get(name=job.name)


def let_the_worker_work() -> None:
    """Do what is queued as the queue's worker does, but within the test's own transaction."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
    for queued in DBTaskResult.objects.ready():
        queued.claim("tests")
        worker.run_task(queued)


def an_errand() -> Errand:
    """Return a long piece of work that waits for the worker."""
    return operations.send(name="intake.read", subject="1", by=system("测试经办"), now=LATE)
