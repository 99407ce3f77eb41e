"""Ask groups and single persons to come, take their answers, note who arrived."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tidu.domain.meetings import checks, queries
from tidu.domain.meetings.checks import UnableToPrepare
from tidu.domain.meetings.models import Attendee, Meeting
from tidu.domain.meetings.operations._note import note
from tidu.domain.meetings.queries import locked
from tidu.domain.meetings.vocabulary import NAME_LENGTH, POSTS_OF, AttendanceState, AttendeeGroup
from tidu.foundation.actors import Actor


def invite_group(*, meeting: Meeting, group: str, by: Actor, now: datetime) -> Sequence[Attendee]:
    """Ask everybody who holds a post of a group on the meeting's day and is not asked yet. Raises UnableToPrepare.

    A replaced leader is not asked: posts have dates.
    """
    checks.check_officer(by)
    if group not in POSTS_OF:
        raise UnableToPrepare("请选择参会范围。")
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_open(meeting)
        found, label = queries.candidates(meeting, group), AttendeeGroup(group).label
        if not found:
            raise UnableToPrepare(f"通讯录里没有还未邀请的{label}。可以个别通知。")
        first = _next_number(meeting)
        made = Attendee.objects.bulk_create(
            Attendee(
                meeting=meeting,
                number=number,
                group=group,
                person_id=one.person_id,
                name=one.person_name,
                organisation_name=one.organisation_name,
                post_title=one.post_title,
            )
            for number, one in enumerate(found, start=first)
        )
        note(meeting, "invite", f"邀请{label} {len(made)} 人", by=by, now=now, group=group)
    return made


def invite_person(
    *,
    meeting: Meeting,
    name: str,
    by: Actor,
    now: datetime,
    organisation_name: str = "",
    post_title: str = "",
) -> Attendee:
    """Ask somebody by name who holds no post in the directory. Raises UnableToPrepare."""
    checks.check_officer(by)
    words = checks.check_words(name, "姓名", NAME_LENGTH)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_open(meeting)
        made = Attendee.objects.create(
            meeting=meeting,
            number=_next_number(meeting),
            group=AttendeeGroup.SINGLE,
            name=words,
            organisation_name=organisation_name.strip()[:120],
            post_title=post_title.strip()[:60],
        )
        note(meeting, "invite", f"个别通知 1 人（第 {made.number} 号）", by=by, now=now)
    return made


def reply(
    *, attendee: Attendee, state: str, by: Actor, now: datetime, deputy: str = "", reason: str = ""
) -> Attendee:
    """Take an answer, of oneself or entered by an officer; answering again changes it. Raises UnableToReply."""
    with transaction.atomic():
        meeting = locked(attendee.meeting)
        one = Attendee.objects.get(pk=attendee.pk)
        deputy, reason = deputy.strip(), reason.strip()
        checks.check_reply(meeting, one, state, deputy, reason, by=by)
        one.state, one.replied_at, one.replied_by_name = state, now, by.name
        one.deputy = deputy if state == AttendanceState.DEPUTISED else ""
        one.reason = reason if state == AttendanceState.EXCUSED else ""
        one.save()
        note(meeting, "reply", f"第 {one.number} 号：{one.get_state_display()}", by=by, now=now)
    return one


def note_arrivals(*, meeting: Meeting, numbers: Collection[int], by: Actor, now: datetime) -> int:
    """Note who is here: the rows named have arrived, no other has. Return how many. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_took_place(meeting)
        checks.check_open(meeting)
        asked = Attendee.objects.filter(meeting=meeting)
        here = asked.filter(number__in=numbers)
        here.filter(arrived_at__isnull=True).update(arrived_at=now)
        asked.exclude(number__in=numbers).update(arrived_at=None)
        count = here.count()
        note(meeting, "arrivals", f"到会 {count} 人", by=by, now=now, numbers=sorted(numbers))
    return count


def _next_number(meeting: Meeting) -> int:
    return (Attendee.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0) + 1
