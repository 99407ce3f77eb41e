"""The register of enterprises: legal entities, their names, places, yearly facts, recognitions and checks.

Everything but the identity itself is `Versioned`: corrections append, and both "as known then" and
"as corrected now" can be answered for any day.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.enterprises.vocabulary import (
    CheckKind,
    EndKind,
    EventKind,
    FactsStatus,
    GrantKind,
    Industry,
    LifeState,
    RecognitionKind,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


def _one_standing(name: str, *fields: str) -> models.UniqueConstraint:
    """Return the constraint that at most one version of a key stands."""
    return models.UniqueConstraint(fields=list(fields), condition=Q(superseded_at__isnull=True), name=name)


def _half_open(name: str) -> models.CheckConstraint:
    """Return the constraint that an interval is not empty or reversed."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=F("valid_from_on")),
    )


class IntervalQuerySet(VersionedQuerySet):
    """Filters on valid and recorded time together."""

    def in_force(self, as_of: AsOf) -> IntervalQuerySet:
        """Keep the versions known at the moment of knowledge whose interval holds the day."""
        return (
            self.known_at(as_of.known_at)
            .filter(valid_from_on__lte=as_of.on)
            .filter(Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=as_of.on))
        )


class Enterprise(models.Model):
    """A legal entity, keyed for ever by its 18-character credit code (统一社会信用代码)."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)

    class Meta:
        verbose_name = "企业"

    def __str__(self) -> str:
        return self.credit_code


class Profile(Versioned):
    """The register entry of an enterprise: what it is, apart from name and place, which have histories."""

    NATURAL_KEY = ("enterprise",)

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="profiles")
    registered_on = models.DateField("成立日期", null=True, blank=True)
    industry = models.CharField("产业", max_length=20, choices=Industry.choices, blank=True, default="")
    industry_code = models.CharField("行业代码", max_length=8, blank=True, default="")
    life_state = models.CharField(
        "存续状态", max_length=8, choices=LifeState.choices, default=LifeState.ACTIVE
    )
    closed_on = models.DateField("注销日期", null=True, blank=True)
    resident_enterprise = models.BooleanField("境内注册的居民企业", null=True, blank=True)
    in_hightech_field = models.BooleanField("属国家重点支持的高新技术领域", null=True, blank=True)
    hightech_field = models.CharField("高新技术领域", max_length=60, blank=True, default="")
    above_scale = models.BooleanField("规模以上", null=True, blank=True)
    science_award = models.BooleanField("获得过国家级科技奖励（前三名）", null=True, blank=True)
    science_award_on = models.DateField("最近一次获奖日期", null=True, blank=True)
    provincial_rd_institution = models.BooleanField("拥有省部级以上研发机构", null=True, blank=True)
    led_standard = models.BooleanField("主导制定过国际、国家或行业标准", null=True, blank=True)
    led_standard_on = models.DateField("最近一项标准发布日期", null=True, blank=True)
    routes_answered_on = models.DateField("直通条件填报日期", null=True, blank=True)
    address = models.CharField("住所", max_length=200, blank=True, default="")
    business_scope = models.TextField("经营范围", blank=True, default="")
    capital_text = models.CharField("注册资金（原文）", max_length=60, blank=True, default="")
    contact_name = models.CharField("联系人", max_length=60, blank=True, default="")
    contact_phone = models.CharField("联系电话", max_length=32, blank=True, default="")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "企业登记"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("profile_stands_once", "enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} 登记 {self.pk}"


class NameRecord(Versioned):
    """A name of an enterprise from a day on; a rename keeps the credit code."""

    NATURAL_KEY = ("enterprise", "valid_from_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="names")
    name = models.CharField("企业名称", max_length=120)
    valid_from_on = models.DateField("启用日")
    valid_until_on = models.DateField("停用日（不含）", null=True, blank=True)

    objects: ClassVar = IntervalQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "企业名称"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("name_stands_once", "enterprise", "valid_from_on"),
            _half_open("name_interval"),
        ]
        indexes: ClassVar = [models.Index(fields=["name"], name="enterprise_name")]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from_on}）"


class PlaceRecord(Versioned):
    """Where an enterprise is in the county from a day on: one township or park; None means outside the county."""

    NATURAL_KEY = ("enterprise", "valid_from_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(
        Organisation, verbose_name="属地", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from_on = models.DateField("迁入日")
    valid_until_on = models.DateField("迁出日（不含）", null=True, blank=True)

    objects: ClassVar = IntervalQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "企业属地"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("place_stands_once", "enterprise", "valid_from_on"),
            _half_open("place_interval"),
        ]
        indexes: ClassVar = [models.Index(fields=["place", "valid_from_on"], name="enterprise_place")]

    def __str__(self) -> str:
        return f"{self.enterprise_id}@{self.place_id}（{self.valid_from_on}）"


class YearlyFacts(Versioned):
    """A fiscal year of a legal entity. Null is 缺数; money in fen, exports in US cents, people in persons.

    The four R&D figures and the staff figures are different quantities and are never filled from each other.
    """

    NATURAL_KEY = ("enterprise", "year")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="yearly_facts")
    year = models.PositiveSmallIntegerField("年度")
    status = models.CharField(
        "状态",
        max_length=12,
        choices=FactsStatus.choices,
        default=FactsStatus.PRELIMINARY,
    )
    through_month = models.PositiveSmallIntegerField("数据截至月份", default=12)

    revenue_fen = models.BigIntegerField("销售收入", null=True, blank=True)
    total_income_fen = models.BigIntegerField("总收入", null=True, blank=True)
    hightech_income_fen = models.BigIntegerField("高新技术产品（服务）收入", null=True, blank=True)
    rd_statistical_fen = models.BigIntegerField("R&D经费内部支出（统计口径）", null=True, blank=True)
    rd_book_fen = models.BigIntegerField("研发费用（账面）", null=True, blank=True)
    rd_hnte_fen = models.BigIntegerField("研究开发费用（高企口径）", null=True, blank=True)
    rd_hnte_domestic_fen = models.BigIntegerField("境内研究开发费用（高企口径）", null=True, blank=True)
    rd_deductible_fen = models.BigIntegerField("研发费用（加计扣除口径）", null=True, blank=True)
    total_cost_fen = models.BigIntegerField("成本费用总额", null=True, blank=True)
    net_profit_fen = models.BigIntegerField("净利润", null=True, blank=True)
    tax_paid_fen = models.BigIntegerField("实缴税费", null=True, blank=True)
    total_assets_fen = models.BigIntegerField("资产总额", null=True, blank=True)
    net_assets_fen = models.BigIntegerField("净资产", null=True, blank=True)
    total_liabilities_fen = models.BigIntegerField("负债总额", null=True, blank=True)
    exports_usd_cents = models.BigIntegerField("出口额（美分）", null=True, blank=True)
    staff_average = models.IntegerField("职工总数", null=True, blank=True)
    tech_staff = models.IntegerField("科技人员数", null=True, blank=True)
    rd_staff = models.IntegerField("研发人员数", null=True, blank=True)
    ip_class1 = models.IntegerField("Ⅰ类知识产权数", null=True, blank=True)
    ip_class2 = models.IntegerField("Ⅱ类知识产权数", null=True, blank=True)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "年度数据"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("facts_stand_once", "enterprise", "year"),
            models.CheckConstraint(
                name="facts_through_month",
                condition=Q(through_month__gte=1, through_month__lte=12),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["year", "enterprise"], name="facts_by_year")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year}"


class Recognition(Versioned):
    """A title held from a day until a day (exclusive): as granted, and as corrected since.

    A revocation appends a version that ends earlier, possibly before the day on which it became known.
    """

    NATURAL_KEY = ("enterprise", "kind", "granted_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="recognitions")
    kind = models.CharField("称号", max_length=20, choices=RecognitionKind.choices)
    grant_kind = models.CharField("取得方式", max_length=8, choices=GrantKind.choices, default=GrantKind.NEW)
    granted_on = models.DateField("认定日")
    certificate_number = models.CharField("证书（入库）编号", max_length=32, blank=True, default="")
    valid_from_on = models.DateField("有效期起")
    valid_until_on = models.DateField("有效期止（不含）")
    end_kind = models.CharField(
        "提前终止",
        max_length=8,
        choices=EndKind.choices,
        blank=True,
        default=EndKind.NONE,
    )
    end_reason = models.CharField("终止原因", max_length=200, blank=True, default="")

    objects: ClassVar = IntervalQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "资质认定"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("recognition_stands_once", "enterprise", "kind", "granted_on"),
            _half_open("recognition_interval"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "valid_from_on", "valid_until_on"],
                name="recognition_by_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_kind_display()} {self.granted_on}"


class ComplianceCheck(Versioned):
    """The result of looking whether something bad is on record for a firm on a day (合规核查)."""

    NATURAL_KEY = ("enterprise", "kind", "checked_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField("核查事项", max_length=24, choices=CheckKind.choices)
    checked_on = models.DateField("核查日")
    found = models.BooleanField("存在问题")
    note = models.CharField("说明", max_length=200, blank=True, default="")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "合规核查"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("check_stands_once", "enterprise", "kind", "checked_on"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.kind} {self.checked_on}"


class LifeEvent(Versioned):
    """Something that happened to a firm, as an officer entered it: what, from which day, why, by which document.

    What it changed stands in the other records of the same batch; the event names it as a whole, so that it can be
    told and taken back as a whole. `subject` tells two events of one day and kind apart: the title, the other firm's
    code, the event taken back. `detail` holds where histories go (`histories`: `HistoryKind` to a credit code), and
    for a duplicate which versions were carried over and retired.
    """

    NATURAL_KEY = ("enterprise", "kind", "happened_on", "subject")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="life_events")
    kind = models.CharField("事项", max_length=12, choices=EventKind.choices)
    happened_on = models.DateField("生效日期")
    subject = models.CharField("所涉", max_length=40, blank=True, default="")
    other = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.PROTECT, related_name="other_life_events"
    )
    summary = models.CharField("内容", max_length=300)
    reason = models.CharField("事由", max_length=300, blank=True, default="")
    detail = models.JSONField("明细", default=dict)

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "企业事项"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            _one_standing("life_event_stands_once", "enterprise", "kind", "happened_on", "subject"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.get_kind_display()} {self.happened_on}"
