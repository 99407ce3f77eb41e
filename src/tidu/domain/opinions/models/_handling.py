"""How an opinion is handled: rounds with their deadline, assisting units, more time that was granted, the story."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.domain.opinions.models._opinions import Opinion
from tidu.domain.opinions.vocabulary import (
    OpinionState,
    Outcome,
    RatedFrom,
    RatedWay,
    ReplyKind,
    ResultClass,
    Satisfaction,
    Solved,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.files.models import StoredFile


class OpinionRound(models.Model):
    """One attempt at an opinion: from its assignment (or reopening) to the answer and what the proposer says of it.

    `due_on` is never moved: more time that was granted is an `Extension`. From `severe_on` on an unanswered round is
    very late. `answer` is a draft until `answered_at`; a class A has its proof, B the day promised, C and D a reason.
    `stage` counts the overdue stages already reported upward. `rated_from` and `solved_from` say whether the device
    that spoke for the proposer is the one that handed the opinion in; the senders are keyed digests, for the limit.
    """

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("次数")
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField("交办时间")
    due_on = models.DateField("答复期限")
    return_by_on = models.DateField("退回期限")
    severe_on = models.DateField("严重逾期起")
    stage = models.PositiveSmallIntegerField("已上报的逾期阶段", default=0)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by_name = models.CharField("签收人", max_length=80, blank=True, default="")
    returned_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.CharField("退回理由", max_length=300, blank=True, default="")
    answer = models.CharField("答复", max_length=1000, blank=True, default="")
    outcome = models.CharField("办理结论", max_length=10, choices=Outcome.choices, blank=True, default="")
    result = models.CharField("结果类别", max_length=1, choices=ResultClass.choices, blank=True, default="")
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    promised_on = models.DateField("承诺完成日", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_by_name = models.CharField("拟稿人", max_length=80, blank=True, default="")
    reply_kind = models.CharField(
        "答复方式", max_length=12, choices=ReplyKind.choices, blank=True, default=""
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by_name = models.CharField("答复人", max_length=80, blank=True, default="")
    attitude = models.CharField("对态度", max_length=12, choices=Satisfaction.choices, blank=True, default="")
    satisfaction = models.CharField(
        "对结果", max_length=12, choices=Satisfaction.choices, blank=True, default=""
    )
    rated_way = models.CharField("评价方式", max_length=8, choices=RatedWay.choices, blank=True, default="")
    rated_at = models.DateTimeField("评价时间", null=True, blank=True)
    rated_by_name = models.CharField("评价录入", max_length=80, blank=True, default="")
    rated_from = models.CharField("评价设备", max_length=8, choices=RatedFrom.choices, blank=True, default="")
    rated_sender = models.CharField("评价设备摘要", max_length=64, blank=True, default="")
    remark = models.CharField("评价说明", max_length=300, blank=True, default="")
    asked_again_at = models.DateTimeField("回访时间", null=True, blank=True)
    solved = models.CharField("回访结果", max_length=10, choices=Solved.choices, blank=True, default="")
    solved_at = models.DateTimeField("回访答复时间", null=True, blank=True)
    solved_from = models.CharField(
        "回访设备", max_length=8, choices=RatedFrom.choices, blank=True, default=""
    )
    solved_sender = models.CharField("回访设备摘要", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "意见办理轮次"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opinion", "number"], name="opinion_round_once"),
            models.CheckConstraint(
                name="opinion_round_answered",
                condition=Q(answered_at__isnull=True, reply_kind="", answered_by_name="")
                | (
                    Q(answered_at__isnull=False, returned_at__isnull=True)
                    & ~Q(answer="")
                    & ~Q(outcome="")
                    & ~Q(reply_kind="")
                    & ~Q(answered_by_name="")
                ),
            ),
            models.CheckConstraint(
                name="opinion_round_answer_is_founded",
                condition=Q(answered_at__isnull=True)
                | Q(result=ResultClass.A, proof__isnull=False)
                | Q(result=ResultClass.B, promised_on__isnull=False)
                | (Q(result__in=(ResultClass.C, ResultClass.D)) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="opinion_round_rated",
                condition=Q(rated_at__isnull=True, attitude="", satisfaction="", rated_way="")
                | (
                    Q(rated_at__gte=F("answered_at"))
                    & ~Q(attitude="")
                    & ~Q(satisfaction="")
                    & ~Q(rated_way="")
                ),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["lead", "due_on"], name="opinion_round_by_lead")]

    def __str__(self) -> str:
        return f"{self.opinion_id} 第 {self.number} 轮"


class Assist(models.Model):
    """A unit that must countersign the answer of a round, or refuse with its reasons."""

    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="assists")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("请协办时间")
    due_on = models.DateField("协办期限")
    agreed = models.BooleanField("同意", null=True)
    text = models.CharField("会签意见", max_length=300, blank=True, default="")
    decided_at = models.DateTimeField("会签时间", null=True, blank=True)
    decided_by_name = models.CharField("会签人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "会签"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organisation"], name="assist_once"),
            models.CheckConstraint(
                name="assist_decided",
                condition=Q(agreed__isnull=True, decided_at__isnull=True, decided_by_name="")
                | (Q(agreed=True, decided_at__isnull=False) & ~Q(decided_by_name=""))
                | (Q(agreed=False, decided_at__isnull=False) & ~Q(decided_by_name="") & ~Q(text="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} 会签 {self.organisation_id}"


class Extension(models.Model):
    """More time for a round: asked for with a reason, granted or refused by somebody else. All of them stay shown."""

    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="extensions")
    until_on = models.DateField("延至")
    severe_on = models.DateField("严重逾期起")
    reason = models.CharField("理由", max_length=300)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by_name = models.CharField("申请人", max_length=80)
    granted = models.BooleanField("同意", null=True)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_by_name = models.CharField("审批人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "延期"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(granted__isnull=True), name="extension_asked_once"
            ),
            models.CheckConstraint(
                name="extension_decided",
                condition=Q(granted__isnull=True, decided_at__isnull=True, decided_by_name="")
                | (Q(granted__isnull=False, decided_at__gte=F("asked_at")) & ~Q(decided_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} 延至 {self.until_on}"


class OpinionStep(models.Model):
    """One thing that happened to an opinion; steps are only added. In time what they quote is masked."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="steps")
    round_number = models.PositiveSmallIntegerField("次数", default=0)
    action = models.CharField("动作", max_length=16)
    state = models.CharField("之后的状态", max_length=12, choices=OpinionState.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("经办", max_length=80)
    note = models.CharField("说明", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "意见经过"
        indexes: ClassVar = [models.Index(fields=["opinion", "at"], name="opinion_step_by_time")]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.action} {self.at:%Y-%m-%d}"
