"""Issues: doubts about the register's data, each with an owner, a deadline, and every step it went through."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.quality.vocabulary import STANDING, IssueState
from tidu.foundation.accounts.models import Organisation, Person


class Issue(models.Model):
    """One doubt: a rule, a firm, and the key under which the rule finds it again (a year, another firm, a field).

    `evidence` is what the rule saw, as label and value in words; `mark` is a fingerprint of it, so that a confirmed
    doubt stays confirmed only while the data stay as they were. `due_on` is None where the holiday table of the year
    is missing; a late issue stays late for ever, because neither day nor steps are ever changed.
    """

    rule = models.CharField("规则", max_length=40)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="issues")
    key = models.CharField("键", max_length=120, blank=True, default="")
    sentence = models.CharField("疑点", max_length=300)
    evidence = models.JSONField("依据", default=list)
    mark = models.CharField("指纹", max_length=64)
    state = models.CharField("状态", max_length=10, choices=IssueState.choices, default=IssueState.OPEN)
    place = models.ForeignKey(
        Organisation, verbose_name="属地", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        Organisation,
        verbose_name="责任单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner_person = models.ForeignKey(
        Person, verbose_name="责任人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    found_on = models.DateField("发现日期")
    due_on = models.DateField("期限", null=True, blank=True)
    closed_on = models.DateField("了结日期", null=True, blank=True)

    class Meta:
        verbose_name = "数据疑点"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "enterprise", "key"],
                condition=Q(state__in=[state.value for state in STANDING]),
                name="issue_stands_once",
            ),
            models.CheckConstraint(
                name="issue_closed_on",
                condition=Q(
                    state__in=[IssueState.OPEN.value, IssueState.MENDED.value], closed_on__isnull=True
                )
                | Q(state__in=[IssueState.CONFIRMED.value, IssueState.GONE.value], closed_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="issue_by_state")]

    def __str__(self) -> str:
        return f"{self.rule} {self.enterprise_id} {self.key}"


class IssueStep(models.Model):
    """One step of an issue: who took it, when and why. Steps are only ever added."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField("动作", max_length=20)
    from_state = models.CharField("原状态", max_length=10, choices=IssueState.choices, blank=True, default="")
    to_state = models.CharField("新状态", max_length=10, choices=IssueState.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("经办", max_length=80)
    reason = models.CharField("说明", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "疑点处理"

    def __str__(self) -> str:
        return f"{self.issue_id} {self.action} {self.at}"
