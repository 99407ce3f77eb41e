"""What comes of an opinion: what is made public, what it changed, and what a person decided that it is about."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tidu.domain.opinions.models._gathering import Theme
from tidu.domain.opinions.models._handling import OpinionRound
from tidu.domain.opinions.models._opinions import Opinion
from tidu.domain.opinions.vocabulary import EffectKind, SuggestedBy


class Publication(models.Model):
    """The wording of an opinion and its answer for everybody, approved by another than its writer."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="publications")
    round = models.ForeignKey(OpinionRound, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("公开的意见", max_length=1000)
    answer = models.CharField("公开的答复", max_length=1000)
    published_at = models.DateTimeField("公开时间")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_by_name = models.CharField("公开人", max_length=80)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by_name = models.CharField("撤回人", max_length=80, blank=True, default="")
    withdrawn_reason = models.CharField("撤回理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "意见公开"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opinion"], condition=Q(withdrawn_at__isnull=True), name="publication_stands_once"
            ),
            models.CheckConstraint(
                name="publication_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_name="", withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by_name="") & ~Q(withdrawn_reason="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["published_at"], name="publication_by_time")]

    def __str__(self) -> str:
        return f"{self.opinion_id} 公开 {self.published_at:%Y-%m-%d}"


class OpinionEffect(models.Model):
    """Something that an opinion changed: a clause, a policy, a task, a budget line, as words and an address."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="effects")
    kind = models.CharField("类别", max_length=8, choices=EffectKind.choices)
    title = models.CharField("内容", max_length=200)
    address = models.CharField("出处", max_length=200, blank=True, default="")
    on = models.DateField("日期")
    recorded_at = models.DateTimeField("记录时间")
    recorded_by_name = models.CharField("记录人", max_length=80)

    class Meta:
        verbose_name = "意见去向"

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.kind} {self.on}"


class ThemeDecision(models.Model):
    """A main theme as a person decided it, beside what had been suggested, by what, and how sure (per mille)."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="decisions")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    suggested = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    suggested_by = models.CharField(
        "建议来自", max_length=8, choices=SuggestedBy.choices, blank=True, default=SuggestedBy.NONE
    )
    sure_per_mille = models.PositiveSmallIntegerField("把握（千分之）", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间")
    decided_by_name = models.CharField("决定人", max_length=80)

    class Meta:
        verbose_name = "主题决定"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="theme_decision_suggestion_whole",
                condition=Q(suggested__isnull=True, suggested_by="", sure_per_mille__isnull=True)
                | (Q(suggested__isnull=False, sure_per_mille__lte=1000) & ~Q(suggested_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.theme_id} {self.decided_at:%Y-%m-%d}"
