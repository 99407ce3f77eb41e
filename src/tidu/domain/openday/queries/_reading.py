"""One or several Open Days as their figures, their report and their comparison read them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from tidu.domain.openday.models import CheckIn, Event, Invitation, PolicyTold, Stop, StopFeedback
from tidu.domain.openday.queries._door import Arrived, arrived
from tidu.domain.openday.queries._events import moment_of
from tidu.domain.openday.queries._guests import MakeUp, make_up_of
from tidu.domain.openday.queries._voices import Scores, scores
from tidu.domain.opinions import queries as opinions
from tidu.domain.opinions.models import Opinion
from tidu.domain.opinions.queries import AnswerRates, OpinionThen, Tally
from tidu.domain.opinions.vocabulary import SET_ASIDE
from tidu.foundation.clock import AsOf


@dataclass(frozen=True)
class Reading:
    """An Open Day as known on a day: who was invited, who is in, the stops, the policies told (code and name)."""

    event: Event
    as_of: AsOf
    invitations: tuple[Invitation, ...]
    came: tuple[Arrived, ...]
    stops: tuple[Stop, ...]
    policies: tuple[PolicyTold, ...]

    @property
    def make_up(self) -> MakeUp:
        """Return the make-up table without the quotas, which are a plan and no result."""
        return make_up_of(self.invitations, {}, self.came, self.as_of)

    @property
    def seats(self) -> tuple[Invitation, ...]:
        """Return the invitations that are seats of their own: a substitute takes somebody's seat."""
        return tuple(one for one in self.invitations if one.substitute_of_id is None)


@dataclass
class _Parts:
    invitations: list[Invitation] = field(default_factory=list)
    rows: list[CheckIn] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    policies: list[PolicyTold] = field(default_factory=list)


def read(events: Sequence[Event], as_of: AsOf) -> dict[int, Reading]:
    """Return what is known of some events by their ids, in four queries whatever their number."""
    moment, ids = moment_of(as_of), [one.pk for one in events]
    parts: dict[int, _Parts] = defaultdict(_Parts)
    invited = Invitation.objects.filter(event__in=ids, invited_at__lt=moment)
    for guest in invited.order_by("number"):
        parts[guest.event_id].invitations.append(guest)
    rows = CheckIn.objects.filter(event__in=ids, received_at__lt=moment)
    for row in rows.select_related("invitation", "device"):
        parts[row.event_id].rows.append(row)
    for stop in Stop.objects.filter(event__in=ids).select_related("host").order_by("position"):
        parts[stop.event_id].stops.append(stop)
    told = PolicyTold.objects.filter(item__event__in=ids).select_related("item")
    for policy in told.order_by("item__starts_at", "rule_code"):
        parts[policy.item.event_id].policies.append(policy)
    return {one.pk: _reading(one, as_of, parts[one.pk]) for one in events}


def reading_of(event: Event, as_of: AsOf) -> Reading:
    """Return what is known of one event, in four queries."""
    return read([event], as_of)[event.pk]


def _reading(event: Event, as_of: AsOf, parts: _Parts) -> Reading:
    return Reading(
        event=event,
        as_of=as_of,
        invitations=tuple(parts.invitations),
        came=tuple(arrived(parts.rows)),
        stops=tuple(parts.stops),
        policies=tuple({one.rule_code: one for one in parts.policies}.values()),
    )


@dataclass(frozen=True)
class YearColumn:
    """An Open Day beside others. Persons, stops, policies; `opinions` are final items (X)."""

    code: str
    name: str
    invited: int
    accepted: int
    came: int
    walk_ins: int
    by_group: tuple[tuple[str, int], ...]
    stops: int
    policies: int
    opinions_raw: int
    opinions: int

    @property
    def rate(self) -> str:
        """Return who came of those who had accepted, as 58 / 61."""
        return f"{self.came - self.walk_ins} / {self.accepted}"


def comparison(events: Sequence[Event], as_of: AsOf) -> list[YearColumn]:
    """Return some Open Days side by side, the earliest first, in five queries."""
    readings = read(events, as_of)
    counted = Opinion.objects.filter(occasion__in=[one.occasion_id for one in events]).values("occasion")
    found = counted.annotate(
        raw=Count("pk", filter=Q(split_from__isnull=True)), final=Count("pk", filter=~Q(state__in=SET_ASIDE))
    )
    said = {row["occasion"]: (row["raw"], row["final"]) for row in found}
    ordered = sorted(events, key=lambda one: one.occasion.on)
    return [_column(readings[one.pk], *said.get(one.occasion_id, (0, 0))) for one in ordered]


@dataclass(frozen=True)
class AnswersColumn:
    """What was said at an Open Day, how it was answered and what people thought, beside other ones.

    `visits` are the scores of all its stops together.
    """

    code: str
    name: str
    tally: Tally
    rates: AnswerRates
    visits: Scores


def answers_compared(events: Sequence[Event], as_of: AsOf) -> list[AnswersColumn]:
    """Return how the opinions of some Open Days were answered, side by side, the earliest first, in seven queries."""
    said: dict[int | None, list[OpinionThen]] = defaultdict(list)
    for one in opinions.opinions_then(as_of, occasions=[each.occasion_id for each in events]):
        said[one.opinion.occasion_id].append(one)
    given: dict[int, list[int]] = defaultdict(list)
    scored = StopFeedback.objects.filter(stop__event__in=events, given_at__lt=moment_of(as_of))
    for event_id, score in scored.values_list("stop__event_id", "score"):
        given[event_id].append(score)
    return [
        AnswersColumn(
            code=one.occasion.code,
            name=_name(one),
            tally=opinions.tally(said[one.occasion_id], as_of),
            rates=opinions.answer_rates(said[one.occasion_id], as_of),
            visits=scores(given[one.pk]),
        )
        for one in sorted(events, key=lambda each: each.occasion.on)
    ]


def _name(event: Event) -> str:
    return f"{event.occasion.on.isoformat()} {event.occasion.name}"


def _column(reading: Reading, raw: int, final: int) -> YearColumn:
    made = reading.make_up
    came = Counter(one.group for one in reading.came)
    return YearColumn(
        code=reading.event.occasion.code,
        name=_name(reading.event),
        invited=made.total.invited,
        accepted=made.total.accepted,
        came=made.total.came,
        walk_ins=made.total.walk_ins,
        by_group=tuple((row.label, came[row.group]) for row in made.rows),
        stops=len(reading.stops),
        policies=len(reading.policies),
        opinions_raw=raw,
        opinions=final,
    )
