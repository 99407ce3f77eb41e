"""Daily jobs are queued once a day, tried again when they fail or their worker dies, and given up after three."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.factories.jobs import let_the_worker_work
from tidu.foundation import actors, clock
from tidu.foundation.accounts.operations import forget_expired
from tidu.foundation.jobs import operations, queries, registry
from tidu.foundation.jobs.models import JobRun
from tidu.foundation.jobs.registry import Job

pytestmark = pytest.mark.django_db

MORNING = datetime(2025, 6, 9, 22, 30, tzinfo=UTC)  # 06:30 on the 10th in the county
TODAY = date(2025, 6, 10)


@pytest.fixture
def done(monkeypatch):
    """Register one job at six o'clock; return the moments it was done for."""
    moments = []

    def work(*, by, now):
        moments.append(now)
        return f"第 {len(moments)} 次"

    monkeypatch.setattr(registry, "_jobs", {})
    registry.register(Job("tests.count", "计数", hour=6, work=work))
    return moments


@pytest.fixture
def failing(monkeypatch):
    """Register one job that always fails."""

    def work(*, by, now):
        raise RuntimeError("数据源没有响应")

    monkeypatch.setattr(registry, "_jobs", {})
    registry.register(Job("tests.fail", "失败", hour=0, work=work))


def test_a_job_is_done_once_a_day_for_the_business_moment(done):
    assert operations.run_due(MORNING) == ["tests.count"]
    assert operations.run_due(MORNING + timedelta(hours=5)) == []
    let_the_worker_work()
    assert operations.run_due(MORNING + timedelta(hours=6)) == []
    assert done == [MORNING]
    [row] = queries.latest_runs()
    assert (row.slot, row.attempts, row.state, row.outcome) == (TODAY, 1, "完成", "第 1 次")


def test_the_next_day_it_is_done_again(done):
    operations.run_due(MORNING)
    operations.run_due(MORNING + timedelta(days=1))
    let_the_worker_work()
    assert len(done) == 2
    assert queries.latest_runs()[0].slot == date(2025, 6, 11)


def test_nothing_is_done_before_its_hour(done):
    assert operations.run_due(MORNING - timedelta(minutes=31)) == []
    assert operations.run_due(MORNING - timedelta(minutes=30)) == ["tests.count"]


def test_a_failing_job_is_tried_three_times_and_says_why(failing):
    for _ in range(5):
        operations.run_due(MORNING)
        let_the_worker_work()
    [row] = queries.latest_runs()
    assert (row.attempts, row.state) == (3, "失败")
    assert row.outcome == "RuntimeError: 数据源没有响应"


def test_the_work_of_a_killed_worker_is_done_by_the_next(done):
    operations.run_due(MORNING)
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING,
        started_at=clock.wall() - operations.LOST_AFTER - timedelta(minutes=1),
    )
    assert operations.run_due(MORNING) == ["tests.count"]
    let_the_worker_work()
    assert len(done) == 1
    assert queries.latest_runs()[0].state == "完成"


def test_a_job_that_is_still_running_is_left_alone(done):
    operations.run_due(MORNING)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=clock.wall())
    assert operations.run_due(MORNING) == []


def test_a_job_that_never_ran_is_shown_as_such(done):
    [row] = queries.latest_runs()
    assert (row.slot, row.state, row.outcome) == (None, "尚未运行", "")


def test_a_name_belongs_to_one_job(done):
    with pytest.raises(ValueError, match="registered twice"):
        registry.register(Job("tests.count", "另一个", hour=7, work=str))
    with pytest.raises(registry.UnknownJob, match=r"没有名为“tests\.other”的定时任务"):
        registry.find("tests.other")
    with pytest.raises(ValueError, match="hour 24"):
        Job("tests.late", "太晚", hour=24, work=str)


def test_the_nightly_tidying_removes_what_has_expired_and_nothing_else(done):
    now = clock.wall()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))
    for days in (0, 1):
        operations.run_due(MORNING + timedelta(days=days))
    let_the_worker_work()
    old = JobRun.objects.earliest("slot").task
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=91))
    assert forget_expired(by=actors.system("测试"), now=MORNING) == "清理了 1 个过期会话、1 条任务记录。"
    assert Session.objects.get().session_key == "new"
    assert [run.slot for run in JobRun.objects.all()] == [date(2025, 6, 11)]
