"""Who is invited, what they answered, and how full each group is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

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


def coming(event: Event) -> list[Invitation]:
    """Return those who have said that they come, by seat: whom a change or the way there is told."""
    return list(invitations(event).select_related("person").filter(state=InvitationState.ACCEPTED))


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
    standing = Invitation.objects.filter(substitute_of=one).exclude(state=InvitationState.SUBSTITUTED)
    return standing.first()


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


def seats_by_group(event: Event) -> dict[str, tuple[int, int]]:
    """Return how many seats each group has and how many are taken, in two queries.

    Those that a guest or the substitute gave up are free.
    """
    seats = dict(Quota.objects.filter(event=event).values_list("group", "seats"))
    given_up = Invitation.objects.filter(substitute_of=OuterRef("pk"), state=InvitationState.DECLINED)
    passed_on = Q(state=InvitationState.SUBSTITUTED) & Exists(given_up)
    standing = Invitation.objects.filter(event=event, substitute_of__isnull=True)
    taken = Counter(
        standing.exclude(Q(state=InvitationState.DECLINED) | passed_on).values_list("group", flat=True)
    )
    return {group: (seats.get(group, 0), taken[group]) for group in GuestGroup.values}


def seats_of(event: Event, group: str) -> tuple[int, int]:
    """Return how many seats a group has and how many of them are taken."""
    return seats_by_group(event)[group]


def namesakes(event: Event, name: str) -> list[Invitation]:
    """Return the guests on the list who are called so, blanks aside."""
    wanted = "".join(name.split())
    return [one for one in Invitation.objects.filter(event=event) if "".join(one.name.split()) == wanted]


def free_public_seats(event: Event) -> int:
    """Return how many seats the public page has left, within those of the public."""
    seats, taken = seats_of(event, GuestGroup.PUBLIC)
    signed_up = SignUp.objects.filter(event=event, state=SignUpState.SEATED).count()
    return max(min(event.sign_up_limit - signed_up, seats - taken), 0)


def line_for_a_seat(event: Event) -> int | None:
    """Return how many wait for a public seat already, None while there is a free one; in four queries."""
    if free_public_seats(event):
        return None
    return SignUp.objects.filter(event=event, state=SignUpState.WAITING).count()


def state_then(one: Invitation, as_of: AsOf) -> str:
    """Return how a seat stood on a day, whatever was answered since."""
    moment = moment_of(as_of)
    if one.replied_at is not None and one.replied_at < moment:
        return one.state
    known = [state for state, at in one.earlier if datetime.fromisoformat(at) < moment]
    return str(known[-1]) if known else InvitationState.PENDING


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
        if one.substitute_of_id is None or state != InvitationState.SUBSTITUTED:
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

    A replaced leader holds no role that day, so is not among them; nobody appears twice, nor whoever is on the list by
    name and firm without being taken from the directory.
    """
    role, representing = INVITED_FROM[group]
    holders = directory.holders_on(role, event.occasion.on, group=representing or None)
    invited = Invitation.objects.filter(event=event).values_list("person_id", "name", "organisation")
    seen, named = set[int](), set[tuple[str, str]]()
    for person_id, name, organisation in invited:
        seen.add(person_id)
        named.add((name, organisation))
    found = []
    for one in holders:
        if one.person_id not in seen and (one.person_name, one.organisation_name) not in named:
            seen.add(one.person_id)
            found.append(one)
    return found
