"""A task's path as a drawing: planned and reached where they lie between opening and due day, late ones told apart."""

from __future__ import annotations

from datetime import date, datetime

from tidu.domain.tasks.light import NodeDay
from tidu.domain.tasks.models import Task
from tidu.domain.tasks.queries import TaskLine
from tidu.foundation.clock import ZONE
from tidu.interfaces.workbench.task_path import Mark, TaskPath


def path(today, *nodes, due_on=date(2025, 5, 11)):
    task = Task(opened_at=datetime(2025, 5, 1, 9, tzinfo=ZONE), due_on=due_on)
    return TaskPath.of(TaskLine(task, days_left=None, days_late=0, light=None, nodes=nodes), today)


def test_days_lie_where_they_are_between_opening_and_due_day():
    drawn = path(date(2025, 5, 6), NodeDay("签收", date(2025, 5, 3), date(2025, 5, 2)))
    assert drawn == TaskPath((Mark("签收", "20.0", "10.0", "green"),), today="50.0", due="100.0")


def test_late_is_amber_once_reached_and_red_until_then_and_what_is_to_come_has_no_end():
    late = NodeDay("部署", date(2025, 5, 3), date(2025, 5, 5))
    missed, ahead = NodeDay("推进", date(2025, 5, 4), None), NodeDay("报告", date(2025, 5, 9), None)
    drawn = path(date(2025, 5, 6), late, missed, ahead)
    assert [(one.reached, one.colour) for one in drawn.marks] == [
        ("40.0", "amber"),
        ("50.0", "red"),
        (None, ""),
    ]


def test_a_task_that_runs_over_its_due_day_is_drawn_to_today():
    drawn = path(date(2025, 5, 21), NodeDay("签收", date(2025, 4, 30), None))
    assert (drawn.today, drawn.due, drawn.marks[0].planned) == ("100.0", "50.0", "0.0")
    same_day = path(date(2025, 5, 1), due_on=date(2025, 5, 1))
    assert (same_day.today, same_day.due) == ("0.0", "0.0")
