"""What somebody outside was told, by whom, by which way, and with what outcome."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.foundation.outgoing.vocabulary import REASON_LENGTH, TEXT_LENGTH, OutgoingState, OutgoingWay


class OutgoingNotice(models.Model):
    """A text with its link, given out once by one way. `subject_*` name the record it is about, as in the audit.

    The mail address is kept as proof of where it went, and is erased in time with everything else that is personal.
    """

    subject_type = models.CharField("记录类别", max_length=60)
    subject_key = models.CharField("记录编号", max_length=60)
    title = models.CharField("标题", max_length=120)
    addressee = models.CharField("收件人", max_length=60, blank=True, default="")
    email = models.EmailField("邮箱", blank=True, default="")
    text = models.CharField("内容", max_length=TEXT_LENGTH, blank=True, default="")
    address = models.CharField("网址", max_length=300, blank=True, default="")
    way = models.CharField("方式", max_length=4, choices=OutgoingWay.choices)
    state = models.CharField("结果", max_length=7, choices=OutgoingState.choices)
    failure = models.CharField("未送出的原因", max_length=REASON_LENGTH, blank=True, default="")
    given_at = models.DateTimeField("时间")
    given_by_name = models.CharField("经办人", max_length=80)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        verbose_name = "外发通知"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outgoing_failed_with_reason",
                condition=Q(state=OutgoingState.FAILED) ^ Q(failure=""),
            ),
            models.CheckConstraint(
                name="outgoing_erased_is_empty",
                condition=Q(erased_at__isnull=True) | Q(addressee="", email="", text="", address=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_key"], name="outgoing_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_key} {self.get_way_display()}"
