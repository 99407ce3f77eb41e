"""What happens at the door: enrolled phones, every scan as it came, and heads counted on the way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.domain.openday.models._events import Event, Invitation
from tidu.domain.openday.models._programme import Stop, TourGroup
from tidu.domain.openday.vocabulary import NAME_LENGTH, GuestGroup, ScanKind


class DoorDevice(models.Model):
    """A phone enrolled for the door of one event; a lost one is revoked."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField("设备", max_length=40)
    enrolled_at = models.DateTimeField("启用时间")
    enrolled_by_name = models.CharField("启用人", max_length=80)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by_name = models.CharField("停用人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "签到设备"
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "name"], name="door_device_once")]

    def __str__(self) -> str:
        return self.name


class CheckIn(models.Model):
    """One thing said at the door about one guest, kept as it came; rows are added, never changed.

    Who is in is read from all rows about a guest by the time at the door, so the order in which phones hand them in
    does not matter. A walk-in has no invitation: `walk_in` is the `client_id` of the row that brought the guest in.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="check_ins")
    client_id = models.CharField("扫描编号", max_length=64)
    kind = models.CharField("类别", max_length=4, choices=ScanKind.choices, default=ScanKind.IN)
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="check_ins"
    )
    walk_in = models.CharField("临时来宾编号", max_length=64, blank=True, default="")
    name = models.CharField("姓名", max_length=NAME_LENGTH, blank=True, default="")
    group = models.CharField("界别", max_length=16, choices=GuestGroup.choices, blank=True, default="")
    organisation = models.CharField("单位", max_length=120, blank=True, default="")
    device = models.ForeignKey(
        DoorDevice, null=True, blank=True, on_delete=models.PROTECT, related_name="check_ins"
    )
    at = models.DateTimeField("门口时间")
    received_at = models.DateTimeField("收到时间")
    by_name = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "签到"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "client_id"], name="check_in_once"),
            models.CheckConstraint(
                name="check_in_about_one_guest",
                condition=Q(invitation__isnull=False, walk_in="")
                | (Q(invitation__isnull=True) & ~Q(walk_in="")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["event", "at"], name="check_in_by_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.client_id}"


class HeadCount(models.Model):
    """How many of a group were counted at a stop; the latest count stands."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="head_counts")
    group = models.ForeignKey(TourGroup, on_delete=models.PROTECT, related_name="head_counts")
    client_id = models.CharField("发送编号", max_length=64, unique=True)
    counted = models.PositiveSmallIntegerField("清点人数")
    at = models.DateTimeField("时间")
    by_name = models.CharField("清点人", max_length=80)

    class Meta:
        verbose_name = "清点"

    def __str__(self) -> str:
        return f"{self.stop_id} {self.group_id}：{self.counted}"
