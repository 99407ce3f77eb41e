"""A firm's request about one value, and every step it took."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tidu.domain.corrections.vocabulary import OPEN, REASON_LENGTH, WITH_BUREAU, CorrectionState
from tidu.domain.enterprises.models import Enterprise
from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance.models import SourceBatch


class Correction(models.Model):
    """A request to correct one value of a firm's record.

    `target` names the value (`ValueKey.text`), `before` and `proposed` are values as text, empty for 缺数.
    `due_on` is the last working day for the answer; without one the firm has the next move or all is said.
    Either `proof` is there or `no_proof_because` says why the firm has none.
    `source` is the batch by which an adopted value was written: the value's provenance leads to it, and back here.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="corrections")
    target = models.CharField("更正的数据", max_length=120)
    before = models.CharField("登记的值", max_length=300, blank=True)
    proposed = models.CharField("应为", max_length=300, blank=True)
    reason = models.CharField("理由", max_length=REASON_LENGTH)
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    no_proof_because = models.CharField("没有材料的原因", max_length=REASON_LENGTH, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=CorrectionState.choices, default=CorrectionState.SUBMITTED
    )
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by_name = models.CharField("提出人", max_length=80)
    due_on = models.DateField("答复期限", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_name = models.CharField("经办人", max_length=80, blank=True)
    answer = models.CharField("答复", max_length=REASON_LENGTH, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    source = models.OneToOneField(
        SourceBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )

    class Meta:
        verbose_name = "数据更正"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "target"], condition=Q(state__in=OPEN), name="correction_open_once"
            ),
            models.CheckConstraint(
                name="correction_proved_or_says_why_not",
                condition=Q(proof__isnull=False) | ~Q(no_proof_because=""),
            ),
            models.CheckConstraint(
                name="correction_adopted_has_source",
                condition=Q(state=CorrectionState.ADOPTED, source__isnull=False)
                | (~Q(state=CorrectionState.ADOPTED) & Q(source__isnull=True)),
            ),
            models.CheckConstraint(
                name="correction_waits_with_a_day",
                condition=Q(state__in=WITH_BUREAU, due_on__isnull=False)
                | (~Q(state__in=WITH_BUREAU) & Q(due_on__isnull=True)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="correction_by_state")]

    def __str__(self) -> str:
        return f"更正 {self.pk} {self.target}"


class CorrectionStep(models.Model):
    """A request moved on: by whom, when, why, and by which day it had to. A late step stays late."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="steps")
    source = models.CharField("原状态", max_length=12, choices=CorrectionState.choices, blank=True)
    target = models.CharField("新状态", max_length=12, choices=CorrectionState.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("办理人", max_length=80)
    note = models.CharField("说明", max_length=REASON_LENGTH, blank=True)
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("期限", null=True, blank=True)

    class Meta:
        verbose_name = "更正经过"

    def __str__(self) -> str:
        return f"{self.correction_id} → {self.get_target_display()}"
