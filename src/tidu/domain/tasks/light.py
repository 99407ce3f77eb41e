"""The light of a task: the printed rule over its nodes and its due day. Plain values, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tidu.domain.tasks.supervision import LightRule
from tidu.domain.tasks.vocabulary import TaskLight
from tidu.foundation.calendar.queries import WorkingCalendar


@dataclass(frozen=True)
class NodeDay:
    """A node with the day planned for it and the day on which it was reached, None where it was not."""

    name: str
    planned_on: date
    reached_on: date | None

    def is_missed(self, on: date) -> bool:
        """Return whether the planned day is over and the node was not reached by then or since."""
        return self.planned_on < on and (self.reached_on is None or self.reached_on > on)


def light_on(
    on: date, *, due_on: date, nodes: Iterable[NodeDay], rule: LightRule, working: WorkingCalendar
) -> TaskLight:
    """Return the light on a day of a task that was not reported before it; raise HolidaysMissing."""
    if on > due_on:
        severe = working.between(due_on, on) >= rule.severe_days
        return TaskLight.SEVERE if severe else TaskLight.RED
    missed = [one.planned_on for one in nodes if one.is_missed(on)]
    if any(working.between(day, on) >= rule.red_node_days for day in missed):
        return TaskLight.RED
    near = working.between(on, due_on) <= rule.yellow_days
    return TaskLight.YELLOW if missed or near else TaskLight.GREEN


def days_late(due_on: date, on: date, working: WorkingCalendar) -> int:
    """Return the working days by which a day lies after the due day: 0 up to it, at least 1 after it."""
    return -working.left(on, due_on) if on > due_on else 0
