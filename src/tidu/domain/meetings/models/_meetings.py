"""A meeting, its agenda, who is asked to come, what it is linked to, and the sentences of its minutes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.meetings.vocabulary import (
    NAME_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    AttendanceState,
    AttendeeGroup,
    MeetingKind,
    MeetingState,
)
from tidu.foundation.accounts.models import Organisation, Person


class Meeting(models.Model):
    """A meeting that the bureau prepares. `number` counts within the year; `chair` is name and post in words."""

    number = models.CharField("编号", max_length=16, unique=True)
    title = models.CharField("会议名称", max_length=TITLE_LENGTH)
    kind = models.CharField("类别", max_length=10, choices=MeetingKind.choices)
    place = models.CharField("地点", max_length=TITLE_LENGTH)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    chair = models.CharField("主持人", max_length=80)
    state = models.CharField(
        "状态", max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNING
    )
    planned_at = models.DateTimeField("筹备时间")
    planned_by_name = models.CharField("经办", max_length=80)

    class Meta:
        verbose_name = "会议"
        constraints: ClassVar = [
            models.CheckConstraint(name="meeting_takes_time", condition=Q(ends_at__gt=F("starts_at"))),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="meeting_by_time")]

    def __str__(self) -> str:
        return self.number


class MeetingLink(models.Model):
    """Something of another room that belongs to a meeting, by its kind and key (see `linkable`)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField("类别", max_length=20)
    key = models.CharField("编号", max_length=40)

    class Meta:
        verbose_name = "会议关联"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "kind", "key"], name="meeting_link_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="meeting_link_by_key")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind} {self.key}"


class AgendaItem(models.Model):
    """One item of the agenda, in its place from 1 on; `unit` speaks where a unit does, `speaker` says who."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("议程", max_length=TITLE_LENGTH)
    unit = models.ForeignKey(
        Organisation,
        verbose_name="发言单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    speaker = models.CharField("发言人", max_length=80, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("分钟")

    class Meta:
        verbose_name = "议程项"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once"),
            models.CheckConstraint(name="agenda_takes_time", condition=Q(minutes__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} 议程 {self.position}"


class Attendee(models.Model):
    """Somebody asked to come, with the post of that day; a deputy stands on the same row as whom he stands for."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    number = models.PositiveSmallIntegerField("序号")
    group = models.CharField("范围", max_length=20, choices=AttendeeGroup.choices)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=NAME_LENGTH)
    organisation_name = models.CharField("单位", max_length=120, blank=True, default="")
    post_title = models.CharField("职务", max_length=60, blank=True, default="")
    state = models.CharField(
        "回复", max_length=10, choices=AttendanceState.choices, default=AttendanceState.PENDING
    )
    deputy = models.CharField("代会人", max_length=NAME_LENGTH, blank=True, default="")
    reason = models.CharField("请假事由", max_length=REASON_LENGTH, blank=True, default="")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by_name = models.CharField("回复登记人", max_length=80, blank=True, default="")
    arrived_at = models.DateTimeField("到会时间", null=True, blank=True)

    class Meta:
        verbose_name = "参会人员"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="attendee_number_once"),
            models.UniqueConstraint(fields=["meeting", "person"], name="attendee_person_once"),
            models.CheckConstraint(
                name="attendee_replied",
                condition=Q(state=AttendanceState.PENDING, replied_at__isnull=True)
                | (~Q(state=AttendanceState.PENDING) & Q(replied_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="attendee_deputy_named", condition=~Q(state=AttendanceState.DEPUTISED) | ~Q(deputy="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} 参会 {self.number}"


class MinutesSentence(models.Model):
    """One sentence of the minutes. `number` is its own for good, `position` its place, `paragraph` from 1 on.

    Tasks that it led to name it by `vocabulary.sentence_key`, so a sentence with a task is never changed.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sentences")
    number = models.PositiveSmallIntegerField("句号")
    position = models.PositiveSmallIntegerField("顺序")
    paragraph = models.PositiveSmallIntegerField("段落")
    text = models.TextField("内容")

    class Meta:
        verbose_name = "纪要句子"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="sentence_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} 第 {self.number} 句"
