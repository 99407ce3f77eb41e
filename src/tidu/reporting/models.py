"""Documents that were composed: what was asked, when, by whom, and how it read then."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tidu.foundation.files.models import StoredFile


class Document(models.Model):
    """A composed text. `parameters` are as asked (days as ISO text).

    `snapshot` keeps the text and its numbers as they read when it was made, `file` the Word file of that moment;
    neither ever changes. `changes` are what the latest check (`checked_at`) found to read otherwise.
    """

    outline = models.CharField("提纲", max_length=40)
    title = models.CharField("标题", max_length=120)
    parameters = models.JSONField("参数", default=dict)
    as_of_on = models.DateField("截至日")
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    snapshot = models.JSONField("当时的文稿", default=dict)
    file = models.ForeignKey(StoredFile, verbose_name="Word 文件", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_by_name = models.CharField("建立人", max_length=80)
    changes = models.JSONField("已变的数", default=list)
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        verbose_name = "文稿"

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"


class DocumentTemplate(models.Model):
    """One version of a Word file with marks that the office keeps; never changed. The newest of a name is in use.

    `parameters` are the names of what its marks ask for.
    """

    name = models.CharField("模板名称", max_length=80)
    version = models.PositiveIntegerField("版次")
    file = models.ForeignKey(StoredFile, verbose_name="Word 文件", on_delete=models.PROTECT, related_name="+")
    mark_count = models.PositiveIntegerField("标记数")
    parameters = models.JSONField("参数", default=list)
    kept_at = models.DateTimeField("存入时间")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_by_name = models.CharField("存入人", max_length=80)

    class Meta:
        verbose_name = "文稿模板"
        constraints = (models.UniqueConstraint(fields=["name", "version"], name="one_template_per_version"),)

    def __str__(self) -> str:
        return f"{self.name} 第 {self.version} 版"
