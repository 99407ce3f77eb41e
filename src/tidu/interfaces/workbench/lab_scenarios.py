"""Scenarios that were kept: a page to sign, two side by side, the rows as a file, and whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.rulebook import queries
from tidu.domain.rulebook.vocabulary import GROUPS
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit import exports, wording
from tidu.interfaces.kit.pages import Action, Guarded, Page
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.lab_asked import VERSION
from tidu.interfaces.workbench.lab_sentence import address_of
from tidu.rules import Rule
from tidu.rules.model.show import show
from tidu.rules.model.standing import GAIN, LOSE, Change, Standing

NOT_FOUND = (queries.ScenarioNotFound,)
HEADERS = (
    "统一社会信用代码",
    "企业名称",
    "属地",
    "产业",
    "规模",
    "按现行",
    "按方案",
    "现行（万元）",
    "方案（万元）",
    "现行至多另有（万元）",
    "方案至多另有（万元）",
    "增减",
)


@dataclass(frozen=True)
class Reading:
    """A kept scenario as pages read it: nothing is reckoned again."""

    scenario: Any
    rule: Rule
    reform: Rule

    @classmethod
    def of(cls, scenario: Any) -> Reading:
        """Read a scenario by the rules it was kept with."""
        baseline, reform = queries.kept_rules(scenario, queries.kept_library(scenario.rule_set))
        return cls(scenario, baseline, reform)

    @property
    def as_of(self) -> AsOf:
        """Return the day and the knowledge it speaks of."""
        return AsOf(on=self.scenario.as_of_on, known_at=self.scenario.known_at)

    @property
    def settings(self) -> list[tuple[str, str, str]]:
        """Return the parameters with what was in force and what was tried."""
        names = {parameter.name: parameter for parameter in self.rule.parameters}
        return [
            (one.label, show(self.rule.value(name), one.kind), show(self.reform.value(name), one.kind))
            for name, one in names.items()
            if name in self.reform.kinds
        ]

    @property
    def bench(self) -> str:
        """Return the address of the lab with the same reform, over the records of the as-of bar."""
        asked = address_of(self.reform, queries.overlay_read(self.scenario.overlay))
        if self.scenario.version:
            asked[VERSION] = self.scenario.version
        return f"{reverse('lab-rule', args=[self.rule.code])}?{urlencode(asked)}"

    @property
    def results(self) -> Mapping[str, Any]:
        """Return what came out."""
        return self.scenario.results

    @property
    def left(self) -> int | None:
        """Return the money that was left, in fen."""
        return self.results["left"]

    @property
    def left_after(self) -> int | None:
        """Return what the reform would leave, below nought where it does not fit."""
        return None if self.left is None else self.left - self.results["after"]["certain"]

    @property
    def gaining(self) -> int:
        """Return how many gain."""
        return sum(self.results["changes"][change] for change in GAIN)

    @property
    def losing(self) -> int:
        """Return how many lose."""
        return sum(self.results["changes"][change] for change in LOSE)

    @property
    def firms(self) -> str:
        """Return the address of the firms it was kept with."""
        return reverse("scenario-firms", args=[self.scenario.pk])

    @property
    def standings(self) -> list[tuple[Standing, int, int]]:
        """Return how many firms stand where, before and after."""
        before, after = self.results["before"]["counts"], self.results["after"]["counts"]
        return [(one, before[one], after[one]) for one in Standing if before[one] or after[one]]

    @property
    def spread(self) -> list[tuple[str, str, str]]:
        """Return how concentrated the money is, before and after: what is measured, and both shares."""
        sides = [self.results["concentration"][side] for side in ("before", "after")]
        shares = [wording.percent(Fraction(one["top_share"]), 1) if one else "—" for one in sides]
        ginis = [wording.number(Fraction(one["gini"]), 3) if one else "—" for one in sides]
        return [("前 10% 企业所得占比", shares[0], shares[1]), ("基尼系数", ginis[0], ginis[1])]

    @property
    def groups(self) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
        """Return the groups: code, Chinese name and lines."""
        return [(code, label, self.results["groups"][code]) for code, label in GROUPS.items()]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return the firms the reform treats otherwise, those that lose most first."""
        return sorted(
            (row for row in rows_of(self.scenario) if row["change"] not in (Change.SAME, Change.OPEN)),
            key=lambda row: (row["difference"], row["code"]),
        )


def rows_of(scenario: Any) -> list[dict[str, Any]]:
    """Return the firms a scenario was kept with, each with its difference in fen and its change in words."""
    found = [dict(zip(queries.ROW, row, strict=True)) for row in scenario.results["rows"]]
    for row in found:
        row["difference"] = row["fen_after"] - row["fen_before"]
        row["word"] = Change(row["change"]).label
    return found


