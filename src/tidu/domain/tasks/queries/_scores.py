"""The yearly score of units: each row that entered it, the arithmetic, and what units say against it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q

from tidu.domain.returns import queries as returns
from tidu.domain.tasks.light import days_late
from tidu.domain.tasks.models import ScoreAppeal, Task, TaskUrging
from tidu.domain.tasks.queries._lists import in_scope
from tidu.domain.tasks.score import MonthRow, TaskRow, UnitScore
from tidu.domain.tasks.supervision import ScoreFormula, supervision_on
from tidu.domain.tasks.vocabulary import TaskState
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import AsOf


def formula_of(year: int) -> ScoreFormula:
    """Return the formula of a year: the version that holds on its last day."""
    return supervision_on(date(year, 12, 31)).score


def scores(actor: Actor, year: int, as_of: AsOf) -> list[UnitScore]:
    """Return the score of each unit in scope for a year, as of a day but never later than the year's last; best first.

    Raises HolidaysMissing.
    """
    on = min(as_of.on, date(year, 12, 31))
    formula, working = formula_of(year), calendar.working_calendar()
    rows: dict[tuple[str, str], list[TaskRow]] = {}
    found = _due(actor, year, on)
    unanswered = _unanswered(found, on, formula, working)
    for task in found:
        unit = (task.owner.code, task.owner.short_name)
        rows.setdefault(unit, []).append(_row(task, unanswered.get(task.pk, 0), on, formula, working))
    months = _months(actor, year, on)
    found_scores = [
        UnitScore(code, name, tuple(rows.get((code, name), ())), months.get((code, name), ()), formula)
        for code, name in dict.fromkeys([*rows, *months])
    ]
    return sorted(found_scores, key=lambda one: (-(one.total or Fraction(0)), one.code))


def appeals(actor: Actor, year: int) -> list[ScoreAppeal]:
    """Return what was said against the scores of a year, newest first: all for the county's staff, else the own."""
    found = ScoreAppeal.objects.filter(year=year).select_related("unit").order_by("-pk")
    if not actor.sees_whole_county:
        found = found.filter(unit__code__in=actor.organisation_codes)
    return list(found)


def _due(actor: Actor, year: int, on: date) -> list[Task]:
    """Return the tasks due in a year that were due, or closed, by a day; no withdrawn ones and none to be checked."""
    found = in_scope(actor).filter(due_on__year=year, opened_at__lt=clock.end_of(on))
    if not actor.sees_whole_county:
        found = found.filter(owner__code__in=actor.organisation_codes)
    found = found.exclude(state__in=(TaskState.WITHDRAWN, TaskState.REPORTED))
    found = found.filter(Q(due_on__lt=on) | Q(state=TaskState.CLOSED, done_at__lt=clock.end_of(on)))
    sent_back = Count("reports", filter=Q(reports__accepted=False, reports__checked_at__lt=clock.end_of(on)))
    return list(found.select_related("owner").annotate(sent_back=sent_back).order_by("due_on", "number"))


def _row(task: Task, unanswered: int, on: date, formula: ScoreFormula, working: WorkingCalendar) -> TaskRow:
    done_on = clock.day_of(task.done_at) if task.done_at else None
    if done_on is not None and done_on > on:
        done_on = None
    return TaskRow(
        number=task.number,
        title=task.title,
        due_on=task.due_on,
        done_on=done_on,
        days_late=days_late(task.due_on, done_on or on, working),
        sent_back=task.sent_back,  # type: ignore[attr-defined]
        unanswered=unanswered,
        formula=formula,
    )


def _unanswered(
    found: Iterable[Task], on: date, formula: ScoreFormula, working: WorkingCalendar
) -> dict[int, int]:
    """Return by task how many urgings were not answered in the time that the formula gives."""
    counted: dict[int, int] = {}
    for one in TaskUrging.objects.filter(task__in=list(found), urged_at__lt=clock.end_of(on)):
        until_on = working.add(clock.day_of(one.urged_at), formula.reply_days)
        replied_on = clock.day_of(one.replied_at) if one.replied_at else None
        if on > until_on and (replied_on is None or replied_on > until_on):
            counted[one.task_id] = counted.get(one.task_id, 0) + 1
    return counted


def _months(actor: Actor, year: int, on: date) -> dict[tuple[str, str], tuple[MonthRow, ...]]:
    """Return by place the monthly reports of a year that were due by a day."""
    return {
        (row.place.code, row.place.short_name): tuple(
            MonthRow(month.month_on, month.due_on, in_time=not month.late)
            for month in reversed(row.months)
            if month.month_on.year == year and month.due_on < on
        )
        for row in returns.month_board(actor, on, on.month)
    }
