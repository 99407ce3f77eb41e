"""Tell firms of policies that fit them, and keep what they did then: opened, read, tried out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.rulebook import checks, queries
from tidu.domain.rulebook.models import PolicyNotice
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.audit.vocabulary import EntryKind
from tidu.foundation.clock import AsOf
from tidu.rules import Rule


def tell_firms(*, rule_code: str, as_of: AsOf, by: Actor, now: datetime) -> int:
    """Tell every firm that a policy fits or nearly fits, and that was not told of this version; return how many.

    Raises UnableToDraft for anybody but officers and the system, NoVersionInForce for an unknown policy.
    """
    checks.check_drafter(by)
    policy, county = queries.policy(rule_code, as_of), queries.snapshot(as_of)
    fits = queries.fitting(policy, county)
    with transaction.atomic():
        told = set(queries.notices_of(policy).values_list("enterprise_id", flat=True))
        fresh = [
            PolicyNotice(
                enterprise_id=county.firms[code].enterprise_id,
                rule_code=rule_code,
                version_on=policy.rule.law.valid_from_on,
                standing=standing,
                told_at=now,
            )
            for code, standing in fits.items()
            if county.firms[code].enterprise_id not in told
        ]
        if fresh:
            PolicyNotice.objects.bulk_create(fresh, ignore_conflicts=True)
            audit.record(
                by=by,
                now=now,
                action="rulebook.tell_firms",
                subject=("rulebook.PolicyNotice", rule_code),
                summary=f"告知政策“{policy.rule.name}”：{len(fresh)} 家企业",
                detail={"rule": rule_code, "version": policy.rule.law.valid_from_on.isoformat()},
            )
    return len(fresh)


def tell_of_new_policies(*, by: Actor, now: datetime) -> str:
    """Tell firms of every new policy that fits them: the nightly work. Run again, it tells nobody twice."""
    as_of = AsOf(on=clock.day_of(now))
    news = queries.new_policies(as_of)
    told = sum(tell_firms(rule_code=one.rule.code, as_of=as_of, by=by, now=now) for one in news)
    audit.record(
        by=by,
        now=now,
        action="rulebook.tell_of_new_policies",
        subject=("rulebook.PolicyNotice", as_of.on.isoformat()),
        kind=EntryKind.SAW,
        summary=f"查看新政策 {len(news)} 项，新告知 {told} 家次",
    )
    return f"新政策 {len(news)} 项，新告知 {told} 家次。"


def note_read(*, enterprise: Enterprise, rule: Rule, by: Actor, now: datetime) -> bool:
    """Keep that a firm's own people opened a policy that they were told of; return whether it was news."""
    new = _of_rule(enterprise, rule).filter(read_at=None)
    words = f"企业已读政策“{rule.name}”"
    stamps = {"read_at": now, "read_by_name": by.name}
    return bool(_noted(new, enterprise.credit_code, "note_read", rule.code, words, by=by, now=now, **stamps))


def note_opened(*, enterprise_id: int, credit_code: str, by: Actor, now: datetime) -> int:
    """Keep that a firm's own people saw at their desk what they were told of; return how many notices were news."""
    new = PolicyNotice.objects.filter(enterprise_id=enterprise_id, opened_at=None)
    words = "企业打开首页，看到政策告知 {number} 项"
    return _noted(new, credit_code, "note_opened", credit_code, words, by=by, now=now, opened_at=now)


def note_tried(*, enterprise: Enterprise, rule: Rule, by: Actor, now: datetime) -> bool:
    """Keep that a firm's own people tried other values on a policy they were told of; return whether it was news."""
    new = _of_rule(enterprise, rule).filter(tried_at=None)
    words = f"企业试算政策“{rule.name}”"
    return bool(
        _noted(new, enterprise.credit_code, "note_tried", rule.code, words, by=by, now=now, tried_at=now)
    )


def _of_rule(enterprise: Enterprise, rule: Rule) -> QuerySet[PolicyNotice]:
    return PolicyNotice.objects.filter(
        enterprise=enterprise, rule_code=rule.code, version_on=rule.law.valid_from_on
    )


def _noted(
    new: QuerySet[PolicyNotice],
    credit_code: str,
    action: str,
    key: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    **stamps: Any,
) -> int:
    """Stamp what is news to a firm's own people, and write that down; return how many notices it were."""
    if credit_code not in by.credit_codes:
        return 0
    with transaction.atomic():
        number = new.update(**stamps)
        if number:
            audit.record(
                by=by,
                now=now,
                action=f"rulebook.{action}",
                subject=("rulebook.PolicyNotice", key),
                kind=EntryKind.SAW,
                organisation_code=credit_code,
                summary=words.replace("{number}", str(number)),
            )
    return number
