"""The library of policies: each with its text, its state, whom it fits; a firm's policies; what to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu import rules
from tidu.domain.enterprises import operations as register
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.rulebook import queries
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.judging import JudgingPage
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, READERS, STAFF
from tidu.interfaces.workbench import policy_doubts
from tidu.rules import Rule
from tidu.rules.model.show import fill, show
from tidu.rules.model.standing import Standing

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Firm, Matched, Policy, Snapshot

FITTING = (Standing.ENTITLED, Standing.AT_CAP)
"""Whom a policy fits for sure; who waits for experts or an announcement is counted apart."""

SHOWN = (Standing.PENDING, Standing.NEARLY, Standing.REFUSED, Standing.UNKNOWN, Standing.UNTOUCHED)


class Policies(Page):
    """Every policy in every version, with its state and whom it fits."""

    title = "政策库"
    section = "policies"
    roles = READERS
    template_name = "workbench/policies/policies.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the policies, each with its counts."""
        county = queries.snapshot(self.as_of)
        return {
            "lead": "每条政策的文件、时限、条款和参数；家数按全县统计，不分查看人。已失效的政策不再对照企业。",
            "lines": [_counted(one, county) for one in queries.policies(self.as_of)],
            "doubts": len(queries.doubts(self.as_of)) if self.actor.has_role(*STAFF) else None,
        }


@dataclass(frozen=True)
class Counted:
    """A policy with the numbers of its firms, each with the address of their list."""

    policy: Policy
    found: Matched
    counts: tuple[tuple[str, int, str], ...]


def _counted(policy: Policy, county: Snapshot) -> Counted:
    found = queries.matched(policy, county)
    if found.costing is None:
        return Counted(policy, found, ())
    counts = found.costing.cost.counts
    fits = sum(counts[one] for one in FITTING)
    code = policy.rule.code
    pairs = [("符合", fits, "fits"), *((one.label, counts[one], str(one)) for one in SHOWN)]
    return Counted(policy, found, tuple((label, count, firms_of(code, word)) for label, count, word in pairs))


def firms_of(code: str, standing: str) -> str:
    """Return the address of the firms that stand in one way to a policy."""
    return f"{reverse('policy-firms', args=[code])}?standing={standing}"


