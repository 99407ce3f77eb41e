"""The door from the office: guests let in by name without a phone, undo, walk-ins, and the phones at the door."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import ScanAnswer, WalkIn
from tidu.domain.openday.vocabulary import DOOR_OPEN, NAME_LENGTH, GuestGroup
from tidu.foundation import clock
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.open_days import EventAction, EventForm, EventPage


def new_id() -> str:
    """Return the number under which a form is sent, so that sending it twice lets one in once."""
    return f"desk-{uuid.uuid4().hex}"


class Door(EventPage):
    """Let in by name, who is in, phones at the door, conflicts, heads counted."""

    tab = "door"
    template_name = "workbench/open_days/door.html"

    def shown(self, event: Any) -> dict[str, Any]:
        """Return the door."""
        came = queries.arrivals(event, self.as_of)
        entries = {one.number: one.client_id for one in came}
        asked = self.request.GET.get("q", "").strip()[:NAME_LENGTH]
        found = queries.door_found(event, asked, came)
        return {
            "came": came,
            "opens": event.state in DOOR_OPEN,
            "asked": asked,
            "found": [(one, entries.get(one.number, "")) for one in found],
            "client_id": new_id(),
            "conflicts": queries.conflicts(came),
            "devices": [(one, self._door(one)) for one in queries.devices(event)],
            "heads": queries.head_rows(event, came),
        }

    def _door(self, device: Any) -> dict[str, Any]:
        """Return the address that makes a phone this device, for officers; its key never reaches the server's log."""
        if device.revoked_at or not self.actor.has_role(*OFFICERS):
            return {}
        address = f"{self.request.build_absolute_uri(reverse('door'))}#device={queries.device_key(device)}"
        return {"address": address, "code": qr.svg(address, f"{device.name}的签到页")}


class DeviceForm(PlainForm):
    """A phone by its name."""

    name = forms.CharField(label="设备名称", max_length=40, help_text="例如“门口一号”。")


class EnrolDevice(EventForm):
    """Enrol a phone for the door."""

    title = "启用签到设备"
    form_class = DeviceForm
    button = "启用"
    back_to = "open-day-door"

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Enrol it."""
        event = queries.find_event(self.actor, code)
        made = operations.enrol_device(event=event, **values, by=self.actor, now=clock.now())
        return f"已启用“{made.name}”。"


class RevokeDevice(EventAction):
    """Revoke a lost phone."""

    back_to = "open-day-door"

    def act(self, code: str, device: int, **kwargs: Any) -> str:
        """Revoke it."""
        event = queries.find_event(self.actor, code)
        found = next((one for one in queries.devices(event) if one.pk == device), None)
        if found is None:
            raise operations.UnableToPlan("没有这台设备。请刷新页面。")
        operations.revoke_device(device=found, by=self.actor, now=clock.now())
        return f"“{found.name}”已停用，不能再同步。手机找回来的，启用新设备后用它扫码，没交的签到就能交上来。"


class LetIn(EventAction):
    """Let a guest in who was found by name."""

    back_to = "open-day-door"

    def act(self, code: str, number: int, **kwargs: Any) -> str:
        """Let the guest in and say where one belongs."""
        event, now = queries.find_event(self.actor, code), clock.now()
        answer = operations.check_in(
            event=event,
            client_id=self.request.POST.get("client_id", ""),
            number=number,
            at=now,
            by=self.actor,
            now=now,
        )
        return f"已签到：{placed(answer)}。"


def placed(answer: ScanAnswer) -> str:
    """Return the guest of an answer with group, vehicle and seat, in words."""
    guest = answer.guest
    if guest is None:
        return "临时来宾"
    seat = f"席 {guest.number}"
    return " · ".join(
        part for part in (guest.name, seat, guest.tour_group, guest.vehicle, guest.seat) if part
    )


class TakeOut(EventAction):
    """Take back that somebody was let in."""

    back_to = "open-day-door"

    def act(self, code: str, **kwargs: Any) -> str:
        """Take it back."""
        event, now = queries.find_event(self.actor, code), clock.now()
        answer = operations.undo(
            event=event,
            undoes=self.request.POST.get("undoes", ""),
            client_id=self.request.POST.get("client_id", ""),
            at=now,
            by=self.actor,
            now=now,
        )
        return f"已撤销签到：{placed(answer)}。"


class WalkInForm(PlainForm):
    """A guest nobody invited."""

    name = forms.CharField(label="姓名", max_length=NAME_LENGTH)
    group = forms.ChoiceField(label="界别", choices=GuestGroup.choices)
    organisation = forms.CharField(label="单位", max_length=120, required=False)
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64)


class LetWalkInIn(EventForm):
    """Let a guest in whom nobody invited."""

    title = "登记临时来宾"
    form_class = WalkInForm
    button = "签到"
    back_to = "open-day-door"

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Return the number the form is sent under, and the name that was looked for in vain."""
        return {"client_id": new_id(), "name": self.request.GET.get("name", "")[:NAME_LENGTH]}

    def submit(self, values: dict[str, Any], code: str, **kwargs: Any) -> str:
        """Let the guest in."""
        event, now = queries.find_event(self.actor, code), clock.now()
        sent = values.pop("client_id")
        operations.check_in(
            event=event, client_id=sent, walk_in=WalkIn(**values), at=now, by=self.actor, now=now
        )
        return f"已签到：{values['name']}（临时来宾）。"


_BASE = "open-days/<str:code>/door"
urlpatterns: list[URLPattern] = [
    path(f"{_BASE}/", Door.as_view(), name="open-day-door"),
    path(f"{_BASE}/in/<int:number>/", LetIn.as_view(), name="open-day-let-in"),
    path(f"{_BASE}/walk-in/", LetWalkInIn.as_view(), name="open-day-walk-in"),
    path(f"{_BASE}/out/", TakeOut.as_view(), name="open-day-take-out"),
    path(f"{_BASE}/devices/new/", EnrolDevice.as_view(), name="open-day-device-new"),
    path(f"{_BASE}/devices/<int:device>/revoke/", RevokeDevice.as_view(), name="open-day-device-revoke"),
]
