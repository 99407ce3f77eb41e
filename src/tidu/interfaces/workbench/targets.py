"""Screens on which a target is set and shared out over townships and the park, the gap shown and never hidden."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.targets import operations, queries
from tidu.domain.targets.vocabulary import LIGHT_RULE, TargetKind, may_be_aimed_at
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.figures import registry
from tidu.interfaces.kit.forms import PlainForm, dress
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.kit.seen_forms import SeenForm, SeenPage, version_in
from tidu.interfaces.workbench.problems import due_day
from tidu.interfaces.workbench.ticket_steps import offer, offer_owners

MOST = 1_000_000


class TargetForm(SeenForm):
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
        counts = [(one.code, one.name) for one in registry.everything() if may_be_aimed_at(one)]
        offer(self.fields["figure_code"], counts, ("", "请选择"))
        offer_owners(self.fields["owner"])


class SetTarget(SeenPage):
    """Set a target. One that stands for the same figure and day is shown first and then set anew, its earlier value
    kept as a version.
    """

    title = "设定目标"
    section = "plan"
    roles = OFFICERS
    travels = False
    form_class = TargetForm
    refusals = (operations.UnableToSetTarget,)
    overtaken = (operations.ChangedMeanwhile,)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rule by which its light will be lit."""
        return {
            "lead": f"同一指标、同一期限已有目标的，先告诉您现在是多少，再按一次就是调整，原来的值留底。{LIGHT_RULE}",
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
            seen=version_in(values["seen"]) or 0,
        )
        return f"已设定：{target.name} {target.value} {target.unit}，期限 {target.due_on}。"

    def mark(self, **kwargs: Any) -> str:
        """Return which version stands for the figure and the day that were sent, nothing before there are any."""
        sent = self.request.POST
        try:
            due_on = forms.DateField().clean(sent.get("due_on", ""))
        except forms.ValidationError:
            return ""
        standing = queries.find_target(sent.get("figure_code", ""), due_on)
        return "" if standing is None else str(standing.pk)

    def shown(self, mark: str, **kwargs: Any) -> dict[str, Any]:
        """Return nothing: the form is filled by whoever sets the target."""
        return {}

    def next_address(self, **kwargs: Any) -> str:
        """Return to the targets."""
        return reverse("home")


class SplitForm(SeenForm):
    """A share for each township and the park; one left empty stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in accounts.places():
            self.fields[place.code] = forms.IntegerField(
                label=place.short_name, required=False, min_value=0, max_value=MOST
            )
        dress(self)


class SplitTarget(SeenPage):
    """Share a target out. Parts need not sum to the whole: what nobody has been given is shown as the gap."""

    section = "plan"
    roles = OFFICERS
    travels = False
    not_found = (queries.TargetNotFound,)
    form_class = SplitForm
    refusals = (operations.UnableToSplit,)
    overtaken = (operations.ChangedMeanwhile,)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Say beside each box how much the place has today."""
        queries.standing_target(kwargs["figure_code"], due_day(kwargs["due_on"]))
        form = super().get_form(data, files, **kwargs)
        held = queries.held_by_place(kwargs["figure_code"], self.as_of)
        if held is not None:
            for place in accounts.places():
                form.fields[place.code].help_text = f"现有 {held.get(place.pk, 0)}"
        return form

    def mark(self, figure_code: str, due_on: str, **kwargs: Any) -> str:
        """Return the shares that stand, by place."""
        return json.dumps(queries.split_of(figure_code, due_day(due_on), self.as_of))

    def shown(self, mark: str, **kwargs: Any) -> dict[str, Any]:
        """Return the shares of a mark, of one that is none nothing."""
        return shares_in(mark)

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
        mark = values.pop("seen")
        seen = shares_in(mark)
        parts = {ids[code]: value for code, value in values.items() if value is not None}
        day = due_day(due_on)
        if parts:
            operations.set_split(
                figure_code=figure_code,
                due_on=day,
                parts=parts,
                by=self.actor,
                now=clock.now(),
                seen={pk: seen.get(code) for code, pk in ids.items()} if mark else None,
            )
        return f"已保存：{self._given_out(queries.standing_target(figure_code, day))}。"

    def _given_out(self, target: Any) -> str:
        """Return in words what is given out of a target and what is not."""
        given = queries.split_of(target.figure_code, target.due_on, self.as_of)
        return queries.split_words(target.value, sum(given.values()) if given else None)

    def next_address(self, **kwargs: Any) -> str:
        """Return to the targets."""
        return reverse("home")


def shares_in(mark: str) -> dict[str, int]:
    """Return the values that a mark carries, by name; of one that is none nothing."""
    try:
        read = json.loads(mark)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: value for name, value in read.items() if isinstance(value, int)}


urlpatterns: list[URLPattern] = [
    path("targets/new/", SetTarget.as_view(), name="target-new"),
    path("targets/<str:figure_code>/<str:due_on>/split/", SplitTarget.as_view(), name="target-split"),
]
