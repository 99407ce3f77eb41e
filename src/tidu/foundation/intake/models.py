"""The stage: files are received together, each is read, judged row by row and shown before anything is recorded."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tidu.foundation.accounts.models import Organisation
from tidu.foundation.files.models import StoredFile
from tidu.foundation.intake.vocabulary import UNDECIDED, LoadState, RowVerdict
from tidu.foundation.jobs.models import Errand
from tidu.foundation.provenance.models import SourceBatch


class Receipt(models.Model):
    """Files of one form handed in together (收件). Each of its loads is a batch of its own.

    `repeats` names the files left out because another had the same bytes: [name left out, name taken].
    """

    form = models.CharField("表种", max_length=40)
    received_at = models.DateTimeField("收件时间")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    received_by_name = models.CharField("收件人", max_length=80)
    repeats = models.JSONField("内容相同的文件", default=list)

    class Meta:
        verbose_name = "收件"

    def __str__(self) -> str:
        return f"收件 {self.pk}"


class RememberedMapping(models.Model):
    """Which field each column of a sender's table fills, as somebody settled it once.

    `headers` is column letter -> header text and `mapping` column letter -> field name ("" unread); `layout` is the
    fingerprint of the headers, by which the same table is known again.
    """

    form = models.CharField("表种", max_length=40)
    sender = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    layout = models.CharField("表头指纹", max_length=64)
    headers = models.JSONField("表头", default=dict)
    mapping = models.JSONField("列对应", default=dict)
    remembered_at = models.DateTimeField("记住时间")
    remembered_by_name = models.CharField("确定人", max_length=80)

    class Meta:
        verbose_name = "记住的列对应"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "sender", "layout"], name="mapping_remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.sender_id} {self.layout[:12]}"


class Load(models.Model):
    """One sheet of one received file on its way into the records (批次).

    `file_name` is the name under which it was sent this time: the same bytes are kept once, under their first name.
    `form` is the code of the intake form; `mapping` is column letter -> field name and `headers` column letter ->
    header text, for the columns left unread too; `units` is field -> unit its numbers were read in. `options`
    keeps the parameters asked once per load (e.g. the fiscal year when the sheet has no such column). `notices`
    are the sentences that say what was skipped, assumed or left unread. While the load is READING, `sheet`,
    `mapping` and `options` are what was asked for. `answers` is row key -> code of a question -> the
    answer. `refusal` says why the file cannot be read or why the last try to load it came to nothing.
    `errand` is the work in the background that reads or loads it; `recalled` the mapping taken from its sender's last
    file of the same layout; `corrects` the load whose returned workbook this file is, mended by its sender.
    """

    receipt = models.ForeignKey(
        Receipt, verbose_name="收件", null=True, on_delete=models.PROTECT, related_name="loads"
    )
    sender = models.ForeignKey(
        Organisation, verbose_name="报送单位", null=True, on_delete=models.PROTECT, related_name="+"
    )
    form = models.CharField("表种", max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="loads")
    file_name = models.CharField("文件名", max_length=200)
    sheet = models.CharField("工作表", max_length=80, blank=True, default="")
    header_row = models.PositiveIntegerField("表头行", default=0)
    mapping = models.JSONField("列对应", default=dict)
    headers = models.JSONField("表头", default=dict)
    units = models.JSONField("单位", default=dict)
    options = models.JSONField("载入参数", default=dict)
    answers = models.JSONField("回答", default=dict)
    notices = models.JSONField("说明", default=list)
    refusal = models.TextField("未成的原因", blank=True, default="")
    errand = models.ForeignKey(
        Errand, verbose_name="后台工作", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recalled = models.ForeignKey(
        RememberedMapping, verbose_name="沿用的列对应", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    corrects = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrected_by",
        verbose_name="改正自",
    )
    state = models.CharField("状态", max_length=10, choices=LoadState.choices, default=LoadState.STAGED)
    counts = models.JSONField("计数", default=dict)
    staged_at = models.DateTimeField("暂存时间")
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    staged_by_name = models.CharField("经办人", max_length=80)
    source = models.OneToOneField(
        SourceBatch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="load",
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decided_by_name = models.CharField("处理人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "导入批次"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="load_decided_by",
                condition=Q(state__in=UNDECIDED, decided_at__isnull=True, decided_by_name="")
                | (~Q(state__in=UNDECIDED) & Q(decided_at__isnull=False) & ~Q(decided_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"导入 {self.pk} {self.file_id}"


class StagedRow(models.Model):
    """One row as read: its verdict, the values it states, and what stood in those fields when it was staged.

    `existed` tells an empty `before` (nothing stood in these fields) from a record that was not there. A fault is
    `{field, label, code, severity, reason, suggestion, sheet, row, column, header, text}`; a question also has
    `answers`, each `{value, label, asks_day}`.
    """

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="rows")
    row_number = models.PositiveIntegerField("行号")
    verdict = models.CharField("判断", max_length=10, choices=RowVerdict.choices)
    key = models.CharField("主键", max_length=120, blank=True, default="")
    label = models.CharField("名称", max_length=200, blank=True, default="")
    values = models.JSONField("本行的值", default=dict)
    existed = models.BooleanField("已有记录", default=False)
    before = models.JSONField("现有的值", default=dict)
    faults = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = "暂存行"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["load", "row_number"], name="staged_row_once"),
        ]

    def __str__(self) -> str:
        return f"导入 {self.load_id} 第 {self.row_number} 行"
