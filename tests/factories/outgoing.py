"""Notices given out."""

from __future__ import annotations

from tests.factories.opinions import OFFICER, at
from tidu.foundation.outgoing import operations
from tidu.foundation.outgoing.models import OutgoingNotice
from tidu.foundation.outgoing.operations import Words

WORDS = Words(
    "科技开放日：请回复能否参加",
    "关照",
    "关照您好：请回复。",
    "https://tidu.example/open/guest/x/",
    "guan@example.com",
)


def an_outgoing_notice(*, key: str = "2025-KF:1") -> OutgoingNotice:
    """Return a notice that somebody copied and gave out."""
    return operations.give_by_hand(
        subject=("openday.Invitation", key), words=WORDS, by=OFFICER, now=at("2025-05-14")
    )
