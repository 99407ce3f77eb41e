"""Which telephone sends, told by a signed cookie of its own: a whole hall shares one network address."""

from __future__ import annotations

import uuid

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from tidu.interfaces.kit.request import digest, sender

DEVICE = "tidu_device"
DEVICE_SECONDS = 60 * 60 * 24 * 365
SAYS = "tidu.portal.say"
"""The purpose under which a telephone hands opinions in; by it the same telephone is known when it rates."""


def sender_of(request: HttpRequest, purpose: str) -> str:
    """Return a digest of the device that sends, of its network address where it has no cookie; one per purpose.

    What the same device sends for two purposes cannot be put together again by these digests.
    """
    device = _device(request)
    return digest(purpose, device) if device else sender(request, purpose)


def known_as(request: HttpRequest, purpose: str) -> str:
    """Return a digest of the device that has our cookie, empty for another: a network address is nobody's own."""
    device = _device(request)
    return digest(purpose, device) if device else ""


def know(request: HttpRequest, answer: HttpResponse) -> None:
    """Give a device that has no cookie one."""
    if not _device(request):
        answer.set_signed_cookie(
            DEVICE,
            uuid.uuid4().hex,
            salt=DEVICE,
            max_age=DEVICE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )


def _device(request: HttpRequest) -> str:
    try:
        return request.get_signed_cookie(DEVICE, default="", salt=DEVICE) or ""
    except BadSignature:
        return ""
