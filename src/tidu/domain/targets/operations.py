"""Set targets, split them over places, give them a path by month and say something beside a light; every change is a
version with its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from tidu.domain.targets import checks, queries
from tidu.domain.targets.checks import (
    Action,
    ChangedMeanwhile,
    ProblemStated,
    UnableToNameProblem,
    UnableToPlan,
    UnableToRemark,
    UnableToSetTarget,
    UnableToSplit,
)
from tidu.domain.targets.models import LightRemark, MonthlyGoal, PlanAction, Problem, Target, TargetSplit
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Figure, Question
from tidu.foundation.handling.turns import take_turn
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.models import Versioned
from tidu.foundation.provenance.vocabulary import SourceKind

V = TypeVar("V", bound=Versioned)

__all__ = [
    "Action",
    "ChangedMeanwhile",
    "ProblemStated",
    "UnableToNameProblem",
    "UnableToPlan",
    "UnableToRemark",
    "UnableToSetTarget",
    "UnableToSplit",
    "set_action",
    "set_months",
    "set_problem",
    "set_remark",
    "set_split",
    "set_target",
]

TURN = "targets"
"""What whoever changes a target, its shares, its path or what is said of it takes turns at."""

_STATED = ("name", "kind", "value", "unit", "owner")


def set_target(
    *,
    figure_code: str,
    name: str,
    value: int,
    due_on: date,
    owner_id: int,
    by: Actor,
    now: datetime,
    kind: str = TargetKind.REACH,
    seen: int | None = None,
) -> Target:
    """Set what a figure should be on a day, or set it anew, and return the standing target.

    `seen` is the version looked at before, 0 for none. Raises ChangedMeanwhile; UnableToSetTarget for a figure nobody
    declares, a value below 1 or one of its monthly goals, a day gone by, a breakthrough that happened or may have.
    """
    today, figure = clock.day_of(now), _figure(figure_code)
    checks.check_target(actor=by, figure=figure, kind=kind, value=value, due_on=due_on, today=today)
    if kind == TargetKind.BREAKTHROUGH:
        checks.check_baseline(registry.ask(figure.code, Question(as_of=AsOf(on=today))))
    if not Organisation.objects.filter(pk=owner_id).exists():
        raise UnableToSetTarget("没有找到责任单位。请从机构名录中选择。")
    row = {"figure_code": figure.code, "due_on": due_on, "owner_id": owner_id, "unit": figure.unit}
    row |= {"name": name, "kind": kind, "value": value}
    with transaction.atomic():
        take_turn(TURN)
        standing = queries.find_target(figure.code, due_on)
        checks.check_seen(seen, standing, queries.target_words(standing))
        _keep_above_the_path(figure.code, due_on, value)
        _write(Target, [row], f"设定目标：{name}", _STATED, by=by, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_target",
            subject=("targets.Target", _key(figure.code, due_on)),
            summary=f"{name}：{value} {figure.unit}，期限 {due_on.isoformat()}",
            detail={"kind": kind, "value": value, "owner_id": owner_id},
        )
    return queries.standing_target(figure.code, due_on)


def set_split(
    *,
    figure_code: str,
    due_on: date,
    parts: Mapping[int, int],
    by: Actor,
    now: datetime,
    seen: Mapping[int, int | None] | None = None,
) -> list[TargetSplit]:
    """Give townships and the park their shares (place id to value) and return those that changed.

    Shares not named stay as they are; they need not sum to the whole, the gap is shown. `seen` are the shares looked
    at before; where others stand, ChangedMeanwhile says which and nothing is written. Raises UnableToSplit.
    """
    places = {place.pk: place for place in Organisation.objects.filter(pk__in=list(parts))}
    target = queries.find_target(figure_code, due_on)
    checks.check_split(actor=by, target=target, parts=parts, places=places)
    rows = [
        {"figure_code": figure_code, "due_on": due_on, "place_id": place_id, "value": value}
        for place_id, value in parts.items()
    ]
    with transaction.atomic():
        take_turn(TURN)
        if seen is not None:
            stood = queries.shares_of(figure_code, due_on)
            checks.check_shares_seen(seen, stood, queries.place_names([*stood, *seen]))
        changed = _write(TargetSplit, rows, f"分解目标：{target}", ("value",), by=by, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_split",
            subject=("targets.Target", _key(figure_code, due_on)),
            summary=f"分解到 {len(parts)} 个乡镇和园区，合计 {sum(parts.values())}",
            detail={"parts": {places[place_id].code: value for place_id, value in parts.items()}},
        )
    return changed


def set_remark(
    *, figure_code: str, due_on: date, text: str, by: Actor, now: datetime, seen: int | None = None
) -> None:
    """Say something beside the light of a target, with name and moment; empty words take it back.

    The light is not touched: it stays what the rule says. `seen` is the remark looked at before, 0 for none. Raises
    UnableToRemark, ChangedMeanwhile.
    """
    target = queries.find_target(figure_code, due_on)
    checks.check_remark(by, target, text)
    row = {"figure_code": figure_code, "due_on": due_on, "text": text.strip()}
    with transaction.atomic():
        take_turn(TURN)
        standing = queries.find_remark(figure_code, due_on)
        checks.check_seen(seen, standing, f"“{standing.text}”" if standing and standing.text else "空白")
        title = f"亮灯说明：{target}"
        _write(LightRemark, [row], title, ("text",), by=by, now=now, kind=SourceKind.FORM)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_remark",
            subject=("targets.Target", _key(figure_code, due_on)),
            summary=f"亮灯说明：{row['text']}" if row["text"] else "收回亮灯说明",
            detail={"text": row["text"]},
        )


def set_months(
    *,
    figure_code: str,
    due_on: date,
    months: Mapping[int, int | None],
    by: Actor,
    now: datetime,
    seen: Mapping[int, int | None] | None = None,
) -> list[MonthlyGoal]:
    """Set goals for ends of months (month 1 to 11 to value) of a target's year and return those that changed.

    None leaves the month to be computed from its neighbours; months not named stay as they are. `seen` are the goals
    looked at before. Raises UnableToPlan, ChangedMeanwhile.
    """
    with transaction.atomic():
        take_turn(TURN)  # two halves of a path written at once are judged together
        target = queries.find_target(figure_code, due_on)
        stood = _path_by_month(figure_code, due_on)
        if seen is not None:
            checks.check_shares_seen(seen, queries.goals_of(figure_code, due_on), checks.MONTH_NAMES)
        path = {month: value for month, value in (stood | dict(months)).items() if value is not None}
        checks.check_months(by, target, path)
        stated = {month: value for month, value in months.items() if value is not None or month in stood}
        if not stated:
            return []
        rows = [
            {"figure_code": figure_code, "due_on": due_on, "month": month, "value": value}
            for month, value in sorted(stated.items())
        ]
        changed = _write(MonthlyGoal, rows, f"月度目标：{target}", ("value",), by=by, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_months",
            subject=("targets.Target", _key(figure_code, due_on)),
            summary="月度目标："
            + ("，".join(f"{month} 月 {path[month]}" for month in sorted(path)) or "全部推算"),
            detail={"months": {str(month): value for month, value in stated.items()}},
        )
    return changed


def set_action(*, action: Action, by: Actor, now: datetime, seen: int | None = None) -> PlanAction:
    """Put an action into a year's plan, or change the one with its number, and return it.

    `seen` is the version looked at before. Raises UnableToPlan, ChangedMeanwhile.
    """
    owner = Organisation.objects.filter(pk=action.owner_id).first()
    checks.check_action(by, action, owner)
    with transaction.atomic():
        take_turn(TURN)  # two actions written at once never get one number
        taken = {one.number: one for one in queries.plan_actions(action.year, AsOf(on=clock.day_of(now)))}
        number = action.number or max(taken, default=0) + 1
        if action.number is not None:
            if action.number not in taken:
                raise UnableToPlan(f"{action.year} 年的计划里没有第 {action.number} 条举措。请刷新后再改。")
            checks.check_seen(seen, taken[number], queries.action_words(taken[number]))
        stated = {
            "text": action.text.strip(),
            "tier": action.tier,
            "owner_id": action.owner_id,
            "due_on": action.due_on,
            "budget_fen": action.budget_fen,
        }
        rows = [{"year": action.year, "number": number} | stated]
        _write(PlanAction, rows, f"{action.year} 年培育计划第 {number} 条", stated, by=by, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_action",
            subject=("targets.PlanAction", f"{action.year}/{number}"),
            summary=f"{action.year} 年培育计划第 {number} 条：{action.text.strip()}"[:300],
            detail={"due_on": action.due_on.isoformat(), "budget_fen": action.budget_fen},
        )
    standing: PlanAction = PlanAction.objects.known_at(None).get(year=action.year, number=number)
    return standing


def set_problem(*, stated: ProblemStated, by: Actor, now: datetime, seen: int | None = None) -> Problem:
    """Put a problem on the list, or change the one with its number, and return it.

    `seen` is the version looked at before. Raises UnableToNameProblem, ChangedMeanwhile.
    """
    owner = Organisation.objects.filter(pk=stated.owner_id).first()
    checks.check_problem(by, stated, owner, clock.day_of(now))
    if stated.figure_code:
        _figure(stated.figure_code, UnableToNameProblem)
    with transaction.atomic():
        take_turn(TURN)  # two problems written at once never get one number
        last = Problem.objects.aggregate(last=Max("number"))["last"] or 0
        number = stated.number or last + 1
        if stated.number is not None:
            standing = queries.find_problem(number, AsOf(on=clock.day_of(now)))
            if standing is None:
                raise UnableToNameProblem(f"清单里没有第 {stated.number} 个问题。请刷新后再改。")
            checks.check_seen(seen, standing, queries.problem_words(standing))
        row = {
            "text": stated.text.strip(),
            "figure_code": stated.figure_code,
            "benchmark": stated.benchmark.strip(),
            "owner_id": stated.owner_id,
            "evidence": stated.evidence.strip(),
            "solved_on": stated.solved_on,
        }
        _write(Problem, [{"number": number} | row], f"问题清单第 {number} 条", row, by=by, now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_problem",
            subject=("targets.Problem", str(number)),
            summary=f"问题清单第 {number} 条：{row['text']}"[:300],
            detail={"evidence": row["evidence"], "solved_on": str(stated.solved_on or "")},
        )
    written: Problem = Problem.objects.known_at(None).get(number=number)
    return written


def _write(
    model: type[V],
    rows: Sequence[Mapping[str, Any]],
    title: str,
    stated: Iterable[str],
    *,
    by: Actor,
    now: datetime,
    kind: str = SourceKind.DECISION,
) -> list[V]:
    """Append versions under a source of their own that states these fields, and return those that changed."""
    columns: dict[str, dict[str, str]] = {name.removesuffix("_id"): {} for name in stated}
    batch = provenance_operations.open_batch(kind=kind, title=title, by=by, now=now, column_map=columns)
    lines = provenance_operations.add_lines(batch=batch, row_numbers=[0] * len(rows))
    return provenance_operations.append_versions(
        model=model, rows=list(zip(lines, rows, strict=True)), now=now
    )


def _path_by_month(figure_code: str, due_on: date) -> dict[int, int]:
    """Return the monthly goals that stand, by month."""
    known = queries.paths_of(due_on.year, AsOf(on=due_on)).get((figure_code, due_on), {})
    return {goal.month: goal.value for goal in known.values() if goal.value is not None}


def _keep_above_the_path(figure_code: str, due_on: date, value: int) -> None:
    """Refuse a target below one of the monthly goals that stand for it."""
    try:
        checks.check_path(value, _path_by_month(figure_code, due_on))
    except UnableToPlan as problem:
        raise UnableToSetTarget(f"{problem}月度目标在“培育计划”里修改。") from None


def _figure(code: str, refusal: type[ValueError] = UnableToSetTarget) -> Figure:
    try:
        return registry.find(code)
    except registry.UnknownFigure as problem:
        raise refusal(str(problem)) from None


def _key(figure_code: str, due_on: date) -> str:
    return f"{figure_code}/{due_on.isoformat()}"
