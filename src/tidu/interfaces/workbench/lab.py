"""The policy lab: a policy's own sentence is the control panel, and what a reform would do stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers

from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.vocabulary import GROUPS
from tidu.foundation import clock
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench import lab_firms, lab_grid, lab_kept_firms, lab_scenarios, lab_shares
from tidu.interfaces.workbench.lab_asked import Asked
from tidu.interfaces.workbench.lab_pictures import Curve, bars, curve, group_bars
from tidu.interfaces.workbench.lab_sentence import steps_over
from tidu.rules.language.values import read_setting
from tidu.rules.model.show import show
from tidu.rules.model.standing import GAIN, LOSE, Change, Standing

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Firm, Simulation

CURVE_POINTS = 9
LISTED = 20
NEAR_LISTED = 10


class Lab(Page):
    """The policies that can be tried out, and the scenarios kept."""

    title = "政策实验室"
    section = "lab"
    roles = STAFF
    template_name = "workbench/lab/lab.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rules that pay money on the day, the county's own first, and what was kept."""
        return {
            "lead": "先算清楚再发文：改一个数，看要花多少钱、谁增谁减。试算不改动任何记录。",
            "regions": queries.paying_by_region(self.as_of),
            "scenarios": lab_scenarios.listed(),
        }


class Bench(Page):
    """One policy on the bench.

    Asked by htmx it answers without reloading the page: a moved slider gets the result at once, and the curve, which
    takes a dozen reforms, is asked for when the slider rests.
    """

    section = "lab"
    roles = STAFF
    template_name = "workbench/lab/bench.html"
    moved_template = "workbench/lab/_moved.html"
    curve_template = "workbench/lab/_curve.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Answer with the page, the result of a move, or the curve."""
        response: HttpResponseBase
        context, found = self.found(**kwargs)
        drawn = found.drawn if found else dict
        told = found.context if found else dict
        if not request.headers.get("HX-Request"):
            response = self.show({**context, **told(), **drawn()})
        elif request.headers.get("HX-Target") == "lab-curve":
            response = render(request, self.curve_template, {**context, **drawn()})
        else:
            response = render(request, self.moved_template, {**context, **told(), "view": self, "live": True})
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def found(self, code: str, **kwargs: Any) -> tuple[dict[str, Any], Result | None]:
        """Return the sentence with its controls, and the result; without one the context says why."""
        rule = queries.rule_for(code, self.as_of)
        asked = Asked(rule, self.request.GET)
        context = {
            "title": f"试算：{rule.name}",
            "lead": f"《{rule.law.title}》（{rule.law.number}）",
            "trail": [("政策实验室", reverse("lab"))],
            "rule": rule,
            "asked": asked,
            "versions": queries.policies_of(code, self.as_of),
        }
        try:
            simulation = queries.simulate(code, asked.settings, self.as_of, version=asked.version)
        except queries.UnableToSimulate as problem:
            return {**context, "problem": str(problem)}, None
        return context, Result(simulation, asked)


