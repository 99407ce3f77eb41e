"""假如: a firm's values moved on a copy of it, and the verdict and the money that would follow."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import path, reverse

from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.queries import Dossier
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import queries as pool
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.queries import Lever
from tidu.domain.rulebook.vocabulary import BenefitKind
from tidu.foundation import clock
from tidu.interfaces.kit.judging import JudgingPage
from tidu.interfaces.kit.levers import colour_of, fields_of, outcome
from tidu.interfaces.kit.roles import FIRM_READERS
from tidu.interfaces.workbench.merged import FirmPage
from tidu.rules import Facts, NoVersionInForce, Verdict


class EnterpriseTry(JudgingPage, FirmPage):
    """What would become of a firm under one rule if it worked on some of its values; nothing is kept."""

    roles = FIRM_READERS
    template_name = "workbench/enterprises/try.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the fields, and what comes of what was typed."""
        operations.note_page_seen(enterprise=self.dossier.enterprise, by=self.actor, now=clock.now())
        choices = self._choices()
        code = self.request.GET.get("rule") or next(iter(choices))
        if code not in choices:
            raise NoVersionInForce(f"{code} 不在可以试的规则里。")
        verdict = rulebook.judge_facts(code, self._facts, self.as_of)
        levers = rulebook.levers(verdict)
        return {
            "title": f"假如：{self.dossier.name}",
            "lead": "在企业的一份副本上改数，看结论和钱怎么变。只是试算，不保存，也不会改登记的数据。",
            "trail": [(self.dossier.name, reverse("enterprise", args=[credit_code]))],
            "credit_code": credit_code,
            "choices": choices.items(),
            "verdict": verdict,
            "colour": colour_of(verdict),
            **fields_of(levers, self.request.GET),
            **self._tried(verdict, levers),
        }

    @cached_property
    def dossier(self) -> Dossier:
        """What is known of the firm."""
        return queries.dossier(self.actor, self.kwargs["credit_code"], self.as_of)

    @cached_property
    def _facts(self) -> Facts:
        return rulebook.facts_of(self.dossier)

    def _choices(self) -> dict[str, str]:
        """Return the rules that can be tried, by code: those of the stairs, then those that pay."""
        tiers, as_of = rulebook.tier_rules(self.as_of), self.as_of
        stairs = {tiers[kind]: RecognitionKind(kind).label for kind in pool.tiers_judged(as_of)}
        money = [
            rule for rule in rulebook.benefit_rules(as_of) if rulebook.kind_of(rule) is BenefitKind.MONEY
        ]
        return {**stairs, **{rule.code: rule.name for rule in money}}

    def _tried(self, verdict: Verdict, levers: tuple[Lever, ...]) -> dict[str, Any]:
        """Return how the rule would stand, and whose money moves; nothing where nothing differs."""
        try:
            values = rulebook.read_tried(levers, self.request.GET)
        except rulebook.UnableToTry as error:
            return {"wrong": str(error)}
        if not values:
            return {}
        moved = rulebook.money_moved(self._facts, values, self.as_of)
        found = outcome(rulebook.tried(verdict, {}), rulebook.tried(verdict, values))
        return {**found, "moved": moved, "moved_sum": sum(one.difference for one in moved)}


urlpatterns = [
    path("enterprises/<str:credit_code>/try/", EnterpriseTry.as_view(), name="enterprise-try"),
]
