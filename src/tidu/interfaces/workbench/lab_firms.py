"""The firms behind the numbers of a reform, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu import rules
from tidu.domain.rulebook import queries
from tidu.domain.rulebook.vocabulary import GROUPS
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm, dress
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.lab_asked import Asked
from tidu.rules import explain
from tidu.rules.model.standing import GAIN, LOSE, NO_GROUP, Change, Standing

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Firm, Simulation
    from tidu.rules.simulate import Costing


def reason(simulation: Simulation, key: str) -> str:
    """Return in one sentence how a firm stands to the reform."""
    snapshot = simulation.snapshot
    facts, on = snapshot.facts[key], snapshot.as_of.on
    return explain.sentence(rules.evaluate(simulation.reform, facts, on, snapshot.population.library))


@dataclass(frozen=True)
class FirmRow:
    """A firm behind a number of a reform."""

    simulation: Simulation
    row: Mapping[str, Any]

    @property
    def firm(self) -> Firm:
        """Return the firm."""
        return self.simulation.snapshot.firms[self.row["key"]]

    @property
    def sentence(self) -> str:
        """Return how it stands to the reform."""
        return reason(self.simulation, self.row["key"])

    def money(self, suffix: str = "") -> str | None:
        """Return what it gets in 万元: a sum, 至多 a sum while that is open, None without a bound."""
        if not self.row[f"open{suffix}"]:
            return wording.wan(self.row[f"certain{suffix}"])
        most = self.row[f"possible{suffix}"]
        return None if most is None else f"至多 {wording.wan(most)}"


CHANGES = (
    ("", "全部"),
    ("changed", "有增减"),
    ("gain", "增加（含新得到）"),
    ("lose", "减少（含不再得到）"),
    *((str(change), change.label) for change in Change),
)
PAID, OPEN = (Standing.ENTITLED, Standing.AT_CAP), (Standing.UNKNOWN, Standing.PENDING)
SEVERAL_STANDINGS = {"paid": PAID, "top": PAID, "open": OPEN}
SEVERAL_CHANGES = {"changed": (*GAIN, *LOSE), "gain": GAIN, "lose": LOSE}
STANDINGS = (
    ("", "全部"),
    ("paid", "得款（含到上限）"),
    ("top", "得款最多的一成"),
    ("open", "说不准（缺数或待专家）"),
    *((str(one), one.label) for one in Standing),
)


class FirmFilters(PlainForm):
    """Which firms of a reform; the reform itself travels in hidden fields."""

    standing = forms.ChoiceField(label="按方案", choices=STANDINGS, required=False)
    before = forms.ChoiceField(label="按现行", choices=STANDINGS, required=False)
    change = forms.ChoiceField(label="增减", choices=CHANGES, required=False)
    place = forms.ChoiceField(label="属地", required=False)
    industry = forms.ChoiceField(label="产业", required=False)
    scale = forms.ChoiceField(label="规模", required=False)


def _name(row: FirmRow) -> SafeString:
    address = reverse("enterprise", args=[row.firm.credit_code])
    return format_html('<a href="{}">{}</a>', address, row.firm.name)


def _place(row: FirmRow) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', row.firm.place or wording.MISSING)


class BenchFirms(ListPage):
    """The firms behind a number of a reform, each with the reason, and as a file."""

    section = "lab"
    roles = STAFF
    not_found = (queries.UnableToSimulate,)
    form_class = FirmFilters
    noun = "家"
    empty = "没有这样的企业。"
    title = "试算涉及的企业"
    columns = (
        Column("企业", lambda row: row.firm.name, _name),
        Column("统一社会信用代码", lambda row: row.firm.credit_code, on_screen=False),
        Column("属地", lambda row: row.firm.place, _place),
        Column("按现行", lambda row: Standing(row.row["standing_before"]).label),
        Column("按方案", lambda row: Standing(row.row["standing"]).label),
        Column("现行", lambda row: row.money("_before"), unit="万元", numeric=True),
        Column("方案", lambda row: row.money(), unit="万元", numeric=True),
        Column("增减", lambda row: _difference(row.row["difference"]), unit="万元", numeric=True),
        Column("说明", lambda row: row.sentence),
    )

    def get_form(self, data: QueryDict) -> PlainForm:
        """Return the filters with the reform hidden among them."""
        form = FirmFilters(data)
        groups = queries.snapshot(self.as_of).population.groups
        for group, label in GROUPS.items():
            words = sorted({word or NO_GROUP for word in groups[group]})
            choices = [("", "全部"), *((word, word) for word in words)]
            form.fields[group] = forms.ChoiceField(label=label, choices=choices, required=False)
        for name, hidden in self._asked.hidden:
            form.fields[name] = forms.CharField(required=False, initial=hidden, widget=forms.HiddenInput)
        dress(form)
        return form

    def get_rows(self, filters: dict[str, Any]) -> list[FirmRow]:
        """Return the firms; a reform that makes no rule has none."""
        asked = self._asked
        found = queries.simulate(asked.rule.code, asked.settings, self.as_of, version=asked.version)
        rows = found.comparison.select(
            standing=chosen(filters.get("standing"), SEVERAL_STANDINGS),
            before=chosen(filters.get("before"), SEVERAL_STANDINGS),
            change=chosen(filters.get("change"), SEVERAL_CHANGES),
        )
        for field, costing, amount in (
            ("standing", found.comparison.after, "certain"),
            ("before", found.comparison.before, "certain_before"),
        ):
            if filters.get(field) == "top":
                rows = rows.sort([amount, "key"], descending=[True, False]).head(_top(costing))
        for group in GROUPS:
            if filters.get(group):
                kept = set(found.comparison.select(group=(group, filters[group]))["key"])
                rows = rows.filter(rows["key"].is_in(list(kept)))
        return [FirmRow(found, row) for row in rows.iter_rows(named=True)]

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the way back to the reform."""
        return {
            "title": f"试算涉及的企业：{self._asked.rule.name}",
            "lead": self._asked.changed_in_words or "按现行文件",
            "trail": [("政策实验室", reverse("lab")), ("试算", self._asked.bench)],
        }

    @cached_property
    def _asked(self) -> Asked:
        return Asked(queries.rule_for(self.kwargs["code"], self.as_of), self.request.GET)


def chosen(word: str | None, several: Mapping[str, Sequence[Any]]) -> Sequence[Any]:
    """Return the standings or changes that a word of a filter asks for, none where it asks for all."""
    return () if not word else several.get(word, (word,))


def _top(costing: Costing) -> int:
    return costing.concentration.top if costing.concentration else 0


def _difference(fen: int | None) -> str | None:
    return None if fen is None else f"{'+' if fen > 0 else ''}{wording.wan(fen)}"


urlpatterns = [path("lab/rules/<str:code>/firms/", BenchFirms.as_view(), name="lab-firms")]
