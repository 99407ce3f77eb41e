"""One policy as it stands to the firm: each clause with the firm's own values, what would change it, and the ways."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import path, reverse

from tidu import rules
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.queries import Dossier
from tidu.domain.funds import queries as funds
from tidu.domain.funds.queries import FirmLedger
from tidu.domain.rulebook import operations as rulebook_operations
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.queries import Benefit, Lever, ValueSource
from tidu.foundation import clock
from tidu.interfaces.desk.firm import FirmPage
from tidu.interfaces.kit.judging import JudgingPage
from tidu.interfaces.kit.levers import fields_of, outcome, query_of
from tidu.rules import Ternary, Verdict
from tidu.rules.explain import GapRow, gap_card
from tidu.rules.model.rule import money_output
from tidu.rules.model.show import fill


@dataclass(frozen=True)
class ClauseLine:
    """A clause in words with the values behind it."""

    row: GapRow
    sources: tuple[ValueSource, ...]

    @property
    def colour(self) -> str:
        """Return the colour of the word."""
        if self.row.pending:
            return "missing"
        if self.row.verdict is Ternary.NO:
            return "amber" if self.row.near else "red"
        return "green" if self.row.verdict is Ternary.YES else "missing"

    @property
    def word(self) -> str:
        """Return the verdict of the clause in a word."""
        if self.row.pending:
            return "待专家评价"
        if self.row.verdict is Ternary.NO and self.row.near:
            return "差一点"
        return {Ternary.YES: "符合", Ternary.NO: "不符合"}.get(self.row.verdict, "缺数")


class PolicyAtDesk(JudgingPage, FirmPage):
    """What a policy asks, what the firm has, and what would happen if some of it were otherwise."""

    section = "home"
    template_name = "desk/policy.html"

    @cached_property
    def dossier(self) -> Dossier:
        """What is known of the firm but its names."""
        return enterprises.unnamed_dossier(self.actor, self.credit_code, self.as_of)

    @cached_property
    def verdict(self) -> Verdict:
        """The policy judged on the firm's own facts."""
        rule = rulebook.benefit_rule(self.kwargs["code"], self.as_of)
        facts = rulebook.facts_of(self.dossier, self.ledger)
        return rules.evaluate(rule, facts, self.as_of.on, rulebook.library())

    @cached_property
    def ledger(self) -> FirmLedger:
        """What the firm was paid."""
        return funds.firm_ledger(self.dossier.enterprise, self.as_of)

    @cached_property
    def told(self) -> Any:
        """How the firm was told of the policy, None where it was not."""
        return rulebook.told_of(self.dossier.enterprise.pk, self.verdict.rule)

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the policy with clauses, values and the form for trying."""
        verdict, levers = self.verdict, rulebook.levers(self.verdict)
        if self.told and not self.told.read_at:
            rulebook_operations.note_read(
                enterprise=self.dossier.enterprise, rule=verdict.rule, by=self.actor, now=clock.now()
            )
        found, law = rulebook.benefit(verdict), verdict.rule.law
        open_ids = {row.clause_id for row in gap_card(verdict)}
        lines = [
            ClauseLine(row, rulebook.sources_of(verdict, row.clause_id, self.dossier, self.ledger.awards))
            for row in gap_card(verdict, everything=True)
        ]
        return {
            "title": verdict.rule.name,
            "lead": f"《{law.title}》（{law.number}）",
            "trail": [("首页", reverse("home"))],
            "found": found,
            "how_much": how_much(verdict),
            "lines": [line for line in lines if line.row.clause_id in open_ids],
            "met": [line for line in lines if line.row.clause_id not in open_ids],
            **fields_of(levers, self.request.GET),
            **self._tried(found, levers),
        }

    def _tried(self, found: Benefit, levers: tuple[Lever, ...]) -> dict[str, Any]:
        """Return how the policy would stand with what was typed; nothing where nothing differs."""
        try:
            values = rulebook.read_tried(levers, self.request.GET)
        except rulebook.UnableToTry as error:
            return {"wrong": str(error)}
        if not values:
            return {}
        if self.told and not self.told.tried_at:
            rulebook_operations.note_tried(
                enterprise=self.dossier.enterprise, rule=self.verdict.rule, by=self.actor, now=clock.now()
            )
        return outcome(found.offer, rulebook.tried(self.verdict, values))


class PolicyWays(PolicyAtDesk):
    """The cheapest ways to a policy; the page fetches them when they are looked at."""

    template_name = "desk/ways.html"

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the ways, each with the link that tries it out."""
        page = reverse("desk-policy", args=[code])
        levers = rulebook.levers(self.verdict)
        return {
            "title": f"最省的路：{self.verdict.rule.name}",
            "trail": [("首页", reverse("home")), (self.verdict.rule.name, page)],
            "ways": [(way, f"{page}?{query_of(way, levers)}#try") for way in rulebook.ways_to(self.verdict)],
        }


def how_much(verdict: Verdict) -> str:
    """Return the sentence by which the policy reckons its sum, with its numbers; empty where it pays nothing."""
    output = money_output(verdict.rule)
    if output is None:
        return ""
    values = {one.name: (verdict.rule.value(one.name), one.kind) for one in verdict.rule.parameters}
    return fill(output.says, values)


urlpatterns = [
    path("policies/<str:code>/", PolicyAtDesk.as_view(), name="desk-policy"),
    path("policies/<str:code>/ways/", PolicyWays.as_view(), name="desk-ways"),
]
