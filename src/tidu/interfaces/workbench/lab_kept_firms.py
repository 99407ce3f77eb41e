"""The firms behind a number of a scenario that was kept: as they were kept, nothing is reckoned again."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.rulebook import queries
from tidu.domain.rulebook.vocabulary import GROUPS
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm, dress
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.lab_firms import (
    CHANGES,
    SEVERAL_CHANGES,
    SEVERAL_STANDINGS,
    STANDINGS,
    chosen,
)
from tidu.interfaces.workbench.lab_scenarios import NOT_FOUND, rows_of
from tidu.rules.model.standing import NO_GROUP, Standing

KEPT_STANDINGS = tuple(one for one in STANDINGS if one[0] != "top")


class KeptFilters(PlainForm):
    """Which firms of a scenario."""

    after = forms.ChoiceField(label="按方案", choices=KEPT_STANDINGS, required=False)
    before = forms.ChoiceField(label="按现行", choices=KEPT_STANDINGS, required=False)
    change = forms.ChoiceField(label="增减", choices=CHANGES, required=False)


def _name(row: dict[str, Any]) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("enterprise", args=[row["code"]]), row["name"])


def _money(row: dict[str, Any], side: str) -> str | None:
    """Return what a firm gets in 万元: a sum, 至多 a sum while that is open, None without a bound."""
    if (most := row[f"most_{side}"]) == 0:
        return wording.wan(row[f"fen_{side}"])
    return None if most is None else f"至多 {wording.wan(most)}"


class KeptFirms(ListPage):
    """The firms that a kept scenario counted, each where it stood, and as a file."""

    section = "lab"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    form_class = KeptFilters
    noun = "家"
    empty = "没有这样的企业。"
    columns = (
        Column("企业", lambda row: row["name"], _name),
        Column("统一社会信用代码", lambda row: row["code"], on_screen=False),
        Column("属地", lambda row: row["place"], whole=True),
        Column("产业", lambda row: row["industry"], whole=True),
        Column("规模", lambda row: row["scale"], whole=True),
        Column("按现行", lambda row: Standing(row["before"]).label),
        Column("按方案", lambda row: Standing(row["after"]).label),
        Column("现行", lambda row: _money(row, "before"), unit="万元", numeric=True),
        Column("方案", lambda row: _money(row, "after"), unit="万元", numeric=True),
        Column("增减", lambda row: row["word"], whole=True),
    )

    def get_form(self, data: QueryDict) -> PlainForm:
        """Return the filters with the groups that the scenario has."""
        form = KeptFilters(data)
        for group, label in GROUPS.items():
            names = [line["name"] for line in self._scenario.results["groups"][group]]
            choices = [("", "全部"), *((name, name) for name in names)]
            form.fields[group] = forms.ChoiceField(label=label, choices=choices, required=False)
        dress(form)
        return form

    def get_rows(self, filters: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the firms asked for."""
        wanted = {
            "after": chosen(filters.get("after"), SEVERAL_STANDINGS),
            "before": chosen(filters.get("before"), SEVERAL_STANDINGS),
            "change": chosen(filters.get("change"), SEVERAL_CHANGES),
        }
        groups = {group: name for group in GROUPS if (name := filters.get(group))}
        return [
            row
            for row in rows_of(self._scenario)
            if all(not words or row[field] in words for field, words in wanted.items())
            and all((row[group] or NO_GROUP) == name for group, name in groups.items())
        ]

    def get_context(self, scenario: int, **kwargs: Any) -> dict[str, Any]:
        """Return the way back to the scenario."""
        name = self._scenario.name
        return {
            "title": f"方案涉及的企业：{name}",
            "lead": "保存方案时的数据和结果。",
            "trail": [("政策实验室", reverse("lab")), (name, reverse("scenario", args=[scenario]))],
        }

    @cached_property
    def _scenario(self) -> Any:
        return queries.scenario(self.kwargs["scenario"])


urlpatterns = [path("lab/scenarios/<int:scenario>/firms/", KeptFirms.as_view(), name="scenario-firms")]
