"""Who on duty is to be reminded: what waits to be signed for, answered, countersigned or reviewed, and what is late.

What a unit without anybody in post owes is told to the bureau's leaders, who may act for it or hand it on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef

from tidu.domain.opinions.models import Assist, Opinion, OpinionRound
from tidu.domain.opinions.queries._board import BoardLine, lines_of
from tidu.domain.opinions.vocabulary import HANDLERS, OPEN, WARN_DAYS, DeadlineLight, OpinionState, Owed
from tidu.foundation.accounts.models import Organisation, Person, RoleAssignment, RoleAssignmentQuerySet
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf

NEW = (OpinionState.ASSIGNED, OpinionState.REOPENED)
"""States in which the leading unit has not begun: it is told at once, not only when the deadline is near."""

LATE = (DeadlineLight.RED, DeadlineLight.SEVERE)


@dataclass(frozen=True)
class Owing:
    """What is owed about one opinion until a day, with the working days left (negative: late).

    `vacant` is the unit that owes it where nobody is in post there.
    """

    number: str
    what: str
    until_on: date
    days_left: int
    vacant: str = ""

    @property
    def label(self) -> str:
        """Return what is owed, in words."""
        label = str(Owed(self.what).label)
        return f"{self.vacant}没有在岗经办人，{label}" if self.vacant else label


@dataclass(frozen=True)
class ToRemind:
    """A person in post, the units the person acts for, and what is owed there, the soonest due first."""

    person: Person
    units: tuple[str, ...]
    owes: tuple[Owing, ...]


@dataclass(frozen=True)
class Reminding:
    """Whom to remind, the oldest deadline first; `vacant` are units that owe something and have nobody in post.

    `told_upward` says whether somebody leads the bureau and is told of it in their place.
    """

    people: tuple[ToRemind, ...]
    vacant: tuple[str, ...]
    told_upward: bool


def to_remind(as_of: AsOf) -> Reminding:
    """Return who on duty is to be reminded on a day, in six queries.

    Late ones are reported to the bureau's leaders, and from their second stage on to the county's.
    """
    working = calendar.calendar_to_show()
    lines = lines_of(Opinion.objects.filter(state__in=OPEN).order_by("number"), as_of, working)
    posts = _posts(as_of.on)
    units: dict[int, Organisation] = {}
    owed: dict[int, list[Owing]] = defaultdict(list)
    for unit, owing in (*_of_leads(lines), *_of_assists(lines, as_of.on, working)):
        units[unit.pk] = unit
        owed[unit.pk].append(owing)
    vacant = [pk for pk in owed if not any(one.organisation_id == pk for one in posts)]
    orphaned = [replace(one, vacant=units[pk].short_name) for pk in vacant for one in owed[pk]]
    people: dict[int, ToRemind] = {}
    for post in posts:
        instead = orphaned if _directs(post) else []
        owes = (*owed[post.organisation_id], *instead, *_upward(post, lines))
        if owes:
            before = people.get(post.person_id, ToRemind(post.person, (), ()))
            people[post.person_id] = _also(before, post.organisation.short_name, owes)
    late_first = sorted(people.values(), key=lambda one: (one.owes[0].until_on, one.person.code))
    return Reminding(
        people=tuple(late_first),
        vacant=tuple(units[pk].short_name for pk in vacant),
        told_upward=any(_directs(post) for post in posts),
    )


def unattended(on: date) -> list[tuple[str, str]]:
    """Return number and unit of every opinion that waits with a unit in which nobody is in post, in one query."""
    waits = [state for state in OPEN if state not in (OpinionState.REVIEWING, OpinionState.RETURNED)]
    rounds = OpinionRound.objects.filter(
        opinion__state__in=waits, answered_at__isnull=True, returned_at__isnull=True
    )
    alone = rounds.filter(~Exists(_held(on).filter(organisation=OuterRef("lead"))))
    return list(alone.order_by("lead", "opinion__number").values_list("opinion__number", "lead__short_name"))


def is_attended(unit: Organisation, on: date) -> bool:
    """Return whether somebody is in post at a unit on a day."""
    return _held(on).filter(organisation=unit).exists()


def _also(one: ToRemind, unit: str, owes: Iterable[Owing]) -> ToRemind:
    """Return what a person is told with what is owed in one more post, nothing twice."""
    every = sorted({*one.owes, *owes}, key=lambda each: (each.until_on, each.number, each.what))
    return ToRemind(one.person, tuple(dict.fromkeys((*one.units, unit))), tuple(every))


def _posts(on: date) -> list[RoleAssignment]:
    return list(_held(on).select_related("person", "organisation").order_by("pk"))


def _held(on: date) -> RoleAssignmentQuerySet:
    return RoleAssignment.objects.in_force_on(on).filter(role__in=HANDLERS)


def _directs(post: RoleAssignment) -> bool:
    """Return whether a post is that of a leader of the bureau."""
    return post.role == Role.BUREAU_DIRECTOR and post.organisation.kind == OrganisationKind.BUREAU


def _of_leads(lines: list[BoardLine]) -> Iterator[tuple[Organisation, Owing]]:
    """Yield what leading units owe: what they have not begun, and what is due soon or late."""
    for line in lines:
        state = line.opinion.state
        if line.round is None or state in (OpinionState.REVIEWING, OpinionState.RETURNED):
            continue
        if state in NEW:
            yield line.round.lead, _owing(line, Owed.SIGN)
        elif line.light not in (DeadlineLight.NONE, DeadlineLight.GREEN):
            yield line.round.lead, _owing(line, Owed.ANSWER)


def _of_assists(
    lines: list[BoardLine], on: date, working: WorkingCalendar
) -> Iterator[tuple[Organisation, Owing]]:
    """Yield the countersignatures that are due soon or late."""
    round_of = {
        one.round.pk: one
        for one in lines
        if one.round is not None and one.opinion.state == OpinionState.COUNTERSIGNING
    }
    pending = Assist.objects.filter(round__in=list(round_of), agreed__isnull=True)
    for one in pending.select_related("organisation").order_by("pk"):
        left = working.left(on, one.due_on)
        if left <= WARN_DAYS:
            number = round_of[one.round_id].opinion.number
            yield one.organisation, Owing(number, Owed.COUNTERSIGN, one.due_on, left)


def _upward(post: RoleAssignment, lines: list[BoardLine]) -> Iterator[Owing]:
    """Yield what a leader is told: answers to review, and late ones by the stage that has been reported."""
    directs = _directs(post)
    stage = 1 if directs else 2 if post.role == Role.COUNTY_LEADER else 0
    for line in lines if stage else ():
        if directs and line.opinion.state == OpinionState.REVIEWING:
            yield _owing(line, Owed.REVIEW)
        elif line.light in LATE and line.round is not None and line.round.stage >= stage:
            yield _owing(line, Owed.REPORTED)


def _owing(line: BoardLine, what: str) -> Owing:
    if line.deadline is None or line.days_left is None:
        raise ValueError(f"{line.opinion.number}: nothing is owed without a deadline")
    return Owing(line.opinion.number, what, line.deadline.in_force_on, line.days_left)
