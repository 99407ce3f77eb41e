"""Targets for tests, set through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.factories.accounts import an_organisation
from tidu.domain.targets import operations
from tidu.domain.targets.models import LightRemark, MonthlyGoal, PlanAction, Problem, Target, TargetSplit
from tidu.domain.targets.vocabulary import TargetKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind, system

DUE = date(2025, 12, 31)
SET_AT = datetime(2025, 1, 15, 1, 0, tzinfo=UTC)
KEEPER = system("测试局长")


def a_target(
    figure_code: str = "hnte_count", value: int = 70, *, due_on: date = DUE, kind: str = TargetKind.REACH
) -> Target:
    """Return a target set in January 2025, owned by a new bureau section."""
    return operations.set_target(
        figure_code=figure_code,
        name=f"{due_on.year}年{figure_code}目标",
        value=value,
        due_on=due_on,
        owner_id=an_organisation(OrganisationKind.BUREAU_SECTION).pk,
        kind=kind,
        by=KEEPER,
        now=SET_AT,
    )


def a_split(target: Target, place: Organisation, value: int = 5) -> TargetSplit:
    """Return one place's share of a target."""
    (share,) = operations.set_split(
        figure_code=target.figure_code, due_on=target.due_on, parts={place.pk: value}, by=KEEPER, now=SET_AT
    )
    return share


def a_plan_action(text: str = "逐家辅导差一点的企业", *, budget_fen: int | None = None) -> PlanAction:
    """Return an action of the plan of 2025, owned by a new bureau section."""
    action = operations.Action(
        year=2025,
        text=text,
        owner_id=an_organisation(OrganisationKind.BUREAU_SECTION).pk,
        due_on=date(2025, 6, 30),
        budget_fen=budget_fen,
    )
    return operations.set_action(action=action, by=KEEPER, now=SET_AT)


def a_monthly_goal(target: Target, month: int = 6, value: int = 15) -> MonthlyGoal:
    """Return what a target should have reached at the end of a month."""
    (goal,) = operations.set_months(
        figure_code=target.figure_code, due_on=target.due_on, months={month: value}, by=KEEPER, now=SET_AT
    )
    return goal


def a_light_remark(target: Target, text: str = "省里已受理，盯住公示") -> LightRemark:
    """Return what is said beside the light of a target."""
    operations.set_remark(
        figure_code=target.figure_code, due_on=target.due_on, text=text, by=KEEPER, now=SET_AT
    )
    return LightRemark.objects.known_at(None).get(figure_code=target.figure_code, due_on=target.due_on)


def a_problem(text: str = "高企数量偏少", *, figure_code: str = "hnte_count", evidence: str = "") -> Problem:
    """Return a problem of a new bureau section, without evidence where none is given."""
    stated = operations.ProblemStated(
        text=text,
        figure_code=figure_code,
        benchmark="年末目标 70 家",
        owner_id=an_organisation(OrganisationKind.BUREAU_SECTION).pk,
        evidence=evidence,
    )
    return operations.set_problem(stated=stated, by=KEEPER, now=SET_AT)
