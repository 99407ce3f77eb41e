"""Signed links and codes: who made them is the house, what they open is named in them, and nothing can be guessed.

Each purpose has a salt of its own, so a code for the door replies to no invitation and no link opens the door.
"""

from __future__ import annotations

from tidu.domain.openday.models import DoorDevice, Event, FeedbackTablet, Invitation, SignUp
from tidu.domain.openday.queries._events import event_by_code
from tidu.domain.openday.queries._guests import find_invitation
from tidu.foundation import links
from tidu.foundation.links import BrokenLink

REPLY, DOOR, SIGN_UP, PLACE, DEVICE, FEEDBACK, TABLET = (
    "openday.reply",
    "openday.door",
    "openday.sign-up",
    "openday.place",
    "openday.device",
    "openday.feedback",
    "openday.tablet",
)
"""What a code is for; the word is the salt."""


class LinkInvalid(LookupError):
    """Raised for a code that the house has not made, or not for this purpose."""


_INVALID = "这个链接或签到码无效，可能没有复制完整。请重新扫码，或联系科技局。"


def guest_code(one: Invitation, event: Event, purpose: str) -> str:
    """Return a guest's code: REPLY for the link in the letter, DOOR for the QR code at the door."""
    return links.sign(purpose, f"{event.occasion.code}:{one.number}")


def guest_of(code: str, purpose: str) -> tuple[Event, Invitation]:
    """Return the event and the guest that a code names; raise LinkInvalid. Two queries."""
    event_code, _, number = _plain(code, purpose).rpartition(":")
    event = event_by_code(event_code)
    return event, find_invitation(event, int(number))


def event_link(event: Event, purpose: str) -> str:
    """Return the code of a page for everybody at an event: SIGN_UP or FEEDBACK."""
    return links.sign(purpose, event.occasion.code)


def event_of(code: str, purpose: str) -> Event:
    """Return the event that a code names; raise LinkInvalid."""
    return event_by_code(_plain(code, purpose))


def place_code(one: SignUp) -> str:
    """Return the code of the page on which somebody of the public sees the own place and gives it back."""
    return links.sign(PLACE, str(one.pk))


def place_of(code: str) -> SignUp:
    """Return the place that a code names, with its event and seat; raise LinkInvalid. One query."""
    places = SignUp.objects.select_related("event__occasion", "seat")
    found = places.filter(pk=int(_plain(code, PLACE))).first()
    if found is None:
        raise LinkInvalid(_INVALID)
    return found


def device_key(device: DoorDevice) -> str:
    """Return the key that an enrolled phone keeps and shows when it hands scans in."""
    return links.sign(DEVICE, str(device.pk))


def device_of(key: str) -> DoorDevice:
    """Return the phone of a key, revoked or not; raise LinkInvalid."""
    pk = int(_plain(key, DEVICE))
    found = DoorDevice.objects.select_related("event__occasion").filter(pk=pk).first()
    if found is None:
        raise LinkInvalid(_INVALID)
    return found


def tablet_link(tablet: FeedbackTablet) -> str:
    """Return the code of the page that one tablet of the bureau's collects feedback on."""
    return links.sign(TABLET, str(tablet.pk))


def feedback_of(code: str) -> tuple[Event, FeedbackTablet | None]:
    """Return the event that a code asks feedback for, with the tablet it was made for; raise LinkInvalid.

    A code that everybody may have names no tablet.
    """
    try:
        pk = int(links.read(TABLET, code.strip()))
    except BrokenLink:
        return event_of(code, FEEDBACK), None
    found = FeedbackTablet.objects.select_related("event__occasion").filter(pk=pk).first()
    if found is None:
        raise LinkInvalid(_INVALID)
    return found.event, found


def guest_number(code: str, event: Event) -> int | None:
    """Return the seat that a code of the door names at this event, None where it is no code of ours."""
    try:
        event_code, _, number = _plain(code, DOOR).rpartition(":")
    except LinkInvalid:
        return None
    return int(number) if event_code == event.occasion.code else None


def _plain(code: str, purpose: str) -> str:
    try:
        return links.read(purpose, code.strip())
    except BrokenLink as error:
        raise LinkInvalid(_INVALID) from error
