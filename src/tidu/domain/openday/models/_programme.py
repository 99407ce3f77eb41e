"""What guests hear and see: programme, policies told, stops with hosts, groups on their way, cards, highlights."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.openday.vocabulary import CardLine, HighlightKind, ItemKind
from tidu.foundation.files.models import StoredFile


class ProgrammeItem(models.Model):
    """One line of the programme; a briefing has a speaker, slides and the policies told.

    Guests get the slides once they are released; other slides put in their place have to be released anew.
    """

    event = models.ForeignKey("openday.Event", on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类别", max_length=12, choices=ItemKind.choices)
    title = models.CharField("内容", max_length=120)
    starts_at = models.TimeField("开始")
    minutes = models.PositiveSmallIntegerField("分钟")
    place = models.CharField("地点", max_length=120, blank=True, default="")
    speaker = models.CharField("主讲（主持）", max_length=80, blank=True, default="")
    slides = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    slides_released_at = models.DateTimeField("课件公开时间", null=True, blank=True)

    class Meta:
        verbose_name = "议程"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "position"], name="programme_position_once"),
            models.CheckConstraint(name="programme_takes_time", condition=Q(minutes__gte=1)),
            models.CheckConstraint(
                name="programme_releases_what_it_has",
                condition=Q(slides_released_at__isnull=True) | Q(slides__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PolicyTold(models.Model):
    """A policy of the rulebook that was told at a briefing, by its code."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="policies")
    rule_code = models.CharField("政策代码", max_length=80)
    name = models.CharField("政策名称", max_length=120)

    class Meta:
        verbose_name = "宣讲政策"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "rule_code"], name="policy_told_once")
        ]

    def __str__(self) -> str:
        return self.rule_code


class Stop(models.Model):
    """A site that guests visit, with its host firm. `minutes` is the time a group needs, `capacity` persons at once."""

    event = models.ForeignKey("openday.Event", on_delete=models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("参观点", max_length=120)
    host = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    host_contact = models.CharField("接待人", max_length=80, blank=True, default="")
    minutes = models.PositiveSmallIntegerField("停留分钟")
    capacity = models.PositiveSmallIntegerField("同时容纳人数")
    safety_note = models.CharField("安全须知", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "参观点"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "position"], name="stop_position_once"),
            models.UniqueConstraint(fields=["event", "host"], name="stop_host_once"),
            models.CheckConstraint(
                name="stop_has_time_and_room", condition=Q(minutes__gte=1, capacity__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Vehicle(models.Model):
    """A vehicle for guests."""

    event = models.ForeignKey("openday.Event", on_delete=models.PROTECT, related_name="vehicles")
    name = models.CharField("车辆", max_length=40)
    seats = models.PositiveSmallIntegerField("座位数")
    driver = models.CharField("驾驶员", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "车辆"
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "name"], name="vehicle_name_once")]

    def __str__(self) -> str:
        return self.name


class TourGroup(models.Model):
    """Guests who go together; `size` is how many it is planned for."""

    event = models.ForeignKey("openday.Event", on_delete=models.PROTECT, related_name="groups")
    name = models.CharField("组名", max_length=40)
    size = models.PositiveSmallIntegerField("计划人数")
    leader = models.CharField("带队", max_length=80, blank=True, default="")
    vehicle = models.ForeignKey(
        Vehicle, null=True, blank=True, on_delete=models.PROTECT, related_name="groups"
    )

    class Meta:
        verbose_name = "参观组"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "name"], name="tour_group_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Leg(models.Model):
    """A group at a stop, from one time to another, end exclusive."""

    group = models.ForeignKey(TourGroup, on_delete=models.PROTECT, related_name="legs")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="legs")
    starts_at = models.TimeField("到达")
    ends_at = models.TimeField("离开")

    class Meta:
        verbose_name = "行程"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "stop"], name="leg_once"),
            models.CheckConstraint(name="leg_takes_time", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} → {self.stop_id}"


class CardField(models.Model):
    """One line of a host's visit card. Guests see it only once the firm has released these very words."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="card")
    line = models.CharField("栏目", max_length=12, choices=CardLine.choices)
    value = models.CharField("内容", max_length=300)
    drafted_by_name = models.CharField("填写人", max_length=80)
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    released_by_name = models.CharField("公开人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "参观卡"
        constraints: ClassVar = [models.UniqueConstraint(fields=["stop", "line"], name="card_line_once")]

    def __str__(self) -> str:
        return f"{self.stop_id} {self.get_line_display()}"


class Highlight(models.Model):
    """What a praise in the report rests on, with the file that proves it."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="highlights")
    kind = models.CharField("类别", max_length=12, choices=HighlightKind.choices)
    text = models.CharField("亮点", max_length=300)
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "亮点"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
