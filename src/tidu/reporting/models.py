"""Documents that were composed: what was asked, when, by whom, how it read then; and the manuscripts before them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tidu.foundation.files.models import StoredFile
from tidu.reporting.vocabulary import ManuscriptState


class Document(models.Model):
    """A composed text. `parameters` are as asked (days as ISO text).

    `snapshot` keeps the text and its numbers as they read when it was made, `rows` what was behind each of them,
    `file` the Word file of that moment; none ever changes. `changes` are what the latest check (`checked_at`) found to
    read otherwise, or to rest on other rows. A filled `template` keeps which version of it was filled.
    """

    outline = models.CharField("提纲", max_length=40)
    template = models.ForeignKey(
        "DocumentTemplate",
        verbose_name="模板",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    title = models.CharField("标题", max_length=120)
    parameters = models.JSONField("参数", default=dict)
    as_of_on = models.DateField("截至日")
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    snapshot = models.JSONField("当时的文稿", default=dict)
    rows = models.JSONField("当时的明细", default=dict)
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

    @property
    def written_by(self) -> str:
        """Return who wrote it and, where it went the way of a manuscript, who released it."""
        manuscript = getattr(self, "manuscript", None)
        if manuscript is None:
            return f"{self.created_by_name}起草"
        return f"{manuscript.drafter_name}起草，{self.created_by_name}定稿"

    @property
    def moved(self) -> list[dict[str, str]]:
        """Return the changes that read otherwise."""
        return [one for one in self.changes if one["before"] != one["now"]]

    @property
    def swapped(self) -> list[dict[str, str]]:
        """Return the changes that read the same over other rows."""
        return [one for one in self.changes if one["before"] == one["now"]]


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


class Manuscript(models.Model):
    """A text on its way to a document: `parameters` (days as ISO text) and day are chosen once, the words in versions.

    `outline` is the outline it began from, `after` the released document whose text it began with.
    """

    title = models.CharField("标题", max_length=120)
    outline = models.CharField("提纲", max_length=40)
    after = models.ForeignKey(
        Document, verbose_name="沿用的文稿", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parameters = models.JSONField("参数", default=dict)
    as_of_on = models.DateField("截至日")
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=ManuscriptState.choices, default=ManuscriptState.DRAFTING
    )
    document = models.OneToOneField(
        Document,
        verbose_name="定稿的文稿",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="manuscript",
    )
    created_at = models.DateTimeField("建立时间")
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    drafter_name = models.CharField("起草人", max_length=80)

    class Meta:
        verbose_name = "文稿稿件"

    def __str__(self) -> str:
        return f"{self.title}（稿 {self.pk}）"


class ManuscriptVersion(models.Model):
    """One saved text of a manuscript; never changed, never removed.

    `tree` is the outline as data, `snapshot` how it read when it was saved, `marks` what the check of claims and
    typed numbers found in it, by paragraph; `state` that of the manuscript while it was written.
    """

    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版次")
    tree = models.JSONField("提纲与正文")
    snapshot = models.JSONField("当时的文稿")
    marks = models.JSONField("核对结果", default=list)
    state = models.CharField("保存时的状态", max_length=20, choices=ManuscriptState.choices)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    saved_by_name = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "文稿版本"
        constraints = (
            models.UniqueConstraint(fields=["manuscript", "number"], name="one_version_per_number"),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class ManuscriptStep(models.Model):
    """A signature, a return or a rewriting: `action` of the transition table on the version that was seen."""

    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="steps")
    version = models.ForeignKey(ManuscriptVersion, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField("办理", max_length=20)
    source = models.CharField("从", max_length=20, choices=ManuscriptState.choices)
    target = models.CharField("到", max_length=20, choices=ManuscriptState.choices)
    note = models.CharField("意见", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("办理人", max_length=80)

    class Meta:
        verbose_name = "文稿签批经过"

    def __str__(self) -> str:
        return f"{self.version} {self.action}"


class ManuscriptComment(models.Model):
    """What somebody says to a paragraph, quoted as it read in the version; resolved by somebody, and kept."""

    version = models.ForeignKey(ManuscriptVersion, on_delete=models.PROTECT, related_name="comments")
    quote = models.TextField("所指段落")
    words = models.CharField("批注", max_length=500)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("批注人", max_length=80)
    resolved_at = models.DateTimeField("解决时间", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_by_name = models.CharField("解决人", max_length=80, blank=True)

    class Meta:
        verbose_name = "文稿批注"

    def __str__(self) -> str:
        return f"{self.by_name}：{self.words}"
