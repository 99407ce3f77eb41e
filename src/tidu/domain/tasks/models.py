"""A promise with an owner and a day, what was reported of it with its evidence, and its story."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.domain.tasks.vocabulary import TaskKind, TaskState
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.files.models import StoredFile


class Task(models.Model):
    """Something promised: by which unit (and person), until when, and the record that the promise was made in.

    `source_kind` and `source_key` name that record in words of the app that holds it ("opinion", "2025-KF-017").
    `due_on` is never moved, so being late is never erased.
    """

    number = models.CharField("编号", max_length=16, unique=True)
    title = models.CharField("任务", max_length=200)
    kind = models.CharField("类别", max_length=10, choices=TaskKind.choices)
    source_kind = models.CharField("来源类别", max_length=20, blank=True, default="")
    source_key = models.CharField("来源编号", max_length=40, blank=True, default="")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("期限")
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    opened_at = models.DateTimeField("立项时间")
    opened_by_name = models.CharField("立项人", max_length=80)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)

    class Meta:
        verbose_name = "任务"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="task_source_whole",
                condition=Q(source_kind="", source_key="") | (~Q(source_kind="") & ~Q(source_key="")),
            ),
            models.CheckConstraint(
                name="task_closed_with_a_day",
                condition=Q(state=TaskState.CLOSED, done_at__isnull=False, closed_at__gte=F("done_at"))
                | (~Q(state=TaskState.CLOSED) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="task_by_state"),
            models.Index(fields=["source_kind", "source_key"], name="task_by_source"),
        ]

    def __str__(self) -> str:
        return self.number


class TaskReport(models.Model):
    """What the owner says was done, with the files that show it; who looked at it, and what came of that.

    A report that was sent back stays; the next one is another row. `accepted` is None until somebody has looked.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField("次数")
    text = models.CharField("完成情况", max_length=1000)
    evidence = models.ManyToManyField(StoredFile, related_name="+", verbose_name="佐证材料")
    reported_at = models.DateTimeField("报告时间")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_by_name = models.CharField("报告人", max_length=80)
    accepted = models.BooleanField("核查通过", null=True)
    checked_at = models.DateTimeField("核查时间", null=True, blank=True)
    checked_by_name = models.CharField("核查人", max_length=80, blank=True, default="")
    reason = models.CharField("核查意见", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "完成报告"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "number"], name="task_report_once"),
            models.CheckConstraint(
                name="task_report_checked",
                condition=Q(accepted__isnull=True, checked_at__isnull=True, checked_by_name="")
                | (Q(accepted__isnull=False, checked_at__gte=F("reported_at")) & ~Q(checked_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} 第 {self.number} 次报告"


class TaskStep(models.Model):
    """One thing that happened to a task; steps are added and never changed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField("动作", max_length=12)
    state = models.CharField("之后的状态", max_length=10, choices=TaskState.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("经办", max_length=80)
    note = models.CharField("说明", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "任务经过"
        indexes: ClassVar = [models.Index(fields=["task", "at"], name="task_step_by_time")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.action} {self.at:%Y-%m-%d}"
