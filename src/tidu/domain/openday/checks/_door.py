"""The door: which phones, which ids, and what a walk-in says."""

from __future__ import annotations

from datetime import datetime

from tidu.domain.openday.models import DoorDevice, Event
from tidu.domain.openday.vocabulary import DOOR_OPEN, NAME_LENGTH, EventState, GuestGroup
from tidu.foundation import clock


class UnableToCheckIn(ValueError):
    """Raised when the door cannot take something; the phone keeps it and shows why."""


class DoorClosed(UnableToCheckIn):
    """Raised while the door takes nothing at all: the phone keeps everything for later."""


def check_device(device: DoorDevice | None, event: Event) -> None:
    """Refuse a phone that is enrolled elsewhere or was revoked."""
    if device is None:
        return
    if device.event_id != event.pk:
        raise UnableToCheckIn("这台设备登记在另一次开放日。请在本次开放日重新启用设备。")
    if device.revoked_at is not None:
        raise UnableToCheckIn(
            f"设备“{device.name}”已停用。请联系科技局重新启用，未同步的签到仍保留在设备上。"
        )


def check_client(client_id: str) -> str:
    """Return the id that a phone gave to what it sends; refuse none, because resending would not be harmless."""
    word = client_id.strip()
    if not 1 <= len(word) <= 64:
        raise UnableToCheckIn("这条记录没有编号或编号太长，不能接收。请刷新签到页面。")
    return word


def check_door_open(event: Event, device: DoorDevice | None, at: datetime) -> None:
    """Refuse scans for an event that is still being planned or is closed.

    What a phone took down on the day itself is taken also after the end: it may have been offline until then.
    """
    handed_in_late = event.state == EventState.CLOSED and clock.day_of(at) == event.occasion.on
    if event.state in DOOR_OPEN or (device is not None and handed_in_late):
        return
    way = "重新打开" if event.state == EventState.CLOSED else "改为“举办”"
    raise DoorClosed(f"这次开放日目前是“{event.get_state_display()}”，不能签到。请先{way}。")


def check_walk_in(name: str, group: str) -> str:
    """Return a walk-in's name; refuse a missing one and an unknown group."""
    words = name.strip()
    if not words or len(words) > NAME_LENGTH:
        raise UnableToCheckIn(f"请填写来宾姓名，至多 {NAME_LENGTH} 个字。")
    if group not in GuestGroup.values:
        raise UnableToCheckIn("请选择来宾的界别。")
    return words
