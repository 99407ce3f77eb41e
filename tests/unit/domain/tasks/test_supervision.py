"""How tasks are supervised, read from the dated file: days of nodes, quiet hours, words, and no version before the first."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tidu.domain.tasks.supervision import SupervisionMissing, supervision_on, versions
from tidu.domain.tasks.vocabulary import TASK_STEPS, TaskKind
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.clock import ZONE

OPENED_ON = date(2025, 5, 22)  # a Thursday
WORKING = WorkingCalendar(years=frozenset({2025}), special={date(2025, 6, 2): "HOLIDAY"})
STANDING = supervision_on(OPENED_ON)


def planned(kind: str, due_on: date) -> list[str]:
    return [one.planned_on(OPENED_ON, due_on, WORKING).isoformat() for one in STANDING.nodes[kind]]


def test_nodes_lie_working_days_or_months_after_the_opening():
    assert planned("DECISION", date(2025, 12, 31)) == ["2025-05-27", "2025-06-06", "2025-06-22", "2025-12-31"]


def test_a_node_that_would_lie_after_the_due_day_is_planned_on_it():
    assert planned("DECISION", date(2025, 6, 3)) == ["2025-05-27", "2025-06-03", "2025-06-03", "2025-06-03"]


def test_every_kind_has_its_template_that_ends_with_the_report_on_the_due_day():
    acts = {step.action for step in TASK_STEPS.transitions}
    for version in versions():
        assert set(version.nodes) == set(TaskKind)
        for nodes in version.nodes.values():
            assert (nodes[-1].at_due, nodes[-1].act) == (True, "report")
            assert {one.act for one in nodes} - {""} <= acts
    assert [len(STANDING.nodes[kind]) for kind in ("DECISION", "PROJECT", "INVESTMENT")] == [4, 11, 3]


def test_a_node_says_its_days_in_words():
    said = [one.words for one in STANDING.nodes["INVESTMENT"]]
    assert said == ["签收洽谈（立项后 5 个工作日）", "签约（立项后 3 个月）", "落地（期限日）"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("2025-05-22 08:00", "2025-05-22 08:00"),
        ("2025-05-22 19:59", "2025-05-22 19:59"),
        ("2025-05-22 07:00", "2025-05-22 08:00"),
        ("2025-05-22 20:00", "2025-05-23 08:00"),
        ("2025-05-23 22:10", "2025-05-26 08:00"),  # a Friday night waits for Monday
        ("2025-05-31 10:00", "2025-06-03 08:00"),  # a Saturday before a holiday on Monday
    ],
)
def test_what_arises_in_quiet_hours_is_heard_when_offices_work_again(said, heard):
    moment = datetime.fromisoformat(said).replace(tzinfo=ZONE)
    assert f"{STANDING.quiet.heard_at(moment, WORKING):%Y-%m-%d %H:%M}" == heard


def test_there_is_no_way_of_supervising_before_the_first():
    with pytest.raises(SupervisionMissing, match="还没有督办办法"):
        supervision_on(date(2019, 12, 31))
