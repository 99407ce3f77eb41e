"""What must hold before a task is opened or moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from tidu.domain.tasks import queries
from tidu.domain.tasks.models import (
    MonthlyRequest,
    Task,
    TaskDecision,
    TaskFeedback,
    TaskHelper,
    TaskReport,
)
from tidu.domain.tasks.vocabulary import (
    DIRECTORS,
    MONTHLY_SOURCE,
    OFFICERS,
    OWNERS,
    OWNING_KINDS,
    PENDING,
    TASK_STEPS,
    TEXT_LENGTH,
    UNDONE,
    TaskKind,
    TaskState,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.files.handed import Handed
from tidu.foundation.handling.transitions import IllegalTransition, Transition

TITLE_LENGTH = 200


class UnableToOpenTask(ValueError):
    """Raised when a task may not be opened that way; the message is Chinese and says the mend."""


class UnableToMoveTask(ValueError):
    """Raised when a task may not take a step; the message is Chinese and says the mend."""


class UnableToAppeal(ValueError):
    """Raised when an appeal may not be filed or answered; the message is Chinese and says the mend."""


def locked(number: str) -> Task:
    """Return a task, held until the transaction ends; raise UnableToMoveTask."""
    task = Task.objects.select_for_update(of=("self",)).select_related("owner").filter(number=number).first()
    if task is None:
        raise UnableToMoveTask(f"没有找到编号为“{number}”的任务。")
    return task


def locked_request(key: str) -> MonthlyRequest:
    """Return a request of a month, held until the transaction ends; raise UnableToMoveTask."""
    found = MonthlyRequest.objects.select_for_update(of=("self",)).select_related("report__place")
    request = found.filter(key=key).first()
    if request is None:
        raise UnableToMoveTask(f"没有编号为“{key}”的月报请求。请刷新页面。")
    return request


def check_may_open(actor: Actor) -> None:
    """Refuse a task by somebody else than an officer."""
    if not (actor.is_system or actor.has_role(*OFFICERS)):
        raise UnableToOpenTask("只有科技局领导和股室经办可以立项任务。请联系科技局办理。")


def check_task(
    *, title: str, kind: str, owner: Organisation | None, due_on: date, today: date
) -> Organisation:
    """Refuse a task without words or owner, or due today or earlier."""
    if not title.strip():
        raise UnableToOpenTask("请写明任务：做什么、做到什么程度。")
    if len(title.strip()) > TITLE_LENGTH:
        raise UnableToOpenTask(f"任务超过 {TITLE_LENGTH} 字。请写要点。")
    if kind not in TaskKind.values:
        raise UnableToOpenTask(f"请选择任务类别：{'、'.join(TaskKind.labels)}。")
    if owner is None or owner.kind not in OWNING_KINDS:
        raise UnableToOpenTask("责任单位应是科技局及其股室、乡镇、园区或县领导机关。请从列表中选择。")
    if due_on <= today:
        raise UnableToOpenTask(f"期限 {due_on} 不晚于今天 {today}。请填今天以后的日期。")
    return owner


def check_helpers(owner: Organisation, wanted: Collection[int], found: Sequence[Organisation]) -> None:
    """Refuse helping units that are none, or the owner itself."""
    if any(one.pk == owner.pk for one in found):
        raise UnableToOpenTask(f"{owner.short_name}已是责任单位，不能同时协办。请从协办单位中去掉。")
    if len(found) != len(set(wanted)) or any(one.kind not in OWNING_KINDS for one in found):
        raise UnableToOpenTask("协办单位应是科技局及其股室、乡镇、园区或县领导机关。请从列表中选择。")


def check_may_name_helpers(task: Task, actor: Actor) -> None:
    """Refuse naming helping units by somebody else than an officer, or of a task whose owner owes nothing more."""
    if queries.may_name_helpers(actor, task):
        return
    if task.state in UNDONE:
        raise UnableToMoveTask("只有科技局领导和股室经办可以确定协办单位。请联系科技局办理。")
    raise UnableToMoveTask(f"{task.number} 是“{task.get_state_display()}”，协办单位不能再改。")


def check_silent(gone: Sequence[TaskHelper]) -> None:
    """Refuse to take off a helping unit that has said something: its words stay with its name."""
    spoken = [one.unit.short_name for one in gone if one.feedback.exists()]
    if spoken:
        raise UnableToMoveTask(f"{'、'.join(spoken)}已有协办反馈，不能去掉。请保留。")


def check_may_help(task: Task, actor: Actor, helper: TaskHelper | None) -> TaskHelper:
    """Refuse words of help by who works for no helping unit, or of a task whose owner owes nothing more."""
    if helper is None or not (actor.is_system or queries.acts_for(actor, helper.unit)):
        raise UnableToMoveTask("只有协办单位的同志可以写协办反馈。请用本单位账号登录。")
    if task.state not in UNDONE:
        raise UnableToMoveTask(f"{task.number} 是“{task.get_state_display()}”，不用再写协办反馈。")
    return helper


def check_may_decide(task: Task, actor: Actor, asking: TaskFeedback | None) -> TaskFeedback:
    """Refuse a decision by somebody else than a leader, of what nobody asks, or of a task that is over."""
    _check_decides(actor)
    if not queries.may_decide(actor, task):
        raise UnableToMoveTask(f"{task.number} 是“{task.get_state_display()}”，不用再批复。")
    if asking is None:
        raise UnableToMoveTask(f"{task.number} 没有这条请求。请刷新页面。")
    _check_undecided(asking)
    return asking


def check_may_decide_asked(request: MonthlyRequest, actor: Actor) -> MonthlyRequest:
    """Refuse a decision on a request of a month by somebody else than a leader, twice, or once it is withdrawn."""
    _check_decides(actor)
    if request.withdrawn_at is not None:
        raise UnableToMoveTask(f"{request.unit.short_name}重新报送月报时已撤回这条请求，不用再批复。")
    _check_undecided(request)
    return request


def _check_decides(actor: Actor) -> None:
    if not (actor.is_system or actor.has_role(*DIRECTORS)):
        raise UnableToMoveTask("请求决定的事由科技局领导和县领导批复。请报局领导。")


def _check_undecided(asking: TaskFeedback | MonthlyRequest) -> None:
    decided = queries.decision_of(asking)
    if decided is not None:
        raise UnableToMoveTask(f"这条请求已由{decided.decided_by_name}批复：{decided.text}")


def check_may_open_asked(request: MonthlyRequest, actor: Actor) -> MonthlyRequest:
    """Refuse to make a request a task twice, or before its answer by somebody who does not decide."""
    if queries.decision_of(request) is None:
        check_may_decide_asked(request, actor)
    going = Task.objects.filter(source_kind=MONTHLY_SOURCE, source_key=request.key)
    open_one = going.exclude(state=TaskState.WITHDRAWN).first()
    if open_one is not None:
        raise UnableToMoveTask(f"这条请求已立为任务 {open_one.number}。请在任务里督办。")
    return request


def check_may_settle(actor: Actor, asking: TaskFeedback | MonthlyRequest | None) -> TaskDecision:
    """Refuse settling what is not decided or settled already, or by another unit than the one that asked."""
    decided = queries.decision_of(asking) if asking is not None else None
    if asking is None or decided is None:
        raise UnableToMoveTask("这条请求还没有批复。请等领导批复。")
    if not (actor.is_system or queries.acts_for(actor, asking.unit)):
        raise UnableToMoveTask(f"落实没有，由提出请求的{asking.unit.short_name}确认。")
    if decided.settled_at is not None:
        raise UnableToMoveTask(f"{decided.settled_by_name}已确认落实。")
    return decided


def check_part(parent: Task, due_on: date) -> None:
    """Refuse a part that is due after the whole."""
    if due_on > parent.due_on:
        raise UnableToOpenTask(f"子任务的期限 {due_on} 晚于上级任务的期限 {parent.due_on}。请填更早的日期。")


def check_step(task: Task, action: str, *, actor: Actor, reason: str = "") -> Transition:
    """Refuse a step that the table does not have, that this person may not take, or that lacks its words."""
    try:
        step = TASK_STEPS.step(task.state, action)
    except IllegalTransition as problem:
        raise UnableToMoveTask(f"{task.number}：{problem}") from None
    if not queries.may_take(actor, task, step, task.reports.order_by("-number").first()):
        raise UnableToMoveTask(_refusal(step))
    if step.needs_reason:
        check_words(reason, f"请填写说明：“{step.label}”须写明情况或理由。")
    check_length(reason)
    return step


def check_words(words: str, missing: str) -> None:
    """Refuse empty words with the message given, and too long ones."""
    if not words.strip():
        raise UnableToMoveTask(missing)
    check_length(words)


def check_length(words: str) -> None:
    """Refuse words that are too long."""
    if len(words.strip()) > TEXT_LENGTH:
        raise UnableToMoveTask(f"说明超过 {TEXT_LENGTH} 字。请写要点。")


def check_children(task: Task, *, all_over: bool) -> None:
    """Refuse to end a task whose parts go on; to report it, its parts have to be reported at least."""
    going_on = PENDING if all_over else UNDONE
    numbers = list(
        task.children.filter(state__in=going_on).order_by("number").values_list("number", flat=True)
    )
    if numbers:
        wanted = "销号或撤销" if all_over else "报告完成"
        raise UnableToMoveTask(
            f"{task.number} 还有子任务没有{wanted}：{'、'.join(numbers)}。请先办结子任务。"
        )


def check_may_urge(task: Task, actor: Actor) -> None:
    """Refuse urging by somebody else than a leader, of what its owner has reported, or twice without an answer."""
    if not (actor.is_system or actor.has_role(*DIRECTORS)):
        raise UnableToMoveTask("只有科技局领导和县领导可以催办。请报局领导。")
    if task.state not in UNDONE:
        raise UnableToMoveTask(
            f"{task.number} 是“{task.get_state_display()}”，责任单位没有欠办的事，不用催办。"
        )
    waiting = task.urgings.filter(replied_at__isnull=True).first()
    if waiting is not None:
        raise UnableToMoveTask(f"{task.number} 已由{waiting.urged_by_name}催办，正等责任单位书面回复。")


def check_owner(task: Task, actor: Actor) -> None:
    """Refuse who does not work for the unit that owns a task."""
    if not (actor.is_system or queries.is_of(actor, task)):
        raise UnableToMoveTask(f"只有责任单位（{task.owner.short_name}）的同志可以办理。请用本单位账号登录。")


def check_appeal(actor: Actor, unit: Organisation | None, text: str) -> Organisation:
    """Refuse an appeal without words, or by somebody who does not act for the unit."""
    if unit is None or not (actor.is_system or queries.acts_for(actor, unit)):
        raise UnableToAppeal("只有被考核单位的同志可以申诉。请用本单位账号登录。")
    if not text.strip() or len(text.strip()) > TEXT_LENGTH:
        raise UnableToAppeal(f"请写明哪一行、为什么不对（不超过 {TEXT_LENGTH} 字）。")
    return unit


def check_appeal_answer(actor: Actor, answer: str, *, is_answered: bool) -> None:
    """Refuse an answer by somebody else than the bureau's leaders, an empty one, or a second one."""
    if not (actor.is_system or actor.has_role(*DIRECTORS)):
        raise UnableToAppeal("申诉须由科技局领导或县领导答复。请报局领导。")
    if is_answered:
        raise UnableToAppeal("这条申诉已经答复，答复不能改。可以请单位重新申诉。")
    if not answer.strip() or len(answer.strip()) > TEXT_LENGTH:
        raise UnableToAppeal(f"请写明答复（不超过 {TEXT_LENGTH} 字）。")


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
    if step.roles == OWNERS:
        return f"只有责任单位的同志可以{step.label}。请用本单位账号登录。"
    if step.roles == DIRECTORS:
        return "只有科技局领导和县领导可以撤销任务。请报局领导。"
    return "核查须由科技局另一位同志办理，报告完成的人不能自己核查。"
