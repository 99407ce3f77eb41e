"""The event, how many are invited of each group, and who takes each seat."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidu.domain.openday.models._programme import TourGroup
from tidu.domain.openday.vocabulary import (
    NAME_LENGTH,
    EventState,
    GuestGroup,
    InvitationState,
    ReplyWay,
    SignUpState,
)
from tidu.domain.opinions.models import Occasion
from tidu.foundation.accounts.models import Person


class Event(models.Model):
    """An Open Day. Its code, name and day are those of the occasion under which its opinions are numbered.

    `copied_from` is the earlier one whose plan it took over. `sign_up_limit` seats are for the public page, 0 for none.
    """

    occasion = models.OneToOneField(Occasion, on_delete=models.PROTECT, related_name="event")
    place = models.CharField("地点", max_length=120)
    state = models.CharField("状态", max_length=10, choices=EventState.choices, default=EventState.PLANNING)
    reply_by_on = models.DateField("回执截止", null=True, blank=True)
    sign_up_limit = models.PositiveSmallIntegerField("公众报名席位", default=0)
    contact = models.CharField("联系人及电话", max_length=80, blank=True, default="")
    document_number = models.CharField("发文字号", max_length=40, blank=True, default="")
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )

    class Meta:
        verbose_name = "开放日"

    def __str__(self) -> str:
        return f"开放日 {self.occasion_id}"


class Quota(models.Model):
    """How many seats a group has."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="quotas")
    group = models.CharField("界别", max_length=16, choices=GuestGroup.choices)
    seats = models.PositiveSmallIntegerField("名额")

    class Meta:
        verbose_name = "名额"
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "group"], name="quota_once")]

    def __str__(self) -> str:
        return f"{self.get_group_display()} {self.seats}"


class Invitation(models.Model):
    """A guest expected on a seat. A substitute is an invitation of its own, linked to the seat it fills.

    A substitute whose seat went back to its guest, or on to another one, is 改派 as well. `number` counts within the
    event and stands in signed links. `earlier` are the answers that were changed since, each a state and its moment
    (ISO), the oldest first. Telephone and mail are erased in time.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="invitations")
    number = models.PositiveSmallIntegerField("席号")
    group = models.CharField("界别", max_length=16, choices=GuestGroup.choices)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=NAME_LENGTH)
    organisation = models.CharField("单位", max_length=120, blank=True, default="")
    post_title = models.CharField("职务", max_length=60, blank=True, default="")
    phone = models.CharField("电话", max_length=32, blank=True, default="")
    email = models.EmailField("邮箱", blank=True, default="")
    state = models.CharField(
        "状态", max_length=12, choices=InvitationState.choices, default=InvitationState.PENDING
    )
    substitute_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="substitutes"
    )
    invited_at = models.DateTimeField("邀请时间")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    reply_way = models.CharField("回复方式", max_length=8, choices=ReplyWay.choices, blank=True, default="")
    reply_note = models.CharField("附言", max_length=300, blank=True, default="")
    replied_by_name = models.CharField("回复登记人", max_length=80, blank=True, default="")
    earlier = models.JSONField("改过的回复", default=list, blank=True)
    reminded_at = models.DateTimeField("最近提醒时间", null=True, blank=True)
    tour_group = models.ForeignKey(
        TourGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="guests"
    )
    seat = models.CharField("座位", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = "邀请"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "number"], name="invitation_number_once"),
            models.UniqueConstraint(fields=["event", "person"], name="invitation_person_once"),
            models.UniqueConstraint(
                fields=["substitute_of"],
                condition=~Q(state=InvitationState.SUBSTITUTED),
                name="invitation_substituted_by_one",
            ),
            models.CheckConstraint(
                name="invitation_replied",
                condition=Q(state=InvitationState.PENDING, replied_at__isnull=True)
                | (~Q(state=InvitationState.PENDING) & Q(replied_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["event", "state"], name="invitation_by_state")]

    def __str__(self) -> str:
        return f"{self.event_id} 席 {self.number}"

    @property
    def is_replaced(self) -> bool:
        """Return whether this was a substitute whose seat somebody else has again."""
        return self.substitute_of_id is not None and self.state == InvitationState.SUBSTITUTED


class SignUp(models.Model):
    """Somebody of the public who asked for a seat; `seat` is the one taken. `client_id` makes resending harmless.

    `sender` is a keyed digest of the device, for the limits alone; it is erased with the telephone.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sign_ups")
    name = models.CharField("姓名", max_length=NAME_LENGTH)
    organisation = models.CharField("单位", max_length=120, blank=True, default="")
    phone = models.CharField("电话", max_length=32, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=SignUpState.choices)
    signed_up_at = models.DateTimeField("报名时间")
    client_id = models.CharField("发送编号", max_length=64)
    notice_version = models.CharField("告知版本", max_length=20)
    sender = models.CharField("设备摘要", max_length=64, blank=True, default="")
    seat = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_up"
    )

    class Meta:
        verbose_name = "公众报名"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "client_id"], name="sign_up_once"),
            models.CheckConstraint(
                name="sign_up_seated",
                condition=~Q(state=SignUpState.SEATED) | Q(seat__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"报名 {self.pk}"
