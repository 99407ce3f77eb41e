"""Targets and where they stand: actual, planned path, split, light, and the firms that make the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.platforms.queries import PlatformOn, PlatformOutlook
from tidu.domain.pool.queries import Prospect, Prospects
from tidu.domain.targets.models import Target, TargetSplit
from tidu.domain.targets.queries._light import Forecast, forecast
from tidu.domain.targets.queries._outlook import Expected, Outlooks
from tidu.domain.targets.queries._path import TargetNotFound, planned_on, points_of, with_points
from tidu.domain.targets.queries._remarks import Remark, remark_of, remarked
from tidu.domain.targets.queries._shares import SplitLine, split_line, split_words, splits_of
from tidu.domain.targets.queries._shares import by_place as counted_by_place
from tidu.domain.targets.vocabulary import BROKEN_THROUGH, LIGHT_RULE, NOT_BROKEN_THROUGH, Light, TargetKind
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer


@dataclass(frozen=True)
class TargetProgress:
    """One target on a day.

    `planned` is where the planned path by month stands, None for a target whose year has not begun. `split_sum` is
    None where nothing is split, `splits` empty also where they were not asked. The firm lists hold those the viewer
    may see, `hidden` how many more there are; `projects` are platforms due by then. `remark` is what somebody said
    beside the light, which it does not change.
    """

    target: Target
    actual: Answer
    actual_text: str
    planned: Decimal | None
    days_left: int
    forecast: Forecast
    splits: tuple[SplitLine, ...]
    split_sum: int | None
    ready: tuple[Prospect, ...]
    nearly: tuple[Prospect, ...]
    expiring: tuple[Prospect, ...]
    hidden: int
    projects: tuple[PlatformOn, ...] = ()
    remark: Remark | None = None
    rule: str = LIGHT_RULE

    @property
    def light(self) -> Light:
        """Return the light."""
        return self.forecast.light

    @property
    def split_gap(self) -> int | None:
        """Return the target less the sum of its parts: what nobody has been given."""
        return None if self.split_sum is None else self.target.value - self.split_sum

    @property
    def split_words(self) -> str:
        """Return the sentence about the split."""
        return split_words(self.target.value, self.split_sum)

    @property
    def record(self) -> tuple[str, int, str]:
        """Return the record that answers for the target's value."""
        return ("targets.Target", self.target.pk, "value")


def standing(as_of: AsOf) -> QuerySet[Target]:
    """Return the targets known at the moment of knowledge, soonest first."""
    known: QuerySet[Target] = Target.objects.known_at(as_of.known_at)
    return known.select_related("owner").order_by("due_on", "-value", "figure_code")


def find_target(figure_code: str, due_on: date, as_of: AsOf | None = None) -> Target | None:
    """Return the target of a figure for a day, as known now or at the moment of `as_of`; None where there is none."""
    known = Target.objects.known_at(as_of.known_at if as_of else None)
    found: Target | None = (
        known.select_related("owner", "source_line__batch")
        .filter(figure_code=figure_code, due_on=due_on)
        .first()
    )
    return found


def standing_target(figure_code: str, due_on: date) -> Target:
    """Return the target of a figure for a day as it stands now; TargetNotFound says that there is none."""
    target = find_target(figure_code, due_on)
    if target is None:
        raise TargetNotFound(f"没有“{figure_code}”在 {due_on} 的目标。")
    return target


def progress(actor: Actor, as_of: AsOf, *, by_place: bool = True) -> tuple[TargetProgress, ...]:
    """Return every target still running on the day, or due in its year. Numbers are the county's for everybody.

    Without `by_place` the parts of a split are summed but not listed, which spares a question.
    """
    summed = standing(as_of).annotate(split_sum=_split_sum(as_of), **remarked(as_of), **with_points(as_of))
    running = [target for target in summed if target.due_on.year >= as_of.on.year]
    outlooks = Outlooks(as_of)
    actual = {
        code: registry.ask(code, outlooks.question(as_of))
        for code in dict.fromkeys(one.figure_code for one in running)
    }
    expected = outlooks.of(running)
    splits = splits_of(as_of) if by_place else {}
    seen = None if actor.sees_whole_county else _ids_in_scope(actor, as_of)
    return tuple(
        _progress(
            target,
            actual[target.figure_code],
            expected[target.figure_code, target.due_on],
            splits=splits.get((target.figure_code, target.due_on), []),
            split_sum=target.split_sum,
            seen=seen,
            planned=_planned(target, as_of, outlooks),
            as_of=as_of,
        )
        for target in running
    )


