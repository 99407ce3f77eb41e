"""The planned path of a target over its year: the months that an officer has set, and the line between them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db.models import OuterRef, Subquery

from tidu.domain.targets.models import MonthlyGoal, Target
from tidu.foundation.calendar.months import month_end
from tidu.foundation.clock import AsOf

Path = Mapping[date, MonthlyGoal]
"""The monthly goals that are set, by the last day of their month."""

Paths = Mapping[tuple[str, date], Path]


class TargetNotFound(LookupError):
    """Raised when no target stands for a figure and a day."""


def year_end(year: int) -> date:
    """Return the day on which a year's targets fall due; raise TargetNotFound for a year that no calendar has."""
    try:
        return date(year, 12, 31)
    except ValueError:
        raise TargetNotFound(f"没有 {year} 年的目标。请改用四位年份。") from None


def paths_of(year: int, as_of: AsOf) -> Paths:
    """Return the monthly goals of a year's targets as known at the moment of knowledge, by target; one query."""
    known = MonthlyGoal.objects.known_at(as_of.known_at)
    found: dict[tuple[str, date], dict[date, MonthlyGoal]] = {}
    for goal in known.filter(due_on=year_end(year), value__isnull=False).order_by("month"):
        found.setdefault((goal.figure_code, goal.due_on), {})[month_end(date(year, goal.month, 1))] = goal
    return found


def path_of(target: Target, as_of: AsOf) -> Path:
    """Return the monthly goals of one target that are set; empty where none is."""
    return paths_of(target.due_on.year, as_of).get((target.figure_code, target.due_on), {})


def goals_of(figure_code: str, due_on: date) -> dict[int, MonthlyGoal]:
    """Return the goals of months of a target as they stand now, by month, with who set them; one query."""
    known = MonthlyGoal.objects.known_at(None).filter(figure_code=figure_code, due_on=due_on)
    return {one.month: one for one in known.select_related("source_line__batch")}


def with_points(as_of: AsOf) -> dict[str, Subquery]:
    """Return what to annotate targets with, so that `points_of` finds the goals next to the day with no question."""
    on = as_of.on
    ended = on.month if on == month_end(on) else on.month - 1
    goals = MonthlyGoal.objects.known_at(as_of.known_at).filter(
        figure_code=OuterRef("figure_code"), due_on=OuterRef("due_on"), value__isnull=False
    )
    sides = {
        "before": goals.filter(month__lte=ended).order_by("-month"),
        "after": goals.filter(month__gte=on.month).order_by("month"),
    }
    return {
        f"goal_{side}_{name}": Subquery(found.values(name)[:1])
        for side, found in sides.items()
        for name in ("month", "value")
    }


def points_of(target: Target) -> Path:
    """Return the monthly goals just before and after the day, of a target that was annotated `with_points`."""
    found = {}
    for side in ("before", "after"):
        month = getattr(target, f"goal_{side}_month")
        if month is not None:
            goal = MonthlyGoal(month=month, value=getattr(target, f"goal_{side}_value"))
            found[month_end(date(target.due_on.year, month, 1))] = goal
    return found


def planned_on(target: Target, baseline: int | Decimal, on: date, path: Path) -> Decimal:
    """Return where the plan stands on a day: on the straight line by days between the nearest points that are set.

    The points are the value at the end of the year before, the monthly goals, and the target on its due day.
    """
    points = {date(target.due_on.year - 1, 12, 31): Fraction(baseline)}
    points |= {day: Fraction(goal.value) for day, goal in path.items() if goal.value is not None}
    points[target.due_on] = Fraction(target.value)
    day = min(max(on, min(points)), target.due_on)
    before = max(one for one in points if one <= day)
    after = min(one for one in points if one >= day)
    exact = points[before]
    if after > before:
        exact += (points[after] - points[before]) * Fraction((day - before).days, (after - before).days)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.1"), rounding=ROUND_HALF_UP
    )
