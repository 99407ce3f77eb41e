"""Several numbers of a policy moved together: what every combination costs, and for which the money suffices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.rulebook import queries
from tidu.domain.rulebook.queries import Simulation
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports, wording
from tidu.interfaces.kit.forms import PlainForm, dress
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.lab_asked import Asked
from tidu.interfaces.workbench.lab_sentence import Slot, values_around
from tidu.rules.model.show import show
from tidu.rules.simulate import Cost, Point

AXES: Final = ("rows", "columns", "sheets")
LABELS: Final = ("竖排", "横排", "分表")
POINTS: Final = 5
"""Values offered on an axis."""
MOST: Final = 150
"""Combinations reckoned at once."""

Axis = tuple[Slot, list[Fraction]]


class GridForm(PlainForm):
    """Which numbers move, and through which values."""

    def __init__(
        self, data: Mapping[str, Any], slots: Sequence[Slot], hidden: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        choices = [(slot.name, slot.label) for slot in slots]
        for axis, label in zip(AXES, LABELS, strict=True):
            offered = choices if axis == AXES[0] else [("", "不选"), *choices]
            self.fields[axis] = forms.ChoiceField(label=label, choices=offered, required=axis == AXES[0])
            self.fields[f"{axis}_at"] = forms.CharField(
                label="试哪些值",
                max_length=1000,
                required=False,
                help_text="用顿号隔开；不写就取现行上下各两档",
            )
        for name, words in hidden:
            self.fields[name] = forms.CharField(required=False, initial=words, widget=forms.HiddenInput)
        dress(self)


@dataclass(frozen=True)
class Combination:
    """One combination: its cost in fen, what it leaves of the money (None: no budget on record), and its bench."""

    cost: Cost
    left_after: int | None
    address: str
    mark: str

    @property
    def state(self) -> str:
        """Return the colour: green pays even the open firms, amber the certain ones, red not even those."""
        if self.left_after is None:
            return "missing"
        if self.left_after < 0:
            return "red"
        most = self.cost.at_most
        return "green" if most is not None and most - self.cost.certain <= self.left_after else "amber"

    @property
    def word(self) -> str:
        """Return whether the money suffices, in words."""
        if self.left_after is None:
            return "没有预算记录"
        return f"{'差' if self.left_after < 0 else '剩'} {wording.wan(abs(self.left_after))}"


class Grid(Page):
    """What every combination of two or three numbers costs; each is a door to the bench. Nothing is written."""

    section = "lab"
    roles = STAFF
    not_found = (queries.UnableToSimulate,)
    template_name = "workbench/lab/grid.html"

    def get(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer with the table, or with the same as a file."""
        axes, problem = self._axes()
        points: list[Point] = []
        if axes and not problem:
            try:
                points = queries.cost_grid(self._simulation, {slot.name: values for slot, values in axes})
            except queries.UnableToSimulate as wrong:
                problem = str(wrong)
        if points and request.GET.get("export"):
            return self._file(axes, points)
        return self.show(self._context(axes, points, problem), status=422 if problem else 200)

    @cached_property
    def _asked(self) -> Asked:
        return Asked(queries.rule_for(self.kwargs["code"], self.as_of), self.request.GET)

    @cached_property
    def _simulation(self) -> Simulation:
        asked = self._asked
        return queries.simulate(asked.rule.code, asked.settings, self.as_of, version=asked.version)

    @cached_property
    def _form(self) -> GridForm:
        slots, typed = self._asked.slots, self.request.GET.dict()
        if "rows" not in typed:
            typed |= {axis: slot.name for axis, slot in zip(AXES[:2], slots, strict=False)}
        return GridForm(typed, slots, self._asked.hidden)

    def _axes(self) -> tuple[list[Axis], str]:
        """Return the axes with their values in the engine's units, or what is wrong with them."""
        form = self._form
        if not form.is_valid():
            return [], "" if not self._asked.slots else "请从名单里选要变的数。"
        slots = {slot.name: slot for slot in self._asked.slots}
        chosen = {axis: name for axis in AXES if (name := form.cleaned_data[axis])}
        if len(set(chosen.values())) < len(chosen):
            return [], "同一个数不能选两次。请换一个，或选“不选”。"
        try:
            axes = [
                (slots[name], self._values(slots[name], form.cleaned_data[f"{axis}_at"]))
                for axis, name in chosen.items()
            ]
        except queries.UnableToSimulate as wrong:
            return [], str(wrong)
        count = prod(len(values) for _, values in axes)
        return axes, f"共 {count} 种组合，一次最多算 {MOST} 种。请少写几个值。" if count > MOST else ""

    def _values(self, slot: Slot, typed: str) -> list[Fraction]:
        words = [word for word in re.split(r"[、,，;；\s]+", typed.strip()) if word] or values_around(
            slot, POINTS
        )
        read = (
            queries.overlay_of(
                self._simulation.reform, {slot.name: f"{word.removesuffix(slot.unit)}{slot.unit}"}
            )
            for word in words
        )
        return sorted({overlay[slot.name] for overlay in read})

    def _context(self, axes: list[Axis], points: list[Point], problem: str) -> dict[str, Any]:
        asked, money = self._asked, self._simulation.money
        found = [self._combination(point) for point in points]
        states = [one.state for one in found]
        return {
            "title": f"几个数一起变：{asked.rule.name}",
            "lead": asked.changed_in_words or f"其余的数按现行文件（{asked.rule.law.number}）",
            "trail": [("政策实验室", reverse("lab")), ("试算", asked.bench)],
            "asked": asked,
            "form": self._form,
            "axes": [(self._form[axis], self._form[f"{axis}_at"]) for axis in AXES],
            "money": money,
            "problem": problem,
            "tables": list(_tables(axes, found)) if found else [],
            "row_label": axes[0][0].label if axes else "",
            "column_label": axes[1][0].label if len(axes) > 1 else "费用",
            "count": len(found),
            "enough": sum(state in ("green", "amber") for state in states),
            "surely": states.count("green"),
            "query": self.request.GET.urlencode(),
        }

    def _combination(self, point: Point) -> Combination:
        simulation, left = self._simulation, self._simulation.money.left
        standing, tried = (
            all(rule.value(name) == value for name, value in point.values.items() if name in rule.kinds)
            for rule in (simulation.baseline, simulation.reform)
        )
        return Combination(
            cost=point.cost,
            left_after=None if left is None else left - point.cost.certain,
            address=self._asked.bench_with(simulation.reform, point.values),
            mark="现行" if standing else "方案" if tried else "",
        )

    def _file(self, axes: list[Axis], points: list[Point]) -> HttpResponseBase:
        kinds = self._simulation.reform.kinds
        title = f"组合试算-{self._simulation.baseline.name}"
        headers = (
            *(slot.label for slot, _ in axes),
            "确定（万元）",
            "至多另有（万元）",
            "得到（家）",
            "付后余额（万元）",
        )
        found = [self._combination(point) for point in points]
        rows = [
            (
                *(show(point.values[slot.name], kinds[slot.name]) for slot, _ in axes),
                wording.wan_exact(one.cost.certain),
                None if one.cost.unbounded else wording.wan_exact(one.cost.possible),
                one.cost.paid,
                None if one.left_after is None else wording.wan_exact(one.left_after),
            )
            for point, one in zip(points, found, strict=True)
        ]
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("list", self.request.path),
            rows=len(rows),
            file_format="xlsx",
            detail={"title": title, "as_of": self.as_of.label},
        )
        return exports.response(
            "xlsx", name=f"{title}-{self.as_of.on.isoformat()}", headers=headers, rows=rows
        )


def _tables(axes: list[Axis], found: list[Combination]) -> Iterator[dict[str, Any]]:
    """Yield a table for each value of the third axis, or the only one; combinations come with the last axis fastest."""
    (row, row_values), *others = axes
    (column, column_values) = others[0] if others else (None, [Fraction(0)])
    (sheet, sheet_values) = others[1] if len(others) > 1 else (None, [Fraction(0)])
    width, depth = len(column_values), len(sheet_values)
    for at, value in enumerate(sheet_values):
        lines = [
            (
                row.in_words(row_value),
                [found[(place * width + across) * depth + at] for across in range(width)],
            )
            for place, row_value in enumerate(row_values)
        ]
        heads = [column.in_words(one) for one in column_values] if column else ["费用"]
        yield {
            "title": f"{sheet.label} {sheet.in_words(value)}" if sheet else "",
            "heads": heads,
            "lines": lines,
        }


urlpatterns = [path("lab/rules/<str:code>/grid/", Grid.as_view(), name="lab-grid")]
