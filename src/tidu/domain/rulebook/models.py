"""What is kept of the rules' use: rule sets word for word, decision receipts, and scenarios of reforms.

All three are written once and never changed: they are what a later reader replays.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tidu.domain.enterprises.models import Enterprise
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
