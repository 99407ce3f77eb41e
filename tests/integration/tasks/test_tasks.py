"""A promise is kept by evidence that a second person has looked at, and its lateness is never erased."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.tasks import CHECKER, CLERK, OPENED_AT, PHOTO, a_task, a_task_report, a_task_step
from tidu.domain.tasks import operations, queries, sources
from tidu.domain.tasks.models import Task
from tidu.domain.tasks.operations import UnableToMoveTask, UnableToOpenTask
from tidu.domain.tasks.queries import TaskFilters
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 5, 22))


@pytest.fixture(autouse=True)
def holidays():
    calendar.load_shipped_years(by=CLERK, now=OPENED_AT)


def test_a_task_gets_a_number_an_owner_and_a_day():
    owner = an_organisation(OrganisationKind.BUREAU_SECTION, name="成果股")
    first, second = a_task(owner), a_task()
    assert (first.number, second.number, first.state) == ("RW-2025-001", "RW-2025-002", "OPEN")
    page = queries.find_task(CLERK, first.number, TODAY)
    assert (page.line.days_left, page.line.is_late, page.line.source_label) == (26, False, "")
    assert [(one.label, one.step.note) for one in page.story] == [("立项", "成果股，2025-06-30 前完成")]
    assert [step.action for step in page.next_steps] == ["sign", "report", "withdraw"]


def test_what_is_not_kept_yet_stands_first_by_its_day_and_what_is_over_last_the_newest_first():
    days = (date(2025, 6, 10), date(2025, 6, 20), date(2025, 6, 5), date(2025, 6, 30))
    kept, lately_kept, soon, later = (a_task(due_on=day) for day in days)
    for task in (kept, lately_kept):
        a_task_report(task)
        operations.close_task(number=task.number, by=CHECKER, now=OPENED_AT)
    a_task_report(soon)  # reported, and still to be looked at
    assert list(queries.tasks(CLERK, TODAY)) == [soon, later, lately_kept, kept]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"title": " "}, "请写明任务"),
        ({"title": "长" * 201}, "超过 200 字"),
        ({"kind": "SONG"}, "请选择任务类别"),
        ({"due_on": date(2025, 5, 22)}, "不晚于今天"),
        ({"owner_id": 0}, "责任单位应是"),
        ({"by": None}, "只有科技局"),
    ],
)
def test_a_task_that_cannot_be_is_refused(how, words):
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    by = how.pop("by", CLERK) or an_actor(Role.TOWNSHIP_LEADER)
    given = {"title": "开通预约", "owner_id": owner.pk, "due_on": date(2025, 6, 1), **how}
    with pytest.raises(UnableToOpenTask, match=words):
        operations.open_task(**given, by=by, now=OPENED_AT)
    assert not Task.objects.exists()


def test_the_owner_reports_with_evidence_and_another_closes():
    owner = an_organisation(OrganisationKind.TOWNSHIP)
    task = a_task(owner)
    leader, clerk = an_actor(Role.TOWNSHIP_LEADER, organisation=owner), an_actor(Role.SECTION_CLERK)
    how = {"number": task.number, "now": OPENED_AT}
    with pytest.raises(UnableToMoveTask, match="只有责任单位"):
        operations.report_done(**how, text="已完成", evidence=[PHOTO], by=clerk)
    with pytest.raises(UnableToMoveTask, match="至少一份"):
        operations.report_done(**how, text="已完成", evidence=[], by=leader)
    with pytest.raises(UnableToMoveTask, match="请填写说明"):
        operations.report_done(**how, text=" ", evidence=[PHOTO], by=leader)
    with pytest.raises(UnableToMoveTask, match="说明超过"):
        operations.report_done(**how, text="长" * 1001, evidence=[PHOTO], by=leader)
    operations.report_done(**how, text="已完成", evidence=[PHOTO], by=leader)
    with pytest.raises(UnableToMoveTask, match="另一位同志"):
        operations.close_task(**how, by=leader)
    operations.close_task(**how, by=clerk)
    task.refresh_from_db()
    assert (task.state, task.done_at, task.closed_at) == ("CLOSED", OPENED_AT, OPENED_AT)
    with pytest.raises(UnableToMoveTask, match="现在是“销号”，不能“退回再办”"):
        operations.send_back(**how, reason="再看", by=clerk)


def test_a_clerk_who_reported_does_not_close_the_own_report():
    section = an_organisation(OrganisationKind.BUREAU_SECTION)
    clerk = an_actor(Role.SECTION_CLERK, organisation=section)
    task = a_task(section)
    how = {"number": task.number, "now": OPENED_AT}
    operations.report_done(**how, text="已完成", evidence=[PHOTO], by=clerk)
    page = queries.find_task(clerk, task.number, TODAY)
    assert page.next_steps == ()
    with pytest.raises(UnableToMoveTask, match="不能自己核查"):
        operations.close_task(**how, by=clerk)
    report = a_task_report(a_task(section))
    with pytest.raises(UnableToMoveTask, match="不能自己核查"):
        operations.close_task(number=report.task.number, by=CLERK, now=OPENED_AT)


def test_what_is_sent_back_is_open_again_due_as_before_and_the_report_stays():
    report = a_task_report()
    number = report.task.number
    with pytest.raises(UnableToMoveTask, match="请填写说明"):
        operations.send_back(number=number, reason="", by=CHECKER, now=OPENED_AT)
    operations.send_back(number=number, reason="照片看不清", by=CHECKER, now=OPENED_AT)
    operations.report_done(number=number, text="重拍", evidence=[PHOTO], by=CLERK, now=OPENED_AT)
    page = queries.find_task(CLERK, number, TODAY)
    assert [(one.accepted, one.reason) for one in page.reports] == [(False, "照片看不清"), (None, "")]
    assert (page.line.task.state, page.line.task.due_on) == ("REPORTED", date(2025, 6, 30))


def test_a_director_withdraws_with_a_reason_and_a_clerk_does_not():
    task = a_task()
    with pytest.raises(UnableToMoveTask, match="县领导可以撤销"):
        operations.withdraw_task(
            number=task.number, reason="重复", by=an_actor(Role.SECTION_CLERK), now=OPENED_AT
        )
    operations.withdraw_task(
        number=task.number, reason="重复", by=an_actor(Role.BUREAU_DIRECTOR), now=OPENED_AT
    )
    assert a_task_step(task).note == "重复"
    with pytest.raises(UnableToMoveTask, match="没有找到编号"):
        operations.withdraw_task(number="RW-1-1", reason="x", by=CLERK, now=OPENED_AT)


def test_lateness_runs_to_the_report_and_is_never_erased():
    task = a_task(due_on=date(2025, 5, 30))
    (line,) = queries.lines_of([task], AsOf(on=date(2025, 5, 31)))
    assert (line.days_left, line.is_late, line.was_late) == (-1, True, True)
    late = TaskFilters(late=True)
    assert list(queries.tasks(CLERK, AsOf(on=date(2025, 5, 30)), late)) == []
    assert list(queries.tasks(CLERK, AsOf(on=date(2025, 5, 31)), late)) == [task]
    moment = OPENED_AT.replace(month=6, day=3)
    a_task_report(task, now=moment)
    operations.close_task(number=task.number, by=CHECKER, now=moment)
    task.refresh_from_db()
    (line,) = queries.lines_of([task], AsOf(on=date(2025, 6, 10)))
    assert (line.days_left, line.is_late, line.was_late) == (None, False, True)
    stood = {day: queries.tasks_then(CLERK, AsOf(on=day)) for day in (date(2025, 5, 31), date(2025, 6, 3))}
    assert [(one.state, one.done_at) for found in stood.values() for one in found] == [
        ("OPEN", None),
        ("CLOSED", moment),
    ]
    elsewhere = an_actor(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    assert queries.tasks_then(elsewhere, AsOf(on=date(2025, 6, 3))) == []


def test_a_task_that_was_closed_since_is_red_on_the_day_on_which_it_was_late():
    task = a_task(due_on=date(2025, 5, 30))
    reported = OPENED_AT.replace(month=6, day=3)
    a_task_report(task, now=reported)
    operations.close_task(number=task.number, by=CHECKER, now=reported)
    (unit,) = queries.red_by_unit(CLERK, AsOf(on=date(2025, 6, 2)))
    assert [(line.task, line.days_left) for line in unit.lines] == [(task, -1)]
    assert queries.red_by_unit(CLERK, AsOf(on=date(2025, 6, 3))) == []
    assert queries.red_by_unit(CLERK, AsOf(on=date(2025, 5, 30))) == []


def test_a_task_withdrawn_after_its_day_stays_late():
    task = a_task(due_on=date(2025, 5, 30))
    operations.withdraw_task(
        number=task.number, reason="并入", by=CLERK, now=OPENED_AT.replace(month=6, day=4)
    )
    line = queries.find_task(CLERK, task.number, AsOf(on=date(2025, 8, 1))).line
    assert (line.days_left, line.days_late, line.light) == (None, 2, None)  # 06-02 was a day off


def test_a_unit_sees_its_own_tasks_only():
    owner = an_organisation(OrganisationKind.TOWNSHIP)
    own, other = a_task(owner), a_task()
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=owner)
    assert list(queries.tasks(leader, TODAY)) == [own]
    with pytest.raises(queries.TaskNotFound, match="没有找到"):
        queries.find_task(leader, other.number, TODAY)
    filters = TaskFilters(text=own.number, state="OPEN", owner=owner.code, kind="OTHER")
    assert list(queries.tasks(CLERK, TODAY, filters)) == [own]


def test_a_source_is_registered_once():
    source = sources.find("opinion")
    assert (source.label, sources.find("moon")) == ("意见建议", None)
    assert sources.register(source) == source
    with pytest.raises(ValueError, match="registered twice"):
        sources.register(sources.TaskSource("opinion", "别的", "x", source.ended))
