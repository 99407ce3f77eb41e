"""Standing by a firm: difficulty tickets with their rounds and steps, contact leaders, visits, the bureau's promise."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.domain.enterprises.models import Enterprise, IntervalQuerySet
from tidu.domain.support.vocabulary import (
    ESCALATED,
    Level,
    Rating,
    TicketKind,
    TicketSource,
    TicketState,
    VisitPurpose,
)
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance.models import Versioned, VersionedQuerySet


class ServiceStandard(Versioned):
    """What the bureau promises for tickets of one kind opened on or after a day: who handles them, in how many days.

    `days` are working days to the answer, `level_days` the working days a late ticket lies on one table before it
    goes up another level.
    """

    NATURAL_KEY = ("kind", "valid_from_on")

    kind = models.CharField("类别", max_length=10, choices=TicketKind.choices)
    valid_from_on = models.DateField("起")
    section = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField("答复时限（工作日）")
    level_days = models.PositiveSmallIntegerField("逐级上报间隔（工作日）")

    objects: ClassVar = VersionedQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "办理标准"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "valid_from_on"],
                condition=Q(superseded_at__isnull=True),
                name="service_standard_stands_once",
            ),
            models.CheckConstraint(
                name="service_standard_has_days", condition=Q(days__gte=1) & Q(level_days__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from_on}"


class ContactLeader(Versioned):
    """The one leader who answers for a firm from a day until a day (exclusive); a replaced one keeps the time."""

    NATURAL_KEY = ("enterprise", "valid_from_on")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="contact_leaders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    valid_from_on = models.DateField("起")
    valid_until_on = models.DateField("止（不含）", null=True, blank=True)
    assigned_by_name = models.CharField("指定人", max_length=80)

    objects: ClassVar = IntervalQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "联系领导"
        constraints: ClassVar = [
            *Versioned.Meta.constraints,
            models.UniqueConstraint(
                fields=["enterprise", "valid_from_on"],
                condition=Q(superseded_at__isnull=True),
                name="contact_leader_stands_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(superseded_at__isnull=True, valid_until_on__isnull=True),
                name="one_contact_leader",
            ),
            models.CheckConstraint(
                name="contact_leader_interval",
                condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gte=F("valid_from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.person_id} {self.valid_from_on}"


class Visit(models.Model):
    """Somebody went to a firm on a day: why, what was heard, what comes next, a photograph if one was taken."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="visits")
    visitor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField("走访日期")
    purpose = models.CharField("目的", max_length=10, choices=VisitPurpose.choices)
    heard = models.CharField("听到什么", max_length=1000)
    next_step = models.CharField("下一步", max_length=300, blank=True, default="")
    photo = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "走访"
        indexes: ClassVar = [models.Index(fields=["enterprise", "visited_on"], name="visit_by_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.visited_on}"


class Ticket(models.Model):
    """A difficulty a firm has told of, until the firm itself says that it is solved.

    `level` is whose table it lies on in its present round, `rule_code` the policy from whose page the firm asked.
    """

    number = models.CharField("编号", max_length=12, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="tickets")
    kind = models.CharField("类别", max_length=10, choices=TicketKind.choices)
    text = models.CharField("内容", max_length=1000)
    source = models.CharField("来源", max_length=8, choices=TicketSource.choices)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    section = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        "状态", max_length=12, choices=TicketState.choices, default=TicketState.REGISTERED
    )
    level = models.PositiveSmallIntegerField("层级", choices=Level.choices, default=Level.SECTION)
    opened_at = models.DateTimeField("登记时间")
    rule_code = models.CharField("因哪项政策", max_length=60, blank=True)

    class Meta:
        verbose_name = "难题工单"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ticket_of_a_visit",
                condition=(Q(visit__isnull=False) & Q(source=TicketSource.VISIT))
                | (Q(visit__isnull=True) & ~Q(source=TicketSource.VISIT)),
            ),
            models.CheckConstraint(
                name="ticket_in_hand",
                condition=Q(state=TicketState.REGISTERED) | Q(handler__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "opened_at"], name="ticket_by_state")]

    def __str__(self) -> str:
        return self.number


class TicketRound(models.Model):
    """One attempt at a ticket: from its opening or reopening to the answer and what the firm says of it.

    `due_on` is never moved, so being late is never erased: a round is late where it was answered after that day.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField("次数")
    began_at = models.DateTimeField("开始时间")
    due_on = models.DateField("答复期限")
    answer = models.CharField("答复", max_length=1000, blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by_name = models.CharField("答复人", max_length=80, blank=True, default="")
    rating = models.CharField("企业评价", max_length=12, choices=Rating.choices, blank=True, default="")
    remark = models.CharField("评价说明", max_length=300, blank=True, default="")
    rated_at = models.DateTimeField("评价时间", null=True, blank=True)
    rated_by_name = models.CharField("评价人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "办理轮次"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "number"], name="ticket_round_once"),
            models.CheckConstraint(
                name="ticket_round_answered",
                condition=Q(answered_at__isnull=True, answer="", answered_by_name="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by_name="")),
            ),
            models.CheckConstraint(
                name="ticket_round_rated",
                condition=Q(rated_at__isnull=True, rating="", rated_by_name="")
                | (Q(rated_at__gte=F("answered_at")) & ~Q(rating="") & ~Q(rated_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} 第 {self.number} 轮"


class TicketStep(models.Model):
    """One thing that happened to a ticket, for the firm and the bureau alike; steps are added and never changed."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="steps")
    round_number = models.PositiveSmallIntegerField("次数")
    action = models.CharField("动作", max_length=12)
    state = models.CharField("之后的状态", max_length=12, choices=TicketState.choices)
    level = models.PositiveSmallIntegerField("之后的层级", choices=Level.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField("经办", max_length=80)
    note = models.CharField("说明", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "工单经过"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "round_number", "level"],
                condition=Q(action=ESCALATED),
                name="ticket_escalated_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ticket", "at"], name="ticket_step_by_time")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.action} {self.at:%Y-%m-%d}"