def target_words(target: Target | None) -> str:
    """Return what a target says, e.g. 达到 70 家，由高新技术股负责; nothing for none."""
    if target is None:
        return ""
    return f"“{target.name}”{target.get_kind_display()} {target.value} {target.unit}，由{target.owner.short_name}负责"


def actual_in_words(target: Target, actual: Answer) -> str:
    """Return the actual value as people say it: a number with its unit, 未突破 or 已突破, or 缺数."""
    if actual.value is None:
        return "缺数"
    if target.kind == TargetKind.BREAKTHROUGH:
        return BROKEN_THROUGH if actual.value >= target.value else NOT_BROKEN_THROUGH
    return f"{actual.value} {target.unit}"


def _progress(
    target: Target,
    actual: Answer,
    outlook: Expected,
    *,
    splits: list[TargetSplit],
    split_sum: int | None,
    seen: frozenset[int] | None,
    planned: Decimal | None,
    as_of: AsOf,
) -> TargetProgress:
    ready, nearly, expiring = _firms_of(outlook)
    shown = [_visible(found, seen) for found in (ready, nearly, expiring)]
    here = counted_by_place(actual)
    return TargetProgress(
        target=target,
        actual=actual,
        actual_text=actual_in_words(target, actual),
        planned=planned,
        days_left=(target.due_on - as_of.on).days,
        forecast=forecast(target, actual, outlook, as_of),
        splits=tuple(split_line(one, here) for one in splits),
        split_sum=split_sum,
        ready=shown[0],
        nearly=shown[1],
        expiring=shown[2],
        hidden=len(ready) + len(nearly) + len(expiring) - sum(map(len, shown)),
        projects=outlook.coming if isinstance(outlook, PlatformOutlook) else (),
        remark=remark_of(target),
    )


def _firms_of(outlook: Expected) -> tuple[tuple[Prospect, ...], ...]:
    """Return the firms that are ready, near and to renew; none where no firm makes the difference."""
    if not isinstance(outlook, Prospects):
        return (), (), ()
    return outlook.ready, outlook.nearly, outlook.expiring


def _planned(target: Target, as_of: AsOf, outlooks: Outlooks) -> Decimal | None:
    """Return the planned value on the day, asking the figure for its value at the end of the year before."""
    if target.kind == TargetKind.BREAKTHROUGH or target.due_on.year != as_of.on.year:
        return None
    start = as_of.at(date(target.due_on.year - 1, 12, 31))
    baseline = registry.ask(target.figure_code, outlooks.question(start)).value
    if baseline is None:
        return None
    return planned_on(target, baseline, as_of.on, points_of(target))


def _split_sum(as_of: AsOf) -> Subquery:
    """Return the sum of a target's parts, null where nothing is split."""
    parts = TargetSplit.objects.known_at(as_of.known_at).filter(
        figure_code=OuterRef("figure_code"), due_on=OuterRef("due_on")
    )
    return Subquery(parts.values("figure_code").annotate(total=Sum("value")).values("total"))


def _ids_in_scope(actor: Actor, as_of: AsOf) -> frozenset[int]:
    return frozenset(enterprises_queries.in_scope(actor, as_of).values_list("pk", flat=True))


def _visible(firms: Iterable[Prospect], seen: frozenset[int] | None) -> tuple[Prospect, ...]:
    return tuple(one for one in firms if seen is None or one.firm.enterprise_id in seen)