class PolicyPage(Page):
    """One version of a policy: what it says, clause by clause, its numbers with their sources, and whom it fits."""

    section = "policies"
    roles = READERS
    template_name = "workbench/policies/policy.html"

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the version asked for, or the one that applies."""
        policy = queries.policy(code, self.as_of, self.request.GET.get("version", ""))
        rule = policy.rule
        return {
            "title": rule.name,
            "lead": f"《{rule.law.title}》（{rule.law.number}）",
            "trail": [("政策库", reverse("policies"))],
            "policy": policy,
            "judged": queries.library().facts.subject(rule.judges).label,
            "line": _counted(policy, queries.snapshot(self.as_of)),
            "versions": queries.policies_of(code, self.as_of),
            "mark": rule.law.mark(rule.law.confidence),
            "clauses": [
                (clause, queries.clause_in_words(rule, clause), rule.law.mark(clause.confidence))
                for clause in rule.clauses
            ],
            "windows": [
                (rules.explain.window_in_words(one), rules.explain.window_source(one, rule), one)
                for one in rule.windows
            ],
            "outputs": [(output, fill(output.says, _values(rule))) for output in rule.outputs],
            "parameters": [
                (
                    one,
                    dated := one.dated(rule.on),
                    show(dated.value, one.kind),
                    rule.law.mark(dated.confidence),
                )
                for one in rule.parameters
            ],
            "can_draft": self.actor.has_role(*OFFICERS),
            "sees_receipts": self.actor.has_role(*STAFF),
            "can_price": self.actor.has_role(*STAFF)
            and code in {one.code for one in queries.paying_rules(self.as_of)},
        }


def _values(rule: Rule) -> dict[str, Any]:
    return {one.name: (rule.value(one.name), one.kind) for one in rule.parameters}


class StandingFilter(PlainForm):
    """How the firms stand to the policy."""

    standing = forms.ChoiceField(
        label="对照结果",
        choices=(("", "全部"), ("fits", "符合"), *((str(one), one.label) for one in SHOWN)),
        required=False,
    )


@dataclass(frozen=True)
class FirmLine:
    """A firm as it stands to a policy."""

    rule: Rule
    county: Snapshot
    row: Mapping[str, Any]

    @property
    def firm(self) -> Firm:
        """Return the firm."""
        return self.county.firms[self.row["key"]]

    @property
    def sentence(self) -> str:
        """Return the reason in one sentence."""
        facts, on = self.county.facts[self.row["key"]], self.county.as_of.on
        return rules.explain.sentence(rules.evaluate(self.rule, facts, on, self.county.population.library))

    @property
    def amount(self) -> str | None:
        """Return what it gets in 万元, 至多 a sum while that is open."""
        if not self.row["open"]:
            return wording.wan(self.row["certain"])
        return None if self.row["possible"] is None else f"至多 {wording.wan(self.row['possible'])}"


def _name(line: FirmLine) -> SafeString:
    address = reverse("enterprise", args=[line.firm.credit_code])
    return format_html('<a href="{}">{}</a>', address, line.firm.name)


class PolicyFirms(ListPage):
    """The firms a policy fits, nearly fits, refuses or cannot judge; those in the viewer's scope."""

    title = "政策对照企业"
    section = "policies"
    roles = READERS
    form_class = StandingFilter
    template_name = "workbench/policies/firms.html"
    noun = "家"
    empty = "没有这样的企业。"
    columns = (
        Column("企业", lambda line: line.firm.name, _name),
        Column("统一社会信用代码", lambda line: line.firm.credit_code, on_screen=False),
        Column("属地", lambda line: line.firm.place),
        Column("对照结果", lambda line: Standing(line.row["standing"]).label),
        Column("金额", lambda line: line.amount, unit="万元", numeric=True),
        Column("说明", lambda line: line.sentence),
    )

    def get_rows(self, filters: dict[str, Any]) -> list[FirmLine]:
        """Return the firms of the policy that applies on the day, as far as the viewer may see them."""
        county = queries.snapshot(self.as_of)
        policy = queries.policy(self.kwargs["code"], self.as_of)
        found = queries.matched(policy, county)
        if found.costing is None:
            return []
        word = filters.get("standing")
        wanted = {str(one) for one in FITTING} if word == "fits" else {word} if word else None
        seen = self._seen(county)
        return [
            FirmLine(policy.rule, county, row)
            for row in found.costing.rows.iter_rows(named=True)
            if row["key"] in seen and (wanted is None or row["standing"] in wanted)
        ]

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return what the policy is."""
        policy = queries.policy(code, self.as_of)
        rule = policy.rule
        return {
            "found": queries.matched(policy, queries.snapshot(self.as_of)),
            "title": f"政策对照企业：{rule.name}",
            "trail": [("政策库", reverse("policies")), (rule.name, reverse("policy", args=[code]))],
        }

    def _seen(self, county: Snapshot) -> set[str]:
        if self.actor.sees_whole_county:
            return set(county.firms)
        return {code for code, firm in county.firms.items() if firm.place_id in self.actor.place_ids}


class FirmPolicies(JudgingPage):
    """What a firm can get: every policy that applies on the day, the best standing first."""

    section = "enterprises"
    roles = FIRM_READERS
    not_found = (enterprises.EnterpriseNotFound,)
    template_name = "workbench/policies/firm.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the offers to a firm in scope."""
        as_of: AsOf = self.as_of
        enterprise = enterprises.find_in_scope(self.actor, credit_code, as_of)
        register.note_page_seen(enterprise=enterprise, by=self.actor, now=clock.now())
        firm = enterprises.population_with([enterprise.pk], as_of)
        name = firm.firms[enterprise.pk].name_on(as_of.on)
        offers = queries.offers_for(enterprise.pk, as_of, firm)
        letters = queries.letters_for(enterprise.pk, offers, as_of, addressee=name, office="县科技局")
        sure = sum(one.amount or 0 for one in offers if one.standing is Standing.ENTITLED)
        return {
            "title": f"可享受的政策：{name}",
            "trail": [(name, reverse("enterprise", args=[credit_code]))],
            "offers": [(one, letters.get(one.rule.code)) for one in offers],
            "fitting": sum(one.standing in FITTING for one in offers),
            "pending": sum(one.standing is Standing.PENDING for one in offers),
            "nearly": sum(one.standing is Standing.NEARLY for one in offers),
            "sure": sure,
            "credit_code": credit_code,
            "keeps": self.actor.has_role(*OFFICERS),
            "receipts": f"{reverse('receipts')}?firm={credit_code}" if self.actor.has_role(*STAFF) else "",
        }


urlpatterns = [
    path("policies/", Policies.as_view(), name="policies"),
    *policy_doubts.urlpatterns,
    path("policies/<str:code>/", PolicyPage.as_view(), name="policy"),
    path("policies/<str:code>/firms/", PolicyFirms.as_view(), name="policy-firms"),
    path("enterprises/<str:credit_code>/policies/", FirmPolicies.as_view(), name="enterprise-policies"),
]
