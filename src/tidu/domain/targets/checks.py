"""What must hold before a target is set, split or given a path by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tidu.domain.platforms.vocabulary import COUNTED
from tidu.domain.targets.models import MonthlyGoal, Target, TargetSplit
from tidu.domain.targets.vocabulary import NOT_AIMED_AT, REMARKERS, TARGET_KEEPERS, TargetKind
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind
from tidu.foundation.figures.model import Answer, Figure
from tidu.foundation.provenance.models import Versioned

PATH_MONTHS = range(1, 12)
"""The months that have a goal of their own."""
MONTH_NAMES = {month: f"{month} 月末" for month in PATH_MONTHS}
REMARK_LENGTH = 300
PLACE_KINDS = (OrganisationKind.TOWNSHIP, OrganisationKind.PARK)


class UnableToSetTarget(ValueError):
    """Raised when a target may not be set; the message is Chinese and says the mend."""


class UnableToSplit(ValueError):
    """Raised when a target may not be split that way; the message is Chinese and says the mend."""


class UnableToPlan(ValueError):
    """Raised when an action or a monthly path may not stand that way; the message is Chinese and says the mend."""


class UnableToRemark(ValueError):
    """Raised when nothing may be said beside a light; the message is Chinese and says the mend."""


class UnableToNameProblem(ValueError):
    """Raised when a problem may not be kept that way; the message is Chinese and says the mend."""


class ChangedMeanwhile(ValueError):
    """Raised when somebody else changed what a decision rests on; the message is Chinese and says who, when and what.

    Nothing was written. Whoever has looked at what stands now and states its mark decides anew.
    """


def check_seen(seen: int | None, standing: Versioned | None, called: str) -> None:
    """Refuse to change a record that is no longer the one looked at (its version's key, 0 for none, None: not asked).

    `called` says in words what stands now.
    """
    if seen is None or seen == (standing.pk if standing else 0):
        return
    if standing is None:
        raise ChangedMeanwhile("您打开之后，这条记录已撤回，没有写入。请重新打开。")
    opened = "您打开之后" if seen else "同一条已经有了"
    raise ChangedMeanwhile(
        f"{opened}：{_who(standing)}写的是{called}。没有写入；请看过再决定，再按一次就照您填的写入。"
    )


def check_shares_seen(
    seen: Mapping[int, int | None],
    standing: Mapping[int, TargetSplit] | Mapping[int, MonthlyGoal],
    named: Mapping[int, str],
) -> None:
    """Refuse to share out what is no longer as looked at (value by place or month, None for none).

    `named` names the places or months.
    """
    values = {key: one.value for key, one in standing.items()}
    moved = [key for key in named if values.get(key) != seen.get(key)]
    if not moved:
        return
    said = "；".join(
        f"{named[key]}{_share(seen.get(key))}改为{_share(values.get(key))}（{_who(standing[key])}）"
        if key in standing
        else f"{named[key]}已撤回"
        for key in moved
    )
    raise ChangedMeanwhile(
        f"您打开之后有改动：{said}。没有写入；没动过的格子已换成现在的值，请看过再决定，再按一次就照填的写入。"
    )


def _share(value: int | None) -> str:
    return "空" if value is None else str(value)


def _who(standing: Versioned) -> str:
    moment = standing.recorded_at.astimezone(clock.ZONE)
    return f"{standing.source_line.batch.loaded_by_name} {moment:%Y-%m-%d %H:%M} "


def may_keep_targets(actor: Actor) -> bool:
    """Return whether `actor` may set and split targets."""
    return actor.is_system or actor.has_role(*TARGET_KEEPERS)


def check_target(*, actor: Actor, figure: Figure, kind: str, value: int, due_on: date, today: date) -> None:
    """Refuse a target by somebody else, without a number, for a day gone by, or for a yes-or-no figure."""
    if not may_keep_targets(actor):
        raise UnableToSetTarget("只有科技局领导和股室经办可以设定目标。请联系科技局办理。")
    if NOT_AIMED_AT.search(figure.code):
        raise UnableToSetTarget(
            f"“{figure.name}”不能设目标：目标、预测数和越少越好的数都不设。请选要做大的家数，例如高新技术企业数。"
        )
    if value < 1:
        raise UnableToSetTarget(f"“{figure.name}”的目标值是 {value}。请填 1 或更大的整数。")
    if due_on < today:
        raise UnableToSetTarget(f"期限 {due_on} 早于今天 {today}。请填今天或以后的日期。")
    if kind == TargetKind.BREAKTHROUGH and value != 1:
        raise UnableToSetTarget("零突破的目标值固定为 1。要求更多时请改用“达到”。")


def check_baseline(baseline: Answer) -> None:
    """Refuse a breakthrough where there is something already, or where nobody knows whether there is."""
    name = baseline.figure.name
    if baseline.value is None:
        raise UnableToSetTarget(f"“{name}”目前缺数，无法确认基数为 0，不能设零突破。请先补齐数据。")
    if baseline.value > 0:
        raise UnableToSetTarget(
            f"“{name}”目前已有 {baseline.value} {baseline.figure.unit}，不是零突破。请改用“达到”。"
        )


def check_remark(actor: Actor, target: Target | None, text: str) -> None:
    """Refuse a remark by somebody else than who leads or keeps targets, beside no target, or too long."""
    if not (actor.is_system or actor.has_role(*REMARKERS)):
        raise UnableToRemark("只有县领导、科技局领导和股室经办可以写亮灯说明。")
    if target is None:
        raise UnableToRemark("没有找到这个目标。请从首页的目标进入。")
    if len(text.strip()) > REMARK_LENGTH:
        raise UnableToRemark(f"说明超过 {REMARK_LENGTH} 字。请写要点。")


def check_split(
    *, actor: Actor, target: Target | None, parts: Mapping[int, int], places: Mapping[int, Organisation]
) -> None:
    """Refuse a split of a target that does not stand, to what is no township or park, or with negative parts."""
    if not may_keep_targets(actor):
        raise UnableToSplit("只有科技局领导和股室经办可以分解目标。请联系科技局办理。")
    if target is None:
        raise UnableToSplit("没有找到要分解的目标。请先设定目标，再分解。")
    if target.kind == TargetKind.BREAKTHROUGH:
        raise UnableToSplit("零突破是全县的目标，不分解到乡镇和园区。")
    for place_id, value in parts.items():
        place = places.get(place_id)
        if place is None or place.kind not in PLACE_KINDS:
            name = place.name if place else f"编号 {place_id}"
            raise UnableToSplit(f"“{name}”不是乡镇或工业园区，不能分解目标。请改选。")
        if place.kind != OrganisationKind.PARK and _counts_the_park(target):
            raise UnableToSplit(f"“{target.name}”只数园区内的平台，不能分解给“{place.name}”。请只填园区。")
        if value < 0:
            raise UnableToSplit(f"“{place.name}”的分解值是 {value}。请填 0 或更大的整数。")


def _counts_the_park(target: Target) -> bool:
    """Return whether a target's figure counts what lies in the park alone."""
    counted = COUNTED.get(target.figure_code)
    return counted is not None and counted.in_park


def check_months(actor: Actor, target: Target | None, path: Mapping[int, int]) -> None:
    """Refuse a path of somebody else, of no year-end target to reach, outside its months, that falls or overshoots.

    `path` is the whole path as it would stand: month (1 to 11) to value.
    """
    if not may_keep_targets(actor):
        raise UnableToPlan("只有科技局领导和股室经办可以设定月度目标。请联系科技局办理。")
    if target is None:
        raise UnableToPlan("没有找到要按月安排的目标。请先设定目标，再填月度目标。")
    if target.kind == TargetKind.BREAKTHROUGH or (target.due_on.month, target.due_on.day) != (12, 31):
        raise UnableToPlan("只有期限在 12 月 31 日、类别为“达到”的目标按月安排。")
    for month in path:
        if month not in PATH_MONTHS:
            raise UnableToPlan(f"没有 {month} 月的月度目标。请填 1 月至 11 月；12 月就是年末目标。")
    check_path(target.value, path)


def check_path(value: int, path: Mapping[int, int]) -> None:
    """Refuse a path with a month below 0, below an earlier month, or above the value of the year's end."""
    before = 0
    for month, goal in sorted(path.items()):
        if goal < 0:
            raise UnableToPlan(f"{month} 月的月度目标是 {goal}。请填 0 或更大的整数。")
        if goal < before:
            raise UnableToPlan(
                f"{month} 月的月度目标 {goal} 低于前面月份的 {before}。月度目标只升不降，请改其中一个。"
            )
        if goal > value:
            raise UnableToPlan(
                f"{month} 月的月度目标 {goal} 高于年末目标 {value}。请改小，或先调整年末目标。"
            )
        before = goal


@dataclass(frozen=True, kw_only=True)
class Action:
    """One action of a year's plan; `budget_fen` None where no money is stated, `number` None for a new one."""

    year: int
    text: str
    owner_id: int
    due_on: date
    tier: str = ""
    budget_fen: int | None = None
    number: int | None = None


def check_action(actor: Actor, action: Action, owner: Organisation | None) -> None:
    """Refuse an action by somebody else, without words or owner, due outside its year, or of less than nothing."""
    if not may_keep_targets(actor):
        raise UnableToPlan("只有科技局领导和股室经办可以编制培育计划。请联系科技局办理。")
    if not action.text.strip():
        raise UnableToPlan("请写明举措：做什么、做到什么程度。")
    if owner is None:
        raise UnableToPlan("没有找到责任单位。请从列表中选择。")
    if action.due_on.year != action.year:
        raise UnableToPlan(f"完成时限 {action.due_on} 不在 {action.year} 年。请填当年的日期。")
    if action.budget_fen is not None and action.budget_fen < 0:
        raise UnableToPlan("资金不能小于 0。没有资金请留空。")


@dataclass(frozen=True, kw_only=True)
class ProblemStated:
    """A problem as an officer states it; `number` None for a new one, `figure_code` empty where no figure shows it."""

    text: str
    benchmark: str
    owner_id: int
    figure_code: str = ""
    evidence: str = ""
    solved_on: date | None = None
    number: int | None = None


def check_problem(actor: Actor, stated: ProblemStated, owner: Organisation | None, today: date) -> None:
    """Refuse a problem by somebody else, without words, benchmark or owner, or solved on a day to come."""
    if not may_keep_targets(actor):
        raise UnableToNameProblem("只有科技局领导和股室经办可以登记问题。请联系科技局办理。")
    if not stated.text.strip():
        raise UnableToNameProblem("请写明问题：哪方面、差在哪里。")
    if not stated.benchmark.strip():
        raise UnableToNameProblem("请写明对照：目标、往年、对标县或文件要求。")
    if owner is None:
        raise UnableToNameProblem("没有找到责任单位。请从列表中选择。")
    if stated.solved_on and stated.solved_on > today:
        raise UnableToNameProblem(f"解决日期 {stated.solved_on} 还没有到。请填今天或以前的日期。")
    if stated.solved_on and not stated.evidence.strip():
        raise UnableToNameProblem("没有佐证的问题不能记为解决。请先写明佐证。")
