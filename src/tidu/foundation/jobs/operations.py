"""Queue the day's work, and the errands people ask for. The queue's worker does them.

A failed or lost attempt of a job is queued again, three times at most; whether an errand is taken up again is for the
person to say who waits for it.

The audit is written by the work itself, through the operations it calls.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from tidu.foundation import clock
from tidu.foundation.actors import Actor, Grant, system
from tidu.foundation.jobs import progress, registry
from tidu.foundation.jobs.models import Errand, JobRun
from tidu.foundation.jobs.registry import Job

ATTEMPTS = 3
LOST_AFTER = timedelta(hours=1)
KEPT_DAYS = 90

logger = logging.getLogger("tidu.jobs")


@task()
def run_job(name: str, moment: str) -> str:
    """Do one job's work for the business moment `moment` (ISO 8601) and return its sentence.

    A failure is logged here, because the queue only keeps it, and raised, so that the queue does.
    """
    try:
        return registry.find(name).work(by=system("定时任务"), now=datetime.fromisoformat(moment))
    except Exception:
        logger.exception("定时任务 %s 失败。", name)
        raise


@task()
def run_errand(number: int, moment: str) -> str:
    """Do an errand as the person who asked for it, at the business moment asked; return its sentence."""
    errand = Errand.objects.get(pk=number)
    by = Actor(**{**errand.actor, "grants": tuple(Grant(**grant) for grant in errand.actor["grants"])})
    try:
        with progress.posted(number) as board:
            work = registry.find_errand(errand.name)
            return work(subject=errand.subject, by=by, now=datetime.fromisoformat(moment), board=board)
    except Exception:
        logger.exception("后台工作 %s（%s）失败。", errand.name, errand.subject)
        raise


def send(*, name: str, subject: str, by: Actor, now: datetime) -> Errand:
    """Ask for an errand on a record; it begins as soon as the queue's worker is free."""
    with transaction.atomic():
        errand = Errand.objects.create(name=name, subject=subject, actor=asdict(by), asked_at=now)
        errand.task_id = run_errand.enqueue(errand.pk, now.isoformat()).id
        errand.save(update_fields=["task"])
    return errand


def run_due(now: datetime) -> list[str]:
    """Queue every job whose hour has come on the business day of `now`; return the names queued.

    Safe to call as often as one likes and from several processes: each job has one row per day.
    """
    local = now.astimezone(clock.ZONE)
    return [job.name for job in registry.everything() if job.hour <= local.hour and _queue(job, now)]


def _queue(job: Job, now: datetime) -> bool:
    """Queue a job's slot unless it is done, under way or given up; return whether it was queued."""
    with transaction.atomic():
        JobRun.objects.get_or_create(name=job.name, slot=clock.day_of(now))
        run = JobRun.objects.select_for_update(of=("self",)).get(name=job.name, slot=clock.day_of(now))
        if run.attempts >= ATTEMPTS or not (run.attempts == 0 or _is_over_without_success(run.task)):
            return False
        queued = run_job.enqueue(job.name, now.isoformat())
        run.task_id = queued.id
        run.attempts += 1
        run.save(update_fields=["task", "attempts"])
    return True


def _is_over_without_success(attempt: DBTaskResult[..., str] | None) -> bool:
    """Return whether an attempt failed, or is said to run by a worker that must be dead by now.

    The queue never takes back a task from a killed worker; so we call it failed. A queue entry that was
    removed was finished long ago.
    """
    if attempt is None:
        return False
    if attempt.status == TaskResultStatus.RUNNING and attempt.started_at < clock.wall() - LOST_AFTER:
        DBTaskResult.objects.filter(pk=attempt.pk).update(
            status=TaskResultStatus.FAILED, finished_at=clock.wall()
        )
        return True
    return bool(attempt.status == TaskResultStatus.FAILED)


def forget_old_runs() -> int:
    """Remove finished queue entries and their rows older than 90 days; return how many entries went."""
    edge = clock.wall() - timedelta(days=KEPT_DAYS)
    with transaction.atomic():
        old = DBTaskResult.objects.finished().filter(finished_at__lt=edge)
        JobRun.objects.filter(task__in=old).delete()
        Errand.objects.filter(task__in=old).delete()
        count, _ = old.delete()
    return count