@dataclass(frozen=True)
class Result:
    """A simulation as the page shows it."""

    simulation: Simulation
    asked: Asked

    def context(self) -> dict[str, Any]:
        """Return what the result shows."""
        found, comparison = self.simulation, self.simulation.comparison
        before, after = comparison.before.cost, comparison.after.cost
        left = found.money.left
        return {
            "simulation": found,
            "comparison": comparison,
            "before": before,
            "after": after,
            "money": found.money,
            "short": found.money.short_by(after.certain),
            "saved": abs(comparison.difference),
            "cut": self._cut(),
            "left_after": None if left is None else left - after.certain,
            "bars": bars([before, after], left),
            "changes": self._changes(),
            "standings": self._standings(),
            "groups": [self._group(code, label) for code, label in GROUPS.items()],
            "lists": [
                ("减少的企业", "减得最多的", comparison.losing, *self._firms(LOSE, "lose")),
                ("增加的企业", "增得最多的", comparison.gaining, *self._firms(GAIN, "gain")),
            ],
            "nearly": list(self._nearly()),
            "near_count": after.counts[Standing.NEARLY],
            "nearly_address": self.asked.firms(standing=Standing.NEARLY),
            "spread": list(self._spread()),
            "listed": LISTED,
        }

    def _cut(self) -> dict[str, str] | None:
        """Return what everybody gets of the entitlement when too little money is shared in proportion."""
        cost, left = self.simulation.comparison.after.cost.certain, self.simulation.money.left
        if left is None or left >= cost:
            return None
        return {"share": wording.percent(Fraction(max(0, left), cost))}

    def _spread(self) -> Iterable[tuple[str, Any, str, str, str, str]]:
        """Yield how concentrated the money is: whose, the numbers, the top tenth's share, Gini, and both lists."""
        comparison = self.simulation.comparison
        sides = (("现行", "before", comparison.before), ("方案", "standing", comparison.after))
        for label, field, costing in sides:
            if (found := costing.concentration) is not None:
                share, gini = wording.percent(found.top_share, 1), wording.number(found.gini, 3)
                paid, top = (self.asked.firms(**{field: word}) for word in ("paid", "top"))
                yield label, found, share, gini, paid, top

    def _changes(self) -> list[tuple[str, int, str]]:
        counts = self.simulation.comparison.changes
        return [(change.label, counts[change], self.asked.firms(change=change)) for change in Change]

    def _standings(self) -> list[tuple[str, int, str, int, str]]:
        before, after = self.simulation.comparison.before.cost, self.simulation.comparison.after.cost
        return [
            (
                one.label,
                before.counts[one],
                self.asked.firms(before=one),
                after.counts[one],
                self.asked.firms(standing=one),
            )
            for one in Standing
            if before.counts[one] or after.counts[one]
        ]

    def _group(self, code: str, label: str) -> dict[str, Any]:
        lines = group_bars(self.simulation.comparison.by(code))
        return {
            "label": label,
            "lines": [(line, old, new, self.asked.firms(**{code: line.name})) for line, old, new in lines],
        }

    def drawn(self) -> dict[str, Any]:
        """Return the curve and its points, each with its address."""
        if (found := self._curve()) is None:
            return {"curve": None}
        drawn, addresses = found
        return {"curve": drawn, "points": list(zip(drawn.dots, addresses, strict=True))}

    def _curve(self) -> tuple[Curve, list[str]] | None:
        """Return the cost over one parameter, what is in force and what is tried marked; and where each is tried."""
        slot = self.asked.curve
        if slot is None:
            return None
        rule, reform = self.simulation.baseline, self.simulation.reform
        kind = reform.kinds[slot.name]
        marks = {rule.value(slot.name): "standing"} if slot.name in rule.kinds else {}
        marks[reform.value(slot.name)] = "reform"
        steps = (read_setting(f"{words}{slot.unit}", kind) for words in steps_over(slot, CURVE_POINTS))
        values = sorted({*steps, *marks})
        costs = [point.cost for point in queries.cost_curve(self.simulation, slot.name, values)]
        titles = [
            f"{show(value, kind)}：{wording.wan(cost.certain)} 万元"
            for value, cost in zip(values, costs, strict=True)
        ]
        kinds = [marks.get(value, "") for value in values]
        addresses = [self.asked.bench_with(reform, {slot.name: value}) for value in values]
        return curve(values, costs, titles, kinds, self.simulation.money.left), addresses

    def _firms(self, changes: Iterable[Change], word: str) -> tuple[str, Sequence[tuple[Firm, int | None]]]:
        """Return the address of the firms of some changes, and those with the largest, each with by how much."""
        rows = self.simulation.comparison.select(change=list(changes))
        rows = rows.sort(["difference", "key"], descending=[word == "gain", False]).head(LISTED)
        firms = self.simulation.snapshot.firms
        found = [(firms[key], fen) for key, fen in rows.select("key", "difference").iter_rows()]
        return self.asked.firms(change=word), found

    def _nearly(self) -> Iterable[tuple[Firm, str]]:
        rows = self.simulation.comparison.select(standing=[Standing.NEARLY]).head(NEAR_LISTED)
        for key in rows["key"]:
            yield self.simulation.snapshot.firms[key], lab_firms.reason(self.simulation, key)


class Keep(Action):
    """Keep a reform under a name."""

    roles = STAFF
    refusals = (operations.UnableToKeep, operations.UnableToSimulate)

    def act(self, code: str, **kwargs: Any) -> HttpResponseBase:
        """Keep it and open its page."""
        asked = Asked(queries.rule_for(code, self.as_of), self.request.POST)
        scenario = operations.keep_scenario(
            name=self.request.POST.get("name", ""),
            rule_code=code,
            settings=asked.settings,
            version=asked.version,
            as_of=self.as_of,
            by=self.actor,
            now=clock.now(),
        )
        return send(self.request, reverse("scenario", args=[scenario.pk]))

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Return to the bench with the reform as it was."""
        asked = Asked(queries.rule_for(code, self.as_of), self.request.POST)
        return asked.bench


urlpatterns = [
    path("lab/", Lab.as_view(), name="lab"),
    path("lab/rules/<str:code>/", Bench.as_view(), name="lab-rule"),
    path("lab/rules/<str:code>/keep/", Keep.as_view(), name="lab-keep"),
    *lab_firms.urlpatterns,
    *lab_shares.urlpatterns,
    *lab_grid.urlpatterns,
    *lab_scenarios.urlpatterns,
    *lab_kept_firms.urlpatterns,
]
