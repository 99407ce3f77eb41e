"""Screens of the year's cultivation plan: goals by month against the figures, actions with money and owner."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse

from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.targets import operations, queries
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.figures.model import Answer
from tidu.interfaces.kit import exports, wording
from tidu.interfaces.kit.forms import dress
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import OFFICERS, READERS
from tidu.interfaces.kit.seen_forms import SeenForm, SeenPage, version_in
from tidu.interfaces.workbench.targets import shares_in
from tidu.interfaces.workbench.ticket_steps import offer_owners

HEADERS = ("目标", "月份", "时点", "计划", "计划来源", "实际", "差距")
PATH_RULE = "设了月度目标的月份按目标，其余月份在相邻两点之间按天匀速推算"
MONTHS = range(1, 12)


class PlanPage(Page):
    """A year's plan: where each goal stands month by month, and what is being done for it."""

    section = "plan"
    roles = READERS
    not_found = (queries.TargetNotFound,)
    template_name = "workbench/plan/plan.html"

    def get_context(self, year: int | None = None, **kwargs: Any) -> dict[str, Any]:
        """Return the plan with a chart for each goal."""
        plan = queries.plan_of(year or self.as_of.on.year, self.as_of)
        return {
            "title": f"{plan.year} 年科技型企业梯度培育计划",
            "lead": f"计划：{PATH_RULE}；实际值由指标按各月末计算，不填报。",
            "plan": plan,
            "goals": [(goal, f"goal-{place}", chart(goal)) for place, goal in enumerate(plan.goals)],
            "budget": wording.wan(plan.budget_fen),
            "officer": self.actor.has_role(*OFFICERS),
        }


def chart(goal: queries.MonthPlan) -> dict[str, Any]:
    """Return the chart of one goal: the planned path and the actual values, which end with the as-of day."""
    return {
        "legend": {"bottom": 0},
        "grid": {"left": 48, "right": 16, "top": 24, "bottom": 56},
        "xAxis": {"type": "category", "data": [row.label for row in goal.months]},
        "yAxis": {"type": "value", "name": goal.target.unit, "minInterval": 1},
        "series": [
            {"name": "计划", "type": "line", "data": [str(row.planned) for row in goal.months]},
            {
                "name": "实际",
                "type": "bar",
                "data": [None if row.actual is None else str(row.actual) for row in goal.months],
            },
        ],
    }


def origin(row: queries.MonthRow) -> str:
    """Return where the planned value of a month comes from."""
    if row.is_computed:
        return "推算"
    return "月度目标" if row.goal else "年末目标"


class PlanShares(Page):
    """What each township and the park was given of the year's targets, has and lacks; a reader's own rows first."""

    section = "plan"
    roles = READERS
    not_found = (queries.TargetNotFound,)
    template_name = "workbench/plan/shares.html"

    def get_context(self, year: int, **kwargs: Any) -> dict[str, Any]:
        """Return the targets that are shared out."""
        found = queries.shared_out(year, self.as_of)
        own = frozenset() if self.actor.sees_whole_county else self.actor.place_ids
        return {
            "title": f"{year} 年目标：分解到乡镇和园区",
            "lead": "现有数由指标按所在乡镇和园区计算，不填报；合计不必等于目标，差额明示。",
            "trail": [(f"{year} 年培育计划", reverse("plan-of", args=[year]))],
            "year": year,
            "goals": [(one, sorted(one.lines, key=lambda line: line.place_id not in own)) for one in found],
            "own": own,
            "officer": self.actor.has_role(*OFFICERS),
        }


class PlanFile(Guarded):
    """The same months as a workbook."""

    roles = READERS
    not_found = (queries.TargetNotFound,)

    def get(self, request: HttpRequest, year: int) -> HttpResponseBase:
        """Answer with the workbook and write down who took it."""
        plan = queries.plan_of(year, self.as_of)
        rows = [
            (
                *(goal.target.name, row.label, row.on, row.planned, origin(row)),
                *(("未到", "未到") if row.answer is None else (_told(row.answer), row.behind)),
            )
            for goal in plan.goals
            for row in goal.months
        ]
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("plan", str(year)),
            rows=len(rows),
            file_format="xlsx",
            detail={"as_of": self.as_of.label},
        )
        notes = [
            f"{year} 年科技型企业梯度培育计划：计划与实际",
            self.as_of.label,
            PATH_RULE,
        ]
        return exports.response("xlsx", name=f"{year}年培育计划", headers=HEADERS, rows=rows, notes=notes)


def _told(answer: Answer) -> Any:
    return answer.value


