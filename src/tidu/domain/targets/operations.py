"""Set targets, split them over places, give them a path by month and say something beside a light; every change is a
version with its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tidu.domain.targets import checks, queries
from tidu.domain.targets.checks import (
    Action,
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
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind

__all__ = [
    "Action",
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
) -> Target:
    """Set what a figure should be on a day, or set it anew, and return the standing target.

    Raises UnableToSetTarget: for a figure nobody declares, a value below 1, a day gone by, a value below one of its
    monthly goals, and for a breakthrough that has happened already or whose baseline is unknown.
    """
    today = now.astimezone(clock.ZONE).date()
    figure = _figure(figure_code)
    checks.check_target(actor=by, figure=figure, kind=kind, value=value, due_on=due_on, today=today)
    if kind == TargetKind.BREAKTHROUGH:
        checks.check_baseline(registry.ask(figure.code, Question(as_of=AsOf(on=today))))
    if not Organisation.objects.filter(pk=owner_id).exists():
        raise UnableToSetTarget("没有找到责任单位。请从机构名录中选择。")
    _keep_above_the_path(figure.code, due_on, value)
    row = {"figure_code": figure.code, "name": name, "kind": kind, "value": value, "unit": figure.unit}
    with transaction.atomic():
        _append(row | {"due_on": due_on, "owner_id": owner_id}, by=by, now=now)
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
    *, figure_code: str, due_on: date, parts: Mapping[int, int], by: Actor, now: datetime
) -> list[TargetSplit]:
    """Give townships and the park their shares (place id to value) and return those that changed.

    Shares not named stay as they are; they need not sum to the whole, the gap is shown. Raises UnableToSplit.
    """
    places = {place.pk: place for place in Organisation.objects.filter(pk__in=list(parts))}
    target = queries.find_target(figure_code, due_on)
    checks.check_split(actor=by, target=target, parts=parts, places=places)
    rows = [
        {"figure_code": figure_code, "due_on": due_on, "place_id": place_id, "value": value}
        for place_id, value in parts.items()
    ]
    with transaction.atomic():
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION, title=f"分解目标：{target}", by=by, now=now, column_map={"value": {}}
        )
        lines = provenance_operations.add_lines(batch=batch, row_numbers=[0] * len(rows))
        changed = provenance_operations.append_versions(
            model=TargetSplit, rows=list(zip(lines, rows, strict=True)), now=now
        )
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_split",
            subject=("targets.Target", _key(figure_code, due_on)),
            summary=f"分解到 {len(parts)} 个乡镇和园区，合计 {sum(parts.values())}",
            detail={"parts": {places[place_id].code: value for place_id, value in parts.items()}},
        )
    return changed


def set_remark(*, figure_code: str, due_on: date, text: str, by: Actor, now: datetime) -> None:
    """Say something beside the light of a target, with name and moment; empty words take it back.

    The light is not touched: it stays what the rule says. Raises UnableToRemark.
    """
    target = queries.find_target(figure_code, due_on)
    checks.check_remark(by, target, text)
    row = {"figure_code": figure_code, "due_on": due_on, "text": text.strip()}
    with transaction.atomic():
        batch = provenance_operations.open_batch(
            kind=SourceKind.FORM, title=f"亮灯说明：{target}", by=by, now=now, column_map={"text": {}}
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        provenance_operations.append_versions(model=LightRemark, rows=[(line, row)], now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_remark",
            subject=("targets.Target", _key(figure_code, due_on)),
            summary=f"亮灯说明：{row['text']}" if row["text"] else "收回亮灯说明",
            detail={"text": row["text"]},
        )


def set_months(
    *, figure_code: str, due_on: date, months: Mapping[int, int | None], by: Actor, now: datetime
) -> list[MonthlyGoal]:
    """Set goals for ends of months (month 1 to 11 to value) of a target's year and return those that changed.

    None leaves the month to be computed from its neighbours; months not named stay as they are. Raises UnableToPlan.
    """
    with transaction.atomic():
        # The target is locked, so that two halves of a path written at once are judged together.
        Target.objects.select_for_update().filter(
            figure_code=figure_code, due_on=due_on, superseded_at__isnull=True
        ).first()
        target = queries.find_target(figure_code, due_on)
        stood = _path_by_month(figure_code, due_on)
        path = {month: value for month, value in (stood | dict(months)).items() if value is not None}
        checks.check_months(by, target, path)
        stated = {month: value for month, value in months.items() if value is not None or month in stood}
        if not stated:
            return []
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION, title=f"月度目标：{target}", by=by, now=now, column_map={"value": {}}
        )
        lines = provenance_operations.add_lines(batch=batch, row_numbers=[0] * len(stated))
        rows = [
            {"figure_code": figure_code, "due_on": due_on, "month": month, "value": value}
            for month, value in sorted(stated.items())
        ]
        changed = provenance_operations.append_versions(
            model=MonthlyGoal, rows=list(zip(lines, rows, strict=True)), now=now
        )
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


def set_action(*, action: Action, by: Actor, now: datetime) -> PlanAction:
    """Put an action into a year's plan, or change the one with its number, and return it. Raises UnableToPlan."""
    owner = Organisation.objects.filter(pk=action.owner_id).first()
    checks.check_action(by, action, owner)
    with transaction.atomic():
        # The plan's rows are locked, so that two actions written at once never get one number.
        taken = PlanAction.objects.select_for_update().filter(year=action.year).order_by("pk")
        numbers = [one.number for one in taken]
        number = action.number or max(numbers, default=0) + 1
        if action.number is not None and action.number not in numbers:
            raise UnableToPlan(f"{action.year} 年的计划里没有第 {action.number} 条举措。请刷新后再改。")
        stated = {
            "text": action.text.strip(),
            "tier": action.tier,
            "owner_id": action.owner_id,
            "due_on": action.due_on,
            "budget_fen": action.budget_fen,
        }
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION,
            title=f"{action.year} 年培育计划第 {number} 条",
            by=by,
            now=now,
            column_map={name.removesuffix("_id"): {} for name in stated},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        row = {"year": action.year, "number": number} | stated
        provenance_operations.append_versions(model=PlanAction, rows=[(line, row)], now=now)
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


