"""A promise with an owner, helpers and a day, its nodes, what was said and reported of it, and its story."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.domain.returns.models import MonthlyReport
from tidu.domain.tasks.vocabulary import Rung, TaskKind, TaskState
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.files.models import StoredFile


class Task(models.Model):
    """Something promised: by which unit (and person), until when, and the record that the promise was made in.

    `source_kind` and `source_key` name that record in words of the app that holds it ("opinion", "2025-KF-017").
    `due_on` is never moved, so being late is never erased; `done_at` is the moment of the report that stands.
    A task that another one was broken into has that one as `parent`; `section` is who keeps an eye on it. The owner
    leads and answers for it alone; units that help are `TaskHelper`.
    """

    number = models.CharField("编号", max_length=16, unique=True)
    title = models.CharField("任务", max_length=200)
    kind = models.CharField("类别", max_length=10, choices=TaskKind.choices)
    source_kind = models.CharField("来源类别", max_length=20, blank=True, default="")
    source_key = models.CharField("来源编号", max_length=40, blank=True, default="")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="上级任务",
    )
    section = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="督办股室",
    )
    due_on = models.DateField("期限")
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    opened_at = models.DateTimeField("立项时间")
    opened_by_name = models.CharField("立项人", max_length=80)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)

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
            models.CheckConstraint(
                name="task_withdrawn_with_a_day",
                condition=Q(state=TaskState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=TaskState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="task_by_state"),
            models.Index(fields=["source_kind", "source_key"], name="task_by_source"),
        ]

    def __str__(self) -> str:
        return self.number


class TaskHelper(models.Model):
    """A unit that helps the owner of a task: it sees the task and tells of its part; it answers for nothing."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="helpers")
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="协办单位"
    )
    named_at = models.DateTimeField("确定时间")
    named_by_name = models.CharField("确定人", max_length=80)

    class Meta:
        verbose_name = "协办单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "unit"], name="task_helper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} 协办 {self.unit_id}"


class TaskNode(models.Model):
    """A step on the way, planned when the task was opened; `act` is the step of the table that reaches it by itself."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="nodes")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("节点", max_length=40)
    act = models.CharField("自动到达的动作", max_length=12, blank=True, default="")
    planned_on = models.DateField("计划日")
    reached_on = models.DateField("到达日", null=True, blank=True)

    class Meta:
        verbose_name = "任务节点"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "position"], name="task_node_once"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.name} {self.planned_on}"


class TaskFeedback(models.Model):
    """What is said of a task under way: done so far, what blocks it, what is asked for, what comes next.

    `helper` is the helping unit that says it of its part, None for what the owner says of the whole. `month` is the
    township's monthly report whose lines these are, None for what was said on the task's own page.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="feedback")
    helper = models.ForeignKey(
        TaskHelper,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="feedback",
        verbose_name="协办单位",
    )
    text = models.CharField("进展", max_length=1000)
    blocker = models.CharField("困难", max_length=1000, blank=True, default="")
    request = models.CharField("请求决定", max_length=1000, blank=True, default="")
    plan = models.CharField("下一步", max_length=1000, blank=True, default="")
    month = models.ForeignKey(
        MonthlyReport, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="月报"
    )
    at = models.DateTimeField("反馈时间")
    by_name = models.CharField("反馈人", max_length=80)

    class Meta:
        verbose_name = "任务反馈"

    def __str__(self) -> str:
        return f"{self.task_id} {self.at:%Y-%m-%d} 反馈"

    @property
    def unit(self) -> Organisation:
        """Return the unit that says it: the helping one, else the owner."""
        return self.helper.unit if self.helper is not None else self.task.owner


class MonthlyRequest(models.Model):
    """What a place asks of the county in its monthly report: a line of its box that became no task's feedback.

    `key` names place, month and number of the line ("360899102-2025-05-1"); a task opened from it has that as its
    source. `report` is the report in which it stood first. Where the place leaves the line out when it sends the month
    again before anybody answered, it is withdrawn.
    """

    key = models.CharField("编号", max_length=40, unique=True)
    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, related_name="+", verbose_name="月报")
    text = models.CharField("需县里协调的事", max_length=1000)
    asked_at = models.DateTimeField("提出时间")
    asked_by_name = models.CharField("提出人", max_length=80)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "月报请求"
        indexes: ClassVar = [models.Index(fields=["withdrawn_at"], name="monthly_request_standing")]

    def __str__(self) -> str:
        return self.key

    @property
    def unit(self) -> Organisation:
        """Return the place that asks."""
        return self.report.place


