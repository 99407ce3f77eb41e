"""The year's cultivation plan: goals per tier by month against the figures, and the actions with money and owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tidu.domain.targets.models import MonthlyGoal, PlanAction, Target
from tidu.domain.targets.queries._outlook import Outlooks
from tidu.domain.targets.queries._path import Path, paths_of, planned_on, year_end
from tidu.domain.targets.queries._progress import standing
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.calendar.months import month_end
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer

MONTHS = 12


@dataclass(frozen=True)
class MonthRow:
    """One month of a goal: what was planned for its last day (or the as-of day in it) and what the figure says.

    `actual` is None for a month still to come and where the figure is 缺数; `answer` is the figure's own answer.
    `goal` is what an officer set for the end of the month, None where the plan is computed from the months around it.
    """

    label: str
    on: date
    planned: Decimal
    answer: Answer | None
    goal: MonthlyGoal | None
    is_last: bool

    @property
    def is_computed(self) -> bool:
        """Return whether `planned` lies between points that were set (推算) and was not itself set."""
        return not (self.is_last or (self.goal is not None and self.on == month_end(self.on)))

    @property
    def record(self) -> tuple[str, int, str] | None:
        """Return the record that answers for the month's goal, None where none is set."""
        return None if self.goal is None else ("targets.MonthlyGoal", self.goal.pk, "value")

    @property
    def actual(self) -> int | Decimal | None:
        """Return the actual value."""
        return None if self.answer is None else self.answer.value

    @property
    def behind(self) -> Decimal | None:
        """Return the actual less the plan, below nought where it is behind; None where there is nothing to compare."""
        return None if self.actual is None else Decimal(self.actual) - self.planned


@dataclass(frozen=True)
class MonthPlan:
    """One goal of the plan over the year; `baseline` is the figure at the end of the year before."""

    target: Target
    baseline: Answer
    months: tuple[MonthRow, ...]

    @property
    def set_months(self) -> int:
        """Return for how many months a goal was set."""
        return sum(row.goal is not None for row in self.months)

    @property
    def record(self) -> tuple[str, int, str]:
        """Return the record that answers for the goal."""
        return ("targets.Target", self.target.pk, "value")


@dataclass(frozen=True)
class Plan:
    """A year's plan as known at the moment of knowledge. `without_path` are goals that have no monthly path."""

    year: int
    as_of: AsOf
    goals: tuple[MonthPlan, ...]
    without_path: tuple[Target, ...]
    actions: tuple[PlanAction, ...]

    @property
    def budget_fen(self) -> int:
        """Return what the actions cost together, as far as it is stated."""
        return sum(one.budget_fen or 0 for one in self.actions)

    @property
    def without_budget(self) -> int:
        """Return how many actions state no money."""
        return sum(one.budget_fen is None for one in self.actions)


def plan_actions(year: int, as_of: AsOf) -> list[PlanAction]:
    """Return the actions of a year's plan as known at the moment of knowledge, by number."""
    known = (
        PlanAction.objects.known_at(as_of.known_at)
        .select_related("owner", "source_line__batch")
        .filter(year=year)
    )
    return list(known.order_by("number"))


def action_version(year: int, number: int, pk: int) -> PlanAction | None:
    """Return one version of an action, standing or not; None where it is not one of this action."""
    found: PlanAction | None = PlanAction.objects.filter(year=year, number=number, pk=pk).first()
    return found


def action_words(action: PlanAction) -> str:
    """Return what an action says, with tier, owner, day and money."""
    money = "没有写资金" if action.budget_fen is None else f"{Decimal(action.budget_fen) / 1_000_000:f} 万元"
    tier = action.get_tier_display() or "不限层级"
    return f"“{action.text}”，{tier}，{action.owner.short_name}，{action.due_on.isoformat()} 前，{money}"


def plan_of(year: int, as_of: AsOf) -> Plan:
    """Return a year's plan against the figures, month by month, with the knowledge of the question.

    The path runs through the months that are set and straight by days between them. The registers are read once.
    Raises TargetNotFound for a year that no calendar has.
    """
    set_months = paths_of(year, as_of)
    goals = [one for one in standing(as_of) if one.due_on == year_end(year)]
    paths = [one for one in goals if one.kind == TargetKind.REACH]
    outlooks = Outlooks(as_of)
    found = []
    for target in paths:
        start = as_of.at(min(date(year - 1, 12, 31), as_of.on))
        baseline = registry.ask(target.figure_code, outlooks.question(start))
        if baseline.value is not None:
            path = set_months.get((target.figure_code, target.due_on), {})
            found.append(MonthPlan(target, baseline, _months(target, baseline.value, path, as_of, outlooks)))
    shown = {goal.target.pk for goal in found}
    return Plan(
        year=year,
        as_of=as_of,
        goals=tuple(found),
        without_path=tuple(one for one in goals if one.pk not in shown),
        actions=tuple(plan_actions(year, as_of)),
    )


def _months(
    target: Target, baseline: int | Decimal, path: Path, as_of: AsOf, outlooks: Outlooks
) -> tuple[MonthRow, ...]:
    rows = []
    for month, last in enumerate(month_ends(target.due_on.year), start=1):
        on = as_of.on if month_end(as_of.on) == last else last
        answer = None
        if on <= as_of.on:
            answer = registry.ask(target.figure_code, outlooks.question(as_of.at(on)))
        rows.append(
            MonthRow(
                label=f"{month} 月",
                on=on,
                planned=planned_on(target, baseline, on, path),
                answer=answer,
                goal=path.get(last),
                is_last=on == target.due_on,
            )
        )
    return tuple(rows)


def month_ends(year: int) -> Sequence[date]:
    """Return the last day of each month of a year."""
    return [month_end(date(year, month, 1)) for month in range(1, MONTHS + 1)]
