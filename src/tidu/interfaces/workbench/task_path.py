"""A task's path drawn from its opening to its due day: planned above, reached below, a slope between where late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tidu.domain.tasks.queries import TaskLine
from tidu.foundation import clock

WIDTH = 100


@dataclass(frozen=True)
class Mark:
    """A node: where it was planned and where it was reached, or stands today while it is late; None: not yet due.

    `colour` is green where it was reached in time, amber where late, red while it is late.
    """

    name: str
    planned: str
    reached: str | None
    colour: str


@dataclass(frozen=True)
class TaskPath:
    """The drawing: marks, today and the due day, in hundredths of its width as decimal text."""

    marks: tuple[Mark, ...]
    today: str
    due: str

    @classmethod
    def of(cls, line: TaskLine, today: date) -> TaskPath:
        """Return the drawing of a task on a day."""
        nodes = line.nodes
        begin = clock.day_of(line.task.opened_at)
        last = max(today, line.task.due_on, *(one.planned_on for one in nodes))
        marks = []
        for one in nodes:
            planned = _place(one.planned_on, begin, last)
            if one.reached_on is not None:
                colour = "green" if one.reached_on <= one.planned_on else "amber"
                marks.append(Mark(one.name, planned, _place(one.reached_on, begin, last), colour))
            elif one.is_missed(today):
                marks.append(Mark(one.name, planned, _place(today, begin, last), "red"))
            else:
                marks.append(Mark(one.name, planned, None, ""))
        return cls(tuple(marks), _place(today, begin, last), _place(line.task.due_on, begin, last))


def _place(on: date, begin: date, last: date) -> str:
    """Return where a day lies between two, to a tenth; for drawing only."""
    whole = max(1, (last - begin).days)
    part = min(max(0, (on - begin).days), whole)
    return f"{round(Fraction(part * WIDTH, whole) * 10) / 10:.1f}"
