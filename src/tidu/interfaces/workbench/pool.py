"""Screens of the cultivation pool: the board, the proposals, and an officer's decisions."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import operations, queries
from tidu.domain.pool.vocabulary import STAGE_STEPS, Stage
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Role
from tidu.interfaces.kit.forms import FormPage, PlainForm, number_in
from tidu.interfaces.kit.lists import Slice
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, READERS

REFUSALS = (operations.UnableToAnswer, operations.UnableToChangeStage)
YEARS_AHEAD = 5
CARDS_SHOWN = 100
PROPOSALS_SHOWN = 50


class Board(Page):
    """储备、培育、认定 side by side on the day asked, and what the rules would change."""

    title = "梯度培育库"
    section = "pool"
    roles = READERS
    template_name = "workbench/pool/board.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the board, a chart of the numbers over the years, and whether this person decides."""
        page = number_in(self.request.GET, "page", 1)
        board = queries.board(self.actor, self.as_of, page=page, per_page=CARDS_SHOWN)
        return {
            "lead": "储备一批、培育一批、认定一批。阶段由经办人决定；系统按规则提出建议并附依据。",
            "board": board,
            "page": Slice((), 0, board.page, board.pages),
            "trend": trend(board.history) if any(point.total for point in board.history) else None,
            "decides": self.actor.has_role(*OFFICERS),
        }


class Proposals(Page):
    """What the pool pack proposes, each with its evidence, waiting for an officer."""

    title = "待确认的调整建议"
    section = "pool"
    roles = OFFICERS
    travels = False
    template_name = "workbench/pool/proposals.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of the open proposals."""
        waiting = queries.open_proposals(self.actor, self.as_of)
        page = Slice.cut(waiting, self.request.GET.get("page"), PROPOSALS_SHOWN)
        return {
            "trail": [("培育库", reverse("pool"))],
            "page": page,
            "proposals": queries.proposal_cards(page.rows, self.as_of),
        }


