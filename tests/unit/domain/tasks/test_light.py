"""The light is the printed rule, whatever the days of the nodes are; a lateness of days is never less than one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidu.domain.tasks.light import NodeDay, days_late, light_on
from tidu.domain.tasks.supervision import supervision_on
from tidu.foundation.calendar.queries import WorkingCalendar

WORKING = WorkingCalendar(years=frozenset({2024, 2025, 2026}))
RULE = supervision_on(date(2025, 6, 10)).light
FRIDAY = date(2025, 6, 13)


def light(on, due_on, *nodes):
    return light_on(on, due_on=due_on, nodes=nodes, rule=RULE, working=WORKING)


def node(planned_on, reached_on=None):
    return NodeDay("部署", planned_on, reached_on)


@pytest.mark.parametrize(
    ("on", "colour"),
    [
        (date(2025, 6, 9), "GREEN"),  # 4 working days before Friday
        (date(2025, 6, 10), "YELLOW"),  # 3
        (FRIDAY, "YELLOW"),
        (date(2025, 6, 14), "RED"),  # a Saturday, over all the same
        (date(2025, 6, 26), "RED"),  # 9 working days
        (date(2025, 6, 27), "SEVERE"),  # 10
    ],
)
def test_the_light_of_a_due_day(on, colour):
    assert light(on, FRIDAY) == colour


@pytest.mark.parametrize(
    ("planned_on", "reached_on", "colour"),
    [
        (date(2025, 6, 10), None, "GREEN"),  # planned for today
        (date(2025, 6, 9), None, "YELLOW"),
        (date(2025, 5, 28), None, "YELLOW"),  # 9 working days ago
        (date(2025, 5, 27), None, "RED"),  # 10
        (date(2025, 5, 27), date(2025, 6, 10), "GREEN"),  # late, but reached
        (date(2025, 5, 27), date(2025, 6, 11), "RED"),  # reached only after the day asked about
    ],
)
def test_the_light_of_a_node_while_the_due_day_is_far(planned_on, reached_on, colour):
    assert light(date(2025, 6, 10), date(2025, 12, 31), node(planned_on, reached_on)) == colour


DAYS = st.integers(min_value=0, max_value=400).map(lambda add: date(2024, 12, 1) + timedelta(days=add))
NODES = st.lists(st.builds(node, DAYS, st.none() | DAYS), max_size=6)


def counted(start: date, end: date) -> int:
    """Count the Mondays to Fridays after one day up to another."""
    return len([n for n in range(1, (end - start).days + 1) if (start + timedelta(days=n)).isoweekday() <= 5])


@given(on=DAYS, due_on=DAYS, nodes=NODES)
def test_the_light_equals_the_printed_rule_for_any_days(on, due_on, nodes):
    assert RULE.words == (
        "严重逾期：过期限满 10 个工作日未报告完成；"
        "红：过期限未报告完成，或有节点过计划日满 10 个工作日未到；"
        "黄：有节点过计划日未到，或离期限不超过 3 个工作日；绿：其余。"
        "已报告待核的，看报告那天；退回的照原期限重新计算。"
    )
    open_nodes = [n for n in nodes if n.planned_on < on and not (n.reached_on and n.reached_on <= on)]
    said = {
        "SEVERE": on > due_on and counted(due_on, on) >= 10,
        "RED": on > due_on or any(counted(n.planned_on, on) >= 10 for n in open_nodes),
        "YELLOW": bool(open_nodes) or counted(on, due_on) <= 3,
        "GREEN": True,
    }
    assert light(on, due_on, *nodes) == next(colour for colour, holds in said.items() if holds)


def test_a_saturday_after_a_friday_is_a_day_late():
    assert [days_late(FRIDAY, FRIDAY + timedelta(days=add), WORKING) for add in (-1, 0, 1, 3, 4)] == [
        0,
        0,
        1,
        1,
        2,
    ]
