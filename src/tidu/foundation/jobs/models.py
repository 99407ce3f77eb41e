"""What is done in the background: daily jobs, one row per job and day, and errands that somebody asked for.

The row of a job is what keeps two schedulers from doing a day's work twice.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django_tasks_db.models import DBTaskResult


class JobRun(models.Model):
    """A job's slot. `task` is the latest attempt in the queue; its outcome is the queue's to tell."""

    name = models.CharField("任务", max_length=60)
    slot = models.DateField("业务日")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    task = models.ForeignKey(
        DBTaskResult, verbose_name="队列记录", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "定时任务运行"
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "slot"], name="job_run_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"


class Errand(models.Model):
    """A long piece of work that somebody asked for. `actor` is that person as `Actor` states it, roles included.

    `task` is the latest attempt in the queue. What the work says of itself while it runs is kept beside the database
    (`progress`), because the work may hold the database's only pen.
    """

    name = models.CharField("工作", max_length=60)
    subject = models.CharField("对象", max_length=60)
    actor = models.JSONField("请求人")
    asked_at = models.DateTimeField("请求时间")
    task = models.ForeignKey(
        DBTaskResult, verbose_name="队列记录", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "后台工作"

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