class MonthsForm(SeenForm):
    """A goal for the end of each month but the last, which is the target itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in MONTHS:
            label = f"{month} 月末"
            field = forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000)
            field.error_messages |= {"invalid": f"“{label}”请填整数，留空则推算。"}
            field.error_messages |= {"min_value": f"“{label}”请填 0 或更大的整数。"}
            self.fields[f"month_{month}"] = field
        dress(self)


class PlanMonths(SeenPage):
    """Set what a target should have reached at the end of each month; months left empty are computed."""

    title = "月度目标"
    section = "plan"
    roles = OFFICERS
    travels = False
    not_found = (queries.TargetNotFound,)
    form_class = MonthsForm
    button = "保存"
    refusals = (operations.UnableToPlan,)
    overtaken = (operations.ChangedMeanwhile,)

    def mark(self, year: int, figure_code: str, **kwargs: Any) -> str:
        """Return the months that are set."""
        path = queries.path_of(self._target(year, figure_code), self.as_of)
        return json.dumps({f"month_{goal.month}": goal.value for goal in path.values()})

    def shown(self, mark: str, **kwargs: Any) -> dict[str, Any]:
        """Return the months of a mark."""
        return shares_in(mark)

    def get_context(self, year: int, figure_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return which target, and the rule of the path."""
        target = self._target(year, figure_code)
        return {
            "title": f"{target.name}：月度目标",
            "trail": [(f"{year} 年培育计划", self.next_address(year))],
            "lead": f"年末目标 {target.value} {target.unit}。{PATH_RULE}；逐月只升不降，不高于年末目标。",
        }

    def submit(self, values: dict[str, Any], year: int, figure_code: str, **kwargs: Any) -> str:
        """Write the path."""
        seen = shares_in(values["seen"])
        changed = operations.set_months(
            figure_code=figure_code,
            due_on=queries.year_end(year),
            months={month: values[f"month_{month}"] for month in MONTHS},
            by=self.actor,
            now=clock.now(),
            seen={month: seen.get(f"month_{month}") for month in MONTHS} if values["seen"] else None,
        )
        return f"已保存月度目标，改动 {len(changed)} 个月。" if changed else "没有改动。"

    def next_address(self, year: int, **kwargs: Any) -> str:
        """Return to the plan."""
        return reverse("plan-of", args=[year])

    def _target(self, year: int, figure_code: str) -> Any:
        return queries.standing_target(figure_code, queries.year_end(year))


class ActionForm(SeenForm):
    """What is done, for which tier, by whom, until when, with how much."""

    text = forms.CharField(label="举措", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    tier = forms.ChoiceField(
        label="层级", required=False, choices=[("", "不限层级"), *RecognitionKind.choices]
    )
    owner = forms.ChoiceField(label="责任单位")
    due_on = forms.DateField(label="完成时限")
    budget = forms.DecimalField(
        label="资金（万元）",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=6,
        help_text="没有资金请留空。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_owners(self.fields["owner"])


class PlanAction(SeenPage):
    """Put an action into the plan, or change one; earlier words stay on record."""

    title = "培育举措"
    section = "plan"
    roles = OFFICERS
    travels = False
    form_class = ActionForm
    button = "保存"
    refusals = (operations.UnableToPlan,)
    overtaken = (operations.ChangedMeanwhile,)

    def mark(self, year: int, number: int = 0, **kwargs: Any) -> str:
        """Return which version stands, nothing for a new action."""
        standing = next((one for one in queries.plan_actions(year, self.as_of) if one.number == number), None)
        return "" if standing is None else str(standing.pk)

    def shown(self, mark: str, year: int, number: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return the words of a version."""
        pk = version_in(mark)
        standing = None if pk is None else queries.action_version(year, number, pk)
        if standing is None:
            return {}
        return {
            "text": standing.text,
            "tier": standing.tier,
            "owner": str(standing.owner_id),
            "due_on": standing.due_on,
            "budget": wording.wan_exact(standing.budget_fen),
        }

    def get_context(self, year: int, number: int = 0, **kwargs: Any) -> dict[str, Any]:
        """Return which action of which year."""
        return {
            "title": f"第 {number} 条举措" if number else "新增举措",
            "trail": [(f"{year} 年培育计划", self.next_address(year))],
        }

    def submit(self, values: dict[str, Any], year: int, number: int = 0, **kwargs: Any) -> str:
        """Write it."""
        budget = values["budget"]
        action = operations.Action(
            year=year,
            number=number or None,
            text=values["text"],
            tier=values["tier"],
            owner_id=int(values["owner"]),
            due_on=values["due_on"],
            budget_fen=None if budget is None else int(budget * wording.FEN_PER_WAN),
        )
        seen = version_in(values["seen"])
        written = operations.set_action(action=action, by=self.actor, now=clock.now(), seen=seen)
        return f"已保存第 {written.number} 条举措。"

    def next_address(self, year: int, **kwargs: Any) -> str:
        """Return to the plan."""
        return reverse("plan-of", args=[year])


urlpatterns: list[URLPattern] = [
    path("plan/", PlanPage.as_view(), name="plan"),
    path("plan/<int:year>/", PlanPage.as_view(), name="plan-of"),
    path("plan/<int:year>/shares/", PlanShares.as_view(), name="plan-shares"),
    path("plan/<int:year>/file/", PlanFile.as_view(), name="plan-file"),
    path("plan/<int:year>/months/<str:figure_code>/", PlanMonths.as_view(), name="plan-months"),
    path("plan/<int:year>/actions/new/", PlanAction.as_view(), name="plan-action-new"),
    path("plan/<int:year>/actions/<int:number>/", PlanAction.as_view(), name="plan-action"),
]
