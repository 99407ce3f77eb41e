"""What units are asked to report at a meeting, what they handed in, and what leaders said of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.domain.meetings.models._meetings import Meeting
from tidu.domain.meetings.vocabulary import REASON_LENGTH, TITLE_LENGTH, ReportState, Stance
from tidu.domain.tasks.vocabulary import Rung
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.files.models import StoredFile


class MeetingReport(models.Model):
    """A report that a unit owes to a meeting. `due_on` is never moved, so being late is never erased.

    `position` is the place in which the unit speaks, from 1 on; None is a report in writing only. `spoke_at` is noted
    at the meeting. `section` keeps an eye on it: the unit itself where it is one of the bureau, else who asked.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(
        Organisation, verbose_name="汇报单位", on_delete=models.PROTECT, related_name="+"
    )
    section = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="归口股室",
    )
    topic = models.CharField("汇报内容", max_length=TITLE_LENGTH)
    due_on = models.DateField("期限")
    position = models.PositiveSmallIntegerField("发言顺序", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.ASKED)
    asked_at = models.DateTimeField("布置时间")
    asked_by_name = models.CharField("布置人", max_length=80)
    reminded = models.PositiveSmallIntegerField("催交次数", default=0)
    reminded_at = models.DateTimeField("最近催交时间", null=True, blank=True)
    spoke_at = models.DateTimeField("发言登记时间", null=True, blank=True)

    class Meta:
        verbose_name = "汇报"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "unit"], name="meeting_report_once"),
            models.UniqueConstraint(fields=["meeting", "position"], name="speaking_place_once"),
            models.CheckConstraint(
                name="meeting_report_reminded",
                condition=Q(reminded=0, reminded_at__isnull=True)
                | Q(reminded__gte=1, reminded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="meeting_report_spoke_in_place",
                condition=Q(spoke_at__isnull=True) | Q(position__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="meeting_report_by_unit")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.unit_id}"


class ReportNotice(models.Model):
    """Something that a person is told in the product of a report that is owed; nothing is sent anywhere.

    `days` and `rung` are the step of the ladder by which tasks are reminded of, too. `heard_at` is when it may be read.
    """

    report = models.ForeignKey(MeetingReport, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    days = models.SmallIntegerField("距期限天数")
    rung = models.CharField("提醒对象", max_length=8, choices=Rung.choices)
    words = models.CharField("内容", max_length=300)
    made_at = models.DateTimeField("产生时间")
    heard_at = models.DateTimeField("送达时间")

    class Meta:
        verbose_name = "汇报提醒"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "person", "days"], name="report_notice_once_a_rung"),
            models.CheckConstraint(name="report_notice_not_before", condition=Q(heard_at__gte=F("made_at"))),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "heard_at"], name="report_notice_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.heard_at:%Y-%m-%d} {self.report_id}"


class ReportText(models.Model):
    """What a unit handed in, as text or file; who looked at it, and what came of that.

    What was sent back stays, the next one is another row. `accepted` is None until somebody has looked.
    """

    report = models.ForeignKey(MeetingReport, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField("次数")
    text = models.TextField("正文", blank=True, default="")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField("报送时间")
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_by_name = models.CharField("报送人", max_length=80)
    accepted = models.BooleanField("通过", null=True)
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    checked_by_name = models.CharField("审核人", max_length=80, blank=True, default="")
    reason = models.CharField("退回理由", max_length=REASON_LENGTH, blank=True, default="")

    class Meta:
        verbose_name = "汇报稿"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="report_text_once"),
            models.CheckConstraint(name="report_text_says", condition=~Q(text="") | Q(file__isnull=False)),
            models.CheckConstraint(
                name="report_text_checked",
                condition=Q(accepted__isnull=True, checked_at__isnull=True, checked_by_name="")
                | (Q(accepted__isnull=False, checked_at__gte=F("handed_at")) & ~Q(checked_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} 第 {self.number} 稿"


class ReportComment(models.Model):
    """What a leader said of a report, with name and moment; the unit reads it. Comments are added, never changed."""

    report = models.ForeignKey(MeetingReport, on_delete=models.PROTECT, related_name="comments")
    stance = models.CharField("态度", max_length=8, choices=Stance.choices)
    text = models.CharField("批示", max_length=1000, blank=True, default="")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("批示人", max_length=80)

    class Meta:
        verbose_name = "领导批示"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_comment_says", condition=Q(stance=Stance.AGREED) | ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.by_name}"
