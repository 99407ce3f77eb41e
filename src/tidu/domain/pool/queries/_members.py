"""Who is in the pool, in which stage, on any day and as known at any moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tidu.domain.enterprises.queries import stands
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import IN_POOL, Stage
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance_queries
from tidu.foundation.provenance.models import SourceLine


@dataclass(frozen=True)
class StageCount:
    """How many firms were in each stage on a day: one point of the pool's history."""

    on: date
    label: str
    reserve: int
    cultivation: int
    recognised: int

    @property
    def total(self) -> int:
        """Return how many firms were in the pool."""
        return self.reserve + self.cultivation + self.recognised


def members_on(as_of: AsOf) -> QuerySet[Membership]:
    """Return the memberships in force on the day, one per firm, as known at the moment asked about."""
    members: QuerySet[Membership] = Membership.objects.in_force(as_of).filter(stage__in=IN_POOL)
    return members


def stage_of(enterprise_id: int, as_of: AsOf) -> Stage:
    """Return the stage a firm is in on the day, OUT where it is in none."""
    member = members_on(as_of).filter(enterprise_id=enterprise_id).first()
    return Stage(member.stage) if member else Stage.OUT


def latest_memberships(enterprise_ids: Iterable[int]) -> dict[int, Membership]:
    """Return each firm's newest standing membership, which after an exit is the one that says OUT."""
    latest: dict[int, Membership] = {}
    for part in provenance_queries.chunks(enterprise_ids):
        standing = Membership.objects.known_at(None).filter(enterprise_id__in=part)
        for membership in standing.order_by("valid_from_on"):
            latest[membership.enterprise_id] = membership
    return latest


@dataclass(frozen=True)
class PoolMove:
    """One decision about a firm: the version that told it, and the one that stands (a later end changes only that)."""

    told: Membership
    stands: Membership


def moves_of(enterprise_id: int, as_of: AsOf) -> list[PoolMove]:
    """Return a firm's decisions in order, exits included, up to the day and as known then; one query."""
    versions = Membership.objects.filter(enterprise_id=enterprise_id, valid_from_on__lte=as_of.on)
    if as_of.known_at is not None:
        versions = versions.filter(recorded_at__lt=as_of.known_at)
    histories: dict[date, list[Membership]] = {}
    for version in versions.select_related("adviser", provenance_queries.SOURCE).order_by(
        "valid_from_on", "pk"
    ):
        histories.setdefault(version.valid_from_on, []).append(version)
    return [_move(history) for history in histories.values() if stands(history[-1], as_of)]


def _move(history: list[Membership]) -> PoolMove:
    """Return a decision from its versions: told by the oldest since which stage and reason are what they are."""
    last = told = history[-1]
    for version in reversed(history):
        if (version.stage, version.reason) != (last.stage, last.reason):
            break
        told = version
    return PoolMove(told, last)


def opened_by(version: Membership) -> SourceLine:
    """Return the source line of the decision that opened a membership, which a later end of it does not change."""
    history = provenance_queries.history_of(Membership, provenance_queries.key_of(version))
    opened = [one for one in history if one.pk <= version.pk and one.valid_until_on is None]
    return opened[-1].source_line


def decision_replaced_by(newest: Membership) -> Membership | None:
    """Return the other decision of the same day that the one of `newest` replaced, or None.

    A version put back after a later one was taken back has the source line of its decision, and so is traced to it.
    """
    history = provenance_queries.history_of(Membership, provenance_queries.key_of(newest))
    line = opened_by(newest)
    first = next(one for one in history if one.source_line_id == line.pk)
    before = [one for one in history if one.pk < first.pk]
    return before[-1] if before and before[-1].superseded_at == first.recorded_at else None


def member_since(as_of: AsOf) -> dict[int, date]:
    """Return, for each firm in the pool, the day on which its present stay began (stages may have changed since)."""
    since: dict[int, date] = {}
    inside: set[int] = set()
    known = Membership.objects.known_at(as_of.known_at).filter(valid_from_on__lte=as_of.on)
    for enterprise_id, stage, start in known.order_by("enterprise_id", "valid_from_on").values_list(
        "enterprise_id", "stage", "valid_from_on"
    ):
        if stage == Stage.OUT:
            inside.discard(enterprise_id)
            since.pop(enterprise_id, None)
        elif enterprise_id not in inside:
            inside.add(enterprise_id)
            since[enterprise_id] = start
    return since


def stage_history(as_of: AsOf) -> tuple[StageCount, ...]:
    """Return numbers per stage at each year's end since the pool began, and on the day asked about.

    The numbers are the county's: they never depend on who looks.
    """
    spans = list(
        Membership.objects.known_at(as_of.known_at)
        .filter(stage__in=IN_POOL, valid_from_on__lte=as_of.on)
        .values_list("stage", "valid_from_on", "valid_until_on")
    )
    first = min((start for _, start, _ in spans), default=as_of.on)
    days = [date(year, 12, 31) for year in range(first.year, as_of.on.year) if date(year, 12, 31) < as_of.on]
    return tuple(_count(spans, day) for day in (*days, as_of.on))


def _count(spans: Iterable[tuple[str, date, date | None]], day: date) -> StageCount:
    there = [stage for stage, start, end in spans if start <= day and (end is None or day < end)]
    return StageCount(
        on=day,
        label=f"{day.year}年末" if (day.month, day.day) == (12, 31) else day.isoformat(),
        reserve=there.count(Stage.RESERVE),
        cultivation=there.count(Stage.CULTIVATION),
        recognised=there.count(Stage.RECOGNISED),
    )
