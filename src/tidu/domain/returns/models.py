"""An outgoing return, whom it asks about which firms, what they handed in; and townships' monthly reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.returns.vocabulary import AskedOf, ReturnState
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.intake.models import Load


class OutgoingReturn(models.Model):
    """What the bureau asks once: some yearly facts of one year, of some firms, by a day.

    `fields` are names of `vocabulary.ASKABLE`. `again_because` explains why a question is put a second time
    within a year; it is empty where none is.
    """

    number = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("数据年度")
    fields = models.JSONField("所问指标", default=list)
    asked_of = models.CharField("填报方", max_length=8, choices=AskedOf.choices)
    basis = models.CharField("依据", max_length=200)
    again_because = models.CharField("重复询问的理由", max_length=200, blank=True, default="")
    issued_at = models.DateTimeField("发出时间")
    issued_on = models.DateField("发出日")
    issued_by_name = models.CharField("发出人", max_length=80)
    due_on = models.DateField("截止日")
    state = models.CharField("状态", max_length=10, choices=ReturnState.choices, default=ReturnState.OPEN)

    class Meta:
        verbose_name = "报表任务"
        constraints: ClassVar = [
            models.CheckConstraint(name="return_due_after_issue", condition=Q(due_on__gt=F("issued_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Addressee(models.Model):
    """One that has to answer a return: a township or park, or a firm."""

    outgoing = models.ForeignKey(OutgoingReturn, on_delete=models.PROTECT, related_name="addressees")
    place = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="returns_asked"
    )
    enterprise = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="returns_asked"
    )
    exempt_because = models.CharField("免报理由", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "填报对象"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="addressee_is_one",
                condition=Q(place__isnull=True, enterprise__isnull=False)
                | Q(place__isnull=False, enterprise__isnull=True),
            ),
            models.UniqueConstraint(fields=["outgoing", "place"], name="place_addressed_once"),
            models.UniqueConstraint(fields=["outgoing", "enterprise"], name="firm_addressed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outgoing_id} → {self.place_id or self.enterprise_id}"


class AskedFirm(models.Model):
    """A firm that an addressee is asked about: the list is fixed when the return goes out."""

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="firms")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "被询企业"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["addressee", "enterprise"], name="firm_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.addressee_id}：{self.enterprise_id}"


class Handing(models.Model):
    """A workbook or an answer on screen that an addressee handed in: a load on its way into the records."""

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="handings")
    load = models.OneToOneField(Load, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField("交回时间")
    handed_by_name = models.CharField("交回人", max_length=80)

    class Meta:
        verbose_name = "交回"

    def __str__(self) -> str:
        return f"{self.addressee_id} 交回 {self.load_id}"


class Reminder(models.Model):
    """That an addressee was reminded."""

    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="reminders")
    reminded_at = models.DateTimeField("催报时间")
    reminded_by_name = models.CharField("催报人", max_length=80)

    class Meta:
        verbose_name = "催报"

    def __str__(self) -> str:
        return f"{self.addressee_id} 催报 {self.reminded_at}"


class MonthlyReport(models.Model):
    """A township's report of a month as it was sent; sending again adds a version, the newest one counts."""

    place = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="monthly_reports")
    month_on = models.DateField("月份（首日）")
    progress = models.TextField("本月进展")
    seeds = models.TextField("新发现的苗子企业", blank=True, default="")
    changes = models.TextField("企业变动", blank=True, default="")
    difficulties = models.TextField("企业困难", blank=True, default="")
    requests = models.TextField("需县里协调的事", blank=True, default="")
    plans = models.TextField("下月打算", blank=True, default="")
    due_on = models.DateField("应报日")
    sent_at = models.DateTimeField("报送时间")
    sent_on = models.DateField("报送日")
    sent_by_name = models.CharField("报送人", max_length=80)

    class Meta:
        verbose_name = "乡镇月报"
        constraints: ClassVar = [
            models.CheckConstraint(name="monthly_report_month", condition=Q(month_on__day=1)),
        ]
        indexes: ClassVar = [models.Index(fields=["month_on", "place"], name="monthly_report_by_month")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.month_on:%Y-%m} 月报"
