"""Keep what a rule said of a firm, and what a reform would do: with everything a later reader needs to replay it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

import tidu
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.rulebook import checks, queries
from tidu.domain.rulebook.models import DecisionReceipt, RuleSet, Scenario
from tidu.domain.rulebook.queries import UnableToSimulate
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.clock import AsOf
from tidu.foundation.files import operations as files_operations
from tidu.rules import Facts, Rule
from tidu.rules.model.facts import ENTERPRISE

if TYPE_CHECKING:
    from collections.abc import Mapping


def keep_scenario(
    *,
    name: str,
    rule_code: str,
    settings: Mapping[str, str],
    as_of: AsOf,
    by: Actor,
    now: datetime,
    version: str = "",
) -> Scenario:
    """Simulate a reform and keep it under a name with its inputs, its rules and its results.

    `settings` maps parameters to words like 4% or 25万元. Raises UnableToKeep, UnableToSimulate and NoVersionInForce.
    """
    name = name.strip()
    checks.check_scenario(actor=by, rule_code=rule_code, name=name)
    simulation = queries.simulate(rule_code, settings, as_of, version=version)
    with transaction.atomic():
        inputs = files_operations.store(
            name=f"{rule_code}-{as_of.on}.parquet", content=queries.inputs_of(simulation), now=now
        )
        overlay = queries.overlay_written(simulation.overlay)
        scenario = Scenario.objects.create(
            name=name,
            overlay=overlay,
            version=version,
            inputs=inputs,
            results=queries.results_of(simulation),
            **_kept(simulation.reform, as_of, by=by, now=now),
        )
        audit_operations.record(
            by=by,
            now=now,
            action="rulebook.keep_scenario",
            subject=(Scenario._meta.label, str(scenario.pk)),
            summary=f"保存测算方案：{name}（{simulation.baseline.name}）",
            detail={"rule": rule_code, "overlay": overlay, "version": version, "as_of": as_of.on.isoformat()},
        )
    return scenario


def record_decision(
    *, rule_code: str, enterprise: Enterprise, purpose: str, as_of: AsOf, by: Actor, now: datetime
) -> DecisionReceipt:
    """Judge one firm by the rule in force and keep verdict, facts and law as a receipt.

    Raises UnableToKeep, NoVersionInForce, and UnableToSimulate for a rule that judges something else than enterprises.
    """
    purpose = purpose.strip()
    checks.check_receipt(actor=by, purpose=purpose)
    rule = queries.rule_for(rule_code, as_of)
    if rule.judges != ENTERPRISE.kind:
        raise UnableToSimulate(f"“{rule.name}”判断的不是企业，不能为企业留存判断。")
    facts = queries.facts_for([enterprise.pk], as_of)[enterprise.pk]
    read = queries.facts_read(rule, queries.library(), as_of.on)
    doubted = {cell.fact for cell in queries.library().facts.doubts(facts, as_of.on)}
    kept = _only(facts, read | doubted)
    verdict = queries.judge_facts(rule_code, kept, as_of)
    with transaction.atomic():
        receipt = DecisionReceipt.objects.create(
            enterprise=enterprise,
            purpose=purpose,
            facts=kept.to_json(queries.library().facts),
            trace=queries.trace_of(verdict),
            **_kept(rule, as_of, by=by, now=now),
        )
        audit_operations.record(
            by=by,
            now=now,
            action="rulebook.record_decision",
            subject=(Enterprise._meta.label, enterprise.credit_code),
            summary=f"{purpose}：{receipt.trace['sentence']}",
            detail={"receipt": receipt.pk, "rule": rule_code, "fingerprint": rule.fingerprint},
        )
    return receipt


def _only(facts: Facts, names: set[str]) -> Facts:
    """Return the facts a decision rested on: those a rule can look at, and those that cast doubt on one of them."""
    return Facts(
        {name: value for name, value in facts.scalars.items() if name in names},
        {
            year: {name: value for name, value in row.items() if name in names}
            for year, row in facts.years.items()
        },
    )


def _kept(rule: Rule, as_of: AsOf, *, by: Actor, now: datetime) -> dict[str, Any]:
    """Return what every kept use of a rule says of itself; the rule set is stored once, whoever uses it."""
    contents = queries.contents_of(rule.code)
    texts, facts = contents
    rule_set, _ = RuleSet.objects.get_or_create(
        fingerprint=queries.fingerprint_of(contents),
        defaults={"texts": texts, "facts": facts, "kept_at": now},
    )
    return {
        "rule_code": rule.code,
        "rule_set": rule_set,
        "rule_on": rule.on,
        "rule_fingerprint": rule.fingerprint,
        "engine_version": tidu.__version__,
        "as_of_on": as_of.on,
        "known_at": as_of.known_at,
        "kept_at": now,
        "kept_by_id": by.user_id,
        "kept_by_name": by.name,
    }
