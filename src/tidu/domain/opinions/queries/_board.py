"""The board: opinions as lines with their unit, days left and colour, and how many stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from tidu.domain.opinions.models import Assist, Extension, Opinion, OpinionRound
from tidu.domain.opinions.queries._rules import Deadline, answered_late, deadline_of
from tidu.domain.opinions.vocabulary import (
    OPEN,
    SET_ASIDE,
    DeadlineLight,
    OpinionState,
    Outcome,
    ProposerGroup,
    ResultClass,
)
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf

FINAL, WAITING, LATE = "final", "waiting", "late"
"""What `OpinionFilters.standing` keeps: items that count, those that wait for an answer, and the late ones of these."""


Attempt = tuple[OpinionRound, list[Extension]]
"""A round with the time granted in it."""


@dataclass(frozen=True)
class OpinionFilters:
    """What a list of opinions is narrowed to; an empty field asks for nothing. `theme` and `lead` are codes.

    `unit` keeps what a unit leads or assists in; a theme of the first level keeps those below it, too.
    """

    text: str = ""
    standing: str = ""
    state: str = ""
    source: str = ""
    occasion: str = ""
    year: int | None = None
    theme: str = ""
    group: str = ""
    unit: str = ""


@dataclass(frozen=True)
class BoardLine:
    """One opinion as a list shows it on a day. `days_left` are working days, None where no answer is owed or assigned.

    `was_late` tells that one of its rounds was answered after its deadline, or is late now: it never goes away.
    """

    opinion: Opinion
    round: OpinionRound | None
    deadline: Deadline | None
    days_left: int | None
    light: str
    was_late: bool

    @property
    def state_label(self) -> str:
        """Return where it stands."""
        return OpinionState(self.opinion.state).label

    @property
    def group_label(self) -> str:
        """Return whom the proposer speaks for."""
        return ProposerGroup(self.opinion.group).label

    @property
    def light_label(self) -> str:
        """Return the colour in words."""
        return DeadlineLight(self.light).label

    @property
    def lead_name(self) -> str:
        """Return the short name of the unit that answers, empty before there is one."""
        return self.round.lead.short_name if self.round else ""

    @property
    def outcome_label(self) -> str:
        """Return what was decided and how far it is solved, empty before the answer is out."""
        if self.round is None or self.round.answered_at is None:
            return ""
        return f"{Outcome(self.round.outcome).label} · {ResultClass(self.round.result).label}"


@dataclass(frozen=True)
class Standing:
    """How many opinions stand where on a day: by state, and of those that wait by colour."""

    states: dict[str, int] = field(default_factory=dict)
    lights: dict[str, int] = field(default_factory=dict)
    unassigned: int = 0

    @property
    def waiting(self) -> int:
        """Return how many wait for an answer."""
        return sum(self.states.get(state, 0) for state in OPEN)

    @property
    def late(self) -> int:
        """Return how many of them are late."""
        return self.lights.get(DeadlineLight.RED, 0) + self.lights.get(DeadlineLight.SEVERE, 0)


def in_scope(actor: Actor) -> QuerySet[Opinion]:
    """Return the opinions that an actor may see: all for the county's staff, else what the own units handle."""
    if actor.sees_whole_county:
        return Opinion.objects.all()
    return Opinion.objects.filter(_of_units(actor.organisation_codes))


