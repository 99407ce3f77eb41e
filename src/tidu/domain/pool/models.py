"""The cultivation pool: who is in which stage between which days, and what the pool pack proposes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.domain.enterprises.models import Enterprise, IntervalQuerySet
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.vocabulary import ProposalState, Stage
from tidu.foundation.accounts.models import Person
from tidu.foundation.provenance.models import Versioned


class Membership(Versioned):
    """An enterprise in one stage of the pool from a day until a day (exclusive), by an officer's decision."""

    NATURAL_KEY = ("enterprise", "valid_from_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="memberships")
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices)
    tier_sought = models.CharField(
        "目标层级",
        max_length=20,
        choices=RecognitionKind.choices,
        blank=True,
        default="",
    )
    target_year = models.PositiveSmallIntegerField("目标年度", null=True, blank=True)
    adviser = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="advised"
    )
    reason = models.CharField("理由", max_length=300)
    decided_by_name = models.CharField("决定人", max_length=80)
    valid_from_on = models.DateField("起")
    valid_until_on = models.DateField("止（不含）", null=True, blank=True)

    objects: ClassVar = IntervalQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "在库记录"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["enterprise", "valid_from_on"],
                condition=Q(superseded_at__isnull=True),
                name="membership_stands_once",
            ),
            models.CheckConstraint(
                name="membership_interval",
                condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=F("valid_from_on")),
            ),
            models.CheckConstraint(
                name="cultivation_has_adviser",
                condition=~Q(stage=Stage.CULTIVATION)
                | (Q(adviser__isnull=False) & Q(target_year__isnull=False)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["stage", "valid_from_on"], name="membership_by_stage")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_stage_display()} {self.valid_from_on}"


class Proposal(models.Model):
    """A move that the pool pack proposes, with the evidence; only an officer's decision carries it out.

    `evidence` is a list of clause verdicts in the engine's JSON form (label, says, verdict, value, threshold, law),
    each with the code of its rule. A proposal that stops holding is WITHDRAWN by the next computation.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="proposals")
    from_stage = models.CharField("现阶段", max_length=12, choices=Stage.choices)
    to_stage = models.CharField("建议阶段", max_length=12, choices=Stage.choices)
    as_of_on = models.DateField("截至日")
    computed_at = models.DateTimeField("计算时间")
    rule_code = models.CharField("依据规则", max_length=60)
    rule_fingerprint = models.CharField("规则指纹", max_length=64)
    evidence = models.JSONField("依据", default=list)
    state = models.CharField("状态", max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_by_name = models.CharField("决定人", max_length=80, blank=True, default="")
    decision_reason = models.CharField("决定理由", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "调整建议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposal_decided",
                condition=Q(state=ProposalState.OPEN, decided_at__isnull=True, decided_by_name="")
                | (~Q(state=ProposalState.OPEN) & Q(decided_at__isnull=False) & ~Q(decided_by_name="")),
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(state=ProposalState.OPEN),
                name="one_open_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.from_stage}→{self.to_stage}"
