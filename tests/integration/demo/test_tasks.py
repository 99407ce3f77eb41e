"""The demo county's 46 tasks: 6 overdue, in every state, from opinions, meetings and the bureau's own plans."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from tidu.domain.tasks import queries
from tidu.domain.tasks.models import (
    MonthlyRequest,
    Task,
    TaskDecision,
    TaskFeedback,
    TaskHelper,
    TaskNotice,
    TaskReport,
    TaskUrging,
)
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

VIEWER = system("测试")
TODAY = AsOf(on=date(2025, 6, 10))


def test_there_are_46_tasks_in_every_state(county):
    states = Counter(Task.objects.values_list("state", flat=True))
    assert states == {"OPEN": 9, "SIGNED": 13, "DIVIDED": 4, "REPORTED": 4, "CLOSED": 14, "WITHDRAWN": 2}
    assert sum(states.values()) == 46
    assert Task.objects.filter(parent__isnull=False).count() == 14


def test_six_are_overdue_and_each_is_red(county):
    late = Task.objects.filter(state__in=("OPEN", "SIGNED", "DIVIDED"), due_on__lt=TODAY.on)
    assert set(late.values_list("title", "due_on")) == {
        ("完成场地三通一平", date(2025, 5, 16)),
        ("枫林镇摸排培育对象 3 家", date(2025, 5, 20)),
        ("金坑镇摸清规模企业研发机构底数", date(2025, 5, 23)),
        ("云溪镇摸排培育对象 4 家", date(2025, 5, 30)),
        ("竹源乡特派员驻点服务", date(2025, 5, 30)),
        ("技术合同登记点下沉园区", date(2025, 6, 6)),
    }
    red = [line for unit in queries.red_by_unit(VIEWER, TODAY) for line in unit.lines]
    assert {line.task for line in red if line.is_late} == set(late)
    # 05-16, 05-20 and 05-23 lie 16, 14 and 11 working days back; one township has not signed since March
    assert Counter(line.light for line in red) == {"SEVERE": 3, "RED": 4}
    assert [line.task.title for line in red if not line.is_late] == ["大垅乡特派员驻点服务"]


def test_tasks_come_from_opinions_meetings_and_the_bureau_itself(county):
    sources = Counter(Task.objects.filter(parent__isnull=True).values_list("source_kind", flat=True))
    assert sources == {"opinion": 9, "meeting": 6, "": 17}


def test_what_was_closed_late_stays_late(county):
    closed = Task.objects.filter(state="CLOSED").select_related("owner")
    late = {line.task.title: line.days_late for line in queries.lines_of(closed, TODAY) if line.was_late}
    # from 06-28 to 07-05, from 11-29 to 12-05, and from 05-30 over three days off to 06-03
    assert late == {"清理兑现上年奖补资金": 5, "更新大型仪器共享目录": 4, "岚城镇摸排培育对象 6 家": 1}
    for report in TaskReport.objects.filter(task__state="CLOSED", accepted=True):
        assert report.evidence.exists()
        assert report.checked_by_name not in ("", report.reported_by_name)


def test_three_were_urged_and_one_has_answered_in_writing(county):
    urged = TaskUrging.objects.order_by("urged_at").values_list("task__owner__short_name", "reply")
    assert [(unit, bool(reply)) for unit, reply in urged] == [
        ("枫林镇", False),
        ("云溪镇", True),
        ("竹源乡", False),
    ]
    assert TaskFeedback.objects.exclude(request="").count() == 2
    told = TaskNotice.objects.filter(task__title="金坑镇摸清规模企业研发机构底数")
    assert Counter(told.values_list("days", "rung")) == {
        (-7, "OWNER"): 1,
        (-3, "OWNER"): 1,
        (0, "OWNER"): 1,
        (3, "HEAD"): 1,
        (7, "LEADER"): 4,
    }
    assert {one.heard_at.hour for one in told} == {0}  # eight o'clock in the county


def test_the_score_of_a_township_adds_up_from_its_rows(county):
    scores = {one.name: one for one in queries.scores(VIEWER, 2025, TODAY)}
    one = scores["岚城镇"]
    assert [(row.points, row.arithmetic) for row in one.tasks] == [(95, "100 − 5×1 = 95")]
    assert [month.in_time for month in one.months] == [True, True, True]
    assert one.total == Fraction(95) * Fraction(4, 5) + 20
    assert scores["成果转化股"].total == 0
    assert scores["云溪镇"].total == 20


def test_units_help_with_two_priorities_and_leaders_have_answered_one_of_two_requests(county):
    helped = TaskHelper.objects.values_list("task__title", "unit__short_name")
    assert set(helped) == {
        ("高新技术企业培育对象摸排和申报辅导全覆盖", "综合股"),
        ("高新技术企业培育对象摸排和申报辅导全覆盖", "成果转化股"),
        ("科技企业孵化器二期建设", "平台与人才股"),
        ("科技企业孵化器二期建设", "岚城镇"),
    }
    assert [one.helper.unit.short_name for one in TaskFeedback.objects.filter(helper__isnull=False)] == [
        "综合股"
    ]
    assert [one.request for one in queries.open_requests(VIEWER)] == ["请县里协调消防审查优先办理。"]
    (decided,) = TaskDecision.objects.filter(feedback__isnull=False)
    assert (decided.feedback.request, decided.settled_at) == ("请明确标准厂房租金减免幅度。", None)


def test_what_places_asked_without_a_task_is_answered_but_for_the_last_month(county):
    # the 3rd, 8th and 13th of the fifteen places ask, month by month
    asked = Counter(MonthlyRequest.objects.values_list("report__month_on", "decision__decided_by_name"))
    (answerer,) = {name for _, name in asked if name}
    assert asked == {
        (date(2025, 3, 1), answerer): 3,
        (date(2025, 4, 1), answerer): 3,
        (date(2025, 5, 1), None): 3,
    }
    assert len(queries.waiting_of_months(VIEWER)) == 3
    assert len(queries.unsettled_of_months(VIEWER)) == 6
    assert set(MonthlyRequest.objects.values_list("text", flat=True)) == {"请县里协调工业用电增容。"}


def test_the_scores_and_red_tasks_of_the_end_of_may_are_those_of_its_records(county):
    may = AsOf(on=date(2025, 5, 31))
    scores = {one.name: one for one in queries.scores(VIEWER, 2025, may)}
    # of the three tasks of the park due by then, one was sent back on 05-20 and is not done: (100 + 100 + 0) / 3
    assert [(row.title, row.points) for row in scores["工业园区"].tasks] == [
        ("完成场地三通一平", 0),
        ("整改开放日参观点", 100),
        ("园区摸排培育对象 20 家", 100),
    ]
    # reported on 06-03: on 05-31 the day was over and nothing had come
    assert [(row.done_on, row.points) for row in scores["岚城镇"].tasks] == [(None, 0)]