def opinions(actor: Actor, as_of: AsOf, filters: OpinionFilters | None = None) -> QuerySet[Opinion]:
    """Return the opinions in scope that the filters ask for: waiting ones first, soonest due first, then by number.

    Each has its present round's deadline with it. Read a page of them as lines by `lines_of`.
    """
    asked = filters or OpinionFilters()
    found: Any = _with_deadline(in_scope(actor)).select_related("occasion", "main_theme")
    exact = {
        "state": asked.state,
        "source": asked.source,
        "occasion__code": asked.occasion,
        "group": asked.group,
        "taken_at__year": asked.year,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.theme:
        found = found.filter(Q(main_theme__code=asked.theme) | Q(main_theme__parent__code=asked.theme))
    if asked.unit:
        found = found.filter(_of_units({asked.unit}))
    if asked.text:
        found = found.filter(
            Q(number__icontains=asked.text)
            | Q(text__icontains=asked.text)
            | Q(original_text__icontains=asked.text)
        )
    kept: QuerySet[Opinion] = _standing(found, asked.standing, as_of.on)
    return kept.order_by(F("waits_until").asc(nulls_last=True), "number")


def _standing(found: Any, standing: str, on: date) -> Any:
    if standing == FINAL:
        return found.exclude(state__in=SET_ASIDE)
    if standing == WAITING:
        return found.filter(state__in=OPEN)
    if standing == LATE:
        return found.filter(state__in=OPEN, waits_until__lt=on)
    return found


def lines_of(
    found: Iterable[Opinion], as_of: AsOf, working: WorkingCalendar | None = None
) -> list[BoardLine]:
    """Return opinions as lines of a day, in three queries more; in two where the working calendar is told."""
    page = list(found)
    rounds = list(
        OpinionRound.objects.filter(opinion__in=page).select_related("lead", "proof").order_by("number")
    )
    granted: dict[int, list[Extension]] = {}
    for each in Extension.objects.filter(round__in=rounds, granted=True):
        granted.setdefault(each.round_id, []).append(each)
    attempts: dict[int, list[Attempt]] = {}
    for one in rounds:
        attempts.setdefault(one.opinion_id, []).append((one, granted.get(one.pk, [])))
    working = working or calendar.calendar_to_show()
    return [line(one, attempts.get(one.pk, []), as_of.on, working) for one in page]


def line(opinion: Opinion, attempts: Sequence[Attempt], on: date, working: WorkingCalendar) -> BoardLine:
    """Return one opinion as a line of a day, from its rounds, the oldest first, each with the time granted."""
    last, granted = attempts[-1] if attempts else (None, [])
    counted = opinion.state not in SET_ASIDE
    was_late = counted and any(answered_late(*one) for one in attempts)
    if last is None or last.returned_at is not None:
        return BoardLine(opinion, last, None, None, DeadlineLight.NONE, was_late=was_late)
    deadline = deadline_of(last, granted)
    waits = opinion.state in OPEN
    return BoardLine(
        opinion=opinion,
        round=last,
        deadline=deadline,
        days_left=deadline.days_left(on, working) if waits else None,
        light=deadline.light(on, working) if waits else DeadlineLight.NONE,
        was_late=was_late or (counted and last.answered_at is None and on > deadline.in_force_on),
    )


def standing(
    actor: Actor,
    as_of: AsOf,
    filters: OpinionFilters | None = None,
    working: WorkingCalendar | None = None,
) -> Standing:
    """Return how many opinions stand where on a day, in two queries; in one where the working calendar is told."""
    found: Any = opinions(actor, as_of, filters)
    rows = list(
        found.order_by().values_list(
            "state", "waits_until", "round_due_on", "round_severe_on", "granted_severe_on"
        )
    )
    states = Counter(str(row[0]) for row in rows)
    working = working or calendar.calendar_to_show()
    lights: Counter[str] = Counter()
    unassigned = 0
    for state, until, due_on, severe_on, granted_severe_on in rows:
        if state not in OPEN:
            continue
        if until is None:
            unassigned += 1
            continue
        deadline = Deadline(due_on, until, granted_severe_on or severe_on)
        lights[deadline.light(as_of.on, working)] += 1
    return Standing(dict(states), dict(lights), unassigned)


def _of_units(codes: Iterable[str]) -> Q:
    """Return the condition that one of the units leads or assists in a round that was not returned."""
    led = OpinionRound.objects.filter(lead__code__in=codes, returned_at__isnull=True)
    assisted = Assist.objects.filter(organisation__code__in=codes, round__returned_at__isnull=True)
    return Q(pk__in=led.values("opinion_id")) | Q(pk__in=assisted.values("round__opinion_id"))


def _with_deadline(found: QuerySet[Opinion]) -> Any:
    """Give each opinion its present round's deadline, and as `waits_until` the one in force while an answer is owed."""
    standing_round = OpinionRound.objects.filter(
        opinion=OuterRef("pk"), answered_at__isnull=True, returned_at__isnull=True
    ).order_by("-number")
    granted = Extension.objects.filter(
        round__opinion=OuterRef("pk"),
        round__answered_at__isnull=True,
        round__returned_at__isnull=True,
        granted=True,
    ).order_by("-until_on")
    found = found.annotate(
        round_due_on=Subquery(standing_round.values("due_on")[:1]),
        round_severe_on=Subquery(standing_round.values("severe_on")[:1]),
        granted_until_on=Subquery(granted.values("until_on")[:1]),
        granted_severe_on=Subquery(granted.values("severe_on")[:1]),
    )
    return found.annotate(
        waits_until=Case(
            When(state__in=OPEN, then=Coalesce("granted_until_on", "round_due_on")), default=None
        )
    )