class Compute(Action):
    """Compare the pool with its rules once more, on today's records."""

    roles = OFFICERS
    travels = False
    refusals = REFUSALS

    def act(self, **kwargs: Any) -> str:
        """Compute and say what changed."""
        run = operations.compute_proposals(as_of=self.as_of, by=self.actor, now=clock.now())
        return f"已按今天的数据重新计算：新增建议 {run.opened} 条，失效 {run.withdrawn} 条，待确认共 {run.waiting} 条。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the proposals."""
        return reverse("proposals")


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class CultivationFields(ReasonForm):
    """Whom a firm in cultivation gets as adviser, and by which year it is to be recognised."""

    adviser = forms.ChoiceField(label="辅导员", required=False)
    target_year = forms.ChoiceField(label="目标年度", required=False)
    field_order: tuple[str, ...] = ("adviser", "target_year", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        officers = accounts.holders_on(Role.SECTION_CLERK, today)
        years = range(today.year, today.year + YEARS_AHEAD)
        people = [(str(one.person_id), f"{one.person_name}（{one.organisation_name}）") for one in officers]
        _offer(self.fields["adviser"], people)
        _offer(self.fields["target_year"], [(str(year), str(year)) for year in years])


class Accept(FormPage):
    """Carry a proposal out."""

    title = "采纳建议"
    section = "pool"
    roles = OFFICERS
    travels = False
    form_class = CultivationFields
    button = "采纳"
    refusals = REFUSALS
    not_found = (queries.ProposalNotFound,)
    template_name = "workbench/pool/answer.html"

    def get_context(self, proposal: int, **kwargs: Any) -> dict[str, Any]:
        """Return the proposal with its evidence."""
        card = queries.proposal_card(self.actor, proposal, self.as_of)
        return {
            "title": f"采纳建议：{card.firm.name}",
            "card": card,
            "trail": [("调整建议", reverse("proposals"))],
        }

    def submit(self, values: dict[str, Any], proposal: int, **kwargs: Any) -> str:
        """Accept and say so."""
        operations.accept(
            proposal_id=proposal,
            reason=values["reason"],
            by=self.actor,
            now=clock.now(),
            adviser_id=_number(values["adviser"]),
            target_year=_number(values["target_year"]),
        )
        return "已采纳，阶段已调整。当时所知与现在所知都已留痕。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the proposals."""
        return reverse("proposals")


class Decline(FormPage):
    """Leave things as they are, and say why."""

    title = "不采纳建议"
    section = "pool"
    roles = OFFICERS
    travels = False
    form_class = ReasonForm
    button = "不采纳"
    refusals = REFUSALS
    not_found = (queries.ProposalNotFound,)
    template_name = "workbench/pool/answer.html"

    def get_context(self, proposal: int, **kwargs: Any) -> dict[str, Any]:
        """Return the proposal with its evidence."""
        card = queries.proposal_card(self.actor, proposal, self.as_of)
        return {
            "title": f"不采纳建议：{card.firm.name}",
            "card": card,
            "trail": [("调整建议", reverse("proposals"))],
        }

    def submit(self, values: dict[str, Any], proposal: int, **kwargs: Any) -> str:
        """Decline and say so."""
        operations.decline(proposal_id=proposal, reason=values["reason"], by=self.actor, now=clock.now())
        return "已记下不采纳的理由。数据变化前不再提出同一建议。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the proposals."""
        return reverse("proposals")


class DecisionForm(CultivationFields):
    """Where a firm goes next: only the steps that the transition table allows, or nowhere with another adviser."""

    stage = forms.ChoiceField(label="调整到")
    tier = forms.ChoiceField(
        label="目标层级", required=False, choices=[("", "未定"), *RecognitionKind.choices]
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("stage", "adviser", "target_year", "tier", "reason")


class Decide(FormPage):
    """An officer's own decision about one firm, without a proposal."""

    title = "调整阶段"
    section = "pool"
    roles = OFFICERS
    travels = False
    form_class = DecisionForm
    button = "确定调整"
    refusals = REFUSALS
    not_found = (enterprises.EnterpriseNotFound,)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the form with the steps that may follow the firm's stage; of a stage that has gone, any was one."""
        form = super().get_form(data, files, **kwargs)
        standing, stage = self._standing()
        steps = STAGE_STEPS.from_state(stage, roles=[one.role for one in self.actor.grants])
        choices = [(step.target, f"{step.label}（{Stage(step.target).label}）") for step in steps]
        if stage != Stage.OUT:
            choices.append((stage, f"不调整（{Stage(stage).label}），只改辅导员、目标"))
        if data is not None and data.get("seen") != _key(standing):
            choices = list(Stage.choices)
        _offer(form.fields["stage"], choices)
        return form

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Begin with adviser and aim as they stand, and keep which record was looked at."""
        standing, _ = self._standing()
        initial = {"seen": _key(standing), "tier": RecognitionKind.HNTE}
        if standing is None or standing.stage == Stage.OUT:
            return initial
        aim = {"tier": standing.tier_sought, "target_year": str(standing.target_year or "")}
        return {**initial, **aim, "adviser": str(standing.adviser_id or "")}

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return where the firm stands."""
        name = enterprises.name_on(self.enterprise, self.as_of)
        _, stage = self._standing()
        return {
            "title": f"调整阶段：{name}",
            "lead": f"现在是“{Stage(stage).label}”。纳入培育须有辅导员和目标年度。",
            "trail": [(name, reverse("enterprise", args=[credit_code]))],
        }

    def submit(self, values: dict[str, Any], credit_code: str, **kwargs: Any) -> str | HttpResponseBase:
        """Carry the decision out and say so; where a colleague was faster, show the steps that are left."""
        stays = values["stage"] != Stage.OUT
        decision = operations.Decision(
            enterprise_id=self.enterprise.pk,
            stage=values["stage"],
            on=clock.today(),
            reason=values["reason"],
            adviser_id=_number(values["adviser"]) if stays else None,
            target_year=_number(values["target_year"]) if stays else None,
            tier_sought=values["tier"] if stays else "",
            seen=values["seen"],
        )
        try:
            operations.decide(decisions=[decision], by=self.actor, now=clock.now())
        except operations.StageMovedOn as moved:
            form = self.get_form(self._looking_again(), credit_code=credit_code)
            form.add_error(None, str(moved))
            return self._show_form(form, 422, credit_code=credit_code)
        return f"已决定：{Stage(values['stage']).label}。"

    def next_address(self, credit_code: str, **kwargs: Any) -> str:
        """Return to the firm."""
        return reverse("enterprise", args=[credit_code])

    def _looking_again(self) -> QueryDict:
        """Return what was typed, with the record that stands now as the one that is looked at."""
        data = self.request.POST.copy()
        data["seen"] = _key(self._standing()[0])
        return data

    @cached_property
    def enterprise(self) -> Any:
        """Return the firm."""
        return enterprises.find_in_scope(self.actor, self.kwargs["credit_code"], self.as_of)

    def _standing(self) -> tuple[Any, str]:
        """Return the firm's newest membership, None for none, and its stage today."""
        standing = queries.latest_memberships([self.enterprise.pk]).get(self.enterprise.pk)
        return standing, standing.stage if standing else Stage.OUT


def _key(standing: Any) -> str:
    """Return which record was looked at, as it stands in the form."""
    return str(standing.pk if standing else 0)


def trend(history: tuple[queries.StageCount, ...]) -> dict[str, Any]:
    """Return the chart of members per stage over the years."""
    return {
        "legend": {"bottom": 0},
        "grid": {"left": 40, "right": 16, "top": 16, "bottom": 56},
        "xAxis": {"type": "category", "data": [point.label for point in history]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": Stage(stage).label,
                "type": "bar",
                "stack": "members",
                "data": [getattr(point, name) for point in history],
            }
            for name, stage in (
                ("reserve", Stage.RESERVE),
                ("cultivation", Stage.CULTIVATION),
                ("recognised", Stage.RECOGNISED),
            )
        ],
    }


def _number(text: str) -> int | None:
    """Return a chosen number, None where nothing was chosen."""
    return int(text) if text else None


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    """Put choices into a select, with an empty first line."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "请选择"), *choices]


class History(Page):
    """How many firms stood in which stage at the ends of the last years; homes fetch the table from here."""

    title = "培育库各年末"
    section = "pool"
    roles = READERS
    template_name = "workbench/pool/history.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the last four points."""
        return {"trail": [("培育库", reverse("pool"))], "history": queries.stage_history(self.as_of)[-4:]}


urlpatterns = [
    path("pool/", Board.as_view(), name="pool"),
    path("pool/history/", History.as_view(), name="pool-history"),
    path("pool/proposals/", Proposals.as_view(), name="proposals"),
    path("pool/proposals/compute/", Compute.as_view(), name="proposals-compute"),
    path("pool/proposals/<int:proposal>/accept/", Accept.as_view(), name="proposal-accept"),
    path("pool/proposals/<int:proposal>/decline/", Decline.as_view(), name="proposal-decline"),
    path("pool/firms/<str:credit_code>/decide/", Decide.as_view(), name="pool-decide"),
]
