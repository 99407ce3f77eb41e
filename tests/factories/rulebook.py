"""What is kept of the rules' use, for tests, through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.rulebook import operations
from tidu.domain.rulebook.models import DecisionReceipt, PolicyNotice, RuleSet, Scenario
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf

AS_OF = AsOf(on=date(2025, 6, 10))
KEPT_AT = datetime(2025, 6, 10, 2, 0, tzinfo=UTC)
AUTHOR = system("测试局长")
RULE = "qinglan.rd_subsidy"


def a_scenario(name: str = "4%、25万元", *, version: str = "", **settings: str) -> Scenario:
    """Return a kept reform of the R&D subsidy, 4 % and 25万 unless `settings` say otherwise."""
    return operations.keep_scenario(
        name=name,
        rule_code=RULE,
        settings=settings or {"rate": "4%", "cap": "25万元"},
        version=version,
        as_of=AS_OF,
        by=AUTHOR,
        now=KEPT_AT,
    )


def a_receipt(enterprise: Enterprise, rule_code: str = RULE) -> DecisionReceipt:
    """Return a kept decision about a firm."""
    return operations.record_decision(
        rule_code=rule_code,
        enterprise=enterprise,
        purpose="年度补助核定",
        as_of=AS_OF,
        by=AUTHOR,
        now=KEPT_AT,
    )


def a_rule_set(enterprise: Enterprise) -> RuleSet:
    """Return the rules that a decision was kept with."""
    return a_receipt(enterprise).rule_set


def a_policy_notice(enterprise: Enterprise, rule_code: str = RULE) -> PolicyNotice:
    """Return the notice to a firm that a policy fits or nearly fits, told along with all others."""
    operations.tell_firms(rule_code=rule_code, as_of=AS_OF, by=AUTHOR, now=KEPT_AT)
    return PolicyNotice.objects.get(enterprise=enterprise, rule_code=rule_code)
