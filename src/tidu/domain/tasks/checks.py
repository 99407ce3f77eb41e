"""What must hold before a task is opened or moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tidu.domain.tasks import queries
from tidu.domain.tasks.models import Task, TaskReport
from tidu.domain.tasks.vocabulary import OFFICERS, TASK_STEPS, TaskKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.files.handed import Handed
from tidu.foundation.handling.transitions import IllegalTransition, Transition

TITLE_LENGTH = 200
TEXT_LENGTH = 1000
OWNING_KINDS = (
    OrganisationKind.BUREAU_SECTION,
    OrganisationKind.BUREAU,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PARK,
    OrganisationKind.COUNTY_OFFICE,
)


class UnableToOpenTask(ValueError):
    """Raised when a task may not be opened that way; the message is Chinese and says the mend."""


class UnableToMoveTask(ValueError):
    """Raised when a task may not take a step; the message is Chinese and says the mend."""


def check_can_open(
    *, actor: Actor, title: str, kind: str, owner: Organisation | None, due_on: date, today: date
) -> Organisation:
    """Refuse a task by somebody else than an officer, without words or owner, or due today or earlier."""
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToOpenTask("只有科技局领导和股室经办可以立项任务。请联系科技局办理。")
    if not title.strip():
        raise UnableToOpenTask("请写明任务：做什么、做到什么程度。")
    if len(title.strip()) > TITLE_LENGTH:
        raise UnableToOpenTask(f"任务超过 {TITLE_LENGTH} 字。请写要点。")
    if kind not in TaskKind.values:
        raise UnableToOpenTask("请选择任务类别：答复承诺、会议议定或其他。")
    if owner is None or owner.kind not in OWNING_KINDS:
        raise UnableToOpenTask("责任单位应是科技局及其股室、乡镇、园区或县领导机关。请从列表中选择。")
    if due_on <= today:
        raise UnableToOpenTask(f"期限 {due_on} 不晚于今天 {today}。请填今天以后的日期。")
    return owner


def check_step(task: Task, target: str, *, actor: Actor, reason: str = "") -> Transition:
    """Refuse a step that the table does not have, that this person may not take, or that lacks its words."""
    try:
        step = TASK_STEPS.between(task.state, target)
    except IllegalTransition as problem:
        raise UnableToMoveTask(f"{task.number}：{problem}") from None
    if not queries.may_take(actor, task, step):
        raise UnableToMoveTask(_refusal(step))
    if step.needs_reason and not reason.strip():
        raise UnableToMoveTask(f"请填写说明：“{step.label}”须写明情况或理由。")
    if len(reason.strip()) > TEXT_LENGTH:
        raise UnableToMoveTask(f"说明超过 {TEXT_LENGTH} 字。请写要点。")
    return step


def check_evidence(evidence: Sequence[Handed]) -> None:
    """Refuse a report that nothing shows."""
    if not evidence:
        raise UnableToMoveTask("请附佐证材料：文件、照片或纪要，至少一份。")


def check_second_person(report: TaskReport, actor: Actor) -> None:
    """Refuse the reporter as the one who closes; where neither has an account, the name tells them apart."""
    same_account = report.reported_by_id is not None and report.reported_by_id == actor.user_id
    neither = report.reported_by_id is None and actor.user_id is None
    if same_account or (neither and report.reported_by_name == actor.name):
        raise UnableToMoveTask("报告完成的人不能自己核查。请另一位同志核查销号。")


def _refusal(step: Transition) -> str:
    if step.action == "report":
        return "只有责任单位的同志可以报告完成。请用本单位账号登录。"
    if step.action == "withdraw":
        return "只有科技局领导和县领导可以撤销任务。请报局领导。"
    return "核查须由科技局另一位同志办理，报告完成的人不能自己核查。"
