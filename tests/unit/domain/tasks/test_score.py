"""The yearly score by hand: points of a task, mean of a unit, the share of monthly reports in time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tidu.domain.tasks.monthly import Said, lines_by_task
from tidu.domain.tasks.score import MonthRow, TaskRow, UnitScore
from tidu.domain.tasks.supervision import supervision_on

FORMULA = supervision_on(date(2025, 12, 31)).score
DUE = date(2025, 5, 30)


def row(late=0, sent_back=0, unanswered=0, *, done=True):
    done_on = date(2025, 6, 9) if done else None
    return TaskRow("RW-2025-001", "办成", DUE, done_on, late, sent_back, unanswered, FORMULA)


@pytest.mark.parametrize(
    ("one", "points", "arithmetic"),
    [
        (row(), 100, "100 = 100"),
        (row(3), 85, "100 − 5×3 = 85"),
        (row(3, 1, 2), 65, "100 − 5×3 − 10×1 − 5×2 = 65"),
        (row(12), 40, "40（最低分） = 40"),
        (row(30, 1), 30, "40（最低分） − 10×1 = 30"),
        (row(30, 5), 0, "40（最低分） − 10×5，扣到 0"),
        (row(6, done=False), 0, "到期未完成：0"),
    ],
)
def test_the_points_of_a_task(one, points, arithmetic):
    assert (one.points, one.arithmetic) == (points, arithmetic)


def months(*in_time):
    return tuple(MonthRow(date(2025, place, 1), DUE, each) for place, each in enumerate(in_time, start=1))


@pytest.mark.parametrize(
    ("tasks", "reports", "total"),
    [
        ((row(), row(3), row(9, done=False)), (), Fraction(185, 3)),
        ((), months(True, True, False), Fraction(200, 3)),
        ((row(), row(3)), months(True, False), Fraction(84)),  # 92.5 x 80 % + 50 x 20 %
        ((), (), None),
    ],
)
def test_the_score_of_a_unit(tasks, reports, total):
    assert UnitScore("SHIDU", "石渡镇", tasks, reports, FORMULA).total == total


def test_the_formula_in_words_has_its_numbers():
    words = "".join(FORMULA.words)
    for said in (
        "每项到期任务 100 分",
        "每逾期 1 个工作日扣 5 分，最低 40 分",
        "退回一次扣 10 分",
        "3 个工作日内没有书面回复的，一次扣 5 分",
        "任务分 × 80% + 月报按时率 × 20%",
    ):
        assert said in words


def test_lines_of_a_month_that_name_a_task_are_what_is_said_of_it():
    said = lines_by_task(
        {
            "progress": "走访 12 家\nRW-2025-007：入库 3 家\n- RW-2025-007 培训一场\nRW-2025-008：",
            "difficulties": "RW-2025-007，缺场地\nRW-2025-009：缺人",
            "plans": "RW-2025-007 七月再办一场",
            "seeds": "RW-2025-007 不归这里",
        }
    )
    assert said == {"RW-2025-007": Said("入库 3 家；培训一场", "缺场地", "", "七月再办一场")}
