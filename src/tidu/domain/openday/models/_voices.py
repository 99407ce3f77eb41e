"""What guests thought: a score per stop, and the same questions before and after. Nobody's name is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.domain.openday.models._events import Event
from tidu.domain.openday.models._programme import Stop
from tidu.domain.openday.vocabulary import MOST_SCORE, SurveyMoment, SurveyQuestion


class FeedbackTablet(models.Model):
    """A tablet of the bureau's that collects sheets at a stop, one guest after the other; a lost one is revoked."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="tablets")
    name = models.CharField("平板", max_length=40)
    enrolled_at = models.DateTimeField("启用时间")
    enrolled_by_name = models.CharField("启用人", max_length=80)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by_name = models.CharField("停用人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "反馈平板"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "name"], name="feedback_tablet_once")
        ]

    def __str__(self) -> str:
        return self.name


class FeedbackSheet(models.Model):
    """What one guest handed in at once: a remark, and under the same `client_id` the scores and answers below.

    `sender` is a keyed digest of the device, made for this purpose only and for the limits alone: it leads to nobody,
    nor to what the same telephone said elsewhere, and is erased with the remarks. What came by a tablet of the bureau's
    names the tablet instead.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="feedback_sheets")
    client_id = models.CharField("发送编号", max_length=64)
    remark = models.CharField("想说的话", max_length=300, blank=True, default="")
    sender = models.CharField("设备摘要", max_length=64, blank=True, default="")
    tablet = models.ForeignKey(
        FeedbackTablet, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    notice_version = models.CharField("告知版本", max_length=20)
    given_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "反馈单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "client_id"], name="feedback_sheet_once")
        ]

    def __str__(self) -> str:
        return f"反馈单 {self.pk}"


class StopFeedback(models.Model):
    """A guest's score for a stop, from 1 to 5."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="feedback")
    client_id = models.CharField("发送编号", max_length=64)
    score = models.PositiveSmallIntegerField("评分")
    remark = models.CharField("说明", max_length=300, blank=True, default="")
    given_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "参观反馈"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stop", "client_id"], name="stop_feedback_once"),
            models.CheckConstraint(
                name="stop_feedback_score", condition=Q(score__gte=1, score__lte=MOST_SCORE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stop_id}：{self.score}"


class SurveyAnswer(models.Model):
    """A guest's answer to one question before or after, from 1 to 5."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="survey_answers")
    moment = models.CharField("时点", max_length=8, choices=SurveyMoment.choices)
    question = models.CharField("问题", max_length=12, choices=SurveyQuestion.choices)
    client_id = models.CharField("发送编号", max_length=64)
    score = models.PositiveSmallIntegerField("评分")
    given_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "问卷答案"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "moment", "question", "client_id"], name="survey_answer_once"
            ),
            models.CheckConstraint(
                name="survey_answer_score", condition=Q(score__gte=1, score__lte=MOST_SCORE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} {self.question}：{self.score}"