def listed() -> list[tuple[Any, str]]:
    """Return the scenarios kept, newest first, each with the name of its policy."""
    names = {rule.code: rule.name for rule in queries.library()}
    return [(kept, names.get(kept.rule_code, kept.rule_code)) for kept in queries.scenarios()]


class ScenarioPage(Page):
    """One scenario, as it was kept: a page of paper that a director can sign."""

    section = "lab"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/lab/scenario.html"

    def get_context(self, scenario: int, **kwargs: Any) -> dict[str, Any]:
        """Return the scenario."""
        reading = Reading.of(queries.scenario(scenario))
        kept = reading.scenario
        return {
            "title": f"测算方案：{kept.name}",
            "lead": f"{reading.rule.name} · 数据{reading.as_of.label} · {_kept_by(kept)}",
            "trail": [("政策实验室", reverse("lab"))],
            "reading": reading,
        }


def _kept_by(kept: Any) -> str:
    return f"{kept.kept_by_name} {wording.moment(kept.kept_at)} 保存"


class Compare(Page):
    """Two scenarios side by side, to be printed and signed."""

    title = "两个方案对比"
    section = "lab"
    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    template_name = "workbench/lab/compare.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return both, and the firms they treat differently."""
        chosen = [word for word in self.request.GET.getlist("scenario") if word.isdecimal()]
        if len(chosen) != 2:
            return {"trail": [("政策实验室", reverse("lab"))], "chosen": len(chosen)}
        one, other = (Reading.of(queries.scenario(int(word))) for word in chosen)
        return {
            "trail": [("政策实验室", reverse("lab"))],
            "lead": f"{one.scenario.name} 与 {other.scenario.name}",
            "readings": [one, other],
            "same_rule": one.rule.code == other.rule.code,
            "different": _different(one, other),
        }


def _different(one: Reading, other: Reading) -> list[dict[str, Any]]:
    """Return the firms that get different sums, those with the largest difference first."""
    sums = {row["code"]: row for row in rows_of(one.scenario)}
    found = []
    for theirs in rows_of(other.scenario):
        ours = sums.get(theirs["code"])
        if ours and ours["fen_after"] != theirs["fen_after"]:
            difference = theirs["fen_after"] - ours["fen_after"]
            found.append(
                {**theirs, "one": ours["fen_after"], "other": theirs["fen_after"], "difference": difference}
            )
    return sorted(found, key=lambda row: (row["difference"], row["code"]))


class ScenarioFile(Guarded):
    """A scenario's rows as a workbook; taking them out is written down."""

    roles = STAFF
    travels = False
    not_found = NOT_FOUND

    def get(self, request: HttpRequest, scenario: int) -> HttpResponseBase:
        """Answer with the file."""
        kept = queries.scenario(scenario)
        rows = [_line(row) for row in rows_of(kept)]
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=(kept._meta.label, str(kept.pk)),
            rows=len(rows),
            file_format="xlsx",
            detail={"title": kept.name, "as_of": kept.as_of_on.isoformat()},
        )
        return exports.response("xlsx", name=f"测算方案-{kept.name}", headers=HEADERS, rows=rows)


def _line(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        row["code"],
        row["name"],
        row["place"],
        row["industry"],
        row["scale"],
        Standing(row["before"]).label,
        Standing(row["after"]).label,
        wording.wan_exact(row["fen_before"]),
        wording.wan_exact(row["fen_after"]),
        wording.wan_exact(row["most_before"]),
        wording.wan_exact(row["most_after"]),
        row["word"],
    )


class NoLongerHolds(ValueError):
    """Raised when a scenario reckoned again gives other numbers than were kept; the message is Chinese."""


class ReplayScenario(Action):
    """Reckon a scenario again from what was kept with it, and say whether every number still comes out."""

    roles = STAFF
    travels = False
    not_found = NOT_FOUND
    refusals = (NoLongerHolds,)

    def act(self, scenario: int, **kwargs: Any) -> str:
        """Replay and say what was found."""
        found = queries.replay_scenario(queries.scenario(scenario))
        if not found.same:
            raise NoLongerHolds(
                f"重算与留存不一致（{'、'.join(found.differences[:5])}）。请勿使用本方案，并联系系统管理员。"
            )
        return "已按留存的数据和规则重新计算：每一个数都与保存时相同。"

    def next_address(self, scenario: int, **kwargs: Any) -> str:
        """Return to the scenario."""
        return reverse("scenario", args=[scenario])


urlpatterns = [
    path("lab/compare/", Compare.as_view(), name="scenario-compare"),
    path("lab/scenarios/<int:scenario>/", ScenarioPage.as_view(), name="scenario"),
    path("lab/scenarios/<int:scenario>/file.xlsx", ScenarioFile.as_view(), name="scenario-file"),
    path("lab/scenarios/<int:scenario>/replay/", ReplayScenario.as_view(), name="scenario-replay"),
]
