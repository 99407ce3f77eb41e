"""The arithmetic of the yearly score: plain values, exact, so that anybody can do it again on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tidu.domain.tasks.supervision import ScoreFormula


@dataclass(frozen=True)
class TaskRow:
    """One task that was due: when it was done (None where it was not), and what is taken off for what."""

    number: str
    title: str
    due_on: date
    done_on: date | None
    days_late: int
    sent_back: int
    unanswered: int
    formula: ScoreFormula

    @property
    def for_time(self) -> int:
        """Return the points for the day on which it was done."""
        if self.done_on is None:
            return 0
        late = self.formula.full - self.formula.per_day_late * self.days_late
        return max(self.formula.least_when_done, late)

    @property
    def points(self) -> int:
        """Return the points of the row, never below 0."""
        off = self.formula.per_report_sent_back * self.sent_back
        return max(0, self.for_time - off - self.formula.per_urging_unanswered * self.unanswered)

    @property
    def arithmetic(self) -> str:
        """Return how the points came about, e.g. 100 − 5×3 − 10×1 = 75."""
        if self.done_on is None:
            return "到期未完成：0"
        formula = self.formula
        parts = [
            (formula.per_day_late, 0 if self.is_least else self.days_late),
            (formula.per_report_sent_back, self.sent_back),
            (formula.per_urging_unanswered, self.unanswered),
        ]
        first = f"{formula.least_when_done}（最低分）" if self.is_least else str(formula.full)
        words = [first, *(f"{each}×{count}" for each, count in parts if count)]
        return " − ".join(words) + (f" = {self.points}" if self.points else "，扣到 0")

    @property
    def is_least(self) -> bool:
        """Return whether it was so late that the least points of a task that is done stand."""
        return self.done_on is not None and self.for_time == self.formula.least_when_done


@dataclass(frozen=True)
class MonthRow:
    """A monthly report that was due: whether it came in time."""

    month_on: date
    due_on: date
    in_time: bool


@dataclass(frozen=True)
class UnitScore:
    """The score of one unit with every row that entered it; points are of 100."""

    code: str
    name: str
    tasks: tuple[TaskRow, ...]
    months: tuple[MonthRow, ...]
    formula: ScoreFormula

    @property
    def tasks_sum(self) -> int:
        """Return the sum of the tasks' points."""
        return sum(one.points for one in self.tasks)

    @property
    def months_in_time(self) -> int:
        """Return how many monthly reports came in time."""
        return sum(one.in_time for one in self.months)

    @property
    def for_tasks(self) -> Fraction | None:
        """Return the mean of the tasks' points, None where none was due."""
        return Fraction(self.tasks_sum, len(self.tasks)) if self.tasks else None

    @property
    def for_months(self) -> Fraction | None:
        """Return the share of monthly reports in time, of 100; None where none was due."""
        return Fraction(100 * self.months_in_time, len(self.months)) if self.months else None

    @property
    def total(self) -> Fraction | None:
        """Return the score, None where nothing was due."""
        if self.for_tasks is None or self.for_months is None:
            return self.for_months if self.for_tasks is None else self.for_tasks
        share = Fraction(self.formula.monthly_percent, 100)
        return self.for_tasks * (1 - share) + self.for_months * share
