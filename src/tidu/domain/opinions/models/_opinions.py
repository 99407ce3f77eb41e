"""The opinion itself: the words as they came, the words as they are worked on, what it is about, and who said it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.domain.opinions.models._gathering import Occasion, Theme
from tidu.domain.opinions.vocabulary import (
    SET_ASIDE,
    Category,
    Channel,
    OpinionSource,
    OpinionState,
    ProposerGroup,
)
from tidu.foundation.files.models import StoredFile


class Opinion(models.Model):
    """Something somebody said that is owed an answer.

    `original_text` and `scan` are written once; in time the one is masked and the other goes. Raw opinions are those
    without `split_from`; the final items (X) are those in no state that sets aside. Parts of a split one are opinions
    of their own, numbered after it (2025-KF-017-1), and the authors of the whole are theirs. `client_id` makes
    resending harmless, `receipt` is what the proposer looks up by, `notice_version` the personal-data notice that was
    shown. `sender` and `link` are keyed digests of the device and of the link it came by, for the limits.
    """

    number = models.CharField("编号", max_length=24, unique=True)
    occasion = models.ForeignKey(
        Occasion, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions"
    )
    source = models.CharField("来源", max_length=10, choices=OpinionSource.choices)
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    group = models.CharField("界别", max_length=16, choices=ProposerGroup.choices)
    original_text = models.CharField("原文", max_length=1000)
    scan = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("整理文字", max_length=1000)
    confirmed_at = models.DateTimeField("本人确认时间", null=True, blank=True)
    main_theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="主题"
    )
    themes = models.ManyToManyField(Theme, related_name="+", verbose_name="其他主题")
    category = models.CharField("类别", max_length=12, choices=Category.choices, blank=True, default="")
    state = models.CharField(
        "状态", max_length=12, choices=OpinionState.choices, default=OpinionState.REGISTERED
    )
    invalid_reason = models.CharField("无效理由", max_length=300, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    taken_at = models.DateTimeField("登记时间")
    taken_by_name = models.CharField("登记人", max_length=80)
    client_id = models.CharField("发送编号", max_length=64, null=True, blank=True, unique=True)
    receipt = models.CharField("回执号", max_length=16, null=True, blank=True, unique=True)
    notice_version = models.CharField("告知版本", max_length=20, blank=True, default="")
    sender = models.CharField("设备摘要", max_length=64, blank=True, default="")
    link = models.CharField("链接摘要", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "意见建议"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="opinion_invalid_for_a_reason",
                condition=(Q(state=OpinionState.INVALID) & ~Q(invalid_reason=""))
                | (~Q(state=OpinionState.INVALID) & Q(invalid_reason="")),
            ),
            models.CheckConstraint(
                name="opinion_merged_into_one",
                condition=Q(state=OpinionState.MERGED, merged_into__isnull=False)
                | (~Q(state=OpinionState.MERGED) & Q(merged_into__isnull=True)),
            ),
            models.CheckConstraint(
                name="opinion_part_is_not_split",
                condition=Q(split_from__isnull=True) | ~Q(state=OpinionState.SPLIT),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "taken_at"], name="opinion_by_state"),
            models.Index(fields=["occasion", "state"], name="opinion_by_occasion"),
            models.Index(fields=["sender", "taken_at"], name="opinion_by_sender"),
            models.Index(fields=["link", "taken_at"], name="opinion_by_link"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_final(self) -> bool:
        """Return whether it is counted among the final items."""
        return self.state not in SET_ASIDE


class OpinionAuthor(models.Model):
    """Who said it; a merged opinion keeps its own. Name, organisation and telephone are personal and erased in time."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="authors")
    name = models.CharField("姓名", max_length=60, blank=True, default="")
    organisation = models.CharField("单位", max_length=120, blank=True, default="")
    phone = models.CharField("电话", max_length=32, blank=True, default="")
    anonymous = models.BooleanField("匿名", default=False)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        verbose_name = "意见人"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="opinion_author_erased",
                condition=Q(erased_at__isnull=True) | Q(name="", organisation="", phone=""),
            ),
            models.CheckConstraint(
                name="opinion_author_anonymous", condition=Q(anonymous=False) | Q(name="", phone="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} 意见人 {self.pk}"
