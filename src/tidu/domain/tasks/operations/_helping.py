"""Units that help the owner of a task: who they are, and what each says of its part. The owner alone answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidu.domain.returns.models import MonthlyReport
from tidu.domain.tasks import checks
from tidu.domain.tasks.models import Task, TaskFeedback, TaskHelper
from tidu.domain.tasks.monthly import Said
from tidu.domain.tasks.operations._steps import name_helpers, write_down
from tidu.domain.tasks.operations._story import record
from tidu.domain.tasks.vocabulary import HELPED, HELPERS
from tidu.foundation.actors import Actor


def set_helpers(*, number: str, unit_ids: Sequence[int], by: Actor, now: datetime) -> Task:
    """Let exactly these units help with a task whose owner has not reported yet; what one has said keeps it there.

    Raises UnableToMoveTask, and UnableToOpenTask for a unit that may not help.
    """
    with transaction.atomic():
        task = checks.locked(number)
        checks.check_may_name_helpers(task, by)
        standing = list(TaskHelper.objects.filter(task=task).select_related("unit").order_by("pk"))
        gone = [one for one in standing if one.unit_id not in unit_ids]
        checks.check_silent(gone)
        TaskHelper.objects.filter(pk__in=[one.pk for one in gone]).delete()
        stay = {one.unit_id for one in standing}
        added = name_helpers(task, [one for one in unit_ids if one not in stay], by=by, now=now)
        words = [f"增加{one}" for one in added] + [f"去掉{one.unit.short_name}" for one in gone]
        if words:
            record(task, HELPERS, "；".join(words), by=by, now=now)
    return task


def help_with(*, number: str, unit_code: str, said: Said, by: Actor, now: datetime) -> TaskFeedback:
    """Say, for a helping unit, how its part of a task stands; state, nodes and days stay. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        helper = task.helpers.select_related("unit").filter(unit__code=unit_code).first()
        return keep_help(task, helper, said, by=by, now=now)


def keep_help(
    task: Task,
    helper: TaskHelper | None,
    said: Said,
    *,
    by: Actor,
    now: datetime,
    month: MonthlyReport | None = None,
) -> TaskFeedback:
    """Keep what a helping unit says of a task that is held; raise UnableToMoveTask."""
    helper = checks.check_may_help(task, by, helper)
    checks.check_words(said.text, "请填写进展：做了什么，到了哪一步。")
    feedback, told = write_down(task, said, by=by, now=now, month=month, helper=helper)
    record(task, HELPED, f"{helper.unit.short_name}：{told}", by=by, now=now)
    return feedback
