"""What is kept of the rules' use, and the drafts from which the county's own policies come.

Rule sets, receipts, scenarios, and the steps and reviews of a draft are written once and never changed: they are what a
later reader replays. A draft changes until it is published.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.rulebook.vocabulary import DraftState, FairConclusion
from tidu.foundation.files.models import StoredFile


class RuleSet(models.Model):
    """Rules as their authors wrote them, with the facts they speak of: enough to judge again without the packs.

    `texts` are the rules' own words, all versions of a rule and of those it refers to; `facts` the entries of the
    vocabulary. The fingerprint is taken over both.
    """

    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    texts = models.JSONField("规则原文")
    facts = models.JSONField("事实")
    kept_at = models.DateTimeField("留存时间")

    class Meta:
        verbose_name = "规则留存"

    def __str__(self) -> str:
        return self.fingerprint[:12]


class Kept(models.Model):
    """What a receipt and a scenario have in common: by which law, as of when, with which knowledge, by whom.

    `rule_on` is the day on which the rule's parameters were read. `overlay` maps parameters to exact fractions in the
    engine's unit (`"1/25"`), `version` names another version of the rule by its first day. `known_at` is null for
    现在所知, which then means the moment of keeping.
    """

    rule_code = models.CharField("规则", max_length=60)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    rule_on = models.DateField("规则取值日")
    rule_fingerprint = models.CharField("规则指纹", max_length=64)
    overlay = models.JSONField("改动的参数", default=dict)
    version = models.CharField("所用版本的起始日", max_length=10, blank=True, default="")
    engine_version = models.CharField("程序版本", max_length=40)
    as_of_on = models.DateField("截至日")
    known_at = models.DateTimeField("所知时刻", null=True, blank=True)
    kept_at = models.DateTimeField("留存时间")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kept_by_name = models.CharField("留存人", max_length=80)

    class Meta:
        abstract = True


class DecisionReceipt(Kept):
    """What a rule said of one firm, with everything it rested on: to be replayed to the same words and the same fen.

    `facts` is the input snapshot in the rules' JSON form, `trace` the verdict with every clause and step.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="receipts")
    purpose = models.CharField("用途", max_length=120)
    facts = models.JSONField("所依据的数据")
    trace = models.JSONField("判断过程")

    class Meta:
        verbose_name = "判断凭据"
        indexes: ClassVar = [models.Index(fields=["enterprise", "rule_code"], name="receipt_of_firm")]

    def __str__(self) -> str:
        return f"{self.rule_code} {self.enterprise_id} {self.as_of_on}"


class Scenario(Kept):
    """A reform that somebody priced and kept under a name.

    `inputs` is the population as a Parquet file, `results` what came out of it: totals, groups and one row per firm.
    """

    name = models.CharField("名称", max_length=80)
    inputs = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    results = models.JSONField("结果")

    class Meta:
        verbose_name = "测算方案"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule_code", "name"], name="scenario_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyDraft(models.Model):
    """One version of a policy on its way into the library: its YAML, its scenarios, and where it stands.

    Once published it is a pack like those that ship: `text` is then law of the house and never changes again.
    `fingerprint` is taken over text and scenarios, `in_force_on` is the version's first day, known once published.
    """

    rule_code = models.CharField("规则", max_length=60)
    name = models.CharField("名称", max_length=80)
    text = models.TextField("政策原文")
    scenarios = models.TextField("算例", blank=True)
    fingerprint = models.CharField("指纹", max_length=64)
    state = models.CharField("状态", max_length=10, choices=DraftState.choices, default=DraftState.DRAFTING)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author_name = models.CharField("起草人", max_length=80)
    opened_at = models.DateTimeField("起草时间")
    saved_at = models.DateTimeField("最近保存时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    in_force_on = models.DateField("起", null=True, blank=True)

    class Meta:
        verbose_name = "政策草稿"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule_code", "in_force_on"],
                condition=models.Q(state=DraftState.PUBLISHED),
                name="version_published_once",
            ),
            models.CheckConstraint(
                name="published_draft_is_dated",
                condition=~models.Q(state=DraftState.PUBLISHED)
                | (models.Q(published_at__isnull=False) & models.Q(in_force_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_code} {self.get_state_display()}"


class DraftRecord(models.Model):
    """What the records about a draft have in common: which draft, which words, who and when."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="%(class)ss")
    fingerprint = models.CharField("指纹", max_length=64)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("办理人", max_length=80)

    class Meta:
        abstract = True


class DraftStep(DraftRecord):
    """A draft moved from one state to another."""

    source = models.CharField("原状态", max_length=10, choices=DraftState.choices)
    target = models.CharField("新状态", max_length=10, choices=DraftState.choices)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "草稿经过"

    def __str__(self) -> str:
        return f"{self.get_source_display()} → {self.get_target_display()}"


class FairReview(DraftRecord):
    """A fair competition review of the words that the fingerprint names; of other words it says nothing.

    `findings` has for each standard whether the policy touches it. An exception has its reason and its last day.
    """

    findings = models.JSONField("逐项结论")
    heard = models.CharField("听取意见情况", max_length=300)
    conclusion = models.CharField("审查结论", max_length=10, choices=FairConclusion.choices)
    exception_reason = models.CharField("适用例外的理由", max_length=300, blank=True)
    exception_ends_on = models.DateField("例外的最后一天", null=True, blank=True)

    class Meta:
        verbose_name = "公平竞争审查"

    def __str__(self) -> str:
        return f"{self.draft_id} {self.get_conclusion_display()}"


class PolicyNotice(models.Model):
    """A firm was told of one version of a policy that fits it or nearly does, and what it did then.

    The moments are those of the first time. `opened_at`: its desk showed the notice; `read_at`: it looked at the
    policy; `tried_at`: it tried other values out.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="policy_notices")
    rule_code = models.CharField("规则", max_length=60)
    version_on = models.DateField("版本起日")
    standing = models.CharField("告知时的对照结果", max_length=10)
    told_at = models.DateTimeField("告知时间")
    opened_at = models.DateTimeField("打开时间", null=True, blank=True)
    tried_at = models.DateTimeField("试算时间", null=True, blank=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    read_by_name = models.CharField("读的人", max_length=80, blank=True)

    class Meta:
        verbose_name = "政策告知"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "rule_code", "version_on"], name="policy_told_once_a_version"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["rule_code", "version_on"], name="policy_notice_by_rule")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.rule_code}"