def set_problem(*, stated: ProblemStated, by: Actor, now: datetime) -> Problem:
    """Put a problem on the list, or change the one with its number, and return it. Raises UnableToNameProblem."""
    owner = Organisation.objects.filter(pk=stated.owner_id).first()
    checks.check_problem(by, stated, owner, clock.day_of(now))
    if stated.figure_code:
        _figure(stated.figure_code, UnableToNameProblem)
    with transaction.atomic():
        # The list is locked, so that two problems written at once never get one number.
        numbers = [one.number for one in Problem.objects.select_for_update().order_by("pk")]
        number = stated.number or max(numbers, default=0) + 1
        if stated.number is not None and stated.number not in numbers:
            raise UnableToNameProblem(f"清单里没有第 {stated.number} 个问题。请刷新后再改。")
        row = {
            "text": stated.text.strip(),
            "figure_code": stated.figure_code,
            "benchmark": stated.benchmark.strip(),
            "owner_id": stated.owner_id,
            "evidence": stated.evidence.strip(),
            "solved_on": stated.solved_on,
        }
        batch = provenance_operations.open_batch(
            kind=SourceKind.DECISION,
            title=f"问题清单第 {number} 条",
            by=by,
            now=now,
            column_map={name.removesuffix("_id"): {} for name in row},
        )
        (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
        provenance_operations.append_versions(model=Problem, rows=[(line, {"number": number} | row)], now=now)
        audit_operations.record(
            by=by,
            now=now,
            action="targets.set_problem",
            subject=("targets.Problem", str(number)),
            summary=f"问题清单第 {number} 条：{row['text']}"[:300],
            detail={"evidence": row["evidence"], "solved_on": str(stated.solved_on or "")},
        )
    standing: Problem = Problem.objects.known_at(None).get(number=number)
    return standing


def _append(row: Mapping[str, Any], *, by: Actor, now: datetime) -> None:
    """Append a version of a target under a decision of its own."""
    batch = provenance_operations.open_batch(
        kind=SourceKind.DECISION,
        title=f"设定目标：{row['name']}",
        by=by,
        now=now,
        column_map={field: {} for field in _STATED},
    )
    (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
    provenance_operations.append_versions(model=Target, rows=[(line, row)], now=now)


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