class TaskDecision(models.Model):
    """What a leader decided of a request, and since when it is carried out, as the asking unit says.

    The request stands in the feedback on a task, or in a monthly report without a task (`asked`).
    """

    feedback = models.OneToOneField(
        TaskFeedback, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    asked = models.OneToOneField(
        MonthlyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    text = models.CharField("批复", max_length=1000)
    decided_at = models.DateTimeField("批复时间")
    decided_by_name = models.CharField("批复人", max_length=80)
    settled_at = models.DateTimeField("落实时间", null=True, blank=True)
    settled_by_name = models.CharField("确认落实人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "请求批复"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="task_decision_settled",
                condition=Q(settled_at__isnull=True, settled_by_name="")
                | (Q(settled_at__gte=F("decided_at")) & ~Q(settled_by_name="")),
            ),
            models.CheckConstraint(
                name="task_decision_of_one",
                condition=Q(feedback__isnull=True, asked__isnull=False)
                | Q(feedback__isnull=False, asked__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id or self.asked_id} {self.decided_at:%Y-%m-%d} 批复"


class TaskUrging(models.Model):
    """A leader urged a task, and what its owner answered in writing; an urging without an answer stays one."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="urgings")
    urged_at = models.DateTimeField("催办时间")
    urged_by_name = models.CharField("催办人", max_length=80)
    reply = models.CharField("书面回复", max_length=1000, blank=True, default="")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by_name = models.CharField("回复人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "催办"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="task_urging_replied",
                condition=Q(replied_at__isnull=True, reply="", replied_by_name="")
                | (Q(replied_at__gte=F("urged_at")) & ~Q(reply="") & ~Q(replied_by_name="")),
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(replied_at__isnull=True), name="task_urging_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.urged_at:%Y-%m-%d} 催办"


class TaskNotice(models.Model):
    """Something that a person is told in the product of a task, or of a request of a month; nothing is sent anywhere.

    `days` and `rung` are the step of the ladder, both empty for an urging. `heard_at` is when it may be read: what
    arises in quiet hours waits until they end, and everything of a day makes one digest.
    """

    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    asked = models.ForeignKey(
        MonthlyRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    days = models.SmallIntegerField("距期限天数", null=True, blank=True)
    rung = models.CharField("提醒对象", max_length=8, choices=Rung.choices, blank=True, default="")
    words = models.CharField("内容", max_length=300)
    made_at = models.DateTimeField("产生时间")
    heard_at = models.DateTimeField("送达时间")

    class Meta:
        verbose_name = "任务提醒"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "person", "days"],
                condition=Q(days__isnull=False),
                name="task_notice_once_a_rung",
            ),
            models.CheckConstraint(name="task_notice_not_before", condition=Q(heard_at__gte=F("made_at"))),
            models.CheckConstraint(
                name="task_notice_of_one",
                condition=Q(task__isnull=True, asked__isnull=False, days__isnull=True)
                | Q(task__isnull=False, asked__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "heard_at"], name="task_notice_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.heard_at:%Y-%m-%d} {self.task_id or self.asked_id}"


class ScoreAppeal(models.Model):
    """What a unit says against its score of a year, and what the bureau answered; the score itself is only computed."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    text = models.CharField("申诉", max_length=1000)
    filed_at = models.DateTimeField("申诉时间")
    filed_by_name = models.CharField("申诉人", max_length=80)
    answer = models.CharField("答复", max_length=1000, blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by_name = models.CharField("答复人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "考核申诉"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="score_appeal_answered",
                condition=Q(answered_at__isnull=True, answer="", answered_by_name="")
                | (Q(answered_at__gte=F("filed_at")) & ~Q(answer="") & ~Q(answered_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


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
