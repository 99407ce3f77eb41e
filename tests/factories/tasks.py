"""Tasks in any state, made through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.factories.accounts import an_organisation
from tidu.domain.tasks import operations
from tidu.domain.tasks.models import Task, TaskReport, TaskStep
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind, system
from tidu.foundation.files.handed import Handed
from tidu.foundation.numbering.models import NumberSeries

CLERK, CHECKER = system("测试经办"), system("测试核查")
OPENED_AT = datetime(2025, 5, 22, 2, 0, tzinfo=UTC)
PHOTO = Handed("现场照片.pdf", b"%PDF-1.4 a fictional photograph")


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


def a_number_series(code: str = "TEST-2025") -> NumberSeries:
    """Return a series that no number has been taken of."""
    return NumberSeries.objects.create(code=code)
