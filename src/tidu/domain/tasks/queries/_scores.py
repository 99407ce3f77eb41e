"""The yearly score of units: each row that entered it, the arithmetic, and what units say against it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tidu.domain.returns import queries as returns
from tidu.domain.tasks.light import days_late
from tidu.domain.tasks.models import ScoreAppeal
from tidu.domain.tasks.queries._then import Stood, end_of, tasks_then
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

    It rests on what had happened by the day alone, so that whoever asks for the day again later gets the same. What
    is reported after the year's last day counts as not done. Raises HolidaysMissing.
    """
    on = min(as_of.on, date(year, 12, 31))
    formula, working = formula_of(year), calendar.working_calendar()
    rows: dict[tuple[str, str], list[TaskRow]] = {}
    found = [one for one in _own(actor, as_of) if one.task.due_on.year == year and _counts(one, on)]
    for one in found:
        unit = (one.task.owner.code, one.task.owner.short_name)
        rows.setdefault(unit, []).append(_row(one, on, formula, working))
    months = _months(actor, year, on)
    found_scores = [
        UnitScore(code, name, tuple(rows.get((code, name), ())), months.get((code, name), ()), formula)
        for code, name in dict.fromkeys([*rows, *months])
    ]
    return sorted(found_scores, key=lambda one: (-(one.total or Fraction(0)), one.code))


def appeals(actor: Actor, year: int, as_of: AsOf) -> list[ScoreAppeal]:
    """Return what had been said against the scores of a year by a day, newest first, with the answers given by then:
    all for the county's staff, else the own. They are not to be saved.
    """
    found = ScoreAppeal.objects.filter(year=year, filed_at__lt=end_of(as_of)).select_related("unit")
    if not actor.sees_whole_county:
        found = found.filter(unit__code__in=actor.organisation_codes)
    said = list(found.order_by("-pk"))
    for one in said:
        if one.answered_at is not None and one.answered_at >= end_of(as_of):
            one.answer, one.answered_at, one.answered_by_name = "", None, ""
    return said


def _own(actor: Actor, as_of: AsOf) -> list[Stood]:
    """Return the tasks as they stood: all for the county's staff, else those that the own units answer for."""
    stood = tasks_then(actor, as_of)
    if actor.sees_whole_county:
        return stood
    return [one for one in stood if one.task.owner.code in actor.organisation_codes]


def _counts(one: Stood, on: date) -> bool:
    """Return whether a task enters the score: it was due before the day, or done by it; no withdrawn one, and none
    that was reported by the day and waits to be checked.
    """
    if one.state == TaskState.WITHDRAWN or clock.day_of(one.task.opened_at) > on:
        return False
    if one.state == TaskState.REPORTED and _done_on(one, on) is not None:
        return False
    return one.task.due_on < on or (one.state == TaskState.CLOSED and _done_on(one, on) is not None)


def _done_on(one: Stood, on: date) -> date | None:
    """Return the day of the report that stood, None where none came by the day."""
    done_on = clock.day_of(one.done_at) if one.done_at else None
    return done_on if done_on is not None and done_on <= on else None


def _row(one: Stood, on: date, formula: ScoreFormula, working: WorkingCalendar) -> TaskRow:
    done_on = _done_on(one, on)
    return TaskRow(
        number=one.task.number,
        title=one.task.title,
        due_on=one.task.due_on,
        done_on=done_on,
        days_late=days_late(one.task.due_on, done_on or on, working),
        sent_back=sum(clock.day_of(at) <= on for at in one.sent_back_at),
        unanswered=_unanswered(one, on, formula, working),
        formula=formula,
    )


def _unanswered(one: Stood, on: date, formula: ScoreFormula, working: WorkingCalendar) -> int:
    """Return how many urgings of a task were not answered in the time that the formula gives."""
    counted = 0
    for urged_at, replied_at in one.urgings:
        urged_on, replied_on = clock.day_of(urged_at), clock.day_of(replied_at) if replied_at else None
        if urged_on > on:
            continue
        until_on = working.add(urged_on, formula.reply_days)
        counted += on > until_on and (replied_on is None or replied_on > until_on)
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
