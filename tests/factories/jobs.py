"""Days of a job for tests, queued as the schedule queues them."""

from __future__ import annotations

from datetime import UTC, datetime

from tidu.foundation.jobs import operations, registry
from tidu.foundation.jobs.models import JobRun
from tidu.foundation.jobs.registry import Job

LATE = datetime(2025, 6, 10, 15, 30, tzinfo=UTC)
"""23:30 in the county: every job's hour has come."""


def a_run() -> JobRun:
    """Return the first attempt of one of the house's jobs on 2025-06-10."""
    job: Job = registry.everything()[0]
    operations.run_due(LATE)
    return JobRun.objects.get(name=job.name)
