"""Who is asked to a meeting, what they answered, and who of the directory is not asked yet."""

from __future__ import annotations

from collections import Counter

from tidu.domain.meetings.models import Attendee, Meeting
from tidu.domain.meetings.queries._meetings import MeetingNotFound
from tidu.domain.meetings.vocabulary import POSTS_OF, AttendanceState, AttendeeGroup
from tidu.foundation import clock
from tidu.foundation.accounts import queries as directory
from tidu.foundation.accounts.queries import Holder
from tidu.foundation.actors import Actor


def attendees(meeting: Meeting) -> list[Attendee]:
    """Return everybody who is asked, in the order of the groups and, within one, as they were asked."""
    found = Attendee.objects.filter(meeting=meeting).order_by("number")
    return sorted(found, key=lambda one: list(AttendeeGroup).index(AttendeeGroup(one.group)))


def find_attendee(meeting: Meeting, number: int) -> Attendee:
    """Return one of those who are asked; raise MeetingNotFound."""
    found = Attendee.objects.filter(meeting=meeting, number=number).first()
    if found is None:
        raise MeetingNotFound(f"参会名单里没有第 {number} 号。请刷新页面。")
    return found


def own_attendance(actor: Actor, meeting: Meeting) -> Attendee | None:
    """Return the actor's own row, None for somebody who is not asked."""
    if actor.user_id is None:
        return None
    return Attendee.objects.filter(meeting=meeting, person__user=actor.user_id).first()


def answers(asked: list[Attendee]) -> list[tuple[str, int]]:
    """Return how many persons gave each answer, in the order of the vocabulary, zeros included."""
    counted = Counter(one.state for one in asked)
    return [(str(state.label), counted[state]) for state in AttendanceState]


def candidates(meeting: Meeting, group: str) -> list[Holder]:
    """Return who holds a post of a group on the meeting's day and is not asked yet; nobody twice.

    A replaced leader holds no post that day, so is not among them.
    """
    posts = POSTS_OF[group]
    day = clock.day_of(meeting.starts_at)
    holders = directory.holders_on(posts.role, day, group=posts.representing or None)
    asked = Attendee.objects.filter(meeting=meeting, person__isnull=False)
    seen = set(asked.values_list("person_id", flat=True))
    found = {one.person_id: one for one in reversed(holders) if posts.includes(one.post_title)}
    return [one for one in holders if found.get(one.person_id) is one and one.person_id not in seen]
