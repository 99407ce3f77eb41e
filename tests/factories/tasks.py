"""Tasks in any state, made through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.factories.accounts import an_organisation
from tests.factories.calendar import the_shipped_years
from tidu.domain.tasks import operations
from tidu.domain.tasks.models import (
    MonthlyRequest,
    ScoreAppeal,
    Task,
    TaskDecision,
    TaskFeedback,
    TaskHelper,
    TaskNode,
    TaskNotice,
    TaskReport,
    TaskStep,
    TaskUrging,
)
from tidu.foundation.accounts.models import Organisation, User
from tidu.foundation.actors import OrganisationKind, system
from tidu.foundation.clock import ZONE
from tidu.foundation.files.handed import Handed
from tidu.foundation.numbering.models import NumberSeries

CLERK, CHECKER = system("测试经办"), system("测试核查")
OPENED_AT = datetime(2025, 5, 22, 2, 0, tzinfo=UTC)
PHOTO = Handed("现场照片.pdf", b"%PDF-1.4 a fictional photograph")


def at(day: str, hour: int = 10) -> datetime:
    """Return a moment of a day in the county."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZONE)


def a_task(
    owner: Organisation | None = None, *, due_on: date = date(2025, 6, 30), now: datetime = OPENED_AT
) -> Task:
    """Return a task of a section that is open."""
    unit = owner or an_organisation(OrganisationKind.BUREAU_SECTION)
    return operations.open_task(title="开通共享检测预约", owner_id=unit.pk, due_on=due_on, by=CLERK, now=now)


def a_task_report(task: Task | None = None, *, now: datetime = OPENED_AT) -> TaskReport:
    """Return a report that a task is done, with a file that shows it, not yet looked at."""
    number = (task or a_task()).number
    return operations.report_done(
        number=number, text="已开通，试运行两周", evidence=[PHOTO], by=CLERK, now=now
    )


def a_task_step(task: Task | None = None) -> TaskStep:
    """Return the last step of a task's story."""
    return TaskStep.objects.filter(task=task or a_task()).latest("pk")


def a_task_helper(task: Task | None = None, unit: Organisation | None = None) -> TaskHelper:
    """Return a township that helps with a task; it has said nothing yet."""
    one, helping = task or a_task(), unit or an_organisation(OrganisationKind.TOWNSHIP)
    operations.set_helpers(number=one.number, unit_ids=[helping.pk], by=CLERK, now=OPENED_AT)
    return TaskHelper.objects.get(task=one, unit=helping)


def a_task_node(task: Task | None = None) -> TaskNode:
    """Return the first node of a task, not yet reached."""
    return TaskNode.objects.filter(task=task or a_task()).earliest("position")


def a_task_feedback(task: Task | None = None, *, now: datetime = OPENED_AT) -> TaskFeedback:
    """Return what the owner says of a task that was signed for, with a difficulty, a request and a plan."""
    number = (task or a_task()).number
    operations.sign_task(number=number, by=CLERK, now=now)
    said = operations.Said("已谈两家", blocker="场地未定", request="请明确场地", plan="下周签约")
    return operations.feed_back(number=number, said=said, by=CLERK, now=now)


def a_task_decision(feedback: TaskFeedback | None = None, *, now: datetime = OPENED_AT) -> TaskDecision:
    """Return what was decided of the request in a feedback; nobody has said that it is carried out."""
    asking = feedback or a_task_feedback()
    return operations.decide_request(
        number=asking.task.number, feedback_id=asking.pk, text="用一号厂房", by=CHECKER, now=now
    )


def a_monthly_request(
    place: Organisation | None = None,
    text: str = "请县里协调工业用电增容。",
    *,
    month_on: date = date(2025, 5, 1),
    now: datetime = datetime(2025, 6, 5, 2, 0, tzinfo=UTC),
) -> MonthlyRequest:
    """Return what a township asks for in its report of May 2025; nobody has answered."""
    the_shipped_years()
    asking = place or an_organisation(OrganisationKind.TOWNSHIP)
    values = {"progress": "走访三家。", "requests": text}
    operations.send_monthly(place=asking, month_on=month_on, values=values, by=CLERK, now=now)
    return MonthlyRequest.objects.filter(report__place=asking).latest("pk")


def a_task_urging(task: Task | None = None, *, now: datetime = OPENED_AT) -> TaskUrging:
    """Return an urging that waits for a reply."""
    return operations.urge(number=(task or a_task()).number, by=CHECKER, now=now)


def a_task_notice(account: User, *, now: datetime = OPENED_AT) -> TaskNotice:
    """Return what somebody who works for a task's owner was told when the task was urged."""
    grant = account.person.assignments.get()
    urging = a_task_urging(a_task(grant.organisation), now=now)
    return TaskNotice.objects.get(task=urging.task, person=account.person)


def a_score_appeal(unit: Organisation | None = None, *, now: datetime = OPENED_AT) -> ScoreAppeal:
    """Return what a township says against its score of 2025."""
    code = (unit or an_organisation(OrganisationKind.TOWNSHIP)).code
    return operations.appeal(unit_code=code, year=2025, text="第一行已按期报送", by=CLERK, now=now)


def a_number_series(code: str = "TEST-2025") -> NumberSeries:
    """Return a series that no number has been taken of."""
    return NumberSeries.objects.create(code=code)
