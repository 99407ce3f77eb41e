"""Parts of acts on a seat: put an answer into it, and take it back from whoever was to come instead."""

from __future__ import annotations

from datetime import datetime

from tidu.domain.openday import queries
from tidu.domain.openday.models import Invitation, TourGroup
from tidu.domain.openday.vocabulary import InvitationState
from tidu.foundation.actors import Actor

Place = tuple[TourGroup | None, str]
"""A guest's group on the way, and the seat in the room."""


def answer(one: Invitation, state: str, *, way: str, by: Actor, now: datetime) -> None:
    """Put an answer into an invitation, and the one before among the earlier ones; the caller saves it.

    Whoever does not come has no place on the way and in the room any more.
    """
    if one.replied_at is not None:
        one.earlier = [*one.earlier, [one.state, one.replied_at.isoformat()]]
    one.state, one.replied_at, one.reply_way, one.replied_by_name = state, now, way, by.name
    if state != InvitationState.ACCEPTED:
        one.tour_group, one.seat = None, ""


def take_back(one: Invitation, *, way: str, by: Actor, now: datetime) -> Place:
    """Let a substitute, where there is one, come no longer; return the seat's place, be it the substitute's so far."""
    before = queries.substitute_for(one)
    if before is None:
        return one.tour_group, one.seat
    place = before.tour_group, before.seat
    answer(before, InvitationState.SUBSTITUTED, way=way, by=by, now=now)
    before.save()
    return place
