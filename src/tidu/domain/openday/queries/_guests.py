"""Who is invited, what they answered, and how full each group is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tidu.domain.openday.models import Event, Invitation, Quota, SignUp
from tidu.domain.openday.queries._door import Arrived, arrivals
from tidu.domain.openday.queries._events import moment_of
from tidu.domain.openday.vocabulary import (
    INVITED_FROM,
    REPLYING,
    EventState,
    GuestGroup,
    InvitationState,
    SignUpState,
)
from tidu.foundation.accounts import queries as directory
from tidu.foundation.accounts.queries import Holder
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf


class InvitationNotFound(LookupError):
    """Raised for a seat that the event does not have."""


@dataclass(frozen=True)
class MakeUpRow:
    """A group's seats and guests, in persons. invited = accepted + declined + pending, a substituted seat by its guest.

    `came` counts everybody of the group at the door, `walk_ins` those of them who were not expected.
    """

    group: str
    label: str
    quota: int
    invited: int
    accepted: int
    declined: int
    pending: int
    substituted: int
    came: int
    walk_ins: int


@dataclass(frozen=True)
class MakeUp:
    """The make-up table: a row per group, and their sum."""

    rows: tuple[MakeUpRow, ...]
    total: MakeUpRow


def invitations(event: Event) -> QuerySet[Invitation]:
    """Return the guests of an event by seat, each with group, vehicle, and the seat it fills for somebody."""
    found = Invitation.objects.filter(event=event).select_related("tour_group__vehicle", "substitute_of")
    return found.order_by("number")


def invitations_of(actor: Actor) -> list[Invitation]:
    """Return the seats kept for the person who signed in, once letters are out, with the Open Days, newest first."""
    if actor.user_id is None:
        return []
    own = Invitation.objects.filter(person__user__pk=actor.user_id).exclude(event__state=EventState.PLANNING)
    return list(own.select_related("event__occasion").order_by("-event__occasion__on"))


def find_invitation(event: Event, number: int) -> Invitation:
    """Return the guest on a seat; raise InvitationNotFound."""
    found = invitations(event).filter(number=number).first()
    if found is None:
        raise InvitationNotFound(f"没有席号 {number}。请从来宾名单里选。")
    return found


def pending(event: Event) -> list[Invitation]:
    """Return those who have not answered: only they are reminded."""
    found = invitations(event).select_related("person")
    return list(found.filter(state=InvitationState.PENDING))


def may_reply(event: Event, on: date) -> bool:
    """Return whether an event still takes its guests' answers on a day."""
    return event.state in REPLYING and on <= event.occasion.on


def takes_sign_ups(event: Event, on: date) -> bool:
    """Return whether the public may still sign up on a day."""
    return bool(event.sign_up_limit) and event.state == EventState.INVITING and on <= event.occasion.on


def substitute_for(one: Invitation) -> Invitation | None:
    """Return who takes a guest's seat instead, None where nobody does."""
    if one.state != InvitationState.SUBSTITUTED:
        return None
    return Invitation.objects.filter(substitute_of=one).first()


def remindable(event: Event, on: date) -> list[Invitation]:
    """Return those who have not answered while the event still asks for answers; nobody once its day is over."""
    return pending(event) if may_reply(event, on) else []


def contact_of(one: Invitation) -> tuple[str, str]:
    """Return telephone and mail of a guest: those told for this invitation, else those of the directory."""
    person = one.person
    return one.phone or (person.phone if person else ""), one.email or (person.email if person else "")


def sign_ups(event: Event) -> list[SignUp]:
    """Return who signed up, in order: the first waiting is the next to get a seat."""
    return list(SignUp.objects.filter(event=event).select_related("seat").order_by("signed_up_at", "pk"))


def promoted(signed_up: Iterable[SignUp]) -> list[SignUp]:
    """Return those of the public who had to wait for the seat that they have now."""
    seated = (one for one in signed_up if one.state == SignUpState.SEATED)
    return [one for one in seated if one.seat and one.seat.invited_at > one.signed_up_at]


def before_in_line(one: SignUp) -> int:
    """Return how many wait for a public seat in front of somebody who waits."""
    earlier = Q(signed_up_at__lt=one.signed_up_at) | Q(signed_up_at=one.signed_up_at, pk__lt=one.pk)
    return SignUp.objects.filter(earlier, event=one.event_id, state=SignUpState.WAITING).count()


def seats_taken(event: Event) -> int:
    """Return how many seats of the public page are taken."""
    return SignUp.objects.filter(event=event, state=SignUpState.SEATED).count()


def line_for_a_seat(event: Event) -> int | None:
    """Return how many wait for a public seat already, None while there is a free one; in one query."""
    states = Counter(SignUp.objects.filter(event=event).values_list("state", flat=True))
    return states[SignUpState.WAITING] if states[SignUpState.SEATED] >= event.sign_up_limit else None


def state_then(one: Invitation, as_of: AsOf) -> str:
    """Return how a seat stood on a day."""
    if one.replied_at is None or one.replied_at >= moment_of(as_of):
        return InvitationState.PENDING
    return one.state


def make_up(event: Event, as_of: AsOf) -> MakeUp:
    """Return the make-up table as of a day, in three queries."""
    known = [one for one in invitations(event) if one.invited_at < moment_of(as_of)]
    quotas = dict(Quota.objects.filter(event=event).values_list("group", "seats"))
    return make_up_of(known, quotas, arrivals(event, as_of), as_of)


def make_up_of(
    known: Iterable[Invitation], quotas: dict[str, int], came: Iterable[Arrived], as_of: AsOf
) -> MakeUp:
    """Return the make-up table of what has been read already."""
    counts: dict[str, Counter[str]] = {group: Counter() for group in GuestGroup.values}
    for one in known:
        state = state_then(one, as_of)
        counts[one.group][state] += 1
        if one.substitute_of_id is None:
            counts[one.group]["invited"] += 1
    for each in came:
        counts[each.group]["came"] += 1
        counts[each.group]["walk_ins"] += each.is_walk_in
    rows = tuple(
        _row(group, str(GuestGroup(group).label), quotas.get(group, 0), counts[group]) for group in counts
    )
    total = sum(counts.values(), Counter())
    return MakeUp(rows, _row("", "合计", sum(quotas.values()), total))


def _row(group: str, label: str, quota: int, counts: Counter[str]) -> MakeUpRow:
    return MakeUpRow(
        group=group,
        label=label,
        quota=quota,
        invited=counts["invited"],
        accepted=counts[InvitationState.ACCEPTED],
        declined=counts[InvitationState.DECLINED],
        pending=counts[InvitationState.PENDING],
        substituted=counts[InvitationState.SUBSTITUTED],
        came=counts["came"],
        walk_ins=counts["walk_ins"],
    )


def candidates(event: Event, group: str) -> list[Holder]:
    """Return who of the directory belongs to a group on the event's day and is not invited yet.

    A replaced leader holds no role that day, so is not among them; nobody appears twice.
    """
    role, representing = INVITED_FROM[group]
    holders = directory.holders_on(role, event.occasion.on, group=representing or None)
    seen = set(
        Invitation.objects.filter(event=event, person__isnull=False).values_list("person_id", flat=True)
    )
    found = []
    for one in holders:
        if one.person_id not in seen:
            seen.add(one.person_id)
            found.append(one)
    return found
