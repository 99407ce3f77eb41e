"""Screens on which a target is set and shared out over townships and the park, the gap shown and never hidden."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.targets import operations, queries
from tidu.domain.targets.vocabulary import LIGHT_RULE, TargetKind
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.figures import registry
from tidu.foundation.figures.vocabulary import FigureKind
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.problems import due_day
from tidu.interfaces.workbench.ticket_steps import offer, offer_owners

COUNTED = "家"
MOST = 1_000_000


class TargetForm(PlainForm):
    """Which count, how many, until when, and who answers for it."""

    figure_code = forms.ChoiceField(label="指标", help_text="进度由指标按记录计算，不填报。")
    kind = forms.ChoiceField(label="类别", choices=TargetKind.choices)
    value = forms.IntegerField(
        label="目标值", min_value=1, max_value=MOST, help_text="零突破固定为 1：从没有到有。"
    )
    due_on = forms.DateField(label="期限")
    owner = forms.ChoiceField(label="责任单位")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = [
            (one.code, one.name)
            for one in registry.everything()
            if one.kind is FigureKind.POINT and one.unit == COUNTED
        ]
        offer(self.fields["figure_code"], counts, ("", "请选择"))
        offer_owners(self.fields["owner"])


class SetTarget(FormPage):
    """Set a target; one that stands for the same figure and day is set anew, its earlier value kept as a version."""

    title = "设定目标"
    section = "plan"
    roles = OFFICERS
    travels = False
    form_class = TargetForm
    refusals = (operations.UnableToSetTarget,)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rule by which its light will be lit."""
        return {
            "lead": f"同一指标、同一期限再设一次就是调整，原来的值留底。{LIGHT_RULE}",
            "trail": [("培育计划", reverse("plan"))],
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Write it."""
        figure = registry.find(values["figure_code"])
        target = operations.set_target(
            figure_code=figure.code,
            name=figure.name.removesuffix("数"),
            kind=values["kind"],
            value=values["value"],
            due_on=values["due_on"],
            owner_id=int(values["owner"]),
            by=self.actor,
            now=clock.now(),
        )
        return f"已设定：{target.name} {target.value} {target.unit}，期限 {target.due_on}。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the targets."""
        return reverse("home")


class SplitForm(PlainForm):
    """A share for each township and the park; one left empty stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in accounts.places():
            self.fields[place.code] = forms.IntegerField(
                label=place.short_name, required=False, min_value=0, max_value=MOST
            )
        dress(self)


class SplitTarget(FormPage):
    """Share a target out. Parts need not sum to the whole: what nobody has been given is shown as the gap."""

    section = "plan"
    roles = OFFICERS
    travels = False
    not_found = (queries.TargetNotFound,)
    form_class = SplitForm
    refusals = (operations.UnableToSplit,)

    def get_initial(self, figure_code: str, due_on: str, **kwargs: Any) -> dict[str, Any]:
        """Begin with the shares that stand."""
        return queries.split_of(figure_code, due_day(due_on), self.as_of)

    def get_context(self, figure_code: str, due_on: str, **kwargs: Any) -> dict[str, Any]:
        """Return which target, and what is given out and what is not."""
        target = queries.standing_target(figure_code, due_day(due_on))
        return {
            "title": f"{target.due_on.year} 年{target.name}：分解到乡镇和园区",
            "lead": f"目标 {target.value} {target.unit}，{self._given_out(target)}。"
            "留空的不改；合计不必等于目标，差额明示。",
            "trail": [("培育计划", reverse("plan"))],
        }

    def submit(self, values: dict[str, Any], figure_code: str, due_on: str, **kwargs: Any) -> str:
        """Write what was given."""
        ids = {place.code: place.pk for place in accounts.places()}
        parts = {ids[code]: value for code, value in values.items() if value is not None}
        day = due_day(due_on)
        if parts:
            operations.set_split(
                figure_code=figure_code, due_on=day, parts=parts, by=self.actor, now=clock.now()
            )
        return f"已保存：{self._given_out(queries.standing_target(figure_code, day))}。"

    def _given_out(self, target: Any) -> str:
        """Return in words what is given out of a target and what is not."""
        given = queries.split_of(target.figure_code, target.due_on, self.as_of)
        return queries.split_words(target.value, sum(given.values()) if given else None)

    def next_address(self, **kwargs: Any) -> str:
        """Return to the targets."""
        return reverse("home")


urlpatterns: list[URLPattern] = [
    path("targets/new/", SetTarget.as_view(), name="target-new"),
    path("targets/<str:figure_code>/<str:due_on>/split/", SplitTarget.as_view(), name="target-split"),
]
